/// Pictures and recorded voices: what they are called, and their bytes by their SHA-256, whole or a
/// piece. The folder is read at start; of what is named and was not there then, once more. Any
/// thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/intake/front_desk.h"
#include "server-sync/protocol/programme.h"

namespace stemme {

class AssetDesk {
 public:
  /// Everything below `folder` that is called as assets are (asset_name.h).
  static Result<std::unique_ptr<AssetDesk>> open(FrontDesk& desk, std::filesystem::path folder);

  Reply asset(const Request& request);

  /// None when it is not there, or cannot be read: a terminal then shows what it has of that name.
  std::optional<ProgrammeAsset> named(const std::string& name);
  /// All that has been recorded in a language.
  std::vector<ProgrammeAsset> voices(const std::string& language) const;

 private:
  struct Asset {
    Bytes bytes;
    std::string media_type;
  };
  AssetDesk(FrontDesk& desk, std::filesystem::path folder)
      : desk_(&desk), folder_(std::move(folder)) {}
  void take(const std::string& name);
  Result<void> read(const std::string& name);
  std::shared_ptr<const Asset> find(const Digest& digest) const;

  FrontDesk* desk_;
  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::map<Digest, std::shared_ptr<const Asset>> assets_;
  std::map<std::string, ProgrammeAsset> names_;
};

}  // namespace stemme
