#include "server-sync/device/conversation.h"

#include "server-sync/device/delivery.h"
#include "server-sync/device/enrolment.h"
#include "server-sync/device/own_key.h"
#include "server-sync/device/refresh.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr std::chrono::hours heal_every{1};

}  // namespace

Conversation::Conversation(const SyncSettings& settings, Clock& clock, Outbox& outbox, Link& link,
                           Tell tell)
    : settings_(settings), clock_(&clock), outbox_(&outbox), link_(&link), tell_(std::move(tell)) {}

Result<void> Conversation::resume() {
  auto identity = load_identity(settings_.folder);
  if (!identity && identity.error().failure() == Failure::Missing) return {};
  auto present = TRY(std::move(identity).while_doing("reading the device's identity"));
  auto programme = load_programme(settings_.folder);
  if (programme) programme_ = std::make_shared<Programme>(std::move(programme).value());
  return be(std::move(present));
}

Result<void> Conversation::be(DeviceIdentity identity) {
  const auto owner = TRY(read_identity(identity.identity_document, identity.owner_key));
  link_->trust(trust_in(owner.keys));
  line_.emplace(*link_, identity.address.authority);
  const auto device_key = SigningKey::from_seed(identity.device_seed).verify_key();
  line_->speak_as(identity.device_seed, key_name(device_key));
  line_->believe(owner.keys.reply);
  identity_ = std::move(identity);
  return adopt_terms();
}

Result<void> Conversation::adopt_terms() {
  const auto owner = TRY(read_identity(identity_->identity_document, identity_->owner_key));
  OutboxTerms terms;
  terms.owner = identity_->owner;
  terms.house = identity_->house;
  terms.device = identity_->device;
  terms.sealing = owner.keys.sealing;
  terms.software = settings_.software;
  if (programme_) {
    terms.house = programme_->house;
    terms.zone = programme_->zone;
    terms.dayparts = programme_->dayparts;
    terms.programme = programme_->serial;
  }
  return outbox_->adopt(terms);
}

Result<void> Conversation::enrol(const std::string& typed, const EnrolmentCode& code) {
  const auto address = collector_address_from(typed);
  auto identity = address ? enrol_device(*link_, address.value(), code, settings_.folder, identity_)
                          : Result<DeviceIdentity>(offline(address.error().message()));
  if (!identity) {
    const auto& error = identity.error();
    log_warning("enrolment", error.message());
    tell_(EnrolmentFailed{error.failure(), error.message()});
    return is_enrolled() ? be(*identity_) : Result<void>();
  }
  TRY(be(std::move(identity).value()));
  tell_(Enrolled{identity_->owner, identity_->house});
  return {};
}

Result<void> Conversation::say_status() {
  const auto figures = TRY(outbox_->figures());
  DeviceStatus status;
  status.epoch = figures.epoch;
  status.last_closed = figures.last_closed;
  status.made = figures.made;
  status.unsent_age = figures.unsent_age;
  status.space = figures.space;
  status.boot = clock_->boot_id();
  status.boot_age_h = static_cast<int>(clock_->ticks() / std::chrono::hours(1));
  status.software = settings_.software;
  status.programme = programme_ ? programme_->serial : 0;
  line_->say_status(to_field(status));
  return {};
}

Result<Conversation::Ended> Conversation::run() {
  TRY(say_status());
  auto reached = TRY(take_time());
  if (!reached) {
    const auto healed = TRY(heal());
    if (healed) reached = TRY(take_time());
  }
  if (!reached) {
    const bool login_page = line_->somebody_else_answered();
    tell_(NoContact{login_page ? NoContact::Cause::LoginPage : NoContact::Cause::Unreachable});
    return Ended{};
  }
  drop_old_assets();
  // Before batches: a first programme says how the day is cut, a newer key set whom to seal for.
  TRY(take_programme());
  TRY(say_status());
  Delivery delivery(*outbox_, *line_, identity_->device);
  const auto delivered = TRY(delivery.deliver_all());
  if (delivered.trouble) tell_(DeliveryTrouble{*delivered.trouble});
  // Whatever comes of the rest, the answers have arrived.
  const auto left = TRY(outbox_->figures());
  bring_assets(delivered.complete && left.space == "ok");
  if (delivered.complete) TRY(renew_own_key());
  return Ended{delivered.complete, delivered.retry_after};
}

