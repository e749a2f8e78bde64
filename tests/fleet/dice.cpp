#include "tests/fleet/dice.h"

#include <cmath>
#include <numbers>

namespace stemme {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15ULL;

/// SplitMix64's last step: every bit of the result depends on every bit of the state.
std::uint64_t mixed(std::uint64_t state) {
  state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ULL;
  state = (state ^ (state >> 27)) * 0x94D049BB133111EBULL;
  return state ^ (state >> 31);
}

}  // namespace

Dice::Dice(std::uint64_t seed, std::initializer_list<std::string_view> about)
    : state_(mixed(seed + golden)) {
  for (const auto word : about) {
    for (const char letter : word) state_ = mixed(state_ ^ static_cast<unsigned char>(letter));
    state_ = mixed(state_ + golden);  // So that "a","bc" is not "ab","c".
  }
}

std::uint64_t Dice::number() {
  state_ += golden;
  return mixed(state_);
}

double Dice::share() { return static_cast<double>(number() >> 11) * 0x1.0p-53; }

int Dice::below(int count) { return static_cast<int>(share() * count); }

double Dice::normal(double mean, double deviation) {
  const double radius = std::sqrt(-2 * std::log(1 - share()));
  return mean + deviation * radius * std::cos(2 * std::numbers::pi * share());
}

double Dice::logistic() {
  const double p = share() * (1 - 0x1.0p-50) + 0x1.0p-51;  // Never 0, never 1.
  return std::log(p / (1 - p));
}

int Dice::step_of(const std::vector<double>& shares) {
  double left = share();
  for (std::size_t step = 0; step + 1 < shares.size(); ++step) {
    left -= shares[step];
    if (left < 0) return static_cast<int>(step);
  }
  return static_cast<int>(shares.size()) - 1;
}

int Dice::geometric(double mean) {
  int count = 0;
  while (happens(mean / (mean + 1)) && count < 1000) ++count;
  return count;
}

}  // namespace stemme
