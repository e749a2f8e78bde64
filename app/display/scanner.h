/// Turns presses of a switch into taps (D26): a ring goes from place to place, by itself or by a
/// key, and a key chooses where it is. Never more than six presses: where there are many places the
/// ring goes round groups of them first. Pure, as the touch guard is. UI thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "app/display/switches.h"
#include "app/display/touch_guard.h"

namespace stemme {

class Scanner {
 public:
  /// So many places are gone through one by one; more are cut into groups of five, four, three …:
  /// the later a group, the fewer presses are left in it.
  static constexpr std::size_t alone_max = 5;
  /// A ring that goes by itself rests after so many rounds in which nobody pressed.
  static constexpr int rounds_max = 3;

  explicit Scanner(DeclaredSwitch declared) : declared_(std::move(declared)) {}

  const DeclaredSwitch& declared() const { return declared_; }

  /// What can be chosen now, in the order the ring goes. The same places keep the ring where it is.
  void show(std::vector<Target> places, Ticks now);
  /// Another page is up, perhaps with the same places: a key that is down was meant for the last.
  void let_go() { held_.reset(); }
  /// The id of what was chosen.
  std::optional<int> take(const SwitchPress& press, Ticks now);
  /// Call at the deadline: a press has lasted, or the ring goes on.
  std::optional<int> pass(Ticks now);
  std::optional<Ticks> deadline() const;

  /// What the ring is round now: one place, or a group; nothing while it rests.
  std::vector<Area> ring() const;

 private:
  std::optional<int> count(SwitchPress::Key key, Ticks now);
  std::optional<int> choose(Ticks now);
  void go_on(Ticks now);
  void begin(Ticks now);
  bool goes_by_itself() const { return declared_.next.empty(); }
  /// The ring goes round groups.
  bool is_grouped() const { return !inside_ && places_.size() > alone_max; }
  std::size_t stops() const;
  std::span<const Target> group(std::size_t index) const;
  /// The places it goes through one by one.
  std::span<const Target> singles() const;

  DeclaredSwitch declared_;
  std::vector<Target> places_;
  bool is_going_ = false;
  std::optional<std::size_t> inside_;  ///< the group that was chosen
  std::size_t at_ = 0;
  int rounds_ = 0;
  std::optional<Ticks> step_at_;
  std::optional<SwitchPress> held_;
  std::optional<Ticks> counted_at_;
};

}  // namespace stemme
