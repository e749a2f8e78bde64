/// `POST /v1/devices/{d}/key` (C6): a device replaces its key. The statement names both keys; the
/// old key's signature says who asks, the new key's that it is held. Until the first request under
/// the new key the collector takes both, so the call may be repeated. Values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "server-sync/protocol/frame.h"

namespace stemme {

struct KeyRotation {
  DeviceId device = 0;
  VerifyKey old_key{};
  VerifyKey new_key{};
  bool operator==(const KeyRotation&) const = default;
};

std::string rotation_request(DeviceId device, const SigningKey& old_key, const SigningKey& new_key);
/// Refused unless both keys have signed. The caller checks that `old_key` is the device's.
Result<KeyRotation> read_rotation(std::string_view text);

}  // namespace stemme