Result<bool> Conversation::take_time() {
  Refresh refresh(*line_, identity_->device, settings_.folder);
  const auto utc = refresh.fetch_time();
  if (!utc) {
    log_event("contact", utc.error().message());
    // A signed refusal is an answer: delivery will hear it again and tell staff.
    return utc.error().failure() == Failure::Refused;
  }
  today_ = Date(std::chrono::floor<std::chrono::days>(utc.value()));
  const Anchor anchor{clock_->boot_id(), utc.value() - clock_->ticks()};
  const auto anchored = outbox_->anchor(anchor);
  if (!anchored && anchored.error().failure() != Failure::Invalid) return anchored.error();
  if (anchored) tell_(ContactMade{anchor});
  return true;
}

Result<void> Conversation::take_programme() {
  Refresh refresh(*line_, identity_->device, settings_.folder);
  auto fetched = refresh.fetch_programme(programme_.get());
  if (!fetched) {
    if (fetched.error().failure() == Failure::Unexpected) return std::move(fetched).error();
    log_event("contact", fetched.error().message());
    return {};
  }
  if (!fetched.value()) return {};
  programme_ = std::move(fetched).value();
  TRY(take_keys(programme_->identity));
  is_programme_told_ = false;
  has_all_assets_ = false;
  may_hold_old_assets_ = true;
  return adopt_terms();
}

AssetKeeper Conversation::asset_keeper() {
  return {*line_, own_assets(settings_.folder), settings_.shipped_assets};
}

/// A programme is told of with what it shows, as far as that has come. Where room is scarce it is
/// the answers'.
void Conversation::bring_assets(bool may_fetch) {
  if (!programme_) return;
  AssetKeeper::Fetched fetched;
  if (may_fetch && !has_all_assets_) {
    fetched = asset_keeper().fetch(programme_->assets);
    has_all_assets_ = fetched.is_complete;
  }
  if (fetched.has_changed || !is_programme_told_)
    tell_(ProgrammeArrived{programme_, fetched.has_changed});
  is_programme_told_ = true;
}

/// Those of an earlier programme, an hour after it: no visit can be showing them any more.
void Conversation::drop_old_assets() {
  if (programme_ && std::exchange(may_hold_old_assets_, false))
    asset_keeper().drop_all_but(programme_->assets);
}

Result<void> Conversation::take_keys(std::string_view document) {
  const auto newer = newer_identity(document, *identity_);
  if (!newer) {
    log_warning("contact", newer.error().message());
    return {};
  }
  if (!newer.value()) return {};
  auto identity = *identity_;
  identity.identity_document = document;
  TRY(save_identity(settings_.folder, identity));
  return be(std::move(identity));
}

Result<void> Conversation::renew_own_key() {
  if (!today_) return {};
  auto renewed = TRY(OwnKey(*line_, settings_.folder).renew_if_due(*identity_, *today_));
  return renewed ? be(std::move(*renewed)) : Result<void>();
}

Result<bool> Conversation::heal() {
  const auto now = clock_->ticks();
  if (!line_->somebody_else_answered() || (healed_ && now - *healed_ < heal_every)) return false;
  healed_ = now;
  const auto before = identity_->identity_document;
  link_->trust({});
  const auto document = fetch_identity_document(*link_, identity_->address);
  if (document) TRY(take_keys(document.value()));
  const bool healed = identity_->identity_document != before;
  if (!healed) {
    const auto owner = TRY(read_identity(before, identity_->owner_key));
    link_->trust(trust_in(owner.keys));
    return false;
  }
  TRY(say_status());
  return true;
}

}  // namespace stemme
