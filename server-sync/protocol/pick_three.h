/// Pick-three: one person takes none to three of many. What numbers may be printed of it (C9): the
/// counts do not add up to n, so the rule for one choice does not hold for it. Pure; any thread.
#pragma once

#include <vector>

namespace stemme {

inline constexpr std::size_t picks_max = 3;

/// Would these numbers, rounded to three, tell an onlooker who knows n more than C9 lets them: is
/// there an option, or the skips, for which only one count fits? Hangs on what would be printed and
/// n alone, so that withholding tells nothing either. Every set of counts fits in which nobody
/// takes an option twice and whoever did not skip took one to three.
bool picks_tell(const std::vector<int>& numbers, int skips, int n);

}  // namespace stemme
