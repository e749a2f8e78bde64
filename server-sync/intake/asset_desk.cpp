#include "server-sync/intake/asset_desk.h"

#include "server-sync/foundation/durable_file.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/asset_name.h"
#include "server-sync/protocol/asset_range.h"

namespace stemme {

Result<std::unique_ptr<AssetDesk>> AssetDesk::open(FrontDesk& desk, std::filesystem::path folder) {
  std::unique_ptr<AssetDesk> assets(new AssetDesk(desk, std::move(folder)));
  const auto files = files_below(assets->folder_);
  if (!files) return missing("cannot read the assets in " + assets->folder_.string());
  for (const auto& file : *files) {
    const auto name = file.lexically_relative(assets->folder_).generic_string();
    if (is_asset_name(name)) assets->take(name);
  }
  return assets;
}

/// One that cannot be read is as if it were not there: it must not keep a collector from serving.
void AssetDesk::take(const std::string& name) {
  const auto taken = read(name);
  if (!taken && taken.error().failure() != Failure::Missing) log_failure("assets", taken.error());
}

Result<void> AssetDesk::read(const std::string& name) {
  auto bytes = TRY(read_file(folder_ / name, asset_bytes_max));
  if (bytes.empty()) return invalid(name + " is empty");
  const auto digest = sha256(bytes);
  const auto size = static_cast<std::int64_t>(bytes.size());
  const std::lock_guard lock(mutex_);
  names_[name] = {name, digest, size};
  assets_[digest] =
      std::make_shared<const Asset>(Asset{std::move(bytes), std::string(asset_media_type(name))});
  return {};
}

std::optional<ProgrammeAsset> AssetDesk::named(const std::string& name) {
  const auto known = [&]() -> std::optional<ProgrammeAsset> {
    const std::lock_guard lock(mutex_);
    const auto found = names_.find(name);
    return found != names_.end() ? std::optional(found->second) : std::nullopt;
  };
  if (auto asset = known()) return asset;
  if (!is_asset_name(name)) return std::nullopt;
  take(name);
  return known();
}

std::vector<ProgrammeAsset> AssetDesk::voices(const std::string& language) const {
  const auto front = voices_folder(language) + "/";
  std::vector<ProgrammeAsset> recorded;
  const std::lock_guard lock(mutex_);
  for (auto at = names_.lower_bound(front); at != names_.end() && at->first.starts_with(front);
       ++at)
    recorded.push_back(at->second);
  return recorded;
}

std::shared_ptr<const AssetDesk::Asset> AssetDesk::find(const Digest& digest) const {
  const std::lock_guard lock(mutex_);
  const auto found = assets_.find(digest);
  return found != assets_.end() ? found->second : nullptr;
}

Reply AssetDesk::asset(const Request& request) {
  const auto caller = desk_->recognise(request);
  if (const auto* problem = std::get_if<ProblemType>(&caller))
    return desk_->refuse(*problem, "", request);
  const auto digest = asset_in(request.path);
  const auto asset = digest ? find(*digest) : nullptr;
  if (!asset) return desk_->refuse(ProblemType::NotFound, "", request);
  const auto wanted = bytes_wanted(request, *digest);
  return desk_->sign(asset_reply(*digest, asset->bytes, wanted, asset->media_type), request);
}

}  // namespace stemme
