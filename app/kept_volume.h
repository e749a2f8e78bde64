/// How loud it may be here, as staff have set it: kept beside the answers, of ten. Any thread.
#pragma once

#include <filesystem>

#include "server-sync/foundation/result.h"

namespace stemme {

inline constexpr int volume_at_first = 6;

/// What was kept, or volume_at_first.
int kept_volume(const std::filesystem::path& state);
Result<void> keep_volume(const std::filesystem::path& state, int of_ten);

}  // namespace stemme
