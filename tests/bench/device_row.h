/// What an answer takes on a terminal's disk. One thread.
#pragma once

#include <filesystem>

#include "tests/bench/figures/figures.h"

namespace stemme {

/// Closed and not yet sent, with all that lies beside it; beside its box.
Result<Row> device_bytes(const std::filesystem::path& folder);

}  // namespace stemme
