#include "server-sync/intake/enrolment_desk.h"

#include <algorithm>

#include "server-sync/protocol/key_rotation.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

constexpr std::ptrdiff_t tries_a_minute_per_address = 5;
constexpr std::size_t tries_an_hour = 50;
constexpr const char* everybody = "";

void drop_older_than_an_hour(std::vector<Instant>& tries, Instant now) {
  std::erase_if(tries, [&](Instant at) { return now - at >= 1h; });
}

}  // namespace

Reply EnrolmentDesk::identity(const Request& request) {
  auto document = desk_->the_register().newest_identity();
  if (!document) return desk_->stumble(document.error(), request);
  return desk_->sign(json_reply(std::move(document).value()), request);
}

Reply EnrolmentDesk::enrol(const Request& request) {
  if (too_many_tries(request.peer)) {
    auto reply = problem_reply(ProblemType::TooManyTries, "wait a little");
    reply.fields.set("retry-after", "60");
    return desk_->sign(std::move(reply), request);
  }
  const auto opened = desk_->enrol_key().open(request.body);
  auto words = opened ? enrolment_request_from_json(as_text(*opened))
                      : Result<EnrolmentRequest>(opened.error());
  if (!words) {
    note_failed_try(request.peer);
    return desk_->refuse(ProblemType::Malformed, "not an enrolment", request);
  }
  // Whoever enrols a key must hold it.
  const auto verified = verify_request(request, [&](std::string_view key_id) -> Result<VerifyKey> {
    if (key_id != key_name(words->device_key)) return refused("signed by another key");
    return words->device_key;
  });
  if (!verified) return desk_->refuse(ProblemType::NotSigned, "", request);
  const auto device = desk_->the_register().enrol(*words, desk_->clock().now());
  if (!device && device.error().failure() == Failure::Refused) {
    note_failed_try(request.peer);
    return desk_->refuse(ProblemType::UnknownCode, "", request);
  }
  if (!device && device.error().failure() == Failure::Invalid)
    return desk_->refuse(ProblemType::IdentityConflict, "for another terminal", request);
  if (!device) return desk_->stumble(device.error(), request);
  const auto owner = desk_->owner();
  if (!owner) return desk_->stumble(owner.error(), request);
  return desk_->sign(json_reply(to_json(EnrolmentReply{device->id, (*owner)->id, device->house})),
                     request);
}

Reply EnrolmentDesk::change_key(const Request& request, DeviceId device) {
  const auto caller = desk_->recognise(request);
  if (const auto* problem = std::get_if<ProblemType>(&caller))
    return desk_->refuse(*problem, "", request);
  const auto& known = std::get<Device>(caller);
  if (known.id != device) return desk_->refuse(ProblemType::NotSigned, "another device", request);
  const auto rotation = read_rotation(as_text(request.body));
  if (!rotation) return desk_->refuse(ProblemType::Malformed, "not a change of key", request);
  const bool by_old = rotation->old_key == known.key;
  const bool again = rotation->new_key == known.key;
  if (rotation->device != device || (!by_old && !again))
    return desk_->refuse(ProblemType::NotSigned, "not the key in use", request);
  if (by_old) {
    const auto offered = desk_->the_register().offer_key(device, rotation->new_key);
    if (!offered) return desk_->stumble(offered.error(), request);
  }
  return desk_->sign(json_reply("{}"), request);
}

bool EnrolmentDesk::too_many_tries(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  const auto now = desk_->clock().now();
  auto& all = failed_[everybody];
  drop_older_than_an_hour(all, now);
  // Also bounds the map: nobody is remembered longer than an hour.
  if (all.empty()) failed_.clear();
  if (failed_[everybody].size() >= tries_an_hour) return true;
  const auto found = failed_.find(peer);
  if (found == failed_.end()) return false;
  const auto recent = std::count_if(found->second.begin(), found->second.end(),
                                    [&](Instant at) { return now - at < 1min; });
  return recent >= tries_a_minute_per_address;
}

void EnrolmentDesk::note_failed_try(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  const auto now = desk_->clock().now();
  failed_[everybody].push_back(now);
  failed_[peer].push_back(now);
}

}  // namespace stemme
