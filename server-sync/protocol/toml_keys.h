/// How long a TOML file's keys are, seen before it is parsed: each part of a dotted key is a table
/// in a table, and a tree of a hundred thousand of them ends the process when it is taken down.
/// Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

namespace stemme {

inline constexpr int toml_depth_max = 16;

/// The line of the first header or key with more than `toml_depth_max` parts. Dots in texts and
/// comments are none of a key's; what is not TOML is for the parser to complain of.
std::optional<int> line_of_long_key(std::string_view toml);

}  // namespace stemme
