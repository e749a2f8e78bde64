#include "server-sync/intake/front_desk.h"

#include "server-sync/foundation/logbook.h"

namespace stemme {

std::variant<Device, ProblemType> FrontDesk::recognise(const Request& request) {
  std::optional<Register::KeyHolder> holder;
  const auto key_of = [&](std::string_view key_id) -> Result<VerifyKey> {
    auto found = register_->key_holder(std::string(key_id));
    if (!found) return refused("nobody has this key");
    holder = std::move(found).value();
    return holder->key;
  };
  const auto verified = verify_request(request, key_of);
  if (!verified)
    return verified.error().failure() == Failure::Invalid ? ProblemType::Malformed
                                                          : ProblemType::NotSigned;
  if (holder->device.state != DeviceState::Active) return ProblemType::Revoked;
  if (holder->device.next_key == holder->key) {
    // The first request under the new key ends the old one (C6).
    const auto settled = register_->settle_key(holder->device.id, holder->key);
    if (!settled) return ProblemType::Busy;
  }
  return holder->device;
}

std::optional<SignOfLife> FrontDesk::contact_of(const Request& request, const Device& device) {
  const auto field = request.fields.find("stemme-status");
  if (!field) return std::nullopt;
  auto status = status_from_field(*field);
  const auto who = owner();
  const auto day = today();
  if (!status || !who || !day) return std::nullopt;
  return SignOfLife{(*who)->id, device.id, *day, clock_->now(), std::move(status).value()};
}

void FrontDesk::note_contact(const Request& request, const Device& device) {
  if (auto contact = contact_of(request, device))
    store_->note(std::move(*contact), clock_->errand());
}

Reply FrontDesk::sign(Reply reply, const Request& request) const {
  sign_reply(reply, request, keys_.reply);
  return reply;
}

Reply FrontDesk::refuse(ProblemType type, std::string_view detail, const Request& request) const {
  return sign(problem_reply(type, detail), request);
}

Reply FrontDesk::stumble(const Error& error, const Request& request) const {
  log_failure("intake", error);
  const bool passes = error.failure() == Failure::Full || error.failure() == Failure::Offline;
  return refuse(passes ? ProblemType::Busy : ProblemType::Broken, "", request);
}

Result<std::shared_ptr<const OwnerRecord>> FrontDesk::owner() {
  const std::lock_guard lock(mutex_);
  if (!owner_) {
    auto read = TRY(register_->owner());
    owner_ = std::make_shared<const OwnerRecord>(std::move(read));
  }
  return owner_;
}

Result<Date> FrontDesk::today() {
  const auto who = TRY(owner());
  const auto local = TRY(local_time(clock_->now(), who->zone));
  return local.date;
}

Reply json_reply(std::string_view text) {
  Reply reply;
  reply.status = 200;
  reply.fields.set("content-type", "application/json");
  reply.body = to_bytes(as_bytes(text));
  return reply;
}

}  // namespace stemme
