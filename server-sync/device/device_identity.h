/// Who this device is: its key, its owner's identity, and where its collector lives. A small file
/// beside the database, written durably; nothing else on the device is secret. Sync thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/frame.h"
#include "server-sync/protocol/key_set.h"

namespace stemme {

/// `host[:port]`, or `host[:port]/owner` where one collector serves several owners (C6).
struct CollectorAddress {
  std::string authority;
  std::string owner;
  bool operator==(const CollectorAddress&) const = default;
};
Result<CollectorAddress> collector_address_from(std::string_view typed);

struct DeviceIdentity {
  CollectorAddress address;
  FixedBytes<32> device_seed{};  ///< of the device's signing key
  DeviceId device = 0;
  std::string owner;
  std::string house;
  VerifyKey owner_key{};          ///< the one root
  std::string identity_document;  ///< with the newest key set
  std::optional<Date> key_since;  ///< the collector's day when the signing key was first counted
  std::optional<FixedBytes<32>> next_seed;  ///< offered to the collector in its place
};

/// Missing before enrolment.
Result<DeviceIdentity> load_identity(const std::filesystem::path& folder);
Result<void> save_identity(const std::filesystem::path& folder, const DeviceIdentity& identity);

/// The key of an enrolment that has begun. It is on disk before it is sent, so that a repeated code
/// gets its answer again (C6): the same seed until `forget_enrolment_seed`.
Result<FixedBytes<32>> enrolment_seed(const std::filesystem::path& folder);
void forget_enrolment_seed(const std::filesystem::path& folder);

}  // namespace stemme
