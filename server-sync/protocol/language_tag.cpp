#include "server-sync/protocol/language_tag.h"

#include <algorithm>

namespace stemme {

bool is_language_tag(std::string_view tag) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !tag.empty() && tag.size() <= language_letters_max && std::ranges::all_of(tag, is_plain);
}

}  // namespace stemme
