/// The only place that knows the time, and the only place that sleeps (C13).
/// Two times, never mixed: `now` is UTC and may be wrong or jump; `ticks` is
/// milliseconds since boot and never goes back, so everything that lasts
/// (debounce, thanks, backoff) is measured in ticks. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "server-sync/foundation/result.h"

namespace stemme {

using Milliseconds = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Milliseconds>;
/// Since boot.
using Ticks = Milliseconds;

class Clock {
 public:
  /// Work in progress. While one lives, driven time stands still; real time
  /// takes no notice. A message from one thread to another carries one, so that
  /// time cannot slip in between.
  using Errand = std::shared_ptr<void>;

  virtual ~Clock() = default;

  virtual Instant now() = 0;
  virtual Ticks ticks() = 0;
  /// Differs for each start of the machine; says nothing about the machine.
  virtual std::uint64_t boot_id() = 0;

  /// Sleeps until `until`, or until one of `readable` can be read, whichever is
  /// first; no `until` means no deadline. May return early.
  virtual void wait(std::span<const int> readable, std::optional<Ticks> until) = 0;

  virtual Errand errand() = 0;
  /// First call of a thread that will wait, with the errand it was started under: from here on its
  /// own state counts, and no time slips in between.
  virtual void enter(Errand started_under) = 0;
};

/// The system's clock; in demo and test builds the driven clock when
/// STEMME_DRIVEN_CLOCK names its socket (STEMME_CLOCK_OFFSET_MS makes this
/// process's `now` wrong, STEMME_BOOT_ID its boot another).
Result<std::shared_ptr<Clock>> open_clock();

}  // namespace stemme
