#include "server-sync/device/enrolment.h"

#include "server-sync/device/collector_line.h"
#include "server-sync/device/refresh.h"
#include "server-sync/protocol/problem.h"

namespace stemme {
namespace {

Request post_enrolment(const EnrolmentRequest& wish, const Identity& owner,
                       const CollectorAddress& address) {
  const auto words = to_json(wish);
  Request request;
  request.method = "POST";
  request.path = "/v1/enrol";
  if (!address.owner.empty()) request.query = "owner=" + address.owner;
  request.fields.set("content-type", "application/octet-stream");
  request.body = seal_to(owner.keys.enrol, as_bytes(words));
  return request;
}

Error another_terminal() {
  return invalid("the code is for another terminal; this one needs one made with device renew");
}

}  // namespace

LinkTrust trust_in(const KeySet& keys) {
  if (keys.tls_pins.empty()) return {LinkTrust::Kind::PublicRoots, {}};
  return {LinkTrust::Kind::Pinned, keys.tls_pins};
}

Result<DeviceIdentity> enrol_device(Link& link, const CollectorAddress& address,
                                    const EnrolmentCode& code, const std::filesystem::path& folder,
                                    const std::optional<DeviceIdentity>& present) {
  link.trust({});
  const auto document = TRY(fetch_identity_document(link, address));
  const auto owner = read_identity(document, std::nullopt);
  if (!owner) return offline("whoever answered is not a collector");
  if (!pins(code, owner->owner_key)) return refused("this code is not from that collector's owner");

  if (present && present->owner_key != owner->owner_key) return another_terminal();

  const auto seed = TRY(enrolment_seed(folder));
  const auto device_key = SigningKey::from_seed(seed).verify_key();
  link.trust(trust_in(owner->keys));
  CollectorLine line(link, address.authority);
  line.speak_as(seed, key_name(device_key));
  line.believe(owner->keys.reply);
  EnrolmentRequest wish{code.one_time, device_key, std::nullopt};
  if (present) wish.device = present->device;
  const auto reply = TRY(line.ask(post_enrolment(wish, owner.value(), address)));
  if (reply.status != 200) {
    const auto problem = problem_in(reply);
    const bool is_for_another = problem && problem.value() == ProblemType::IdentityConflict;
    return is_for_another ? another_terminal() : refusal_in(reply);
  }
  const auto place = TRY(enrolment_reply_from_json(as_text(reply.body)));
  if (present && present->device != place.device) return another_terminal();

  DeviceIdentity identity;
  identity.address = address;
  identity.device_seed = seed;
  identity.device = place.device;
  identity.owner = place.owner;
  identity.house = place.house;
  identity.owner_key = owner->owner_key;
  identity.identity_document = document;
  TRY(save_identity(folder, identity));
  forget_enrolment_seed(folder);
  return identity;
}

}  // namespace stemme
