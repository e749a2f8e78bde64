#include "server-sync/foundation/bytes.h"

#include <sodium.h>

#include <algorithm>

namespace stemme {
namespace {

std::string encode64(ByteView bytes, int variant) {
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
  out.pop_back();  // What ends a text in C.
  return out;
}

/// Refuses stray bits in the last digit: they would be a second spelling of one value.
Result<Bytes> decode64(std::string_view text, int variant) {
  Bytes out(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        variant) != 0)
    return invalid("not base64");
  out.resize(size);
  return out;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

std::string to_hex(ByteView bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();  // What ends a text in C.
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  if (std::ranges::any_of(text, is_upper)) return invalid("not hex in small letters");
  Bytes out(text.size() / 2 + 1);
  std::size_t size = 0;
  if (sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr) !=
      0)
    return invalid("not hex");
  out.resize(size);
  return out;
}

std::string to_base64(ByteView bytes) { return encode64(bytes, sodium_base64_VARIANT_ORIGINAL); }

Result<Bytes> from_base64(std::string_view text) {
  return decode64(text, sodium_base64_VARIANT_ORIGINAL);
}

std::string to_base64url(ByteView bytes) {
  return encode64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

Result<Bytes> from_base64url(std::string_view text) {
  return decode64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

}  // namespace stemme
