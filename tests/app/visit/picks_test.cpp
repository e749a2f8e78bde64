// Pick-three: up to three of ten, changed as often as one likes, and nothing is shown that is not
// on disk (C2).
#include <gtest/gtest.h>

#include <random>

#include "tests/app/visit/circle.h"
#include "tests/app/visit/turn.h"

namespace stemme {
namespace {

VisitPlan picking() {
  auto made = plan(sample_pack({Sample::Pick}), Band::Adult);
  made.mode = Mode::Veiledet;
  made.rounds = {{0, 55}};
  return made;
}

RoundPlan meeting(int present) {
  RoundPlan plan;
  plan.pack = sample_pack({Sample::Pick});
  plan.questions = {{0, 55}};
  plan.band = Band::Adult;
  plan.date = Date{std::chrono::year(2026) / 11 / 24};
  plan.present = present;
  plan.language = "nb";
  return plan;
}

TEST(Picks, AreShownOnceTheyAreKept) {
  Turn turn(picking());
  const auto orders = turn.visit().choose(4, turn.now());
  EXPECT_TRUE(turn.view().picked.empty()) << "shown before it was kept";
  EXPECT_EQ(std::get<KeepAnswer>(orders.at(0)).answer.chosen, std::vector{4});
  turn.run(orders);
  turn.visit().kept(turn.now());
  EXPECT_EQ(turn.view().picked, std::vector{4});
  EXPECT_EQ(turn.view().phase, VisitPhase::Asking) << "the next one can be taken";
}

TEST(Picks, StandByIndexSoThatNothingTellsWhichCameFirst) {
  Turn turn(picking());
  for (int option : {8, 1, 5}) turn.tap(option);
  EXPECT_EQ(turn.view().picked, (std::vector{1, 5, 8}));
  turn.run(turn.visit().end_picking(turn.now()));
  EXPECT_EQ(turn.store().finished.at(0).chosen, (std::vector{1, 5, 8}));
  EXPECT_EQ(turn.store().finished.at(0).label, VisitLabel::Whole);
}

TEST(Picks, AreGivenBackByTouchingThemAndAFourthIsNotTaken) {
  Turn turn(picking());
  for (int option : {0, 1, 2}) turn.tap(option);
  EXPECT_TRUE(turn.visit().choose(3, turn.now()).empty());
  EXPECT_EQ(turn.view().picked, (std::vector{0, 1, 2}));
  turn.tap(1);
  turn.tap(3);
  EXPECT_EQ(turn.view().picked, (std::vector{0, 2, 3}));
}

TEST(Picks, WaitForWhoeverPicksHoweverManyTheyHave) {
  Turn turn(picking());
  for (int option : {0, 1, 2}) turn.tap(option);
  turn.wait(10 * second);
  EXPECT_EQ(turn.view().phase, VisitPhase::Asking);
  EXPECT_EQ(turn.view().picked.size(), 3U);
}

TEST(Picks, ThatAreAllGivenBackAreASkipThatMayStillBeAnAnswer) {
  Turn turn(picking());
  turn.tap(6);
  turn.tap(6);
  EXPECT_TRUE(turn.view().picked.empty());
  EXPECT_TRUE(turn.visit().end_picking(turn.now()).empty()) << "there is nothing to be done with";
  turn.skip();
  EXPECT_TRUE(turn.view().choice_shown);
  turn.undo();
  turn.tap(2);
  turn.run(turn.visit().end_picking(turn.now()));
  ASSERT_EQ(turn.store().finished.size(), 1U) << "one row a question, whatever was tried";
  EXPECT_EQ(turn.store().finished[0].chosen, std::vector{2});
}

TEST(Picks, ThatWereLeftStandAreWhatWasShownLast) {
  Turn turn(picking());
  turn.tap(2);
  turn.tap(7);
  turn.wait(waiting_after_patient + reset_after_waiting);
  EXPECT_EQ(turn.view().phase, VisitPhase::Over);
  EXPECT_EQ(turn.store().finished.at(0).chosen, (std::vector{2, 7}));
  EXPECT_EQ(turn.store().finished.at(0).label, VisitLabel::Unfinished);
}

/// Whatever is pressed, the row that is kept is what was shown, and never more than three.
TEST(GeneratedPicks, AreKeptAsTheyWereShown) {
  constexpr unsigned seed = 2711;
  std::mt19937_64 random(seed);
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", visit " + std::to_string(round));
    Turn turn(picking());
    const auto presses = random() % 12 + 1;
    for (std::uint64_t i = 0; i < presses; ++i) {
      turn.tap(static_cast<int>(random() % 10));
      ASSERT_LE(turn.view().picked.size(), 3U);
    }
    const auto shown = turn.view().picked;
    turn.run(shown.empty() ? turn.visit().leave(turn.now()) : turn.visit().end_picking(turn.now()));
    ASSERT_EQ(turn.store().finished.at(0).chosen, shown);
  }
}

/// One person a turn: ten people who take three each are ten, not thirty.
TEST(ARoundOfPicks, CountsPeopleAndSaysWhatTheyTook) {
  Circle circle(meeting(14));
  for (int person = 0; person < 12; ++person) {
    circle.run(circle.round().take_turn(circle.now()));
    circle.wait(Ticks(3000));
    for (int option : {0, 1 + person % 2, 3 + person % 7})
      circle.run(circle.round().choose(option, circle.now()));
    circle.run(circle.round().end_picking(circle.now()));
    circle.wait(thanks_lasts);
  }
  EXPECT_EQ(circle.view().answered, 12);

  circle.close();

  ASSERT_TRUE(circle.view().finding);
  EXPECT_EQ(circle.view().finding->form, Finding::Form::Numbers);
  EXPECT_EQ(circle.view().finding->about, 12);
  EXPECT_EQ(circle.view().finding->numbers.at(0), 12);
  EXPECT_EQ(circle.view().finding->numbers.at(1), 6);
}

}  // namespace
}  // namespace stemme
