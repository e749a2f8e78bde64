/// `GET /v1/assets/{sha256}`, whole or a piece of it (RFC 9110 ranges; C7). A reply counts whole or
/// not at all, since its signature covers its body: what is fetched in pieces goes on after the
/// last one that came. The strong ETag is the digest itself, so `If-Range` can never join two
/// different files. Values; any thread.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "server-sync/protocol/keys.h"
#include "server-sync/protocol/message.h"

namespace stemme {

inline constexpr std::size_t asset_bytes_max = 4 * 1024 * 1024;
/// What is asked for at a time: half a minute on the slowest road that anybody would call one.
inline constexpr std::uint64_t asset_piece_bytes = 32 * 1024;

std::string asset_path(const Digest& asset);
/// Missing for an address that is no asset's.
Result<Digest> asset_in(std::string_view path);
/// The digest in hex, quoted.
std::string asset_etag(const Digest& asset);

/// Asks for the next piece, from byte `held` on.
Request asset_request(const Digest& asset, std::uint64_t held);

/// From `first` to before `end`.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t end = std::numeric_limits<std::uint64_t>::max();
  bool operator==(const ByteRange&) const = default;
};
/// Everything, unless one `Range` and an `If-Range` of this asset agree on less.
ByteRange bytes_wanted(const Request& request, const Digest& asset);

/// 200 with everything or, for less, 206 with `Content-Range`. `whole` are the asset's bytes.
Reply asset_reply(const Digest& asset, ByteView whole, ByteRange wanted,
                  std::string_view media_type);

/// Where a reply's bytes belong.
struct AssetPiece {
  std::uint64_t first = 0;
  std::uint64_t total = 0;  ///< bytes of the whole asset
  bool operator==(const AssetPiece&) const = default;
};
/// Invalid when the fields contradict each other or the body.
Result<AssetPiece> piece_in(const Reply& reply);

}  // namespace stemme
