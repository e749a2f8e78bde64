#include "server-sync/intake/programme_desk.h"

#include <algorithm>
#include <set>

#include "server-sync/protocol/asset_name.h"
#include "server-sync/protocol/owner.h"
#include "server-sync/protocol/receipt.h"
#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

bool is_for_parents(const Pack& pack) { return pack.audience == "forelder"; }

bool is_for(const Pack& pack, const Unit& unit) {
  return is_for_parents(pack) == (unit.audience == "forelder") && pack.is_for(unit.band);
}

/// An open pack asks what the rotation says; one that only adults open offers all it has.
std::vector<int> asked(const Pack& pack, const Unit& unit, IsoWeek week) {
  if (pack.offers(Mode::Apen)) {
    auto questions = asked_in_week(pack, unit.id, week);
    if (!questions.empty()) return questions;
  }
  std::vector<int> rounds;
  for (int i = 0; i < static_cast<int>(pack.questions.size()); ++i)
    if (pack.questions[static_cast<std::size_t>(i)].can_be_a_round()) rounds.push_back(i);
  return rounds;
}

/// The house's own first, then the required ones, then what the owner offers and every pack has.
std::vector<std::string> languages_of(const House& house, const OwnerRecord& record,
                                      const std::vector<ProgrammePack>& packs) {
  std::vector<std::string> languages{house.language};
  const auto add = [&](const std::string& tag) {
    if (std::find(languages.begin(), languages.end(), tag) == languages.end())
      languages.push_back(tag);
  };
  for (const auto& tag : record.required_languages) add(tag);
  const auto owner = load_owner(record.file, "the owner's file");
  if (!owner) return languages;
  for (const auto& tag : owner->offered_languages)
    if (std::all_of(packs.begin(), packs.end(),
                    [&](const auto& pack) { return pack.texts.contains(tag); }))
      add(tag);
  return languages;
}

void add_pictures(const Pack& pack, std::set<std::string>& pictures) {
  for (const auto& question : pack.questions) {
    pictures.insert(question.picture);
    for (const auto& option : question.options) pictures.insert(option.picture);
  }
}

}  // namespace

Reply ProgrammeDesk::programme(const Request& request, DeviceId id) {
  const auto caller = desk_->recognise(request);
  if (const auto* problem = std::get_if<ProblemType>(&caller))
    return desk_->refuse(*problem, "", request);
  const auto& device = std::get<Device>(caller);
  if (device.id != id) return desk_->refuse(ProblemType::NotFound, "", request);
  desk_->note_contact(request, device);
  auto reply = reply_for(device, request.fields.find("if-none-match"));
  if (!reply) return desk_->stumble(reply.error(), request);
  return desk_->sign(std::move(reply).value(), request);
}

Result<Reply> ProgrammeDesk::reply_for(const Device& device, std::optional<std::string_view> held) {
  const auto today = TRY(desk_->today());
  auto rounds = TRY(rounds_for(device, today));
  Known now{desk_->the_register().edition(), today, {}, {}};
  for (const auto& round : rounds) now.told += id_text(round.id) + to_json(round.finding);
  const auto reckoning = reckoning_ ? reckoning_(device.id) : std::nullopt;
  if (reckoning) now.told += to_json(*reckoning);
  Reply unchanged;
  unchanged.status = 304;
  if (held) unchanged.fields.set("etag", std::string(*held));
  if (held && is_known(device.id, now, *held)) return unchanged;

  auto programme = TRY(programme_for(device, today));
  programme.rounds = std::move(rounds);
  // The serial names what is asked and shown to children; a reckoning changes neither.
  const auto content = sha256(as_bytes(to_json(programme)));
  programme.serial = TRY(desk_->the_register().programme_serial(device.id, content));
  programme.reckoning = reckoning;
  const auto text = to_json(programme);
  now.etag = "\"" + to_hex(sha256(as_bytes(text))) + "\"";
  {
    const std::lock_guard lock(mutex_);
    known_[device.id] = now;
  }
  if (held == now.etag) return unchanged;
  auto reply = json_reply(text);
  reply.fields.set("etag", now.etag);
  return reply;
}

bool ProgrammeDesk::is_known(DeviceId device, const Known& now, std::string_view held) {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(device);
  if (found == known_.end()) return false;
  const auto& known = found->second;
  return known.edition == now.edition && known.day == now.day && known.told == now.told &&
         known.etag == held;
}

