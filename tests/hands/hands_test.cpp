// Whom the kiosk hears and whom it does not, with the real guard, screens, visit and run rule
// (D42–D46, domain §4.7): a toddler's patting is one child's answer at most, quick children are all
// heard, and one who taps once is always heard.
#include <gtest/gtest.h>

#include "tests/hands/people.h"
#include "tests/simulation/seeds.h"

namespace stemme {
namespace {

/// STEMME_SEEDS many, or STEMME_SEED alone.
std::vector<std::uint64_t> seeds(long normally) {
  const auto only = number_in_environment("STEMME_SEED", 0);
  const auto last = only > 0 ? only : number_in_environment("STEMME_SEEDS", normally);
  std::vector<std::uint64_t> all;
  for (auto seed = only > 0 ? only : 1; seed <= last; ++seed)
    all.push_back(static_cast<std::uint64_t>(seed));
  return all;
}

Glass glass() {
  static Scenery scenery;
  return Glass(scenery);
}

TEST(AToddler, AddsAtMostOneCountedVisit) {
  int visits = 0;
  int counted = 0;
  for (const auto seed : seeds(200)) {
    auto screen = glass();
    People(screen, seed).toddler(Ticks(20'000));
    screen.fall_asleep();
    EXPECT_LE(screen.counted(), 1) << "seed " << seed;
    visits += static_cast<int>(screen.ended().size());
    counted += screen.counted();
  }
  std::printf("  %d visits of toddlers, %d count\n", visits, counted);
  EXPECT_GT(visits, 0);
}

TEST(QuickChildren, AreAllHeardButOneInTwenty) {
  for (const double median_ms : {3200.0, 2600.0, 2200.0}) {
    int came = 0;
    int counted = 0;
    for (const auto seed : seeds(40)) {
      auto screen = glass();
      People people(screen, seed);
      for (int child = 0; child < 20; ++child, ++came) {
        people.step_up();
        people.child(median_ms);
      }
      screen.fall_asleep();
      counted += screen.counted();
    }
    std::printf("  thought %.1f s: %d of %d children count\n", median_ms / 1000, counted, came);
    EXPECT_GE(counted, came * 19 / 20);
    EXPECT_LE(counted, came);
  }
}

/// Also right after somebody patted the glass for twenty seconds.
TEST(AnUnhappyChildWhoTapsOnce, IsNeverFiltered) {
  for (const auto seed : seeds(100)) {
    auto screen = glass();
    People people(screen, seed);
    if (seed % 2 == 0) people.toddler(Ticks(20'000));
    people.step_up();
    const auto before = screen.ended().size();
    people.one_tap(900, 0);
    screen.fall_asleep();
    ASSERT_EQ(screen.ended().size(), before + 1) << "seed " << seed;
    const auto& own = screen.ended().back();
    ASSERT_EQ(own.rows.size(), 1U) << "seed " << seed;
    EXPECT_EQ(own.rows.front().chosen, own.rows.front().shown.empty()
                                           ? std::vector<int>()
                                           : std::vector<int>{own.rows.front().shown.front()});
    EXPECT_TRUE(own.counts()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace stemme
