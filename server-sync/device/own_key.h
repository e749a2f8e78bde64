/// The device's own key is replaced twice a year (C6, trust §5): what was copied from a card does
/// not open the door for ever. The new key is on disk before the collector hears of it, and the
/// collector takes both until the first request under it; so whatever is lost on the way, the same
/// key is offered again. Counts in days of the collector's. Sync thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "server-sync/device/collector_line.h"
#include "server-sync/device/device_identity.h"

namespace stemme {

inline constexpr std::chrono::days own_key_lives{180};

class OwnKey {
 public:
  OwnKey(CollectorLine& line, std::filesystem::path folder)
      : line_(&line), folder_(std::move(folder)) {}

  /// Who the device is from now on, as it stands on disk; none where nothing has changed. Errors
  /// are the disk's: a collector that does not take the key is asked again at the next contact.
  Result<std::optional<DeviceIdentity>> renew_if_due(const DeviceIdentity& present, Date today);

 private:
  Result<void> offer(const DeviceIdentity& identity);

  CollectorLine* line_;
  std::filesystem::path folder_;
};

}  // namespace stemme
