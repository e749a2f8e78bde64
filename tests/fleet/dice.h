/// Chance that repeats: what falls depends on the seed and on what is drawn for, never on the order
/// of drawing, the machine or the library. Values; one thread each.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace stemme {

class Dice {
 public:
  /// The same seed and the same words give the same dice.
  Dice(std::uint64_t seed, std::initializer_list<std::string_view> about);

  std::uint64_t number();
  double share();  ///< from 0 up to, but not, 1
  bool happens(double probability) { return share() < probability; }
  /// 0 … count − 1.
  int below(int count);
  double normal(double mean, double deviation);
  double logistic();
  /// A step of a distribution that sums to about one.
  int step_of(const std::vector<double>& shares);
  /// How often it happens before it does not.
  int geometric(double mean);

 private:
  std::uint64_t state_;
};

}  // namespace stemme
