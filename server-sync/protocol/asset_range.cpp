#include "server-sync/protocol/asset_range.h"

#include <algorithm>
#include <charconv>

namespace stemme {
namespace {

constexpr std::string_view assets = "/v1/assets/";
constexpr std::string_view unit = "bytes";

/// Reads a number off the front of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

}  // namespace

std::string asset_path(const Digest& asset) { return std::string(assets) + to_hex(asset); }

Result<Digest> asset_in(std::string_view path) {
  if (!take(path, assets)) return missing("not the address of an asset");
  const auto bytes = from_hex(path);
  if (!bytes || bytes->size() != sizeof(Digest)) return missing("not the digest of an asset");
  return fixed<sizeof(Digest)>(*bytes);
}

std::string asset_etag(const Digest& asset) { return "\"" + to_hex(asset) + "\""; }

Request asset_request(const Digest& asset, std::uint64_t held) {
  Request request;
  request.method = "GET";
  request.path = asset_path(asset);
  request.fields.set("range", std::string(unit) + "=" + std::to_string(held) + "-" +
                                  std::to_string(held + asset_piece_bytes - 1));
  request.fields.set("if-range", asset_etag(asset));
  return request;
}

ByteRange bytes_wanted(const Request& request, const Digest& asset) {
  auto range = request.fields.find("range").value_or("");
  // Anything but one range of this very file is answered with the whole, as RFC 9110 allows.
  if (request.fields.find("if-range") != asset_etag(asset)) return {};
  if (!take(range, unit) || !take(range, "=")) return {};
  ByteRange wanted;
  const auto first = take_number(range);
  if (!first || !take(range, "-")) return {};
  wanted.first = *first;
  if (range.empty()) return wanted;
  const auto last = take_number(range);
  if (!last || *last < *first || *last == wanted.end || !range.empty()) return {};
  wanted.end = *last + 1;
  return wanted;
}

Reply asset_reply(const Digest& asset, ByteView whole, ByteRange wanted,
                  std::string_view media_type) {
  Reply reply;
  reply.status = 200;
  reply.fields.set("content-type", std::string(media_type));
  reply.fields.set("etag", asset_etag(asset));
  const auto end = std::min<std::uint64_t>(wanted.end, whole.size());
  if (wanted.first >= end || end - wanted.first == whole.size()) {
    reply.body = to_bytes(whole);
    return reply;
  }
  reply.status = 206;
  reply.fields.set("content-range", std::string(unit) + " " + std::to_string(wanted.first) + "-" +
                                        std::to_string(end - 1) + "/" +
                                        std::to_string(whole.size()));
  reply.body = to_bytes(whole.subspan(wanted.first, end - wanted.first));
  return reply;
}

Result<AssetPiece> piece_in(const Reply& reply) {
  auto range = reply.fields.find("content-range").value_or("");
  if (reply.status == 200 && range.empty()) return AssetPiece{0, reply.body.size()};
  if (reply.status != 206 || !take(range, unit) || !take(range, " "))
    return invalid("neither an asset nor a piece of one");
  const auto first = take_number(range);
  if (!first || !take(range, "-")) return invalid("a content range we cannot read");
  const auto last = take_number(range);
  if (!last || !take(range, "/")) return invalid("a content range we cannot read");
  const auto total = take_number(range);
  if (!total || !range.empty() || *last < *first || *last >= *total ||
      *last - *first + 1 != reply.body.size())
    return invalid("a content range that does not tell where the piece belongs");
  return AssetPiece{*first, *total};
}

}  // namespace stemme
