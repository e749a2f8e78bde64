/// Lynghei kommune (domain §7), made up: who is there on a day, how they answer, and what happens
/// to them. The same seed gives the same town. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/pack.h"
#include "tests/fleet/dice.h"

namespace stemme {

/// Where and when somebody answers.
struct Occasion {
  std::string house;
  std::string unit;
  Date date{};
};

/// A child of a group, or a parent of a house, with their own steady ways.
struct Person {
  enum class Style { Responsive, AlwaysTop, Playful };
  Style style = Style::Responsive;
  double leaning = 0;
};

class Town {
 public:
  explicit Town(std::uint64_t seed) : seed_(seed) {}

  Dice dice(std::initializer_list<std::string_view> about) const { return Dice(seed_, about); }

  /// The share of the children who are there (domain §7.2); 0 when the house is closed.
  double attendance(const Occasion& occasion) const;
  Person person(const Occasion& where, int number, bool is_adult) const;
  /// Option indices; none = skipped.
  std::vector<int> answer(const Occasion& occasion, const Person& person, const Pack& pack,
                          int question, Dice& dice) const;
  /// One child taps the saddest face again and again today (domain §7.6).
  int sad_taps_in_a_row(const Occasion& occasion) const;

 private:
  double swing(const Occasion& occasion) const;
  int step(const Occasion& occasion, const Person& person, const Pack& pack,
           const Question& question, Dice& dice) const;
  int favourite(const Occasion& occasion, const Question& question, bool is_young,
                Dice& dice) const;

  std::uint64_t seed_;
};

}  // namespace stemme
