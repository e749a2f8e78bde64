/// How soon a page is heard. One thread, but for the mixer's own.
#pragma once

#include <filesystem>

#include "tests/bench/figures/figures.h"

namespace stemme {

/// Start: a line is given to the loudspeaker, whose card was let go of as between two visits. End:
/// the first sample that can be heard has left the mixer. `folder` holds line.opus. Against: the
/// click, which lies in memory, on a card that is open.
Result<Row> speech_starts(const std::filesystem::path& folder);

}  // namespace stemme
