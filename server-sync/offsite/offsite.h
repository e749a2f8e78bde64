/// What lies off-site (C12): the release log, checked backups, and how far the store had come. A
/// folder on another machine or disk, mounted; it may be away at times. Values; any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/foundation/clock.h"
#include "server-sync/intake/high_water.h"

namespace stemme {

struct KeptBackup {
  std::filesystem::path folder;
  Instant made{};
  std::int64_t newest_row = 0;  ///< of the batches in it
};

class Offsite {
 public:
  explicit Offsite(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  /// Offline when nothing can be written there now, or the release log is not in it: an empty
  /// folder is where a disk would be mounted.
  Result<void> reach() const;

  /// None before the first.
  Result<std::optional<HighWater>> high_water() const;
  Result<void> write(const HighWater& mark) const;

  /// Where a backup is made, until it has been checked; what an earlier try left is removed.
  Result<std::filesystem::path> begin_backup() const;
  /// It has been checked: from here on it is one.
  Result<KeptBackup> keep(const std::filesystem::path& begun, Instant made,
                          std::int64_t newest_row) const;
  /// Oldest first.
  Result<std::vector<KeptBackup>> backups() const;
  /// Removes those made before `day`, but never the newest.
  Result<void> prune(Instant day) const;

 private:
  std::filesystem::path backups_folder() const { return folder_ / "backups"; }
  std::filesystem::path folder_;
};

}  // namespace stemme
