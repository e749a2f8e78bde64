// Denne eller den: which pairs a visit shows, and that each is an answer of its own.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "server-sync/protocol/rotation.h"
#include "tests/app/visit/turn.h"

namespace stemme {
namespace {

VisitPlan pairs(std::uint64_t seed = 1) {
  auto made = plan(sample_pack({Sample::Pair}, 1), Band::FourFive);
  made.seed = seed;
  return made;
}

VisitPlan pairs_of_a_house(std::uint64_t seed) {
  auto pack = sample_pack({Sample::Pair}, 1);
  pack->audience = "forelder";
  auto made = plan(pack, Band::Adult);
  made.seed = seed;
  return made;
}

TEST(PairsOfAVisit, AreTwoToFourAndPutEveryPictureOnceOnEitherSide) {
  for (std::uint64_t seed = 0; seed < 1'000; ++seed)
    for (const auto& made : {pairs(seed), pairs_of_a_house(seed)}) {
      const auto steps = steps_of(made);
      std::set<int> left;
      std::set<int> right;
      for (const auto& step : steps) {
        ASSERT_EQ(step.shown.size(), 2U);
        ASSERT_NE(step.shown[0], step.shown[1]);
        left.insert(step.shown[0]);
        right.insert(step.shown[1]);
      }
      ASSERT_EQ(steps.size(), made.band == Band::Adult ? 4U : 3U);
      ASSERT_EQ(left.size(), steps.size()) << "seed " << seed;
      ASSERT_EQ(right, left) << "seed " << seed;
    }
}

TEST(PairsOfAVisit, StandEitherWayRoundEquallyOften) {
  constexpr int visits = 6'000;
  std::map<std::vector<int>, int> times;
  for (std::uint64_t seed = 0; seed < visits; ++seed)
    for (const auto& step : steps_of(pairs_of_a_house(seed * 7919))) ++times[step.shown];

  EXPECT_EQ(times.size(), 12U) << "four pictures, six pairs, two ways round";
  for (const auto& [shown, count] : times)
    EXPECT_NEAR(count, visits / 3.0, visits / 30.0) << shown[0] << " beside " << shown[1];
}

TEST(PairsOfAVisit, AreOfTheWeeksPicturesOnBothEnds) {
  for (int week = 0; week < 60; ++week) {
    auto made = pairs(static_cast<std::uint64_t>(week));
    made.week = IsoWeek{2026, 30} + week;
    std::set<int> shown;
    for (const auto& step : steps_of(made)) shown.insert(step.shown.begin(), step.shown.end());

    const auto told = shape_for(*made.pack, 0, {made.unit, made.week, made.week, 18}).pictures;
    EXPECT_EQ(std::vector(shown.begin(), shown.end()), told) << "week " << week;
  }
}

TEST(PairsOfAVisit, AreAnAnswerEachWithThePicturesAsTheyStood) {
  Turn turn(pairs());
  std::vector<std::vector<int>> stood;
  for (int pair = 0; pair < 3; ++pair) {
    stood.push_back(turn.view().shown);
    EXPECT_EQ(turn.view().pair, pair);
    EXPECT_EQ(turn.view().pairs, 3);
    turn.answer(turn.view().shown[1]);
  }

  const auto& rows = turn.store().finished;
  ASSERT_EQ(rows.size(), 3U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].shown, stood[i]);
    EXPECT_EQ(rows[i].chosen, std::vector{stood[i][1]});
  }
}

TEST(PairsOfAVisit, AreTakenBackAloneAndComeBackAsTheyStood) {
  Turn turn(pairs());
  turn.answer(turn.view().shown[0]);
  const auto second_pair = turn.view().shown;
  turn.wait(3 * second);
  turn.tap(second_pair[0]);
  turn.undo();

  EXPECT_EQ(turn.view().phase, VisitPhase::Asking);
  EXPECT_EQ(turn.view().shown, second_pair);
  ASSERT_EQ(turn.store().rows.size(), 2U);
  EXPECT_EQ(turn.store().rows[0].chosen.size(), 1U) << "the pair before stands";
  EXPECT_TRUE(turn.store().rows[1].chosen.empty()) << "taken back is a skip";
}

TEST(PairsOfAVisit, LeaveTwoSecondsToChangeOnesMind) {
  Turn turn(pairs());
  turn.wait(3 * second);
  turn.tap(turn.view().shown[0]);
  turn.wait(change_your_mind_young - Ticks(1));
  EXPECT_EQ(turn.view().phase, VisitPhase::Chosen);
  turn.wait(Ticks(1));
  EXPECT_EQ(turn.view().pair, 1);
}

// Properties of generated visits.

using Acknowledged = std::map<int, std::optional<int>>;  // by pair

/// Whatever a hand does with pairs: chooses, skips, takes back, waits, goes away.
Acknowledged play(Turn& turn, std::mt19937_64& random) {
  Acknowledged last;
  for (int step = 0; step < 40 && turn.view().phase < VisitPhase::Thanks; ++step) {
    const auto shown = turn.view().shown;
    const auto what = random() % 12;
    if (what < 5) turn.tap(shown[random() % 2]);
    if (what == 5) turn.skip();
    if (what == 6) turn.undo();
    if (what == 7 && random() % 6 == 0) turn.run(turn.visit().leave(turn.now()));
    if (what > 7) turn.wait(Ticks(int(random() % 30'000)));
    const auto& view = turn.view();
    const bool is_asked_again = view.phase == VisitPhase::Asking && last.contains(view.pair);
    if (view.choice_shown || is_asked_again) last[view.pair] = view.chosen;
  }
  while (!turn.visit().is_over()) turn.wait(second);
  return last;
}

TEST(GeneratedVisitsOfPairs, EndAsOneRowForEveryAcknowledgedPair) {
  constexpr unsigned seed = 4'05;
  std::mt19937_64 random(seed);
  for (int i = 0; i < 3'000; ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", visit " + std::to_string(i));
    Turn turn(random() % 2 == 0 ? pairs(random()) : pairs_of_a_house(random()));
    const auto steps = steps_of(turn.visit().plan());

    const auto last = play(turn, random);

    const auto& rows = turn.store().finished;
    ASSERT_EQ(rows.size(), last.size()) << "nothing is a row that was never shown";
    for (const auto& [pair, chosen] : last) {
      const auto place = static_cast<std::size_t>(pair);
      ASSERT_EQ(rows[place].shown, steps[place].shown);
      ASSERT_EQ(rows[place].chosen, chosen ? std::vector{*chosen} : std::vector<int>{});
    }
  }
}

TEST(AtThree, PairsArePlayAndNothingIsWritten) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    auto made = pairs(random());
    made.band = Band::Three;
    Turn turn(made);

    const auto last = play(turn, random);

    EXPECT_EQ(turn.store().awaited_orders, 0);
    EXPECT_TRUE(turn.store().rows.empty());
    EXPECT_TRUE(turn.store().finished.empty());
    EXPECT_TRUE(turn.store().visits.empty());
    if (HasFailure()) return;
  }
}

TEST(AtThree, AChoiceIsShownAsToAnyOtherChild) {
  auto made = pairs();
  made.band = Band::Three;
  Turn turn(made);
  turn.wait(3 * second);
  turn.run(turn.visit().choose(turn.view().shown[1], turn.now()));

  EXPECT_EQ(turn.view().phase, VisitPhase::Chosen);
  EXPECT_EQ(turn.view().chosen, turn.view().shown[1]);
}

}  // namespace
}  // namespace stemme
