/// Turns contacts into taps, and refuses palms, edges and echoes (D42–D46). Pure: it knows no
/// screen, no SDL and no clock but the ticks it is given. UI thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "app/display/area.h"
#include "app/display/fingers.h"
#include "server-sync/foundation/clock.h"

namespace stemme {

/// What can be tapped. A later target lies on top of an earlier one. Ids are the screen's own.
struct Target {
  int id = 0;
  Area area;
};

struct Tap {
  int target = 0;
  Point at;
  Ticks ticks{0};
};

enum class Refusal {
  Edge,         ///< landed in the outer 8 mm (D46)
  NewScreen,    ///< landed within 700 ms of a new screen, or before it (D43)
  Echo,         ///< landed within 400 ms of a counted tap (D43)
  Palm,         ///< one of three or more within 150 ms (D44)
  OtherFinger,  ///< another contact owns the screen (D44, D45)
  NoTarget,     ///< landed on nothing
  TooShort,     ///< lifted within 40 ms (D42)
  Slid,         ///< went more than 15 mm outside (D42)
  LiftedAside,  ///< lifted more than 8 mm outside (D42)
};

/// What a contact led to: at most one of tap and refusal, most often neither.
struct Ruling {
  std::optional<Tap> tap = std::nullopt;
  std::optional<Refusal> refusal = std::nullopt;
  /// Two palms in one visit: show "Bruk én finger" now. True once a visit (D44).
  bool is_one_finger_hint_due = false;
};

/// A finger that came down on the page and led to nothing. A forearm at the edge is no finger.
inline bool is_in_vain(const Ruling& ruling) {
  return ruling.refusal && *ruling.refusal != Refusal::Edge;
}

class TouchGuard {
 public:
  static constexpr Ticks noise_max{40};
  static constexpr Ticks hold_min{500};
  static constexpr Ticks echo_max{400};
  static constexpr Ticks new_screen_max{700};
  static constexpr Ticks palm_window{150};
  static constexpr Ticks silence_max{20'000};
  static constexpr int palm_contacts_min = 3;
  static constexpr double grown_mm = 8;
  static constexpr double slid_mm = 15;
  static constexpr double edge_mm = 8;

  explicit TouchGuard(const Area& panel) : panel_(panel) {}

  /// A new screen: for 700 ms nothing counts, and no finger already on the glass will.
  void show(std::span<const Target> targets, Ticks now);
  /// The same screen with other targets (change-your-mind): no new quiet time.
  void replace_targets(std::span<const Target> targets);
  /// Palms are counted anew, the hint may come again.
  void begin_visit();

  Ruling take(const Contact& contact);
  /// Call at next_deadline(): a finger held for 500 ms counts without being lifted.
  Ruling pass(Ticks now);
  std::optional<Ticks> next_deadline() const;

  /// Any finger on the glass, counted or not.
  bool is_touched() const { return !down_.empty(); }

 private:
  struct Landed {
    Ticks since;
    Ticks heard;
    Point at;
    int target = 0;
    Area area;
    /// Set once it can no longer count, or has counted.
    bool is_spent = false;
  };

  Ruling land(const Contact& contact);
  Ruling lift(const Contact& contact);
  Ruling slide(const Contact& contact);
  std::optional<Refusal> refusal_on_landing(const Contact& contact) const;
  const Target* target_at(Point at) const;
  Ruling palm();
  Ruling count(Landed& landed, Ticks now);
  bool is_held(const Landed& landed, Ticks now) const;
  void forget_silent(Ticks now);

  Area panel_;
  std::vector<Target> targets_;
  std::map<std::uint64_t, Landed> down_;
  /// The contact that owns the screen until lifted (D45).
  std::optional<std::uint64_t> owner_;
  std::vector<Ticks> landings_;
  std::optional<Ticks> screen_since_;
  std::optional<Ticks> tapped_at_;
  bool is_palm_ = false;
  int palms_ = 0;
};

}  // namespace stemme
