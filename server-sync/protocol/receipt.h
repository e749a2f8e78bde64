/// The signed answer to a batch (C7): what is stored, by digest. The chain makes the last digest of
/// a range vouch for the range, and a device believes a range only if its own digest is equal.
/// Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server-sync/protocol/frame.h"

namespace stemme {

struct StoredRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
  Digest last_digest{};
  bool operator==(const StoredRange&) const = default;
};

struct Receipt {
  std::string collector;
  std::string incarnation;
  DeviceId device = 0;
  Epoch epoch = 0;
  std::vector<StoredRange> stored;
  std::int64_t durable_through = 0;
  Instant utc{};
  bool operator==(const Receipt&) const = default;
};

std::string to_json(const Receipt& receipt);
Result<Receipt> receipt_from_json(std::string_view text);

/// The body of `GET /v1/time`.
std::string time_to_json(Instant utc);
Result<Instant> time_from_json(std::string_view text);

/// `stemme-status`: what a device says of itself with each request (C7). Ages and space are
/// classes.
struct DeviceStatus {
  Epoch epoch = 0;
  std::int64_t last_closed = 0;
  std::string unsent_age;  ///< none, hours, days, weeks, months
  std::string space;       ///< ok, low, full
  std::uint64_t boot = 0;
  int boot_age_h = 0;
  std::string software;
  std::int64_t programme = 0;
  /// Answers in closed batches of this epoch; never those that are not closed (C3). Absent from
  /// older devices.
  std::optional<std::int64_t> made{};
  bool operator==(const DeviceStatus&) const = default;
};
std::string to_field(const DeviceStatus& status);
Result<DeviceStatus> status_from_field(std::string_view text);

}  // namespace stemme
