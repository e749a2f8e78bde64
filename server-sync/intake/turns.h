/// Whose turn it is to deliver. When a whole country comes back at once (a Monday at seven, a power
/// cut that is over), so many terminals deliver at a time, each until it has no more; the others
/// are told when to come back, one after another, so that each waits as long as those before it
/// take (C7: signed Retry-After). Remembers nothing but who is at it. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/frame.h"

namespace stemme {

/// Enough that two processors never wait for the network, few enough that none of them waits for
/// half a second: 128 batches at some 800 a second are a sixth of one.
inline constexpr std::size_t turns_at_once = 128;
/// Who is silent so long between two batches has gone.
inline constexpr std::chrono::seconds turn_silence_max{3};
/// A country through a slow machine takes longer, and yet nobody is sent away for longer: what made
/// it slow may be over by then, as the first minute is in which all shake hands. Sending ten
/// thousand away once a minute takes a twentieth of a processor.
inline constexpr std::chrono::seconds turn_wait_max{60};

class Turns {
 public:
  /// None when it is this terminal's turn, from now until `served`; else when to come back.
  std::optional<std::chrono::seconds> ask(DeviceId device, Ticks now);
  /// Once for each `ask` that was granted. Without `more` the turn is over.
  void served(DeviceId device, bool more, Ticks now);

 private:
  struct Turn {
    Ticks began{};
    Ticks last{};
    int in_work = 0;
  };
  using Held = std::map<DeviceId, Turn>;

  Held::iterator end(Held::iterator turn);
  void end_silent(Ticks now);
  std::chrono::seconds next_place(Ticks now);

  std::mutex mutex_;
  Held held_;
  /// How long a turn takes, as seen lately.
  double usual_ms_ = 1000;
  /// Until when those who were told to come back fill all turns.
  Ticks taken_until_{};
};

}  // namespace stemme
