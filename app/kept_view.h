/// How the screen shows itself here, as staff have chosen: for a screen in the sun, and for whoever
/// is disturbed by what moves. Kept beside the answers. Any thread.
#pragma once

#include <filesystem>

#include "server-sync/foundation/result.h"

namespace stemme {

struct KeptView {
  bool is_sunlit = false;  ///< white grounds, bold words, thicker lines
  bool is_still = false;   ///< nothing grows and nothing drifts
  bool operator==(const KeptView&) const = default;
};

/// What was kept, or neither.
KeptView kept_view(const std::filesystem::path& state);
Result<void> keep_view(const std::filesystem::path& state, const KeptView& view);

}  // namespace stemme
