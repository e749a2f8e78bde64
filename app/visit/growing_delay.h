/// What a wrong code costs: nothing for the first two, then 10 s, 20 s, 40 s … at most ten minutes.
/// A guess costs more each time, and nobody is ever locked out. Any thread.
#pragma once

#include <algorithm>

#include "server-sync/foundation/clock.h"

namespace stemme {

inline constexpr int free_tries = 3;

inline Ticks delay_after(int wrong) {
  const int over = wrong - free_tries;
  return over < 0 ? Ticks(0) : Ticks(std::min(600, 10 << std::min(over, 6)) * 1000);
}

/// The wait as people read it: rounded up to five seconds, so that the screen is not drawn anew
/// each second.
inline int seconds_to_read(Ticks left) {
  return static_cast<int>((left.count() + 4999) / 5000 * 5);
}

}  // namespace stemme
