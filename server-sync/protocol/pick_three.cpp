#include "server-sync/protocol/pick_three.h"

#include <algorithm>
#include <functional>

namespace stemme {
namespace {

/// What may stand behind a number that was rounded to three.
int least_behind(int number) { return std::max(0, number - 1); }
int most_behind(int number) { return number + 1; }

/// The counts of some options together, when so many picked: any sum from `least` to `most`.
struct Sums {
  int least = 0;
  int most = 0;
  bool fits = true;
};

Sums without(const std::vector<int>& numbers, std::size_t left_out, int pickers) {
  Sums sums;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == left_out) continue;
    sums.fits = sums.fits && least_behind(numbers[i]) <= pickers;
    sums.least += least_behind(numbers[i]);
    sums.most += std::min(most_behind(numbers[i]), pickers);
  }
  return sums;
}

/// One to three a picker.
bool adds_up(const Sums& others, int count, int pickers) {
  const int most = static_cast<int>(picks_max) * pickers;
  return others.fits && count <= pickers && others.least + count <= most &&
         others.most + count >= pickers;
}

bool option_may_be(const std::vector<int>& numbers, std::size_t option, int count, int skips,
                   int n) {
  for (int skipped = least_behind(skips); skipped <= std::min(most_behind(skips), n); ++skipped)
    if (adds_up(without(numbers, option, n - skipped), count, n - skipped)) return true;
  return false;
}

/// C9's oracle for one cell: nothing is told of it where two counts fit. One and none are printed
/// alike, so where one fits and none does not, only one fits.
bool is_told(int number, const std::function<bool(int)>& may_be) {
  int fitting = 0;
  for (int count = least_behind(number); count <= most_behind(number); ++count)
    fitting += may_be(count) ? 1 : 0;
  return fitting < 2;
}

}  // namespace

bool picks_tell(const std::vector<int>& numbers, int skips, int n) {
  const auto skips_may_be = [&](int count) {
    return count <= n && adds_up(without(numbers, numbers.size(), n - count), 0, n - count);
  };
  if (is_told(skips, skips_may_be)) return true;
  for (std::size_t option = 0; option < numbers.size(); ++option) {
    const auto may_be = [&](int count) { return option_may_be(numbers, option, count, skips, n); };
    if (is_told(numbers[option], may_be)) return true;
  }
  return false;
}

}  // namespace stemme
