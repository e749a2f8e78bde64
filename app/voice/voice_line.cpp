#include "app/voice/voice_line.h"

#include "server-sync/protocol/keys.h"

namespace stemme {

std::string voice_name(const std::string& language, const std::string& words) {
  constexpr std::size_t digits = 16;
  return to_hex(sha256(as_bytes(language + "\n" + words))).substr(0, digits);
}

}  // namespace stemme