Result<std::vector<ProgrammeRound>> ProgrammeDesk::rounds_for(const Device& device,
                                                              Date today) const {
  std::vector<ProgrammeRound> rounds;
  for (const auto& unit : {device.children, device.parents}) {
    if (!unit || !rounds_) continue;
    for (auto& round : rounds_(*unit, today)) rounds.push_back(std::move(round));
  }
  return rounds;
}

Reply ProgrammeDesk::time(const Request& request) {
  const auto caller = desk_->recognise(request);
  if (const auto* problem = std::get_if<ProblemType>(&caller))
    return desk_->refuse(*problem, "", request);
  desk_->note_contact(request, std::get<Device>(caller));
  return desk_->sign(json_reply(time_to_json(desk_->clock().now())), request);
}

Result<Programme> ProgrammeDesk::programme_for(const Device& device, Date today) const {
  auto& the_register = desk_->the_register();
  const auto held = TRY(desk_->owner());
  const auto& owner = *held;
  const auto house = TRY(the_register.house(device.house));
  Programme programme;
  programme.owner = owner.id;
  programme.house = house.id;
  programme.house_name = house.name;
  programme.zone = owner.zone;
  programme.dayparts = house.dayparts;
  programme.windows = house.windows;
  programme.closed = TRY(the_register.closed_days(house.id));
  programme.parents_week = house.parents_week;
  programme.helpline = owner.helpline;
  programme.staff_pin_hash = the_register.pin_hash(house.id).value_or("");
  programme.tokens = TRY(the_register.tokens(house.id));
  programme.identity = TRY(the_register.newest_identity());
  TRY(add_packs(device, house, programme));
  TRY(add_units(device, house, today, programme));
  programme.languages = languages_of(house, owner, programme.packs);
  TRY(add_assets(programme));
  return programme;
}

/// What the packs show, and whatever has been recorded in the languages they are asked in.
Result<void> ProgrammeDesk::add_assets(Programme& programme) const {
  std::set<std::string> pictures;
  for (const auto& file : programme.packs) {
    const auto pack = TRY(pack_in(file.structure));
    add_pictures(*pack, pictures);
  }
  pictures.erase("");
  for (const auto& id : pictures)
    if (const auto asset = assets_->named(picture_asset(id))) programme.assets.push_back(*asset);
  for (const auto& language : programme.languages)
    std::ranges::copy(assets_->voices(language), std::back_inserter(programme.assets));
  return {};
}

Result<void> ProgrammeDesk::add_packs(const Device& device, const House& house,
                                      Programme& programme) const {
  auto& the_register = desk_->the_register();
  const auto adoptions = TRY(the_register.adoptions(house.id));
  for (const auto& adoption : adoptions) {
    if (adoption.ended) continue;
    const auto stored = TRY(the_register.pack(adoption.pack));
    const auto pack = TRY(pack_in(stored.structure).while_doing(stored.id));
    if (is_for_parents(*pack) ? device.parents.has_value() : device.children.has_value())
      programme.packs.push_back({stored.structure, stored.texts});
  }
  return {};
}

Result<std::shared_ptr<const Pack>> ProgrammeDesk::pack_in(const std::string& structure) const {
  const auto digest = sha256(as_bytes(structure));
  const auto id = TRY(fixed<16>(ByteView(digest).first(16)));
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = packs_.find(id); known != packs_.end()) return known->second;
  }
  auto loaded = TRY(load_pack(structure, "a stored pack"));
  auto pack = std::make_shared<const Pack>(std::move(loaded));
  const std::lock_guard lock(mutex_);
  packs_[id] = pack;
  return std::shared_ptr<const Pack>(pack);
}

Result<void> ProgrammeDesk::add_units(const Device& device, const House& house, Date today,
                                      Programme& programme) const {
  const auto week = week_of(today);
  for (const auto& id : {device.children, device.parents}) {
    if (!id) continue;
    const auto unit = TRY(desk_->the_register().unit(*id));
    if (unit.ended && *unit.ended <= today) continue;
    ProgrammeUnit own{unit.id, unit.name, unit.audience, unit.band, unit.size, {}};
    for (const auto& file : programme.packs) {
      const auto pack = TRY(pack_in(file.structure));
      if (is_for(*pack, unit) && shows_in_week(*pack, week, house.parents_week))
        own.asked[pack->id] = asked(*pack, unit, week);
    }
    programme.units.push_back(std::move(own));
  }
  return {};
}

}  // namespace stemme
