#include "server-sync/device/asset_keeper.h"

#include <set>
#include <system_error>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/asset_range.h"

namespace stemme {
namespace {

bool holds(const std::filesystem::path& folder, const ProgrammeAsset& asset) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(folder / asset.name, failed);
  if (failed || bytes != static_cast<std::uintmax_t>(asset.bytes)) return false;
  const auto content = read_file(folder / asset.name, asset_bytes_max);
  return content && sha256(*content) == asset.digest;
}

/// False when there was nothing to remove.
bool drop(const std::filesystem::path& file) {
  std::error_code failed;
  return std::filesystem::remove(file, failed);
}

/// Nobody answers, or somebody who will say no to the next one too.
bool is_no_use(Failure failure) {
  return failure == Failure::Offline || failure == Failure::Refused || failure == Failure::Full;
}

}  // namespace

std::filesystem::path own_assets(const std::filesystem::path& state) { return state / "assets"; }

std::filesystem::path AssetKeeper::begun(const ProgrammeAsset& asset) const {
  return own_ / (to_hex(asset.digest) + ".begun");
}

AssetKeeper::Fetched AssetKeeper::fetch(const std::vector<ProgrammeAsset>& named) {
  Fetched all;
  std::int64_t room = assets_bytes_max;
  for (const auto& asset : named) {
    if (holds(shipped_, asset)) {
      all.has_changed |= drop(own_ / asset.name);  // An own one comes before what was shipped.
      continue;
    }
    room -= asset.bytes;
    if (room < 0) {
      log_warning("assets", "more is named than a device keeps; without " + asset.name);
      all.is_complete = false;
      break;
    }
    if (holds(own_, asset)) continue;
    const auto fetched = fetch_one(asset);
    (fetched ? all.has_changed : all.is_complete) = fetched.has_value();
    if (!fetched) log_warning("assets", asset.name + ": " + fetched.error().message());
    if (!fetched && is_no_use(fetched.error().failure())) break;
  }
  return all;
}

Result<void> AssetKeeper::fetch_one(const ProgrammeAsset& asset) {
  const auto bytes = static_cast<std::size_t>(asset.bytes);
  const auto path = own_ / asset.name;
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  auto held = read_file(begun(asset), bytes).value_or(Bytes());
  while (held.size() < bytes) {
    held = TRY(next_piece(asset, std::move(held)));
    if (held.size() < bytes) TRY(write_durably(begun(asset), held));
  }
  // Whatever it was that we held, it is no use.
  if (held.size() != bytes || sha256(held) != asset.digest) {
    drop(begun(asset));
    return invalid("other bytes than those named");
  }
  TRY(write_durably(path, held));
  drop(begun(asset));
  return {};
}

/// What was held, and what came.
Result<Bytes> AssetKeeper::next_piece(const ProgrammeAsset& asset, Bytes held) {
  const auto reply = TRY(line_->ask(asset_request(asset.digest, held.size()), asset_bytes_max));
  if (reply.status != 200 && reply.status != 206) return refusal_in(reply);
  const auto piece = TRY(piece_in(reply));
  if (piece.first > held.size() || piece.total != static_cast<std::uint64_t>(asset.bytes))
    return invalid("a piece of another asset");
  const auto end = piece.first + reply.body.size();
  if (end <= held.size()) return invalid("a piece that brings nothing");
  held.resize(piece.first);
  held.insert(held.end(), reply.body.begin(), reply.body.end());
  return held;
}

void AssetKeeper::drop_all_but(const std::vector<ProgrammeAsset>& named) const {
  std::set<std::filesystem::path> kept;
  for (const auto& asset : named) {
    if (holds(shipped_, asset)) continue;
    kept.insert({own_ / asset.name, begun(asset)});
  }
  const auto held = files_below(own_);
  if (!held) return;
  for (const auto& file : *held)
    if (!kept.contains(file)) drop(file);
}

}  // namespace stemme
