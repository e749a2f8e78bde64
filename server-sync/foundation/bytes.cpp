#include "server-sync/foundation/bytes.h"

namespace stemme {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Of each letter its place among `digits`, or none.
constexpr std::uint8_t none = 255;
constexpr std::array<std::uint8_t, 256> places_in(std::string_view digits) {
  std::array<std::uint8_t, 256> places{};
  places.fill(none);
  for (std::size_t i = 0; i < digits.size(); ++i)
    places[static_cast<std::uint8_t>(digits[i])] = static_cast<std::uint8_t>(i);
  return places;
}
constexpr auto hex_places = places_in(hex_digits);
constexpr auto base64_places = places_in(base64_digits);
constexpr auto base64url_places = places_in(base64url_digits);

std::string encode64(ByteView bytes, std::string_view digits) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  unsigned held = 0;
  int bits = 0;
  for (auto byte : bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out += digits[(held >> bits) & 63U];
    }
  }
  if (bits > 0) out += digits[(held << (6 - bits)) & 63U];
  return out;
}

Result<Bytes> decode64(std::string_view text, const std::array<std::uint8_t, 256>& places) {
  if (text.size() % 4 == 1) return invalid("base64 text has an impossible length");
  Bytes out;
  out.reserve(text.size() / 4 * 3 + 2);
  unsigned held = 0;
  int bits = 0;
  for (char c : text) {
    const auto place = places[static_cast<std::uint8_t>(c)];
    if (place == none) return invalid("not base64");
    held = (held << 6) | place;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>((held >> bits) & 255U));
    }
  }
  // One text for one value: stray bits in the last digit would give a second
  // spelling.
  if ((held & ((1U << bits) - 1U)) != 0) return invalid("base64 text has stray bits");
  return out;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (auto byte : bytes) {
    out += hex_digits[byte >> 4];
    out += hex_digits[byte & 15U];
  }
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return invalid("hex text has an odd length");
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = hex_places[static_cast<std::uint8_t>(text[i])];
    const auto low = hex_places[static_cast<std::uint8_t>(text[i + 1])];
    if (high == none || low == none) return invalid("not hex");
    out.push_back(static_cast<std::uint8_t>((high << 4) | low));
  }
  return out;
}

std::string to_base64(ByteView bytes) {
  auto out = encode64(bytes, base64_digits);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

Result<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return invalid("base64 text has an impossible length");
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decode64(text, base64_places);
}

std::string to_base64url(ByteView bytes) { return encode64(bytes, base64url_digits); }

Result<Bytes> from_base64url(std::string_view text) { return decode64(text, base64url_places); }

}  // namespace stemme
