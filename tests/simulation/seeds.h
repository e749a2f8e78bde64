/// Which histories are lived: seeds 1 to 20, or as many as STEMME_SEEDS says from
/// STEMME_FIRST_SEED on, or the one that STEMME_SEED names. A failure names its seed and ends the
/// journey; each journey ends with what it has seen. One thread.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "server-sync/foundation/clock.h"

namespace stemme {

struct Seen {
  long seeds = 0;
  long taps = 0;
  long acknowledged = 0;
  long cuts = 0;     ///< a terminal was killed or lost its power
  long between = 0;  ///< of these, after COMMIT and before the acknowledgement
  long lost_receipts = 0;
  long restarts = 0;  ///< the collector was killed
  long faults = 0;    ///< that a schedule has brought

  Seen& operator+=(const Seen& more) {
    seeds += more.seeds;
    taps += more.taps;
    acknowledged += more.acknowledged;
    cuts += more.cuts;
    between += more.between;
    lost_receipts += more.lost_receipts;
    restarts += more.restarts;
    faults += more.faults;
    return *this;
  }
};

inline void say(const char* journey, const Seen& seen) {
  std::printf(
      "%s: %ld seeds, %ld taps, %ld acknowledged, %ld cuts of which %ld between COMMIT and the "
      "acknowledgement, %ld receipts lost, %ld restarts of the collector, %ld faults\n",
      journey, seen.seeds, seen.taps, seen.acknowledged, seen.cuts, seen.between,
      seen.lost_receipts, seen.restarts, seen.faults);
  std::fflush(stdout);
}

inline long number_in_environment(const char* name, long otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : std::atol(text);
}

/// All journeys of this process together.
inline Seen& seen_in_all() {
  static Seen seen;
  return seen;
}

/// No seed begins after `end_by`, in seconds since 1970; 0: all do.
inline Seen for_every_seed(const char* journey, const std::function<Seen(std::uint64_t)>& live,
                           long seeds_by_default = 20, long end_by = 0) {
  constexpr long progress_every = 100;
  const long only = number_in_environment("STEMME_SEED", 0);
  const long first = only > 0 ? only : number_in_environment("STEMME_FIRST_SEED", 1);
  const long seeds = number_in_environment("STEMME_SEEDS", seeds_by_default);
  const long last = only > 0 ? only : first + seeds - 1;
  Seen all;
  const auto clock = open_clock().value();
  const Instant end{std::chrono::seconds(end_by)};
  const auto is_time_over = [&] { return end_by > 0 && clock->now() >= end; };
  for (long seed = first; seed <= last && !testing::Test::HasFailure() && !is_time_over(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed) + "; replay it with STEMME_SEED");
    all += live(static_cast<std::uint64_t>(seed));
    ++all.seeds;
    if (all.seeds % progress_every == 0) std::printf("%s: %ld of %ld\n", journey, seed, last);
    std::fflush(stdout);
  }
  say(journey, all);
  seen_in_all() += all;
  return all;
}

/// Whether a campaign is long enough that what is rare must have happened.
inline bool is_a_campaign(const Seen& seen) { return seen.seeds >= 10; }

}  // namespace stemme
