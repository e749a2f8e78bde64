/// Switches for whoever cannot touch the glass, or cannot see it: a few keys of a device that
/// somebody has declared, and no other key there is. What is set for a switch belongs to it, and
/// outlives every reset. UI thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server-sync/foundation/clock.h"

namespace stemme {

/// From a file on the terminal (app/declared_switches.h).
struct DeclaredSwitch {
  std::string device;        ///< as the system names it: "AbleNet Hook+"
  std::string choose;        ///< the key's name in X: "Return", "space", "F1"; empty: no ring
  std::string next;          ///< likewise; empty: one key, and the ring goes by itself
  std::string speak{};       ///< likewise: starts the voice, and takes what it is saying
  Ticks step{1500};          ///< how long the ring rests on a place, when it goes by itself
  Ticks hold{0};             ///< a press counts when it has lasted so long
  Ticks ignore_repeat{500};  ///< after one that counted, none for so long
  bool operator==(const DeclaredSwitch&) const = default;
};

struct SwitchPress {
  enum class Key { Choose, Next, Speak };
  Key key = Key::Choose;
  bool is_down = false;
  Ticks ticks{0};  ///< from Clock (C13)
};

class Switches {
 public:
  virtual ~Switches() = default;

  /// The one that is plugged in now; the first declared of several.
  virtual const DeclaredSwitch* present() const = 0;
  /// All presses since the last call; does not wait. Also notices what came and went.
  virtual std::vector<SwitchPress> take() = 0;
  /// Readable when there may be something to take.
  virtual std::optional<int> fd() const = 0;
};

}  // namespace stemme
