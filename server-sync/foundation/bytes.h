/// Bytes, and the three spellings they travel in: hex (keys in addresses),
/// base64 (HTTP fields) and base64url without padding (cookies). Values; any
/// thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/foundation/result.h"

namespace stemme {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
template <std::size_t size>
using FixedBytes = std::array<std::uint8_t, size>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes to_bytes(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

std::string to_hex(ByteView bytes);
/// Lower-case hex only, even length.
Result<Bytes> from_hex(std::string_view text);

std::string to_base64(ByteView bytes);
Result<Bytes> from_base64(std::string_view text);

std::string to_base64url(ByteView bytes);
Result<Bytes> from_base64url(std::string_view text);

/// The first `size` bytes as an array; Invalid when the length differs.
template <std::size_t size>
Result<FixedBytes<size>> fixed(ByteView bytes) {
  if (bytes.size() != size) return invalid("expected " + std::to_string(size) + " bytes");
  FixedBytes<size> out{};
  for (std::size_t i = 0; i < size; ++i) out[i] = bytes[i];
  return out;
}

}  // namespace stemme
