/// What touches the glass: contacts in millimetres, one source for each, in the order they came.
/// They say what happened, not what it means; that is the touch guard's. UI thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "app/display/area.h"
#include "server-sync/foundation/clock.h"

namespace stemme {

struct Contact {
  enum class Phase { Down, Move, Up };

  /// The same from Down to Up; never used again while the program runs.
  std::uint64_t id = 0;
  Phase phase = Phase::Down;
  Point at;
  /// From Clock, never from the event (C13).
  Ticks ticks{0};
};

class Fingers {
 public:
  virtual ~Fingers() = default;

  /// All since the last call; does not wait.
  virtual std::vector<Contact> take() = 0;
  /// Takes events out of the system's own memory, where no descriptor shows them. True when
  /// something waits to be taken, here or at the panel.
  virtual bool gather() = 0;
  /// Readable when there may be something to gather; none where nothing can come (tests).
  virtual std::optional<int> fd() const = 0;
};

}  // namespace stemme
