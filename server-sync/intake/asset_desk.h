/// Pictures, voices and drawings by their SHA-256, whole or from where the last try ended. The
/// folder is read once, at start; what is not in it then does not exist. Any thread.
#pragma once

#include <filesystem>
#include <map>

#include "server-sync/intake/front_desk.h"

namespace stemme {

inline constexpr std::size_t asset_file_bytes_max = 4 * 1024 * 1024;

class AssetDesk {
 public:
  /// Everything below `folder` that has a media type we know.
  static Result<AssetDesk> open(FrontDesk& desk, const std::filesystem::path& folder);

  Reply asset(const Request& request);

 private:
  struct Asset {
    Bytes bytes;
    std::string media_type;
  };
  explicit AssetDesk(FrontDesk& desk) : desk_(&desk) {}

  FrontDesk* desk_;
  std::map<Digest, Asset> assets_;
};

}  // namespace stemme
