/// Who touches the glass: a toddler who pats it, children who answer, one who taps once and goes.
/// The times and the share of clumsy contacts are those of domain §7.5. Deterministic by their
/// seed; time is the glass's own. One thread.
#pragma once

#include <random>
#include <vector>

#include "tests/hands/glass.h"

namespace stemme {

class People {
 public:
  People(Glass& glass, std::uint64_t seed) : glass_(&glass), chance_(seed) {}

  /// Five pats a second with one hand or two, palms and smears among them; looks at nothing.
  void toddler(Ticks lasts);
  /// From the start screen to the thanks, with so many milliseconds of thought at the median.
  void child(double thought_ms);
  /// The start, one face or picture, and away.
  void one_tap(double thought_ms, int option);
  /// The next in the line steps up: two to fifteen seconds after the start screen came.
  void step_up();

 private:
  double share() { return std::uniform_real_distribution<double>(0, 1)(chance_); }
  Ticks between(int from_ms, int to_ms);
  Ticks thought(double median_ms);
  Point anywhere();
  Point near(const Area& area);
  void press(Point at, Ticks lasts);
  /// Until the start screen has gone.
  void begin();
  void clumsy();
  void answer(double thought_ms);
  void hands_at(std::vector<Contact>& contacts, Ticks at, Point where);

  Glass* glass_;
  std::mt19937_64 chance_;
  std::uint64_t fingers_ = 0;
};

}  // namespace stemme
