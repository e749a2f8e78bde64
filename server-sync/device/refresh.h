/// One round back: signed time, the programme when it is new, the newest key set. The last good of
/// each stays on disk, whatever comes (trust §1.2, 30). Sync thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "server-sync/device/collector_line.h"
#include "server-sync/device/device_identity.h"
#include "server-sync/protocol/programme.h"

namespace stemme {

/// The programme on disk. Missing when there is none, or none that this version can read.
Result<Programme> load_programme(const std::filesystem::path& folder);

class Refresh {
 public:
  Refresh(CollectorLine& line, DeviceId device, std::filesystem::path folder)
      : line_(&line), device_(device), folder_(std::move(folder)) {}

  Result<Instant> fetch_time();
  /// None when the one on disk, of which the caller may hold what it says, is the newest. A new one
  /// is durable before it is handed over.
  Result<std::shared_ptr<const Programme>> fetch_programme(const Programme* held = nullptr);

 private:
  CollectorLine* line_;
  DeviceId device_;
  std::filesystem::path folder_;
};

/// A newer key set of the same owner, else nothing: a lower serial is refused (C6).
Result<std::optional<Identity>> newer_identity(std::string_view document,
                                               const DeviceIdentity& present);
/// `GET /v1/identity`, believed on the owner's signature alone, so that any absence heals.
Result<std::string> fetch_identity_document(Link& link, const CollectorAddress& address);

}  // namespace stemme
