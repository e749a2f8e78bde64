#include "app/display/text_runs.h"

#include <fribidi.h>

#include <algorithm>

namespace stemme {
namespace {

constexpr char32_t unreadable = 0xFFFD;
constexpr char32_t hard_space = 0xA0;

/// How many bytes a letter takes, by its first; 0 for a byte that begins none.
int length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

/// Takes one letter off the front.
char32_t take_letter(std::string_view& rest) {
  const auto first = static_cast<unsigned char>(rest.front());
  const auto length = static_cast<std::size_t>(length_of(first));
  if (length == 0 || length > rest.size()) return rest.remove_prefix(1), unreadable;
  char32_t letter = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(rest[i]);
    if ((next & 0xC0U) != 0x80U) return rest.remove_prefix(i), unreadable;
    letter = (letter << 6U) | (next & 0x3FU);
  }
  rest.remove_prefix(length);
  return letter;
}

bool is_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9);
}

/// U+200E and its like, and the soft hyphen: they steer and are never seen.
bool is_unseen(char32_t c) {
  return c == 0x200E || c == 0x200F || c == 0x61C || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xAD || c == 0xFEFF || c < 0x20;
}

void glue_numbers(std::u32string& text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == ' ' && is_digit(text[i - 1]) && is_digit(text[i + 1])) text[i] = hard_space;
}

std::vector<FriBidiLevel> levels_of(const std::u32string& text, Direction direction) {
  const auto size = static_cast<FriBidiStrIndex>(text.size());
  const std::vector<FriBidiChar> chars(text.begin(), text.end());
  std::vector<FriBidiCharType> types(text.size());
  std::vector<FriBidiBracketType> brackets(text.size());
  std::vector<FriBidiLevel> levels(text.size(), 0);
  fribidi_get_bidi_types(chars.data(), size, types.data());
  fribidi_get_bracket_types(chars.data(), size, types.data(), brackets.data());
  FriBidiParType base = direction == Direction::RightToLeft ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
  const auto highest = fribidi_get_par_embedding_levels_ex(types.data(), brackets.data(), size,
                                                           &base, levels.data());
  if (highest == 0)
    levels.assign(text.size(), 0);  // Out of memory: as it is stored is better than nothing.
  return levels;
}

bool is_mark(char32_t c) {
  return fribidi_get_bidi_type(c) == FRIBIDI_TYPE_NSM || c == 0x200C || c == 0x200D;
}

Direction direction_of(int level) {
  return level % 2 == 0 ? Direction::LeftToRight : Direction::RightToLeft;
}

/// Rule L2 of the Unicode bidirectional algorithm, on whole stretches.
void put_in_seen_order(std::vector<Stretch>& stretches, std::vector<int> levels) {
  const int highest = levels.empty() ? 0 : *std::max_element(levels.begin(), levels.end());
  for (int level = highest; level > 0; --level)
    for (std::size_t from = 0; from < levels.size(); ++from) {
      if (levels[from] < level) continue;
      std::size_t to = from;
      while (to < levels.size() && levels[to] >= level) ++to;
      const auto first = static_cast<std::ptrdiff_t>(from);
      const auto last = static_cast<std::ptrdiff_t>(to);
      std::reverse(stretches.begin() + first, stretches.begin() + last);
      std::reverse(levels.begin() + first, levels.begin() + last);
      from = to;
    }
}

}  // namespace

Letters read_letters(std::string_view utf8, Direction direction) {
  std::u32string all;
  while (!utf8.empty()) all.push_back(take_letter(utf8));
  glue_numbers(all);
  Letters text;
  if (all.empty()) return text;
  const auto levels = levels_of(all, direction);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_unseen(all[i])) continue;
    text.letters.push_back(all[i]);
    text.levels.push_back(levels[i]);
  }
  return text;
}

std::string to_utf8(std::u32string_view letters) {
  std::string out;
  const auto put = [&](char32_t value) { out.push_back(static_cast<char>(value)); };
  for (const char32_t c : letters) {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0U | (c >> 6U)), put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
      put(0xE0U | (c >> 12U)), put(0x80U | ((c >> 6U) & 0x3FU)), put(0x80U | (c & 0x3FU));
    } else {
      put(0xF0U | (c >> 18U)), put(0x80U | ((c >> 12U) & 0x3FU));
      put(0x80U | ((c >> 6U) & 0x3FU)), put(0x80U | (c & 0x3FU));
    }
  }
  return out;
}

std::vector<std::size_t> line_ends(std::u32string_view letters) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 1; i < letters.size(); ++i) {
    const char32_t before = letters[i - 1];
    const bool after_space = before == ' ' && letters[i] != ' ';
    const bool after_dash = (before == '-' || before == 0x2013 || before == '/') && i > 1 &&
                            letters[i] != ' ' && letters[i - 2] != ' ' && !is_digit(letters[i]);
    if (after_space || after_dash) ends.push_back(i);
  }
  ends.push_back(letters.size());
  return ends;
}

std::vector<Stretch> seen_stretches(const Letters& text, std::size_t from, std::size_t to,
                                    const std::function<int(char32_t, int)>& font_of) {
  std::vector<Stretch> stretches;
  std::vector<int> levels;
  int font = -1;
  for (std::size_t i = from; i < to; ++i) {
    // A mark belongs to its letter, whatever another font may offer.
    if (font < 0 || !is_mark(text.letters[i])) font = font_of(text.letters[i], font);
    const int level = text.levels[i];
    const bool goes_on =
        !stretches.empty() && levels.back() == level && stretches.back().font == font;
    if (goes_on) {
      stretches.back().to = i + 1;
    } else {
      stretches.push_back({i, i + 1, direction_of(level), font});
      levels.push_back(level);
    }
  }
  put_in_seen_order(stretches, std::move(levels));
  return stretches;
}

}  // namespace stemme
