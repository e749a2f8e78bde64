/// Text in the order it is seen: which stretches run left to right, which right to left (FriBidi),
/// and in which font. Pure; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/display/canvas.h"

namespace stemme {

struct Letters {
  std::u32string letters;
  /// Odd runs right to left; one for each letter.
  std::vector<int> levels;
};

/// Broken UTF-8 becomes U+FFFD; invisible direction marks do their work and are left out. Numbers
/// with one space between stay together and in order: a telephone number in Arabic is dialled as it
/// is written.
Letters read_letters(std::string_view utf8, Direction direction);

std::string to_utf8(std::u32string_view letters);

/// Where a line may end: the number of letters that stay on it, spaces included.
std::vector<std::size_t> line_ends(std::u32string_view letters);

struct Stretch {
  std::size_t from = 0;
  std::size_t to = 0;
  Direction direction = Direction::LeftToRight;
  int font = 0;
};

/// The letters [from, to) as stretches of one direction and one font, leftmost first. `font_of`
/// says which font has a letter, and gets the font before, to stay with it where it can.
std::vector<Stretch> seen_stretches(const Letters& text, std::size_t from, std::size_t to,
                                    const std::function<int(char32_t, int)>& font_of);

}  // namespace stemme
