/// The small file beside the database (C4): which epoch this device is in and the last number it
/// gave, so that a new database can name its predecessor. The device's key and owner have a file of
/// their own in server-sync/device: each file has one writer. Store's thread.
#pragma once

#include <filesystem>
#include <optional>

#include "server-sync/protocol/frame.h"

namespace stemme {

class EpochFile {
 public:
  explicit EpochFile(const std::filesystem::path& folder) : path_(folder / "epoch") {}

  /// None when absent or unreadable: then the predecessor is not known.
  std::optional<PreviousEpoch> read() const;
  Result<void> write(const PreviousEpoch& epoch) const;

 private:
  std::filesystem::path path_;
};

}  // namespace stemme
