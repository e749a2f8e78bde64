// Whom does a ranking name? Children with a known taste, three in ten of whom only press left, and
// every fifth tap of the others at random, live a week at an open screen (domain §7.4, §7.5).
// STEMME_PAIR_RUNS=4000 prints the figures that are quoted.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>
#include <random>

#include "app/visit/visit.h"
#include "server-sync/protocol/finding.h"
#include "tests/simulation/seeds.h"

namespace stemme {
namespace {

constexpr std::array group_sizes{8, 14, 25, 60};
constexpr double presses_left = 0.3;
constexpr double tap_at_random = 0.2;
constexpr double visits_a_day = 0.85 * 0.45;
constexpr double skips = 0.06;

enum class Taste {
  Shared,  ///< all like 0 best, then 1, then 2
  Mixed,   ///< each child has an order of its own, drawn by Plackett and Luce with worths 16:4:1
  Own,     ///< each child has an order of its own, none more common than another
  None,    ///< every tap at random
};

enum class Habit { LeftAndRandom, None };

struct Crowd {
  Taste taste = Taste::Shared;
  Habit habit = Habit::LeftAndRandom;
  int pictures = 3;
};

int runs_of_each() { return static_cast<int>(number_in_environment("STEMME_PAIR_RUNS", 200)); }

class Week {
 public:
  Week(Crowd crowd, std::mt19937_64& random) : crowd_(crowd), random_(random) {
    shape_.kind = QuestionKind::Pair;
    shape_.options = crowd.pictures;
    shape_.pictures.resize(static_cast<std::size_t>(crowd.pictures));
    std::iota(shape_.pictures.begin(), shape_.pictures.end(), 0);
    shape_.pairs_a_visit = crowd.pictures;
    tally_.options.assign(shape_.pictures.size(), 0);
  }

  Finding live(int children) {
    shape_.members = children;
    for (int child = 0; child < children; ++child) {
      const bool is_left = crowd_.habit == Habit::LeftAndRandom && happens(presses_left);
      const auto order = an_order();
      for (int day = 0; day < 5; ++day)
        if (happens(visits_a_day)) visit(order, is_left);
    }
    for (const auto& [sides, count] : counts_) tally_.pairs.push_back(count);
    return make_finding(shape_, tally_);
  }

 private:
  double dice() { return double(random_() >> 11U) * 0x1.0p-53; }
  bool happens(double share) { return dice() < share; }

  std::vector<int> an_order() {
    auto left = shape_.pictures;
    if (crowd_.taste == Taste::Shared) return left;
    std::vector<int> order;
    while (!left.empty()) {
      std::vector<double> worths;
      for (const int picture : left) worths.push_back(worth(picture));
      double at = dice() * std::accumulate(worths.begin(), worths.end(), 0.0);
      std::size_t place = 0;
      while (place + 1 < left.size() && at >= worths[place]) at -= worths[place++];
      order.push_back(left[place]);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(place));
    }
    return order;
  }

  double worth(int picture) const {
    return crowd_.taste == Taste::Mixed ? double(1 << (2 * (crowd_.pictures - 1 - picture))) : 1;
  }

  void visit(const std::vector<int>& order, bool is_left) {
    for (const auto& shown : order_pairs(shape_.pictures, random_())) {
      if (happens(skips)) {
        ++tally_.skips;
        continue;
      }
      const auto place = [&](int picture) { return std::ranges::find(order, picture); };
      bool left = place(shown[0]) < place(shown[1]);
      const bool is_random = crowd_.habit == Habit::LeftAndRandom && happens(tap_at_random);
      if (crowd_.taste == Taste::None || is_random) left = happens(0.5);
      if (is_left && crowd_.taste != Taste::None) left = true;
      auto& count = counts_.try_emplace({shown[0], shown[1]}, PairCount{shown[0], shown[1], 0, 0})
                        .first->second;
      ++(left ? count.chose_left : count.chose_right);
      ++tally_.options[static_cast<std::size_t>(left ? shown[0] : shown[1])];
    }
  }

  Crowd crowd_;
  std::mt19937_64& random_;
  QuestionShape shape_;
  Tally tally_;
  std::map<std::pair<int, int>, PairCount> counts_;
};

struct Shares {
  int runs = 0;
  int cannot_tell = 0;
  int named = 0;
  int right = 0;
};

constexpr unsigned seed = 3'04;

Shares lived(const char* name, Crowd crowd, int children) {
  std::mt19937_64 random(seed + static_cast<unsigned>(children));
  Shares shares;
  for (shares.runs = 0; shares.runs < runs_of_each(); ++shares.runs) {
    const auto tiers = Week(crowd, random).live(children).tiers;
    if (tiers.size() == 1) ++shares.cannot_tell;
    if (tiers.size() == 1 || tiers.front().size() > 1) continue;
    ++shares.named;
    if (tiers.front().front() == 0) ++shares.right;
  }
  std::printf(
      "%-13s %d pictures, %2d children: cannot tell %5.1f %%, favourite named %5.1f %%, right "
      "%5.1f %%\n",
      name, crowd.pictures, children, 100.0 * shares.cannot_tell / shares.runs,
      100.0 * shares.named / shares.runs,
      shares.named == 0 ? 100.0 : 100.0 * shares.right / shares.named);
  return shares;
}

void for_every_group(const std::function<void(int pictures, int children)>& look) {
  for (const int pictures : {3, 4})
    for (const int children : group_sizes) look(pictures, children);
}

TEST(AKnownTaste, IsNamedRightlyWhereItIsNamed) {
  for_every_group([](int pictures, int children) {
    const auto shares =
        lived("shared taste", {Taste::Shared, Habit::LeftAndRandom, pictures}, children);
    EXPECT_GE(100 * shares.right, 95 * shares.named) << "seed " << seed;
  });
}

TEST(AMixedTaste, IsNamedRightlyWhereItIsNamed) {
  for_every_group([](int pictures, int children) {
    const auto shares =
        lived("mixed taste", {Taste::Mixed, Habit::LeftAndRandom, pictures}, children);
    EXPECT_GE(100 * shares.right, 95 * shares.named) << "seed " << seed;
  });
}

TEST(ASharedTaste, IsToldOfManyChildren) {
  const auto shares = lived("shared taste", {Taste::Shared, Habit::LeftAndRandom, 3}, 60);

  EXPECT_LE(100 * shares.cannot_tell, 5 * shares.runs) << "seed " << seed;
}

TEST(RandomTaps, TellNothing) {
  for_every_group([](int pictures, int children) {
    const auto shares = lived("random taps", {Taste::None, Habit::None, pictures}, children);
    EXPECT_GE(100 * shares.cannot_tell, 95 * shares.runs) << "seed " << seed;
  });
}

TEST(TastesThatDiffer, TellNothingOfTheGroup) {
  for_every_group([](int pictures, int children) {
    const auto shares = lived("own tastes", {Taste::Own, Habit::LeftAndRandom, pictures}, children);
    EXPECT_GE(100 * shares.cannot_tell, 95 * shares.runs) << "seed " << seed;
  });
}

}  // namespace
}  // namespace stemme
