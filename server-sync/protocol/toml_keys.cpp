#include "server-sync/protocol/toml_keys.h"

#include <algorithm>

namespace stemme {
namespace {

bool is_quote(char c) { return c == '"' || c == '\''; }

/// A header, a key or a value ends, and another may begin.
bool ends_a_key(char c) { return std::string_view("\n=,[]{}").find(c) != std::string_view::npos; }

bool has_three(std::string_view toml, std::size_t at) {
  return toml.substr(at, 3) == (toml[at] == '"' ? R"(""")" : "'''");
}

/// Behind a text that begins and ends with three quotes; it may end with two more of its own.
std::size_t after_block(std::string_view toml, std::size_t at) {
  const char quote = toml[at];
  for (at += 3; at < toml.size(); ++at) {
    if (quote == '"' && toml[at] == '\\')
      ++at;
    else if (toml[at] == quote && has_three(toml, at))
      break;
  }
  const auto rest = toml.substr(std::min(at, toml.size())).substr(0, 5);
  return std::min(at + std::min(rest.find_first_not_of(quote), rest.size()), toml.size());
}

/// Behind a text in quotes. One that does not end on its line is not TOML: it is left there.
std::size_t after_text(std::string_view toml, std::size_t at) {
  const char quote = toml[at];
  if (has_three(toml, at)) return after_block(toml, at);
  for (++at; at < toml.size() && toml[at] != '\n'; ++at) {
    if (toml[at] == quote) return at + 1;
    if (quote == '"' && toml[at] == '\\') ++at;
  }
  return std::min(at, toml.size());
}

}  // namespace

std::optional<int> line_of_long_key(std::string_view toml) {
  int parts = 1;
  for (std::size_t at = 0; at < toml.size();) {
    const char here = toml[at];
    if (is_quote(here)) {
      at = after_text(toml, at);
      continue;
    }
    if (here == '#') {
      at = std::min(toml.find('\n', at), toml.size());
      continue;
    }
    if (ends_a_key(here)) parts = 1;
    if (here == '.' && ++parts > toml_depth_max)
      return 1 + static_cast<int>(std::ranges::count(toml.substr(0, at), '\n'));
    ++at;
  }
  return std::nullopt;
}

}  // namespace stemme
