/// `GET /v1/assets/{sha256}`, whole or from where the last try ended (RFC 9110 ranges; C7). The
/// strong ETag is the digest itself, so `If-Range` can never join two different files. Values; any
/// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server-sync/protocol/keys.h"
#include "server-sync/protocol/message.h"

namespace stemme {

std::string asset_path(const Digest& asset);
/// Missing for an address that is no asset's.
Result<Digest> asset_in(std::string_view path);
/// The digest in hex, quoted.
std::string asset_etag(const Digest& asset);

/// Asks for everything from byte `held` on; for the whole when nothing is held.
Request asset_request(const Digest& asset, std::uint64_t held);
/// First byte wanted: 0 unless `Range: bytes=N-` and an `If-Range` of this asset agree on more.
std::uint64_t first_byte_wanted(const Request& request, const Digest& asset);

/// 200 with everything or, from `first` on, 206 with `Content-Range`. `whole` are the asset's
/// bytes.
Reply asset_reply(const Digest& asset, ByteView whole, std::uint64_t first,
                  std::string_view media_type);
/// Where the reply's bytes begin: 0 for 200. Invalid when the fields contradict each other or the
/// body.
Result<std::uint64_t> first_byte_in(const Reply& reply);

}  // namespace stemme
