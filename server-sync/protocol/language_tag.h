/// How a language is named: "nb", "sr-Latn". Every visit ends with that name, sealed in a box (C1),
/// so nothing is shown in a language that a box has no room for. Pure; any thread.
#pragma once

#include <string_view>

namespace stemme {

inline constexpr std::size_t language_letters_max = 8;

/// 1 to 8 letters, digits or dashes.
bool is_language_tag(std::string_view tag);

}  // namespace stemme
