/// Brings a list down to the fewest that still fail together (delta debugging): halves, then
/// quarters, then single ones are left out for as long as it still fails without them. Pure but for
/// what `fails` does.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

namespace stemme {

/// `all` fails. At most `tries` times is it asked.
inline std::vector<int> fewest_that_fail(
    std::vector<int> all, int tries, const std::function<bool(const std::vector<int>&)>& fails) {
  std::size_t parts = 2;
  while (!all.empty() && tries > 0) {
    const auto each = (all.size() + parts - 1) / parts;
    bool is_fewer = false;
    for (std::size_t from = 0; from < all.size() && tries > 0 && !is_fewer; from += each) {
      auto without = all;
      const auto begin = without.begin() + static_cast<std::ptrdiff_t>(from);
      without.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(each, all.size() - from)));
      --tries;
      if (!fails(without)) continue;
      all = std::move(without);
      parts = std::max<std::size_t>(2, parts - 1);
      is_fewer = true;
    }
    if (is_fewer) continue;
    if (each <= 1) break;
    parts = std::min(all.size(), parts * 2);
  }
  return all;
}

}  // namespace stemme
