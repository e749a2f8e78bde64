/// How wide the panel is, as staff measured it with a bank card (D41): a small file beside the
/// answers. UI thread.
#pragma once

#include <filesystem>
#include <optional>

#include "server-sync/foundation/result.h"

namespace stemme {

/// Millimetres; none before it was measured, or when the file says what no panel is.
std::optional<double> measured_width(const std::filesystem::path& state);
Result<void> keep_measured_width(const std::filesystem::path& state, double width_mm);

}  // namespace stemme
