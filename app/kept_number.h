/// A number that staff have set here, in a small file beside the answers. Any thread.
#pragma once

#include <filesystem>
#include <optional>

namespace stemme {

/// None when the file is not there, or says no number from `least` to `most`.
std::optional<double> kept_number(const std::filesystem::path& file, double least, double most);

}  // namespace stemme
