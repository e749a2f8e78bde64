/// Pictures and voices that a programme names and the software did not bring with it. They come in
/// pieces, so that a bad road costs one piece at most, count when their digest is the one named,
/// and go when no programme names them. Whatever fails, answers go on. Sync thread.
#pragma once

#include <filesystem>
#include <vector>

#include "server-sync/device/collector_line.h"
#include "server-sync/protocol/programme.h"

namespace stemme {

/// All that one device keeps.
inline constexpr std::int64_t assets_bytes_max = 256LL * 1024 * 1024;

/// Where a device keeps its own, below its state folder.
std::filesystem::path own_assets(const std::filesystem::path& state);

class AssetKeeper {
 public:
  /// `shipped` is the folder that came with the software; never written.
  AssetKeeper(CollectorLine& line, std::filesystem::path own, std::filesystem::path shipped)
      : line_(&line), own_(std::move(own)), shipped_(std::move(shipped)) {}

  struct Fetched {
    bool has_changed = false;  ///< something is there that was not
    bool is_complete = true;   ///< all that is named is there
  };
  /// Fetches what is named and nowhere here. One that cannot be had is logged and passed over; when
  /// nobody answers, or says no, the rest waits for the next contact.
  Fetched fetch(const std::vector<ProgrammeAsset>& named);
  /// Lets go of all that is not named, begun or whole.
  void drop_all_but(const std::vector<ProgrammeAsset>& named) const;

 private:
  Result<void> fetch_one(const ProgrammeAsset& asset);
  Result<Bytes> next_piece(const ProgrammeAsset& asset, Bytes held);
  std::filesystem::path begun(const ProgrammeAsset& asset) const;

  CollectorLine* line_;
  std::filesystem::path own_;
  std::filesystem::path shipped_;
};

}  // namespace stemme
