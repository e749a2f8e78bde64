#include "server-sync/device/own_key.h"

#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/key_rotation.h"

namespace stemme {

Result<std::optional<DeviceIdentity>> OwnKey::renew_if_due(const DeviceIdentity& present,
                                                           Date today) {
  using std::chrono::sys_days;
  auto identity = present;
  // Also where the collector's clock was ahead once: a key does not live longer for it.
  if (!identity.key_since || *identity.key_since > today) {
    identity.key_since = today;
    TRY(save_identity(folder_, identity));
    return std::optional(std::move(identity));
  }
  if (sys_days(today) - sys_days(*identity.key_since) < own_key_lives)
    return std::optional<DeviceIdentity>();
  if (!identity.next_seed) {
    identity.next_seed = random_bytes<32>();
    TRY(save_identity(folder_, identity));
  }
  const auto taken = offer(identity);
  if (taken) {
    identity.device_seed = *identity.next_seed;
    identity.next_seed.reset();
    identity.key_since = today;
    TRY(save_identity(folder_, identity));
    log_event("contact", "our own key is another from now on");
  } else {
    log_event("contact", "our new key is not taken yet: " + taken.error().message());
  }
  return std::optional(std::move(identity));
}

Result<void> OwnKey::offer(const DeviceIdentity& identity) {
  Request request;
  request.method = "POST";
  request.path = "/v1/devices/" + id_text(identity.device) + "/key";
  request.fields.set("content-type", "application/json");
  request.body = to_bytes(
      as_bytes(rotation_request(identity.device, SigningKey::from_seed(identity.device_seed),
                                SigningKey::from_seed(*identity.next_seed))));
  const auto reply = TRY(line_->ask(std::move(request)));
  if (reply.status != 200) return refusal_in(reply);
  return {};
}

}  // namespace stemme
