#include "server-sync/intake/asset_desk.h"

#include <system_error>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/asset_range.h"

namespace stemme {
namespace {

std::string_view media_type_of(const std::filesystem::path& file) {
  const auto ending = file.extension();
  if (ending == ".svg") return "image/svg+xml";
  if (ending == ".ogg") return "audio/ogg";
  if (ending == ".png") return "image/png";
  return {};
}

}  // namespace

Result<AssetDesk> AssetDesk::open(FrontDesk& desk, const std::filesystem::path& folder) {
  AssetDesk assets(desk);
  std::error_code failed;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failed)) {
    const auto media_type = media_type_of(entry.path());
    if (media_type.empty() || !entry.is_regular_file(failed)) continue;
    auto bytes = TRY(read_file(entry.path(), asset_file_bytes_max));
    const auto digest = sha256(bytes);
    assets.assets_[digest] = {std::move(bytes), std::string(media_type)};
  }
  if (failed) return missing("cannot read the assets in " + folder.string());
  return assets;
}

Reply AssetDesk::asset(const Request& request) {
  const auto caller = desk_->recognise(request);
  if (const auto* problem = std::get_if<ProblemType>(&caller))
    return desk_->refuse(*problem, "", request);
  const auto digest = asset_in(request.path);
  const auto found = digest ? assets_.find(*digest) : assets_.end();
  if (found == assets_.end()) return desk_->refuse(ProblemType::NotFound, "", request);
  const auto first = first_byte_wanted(request, *digest);
  const auto& asset = found->second;
  return desk_->sign(asset_reply(*digest, asset.bytes, first, asset.media_type), request);
}

}  // namespace stemme
