#include "app/visit/round.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/app/visit/circle.h"
#include "tests/app/visit/sample_pack.h"

namespace stemme {
namespace {

RoundPlan plan(int present, Sample sample = Sample::Choice, bool vote = true) {
  auto pack = sample_pack({sample});
  pack->questions[0].vote = vote;
  RoundPlan plan;
  plan.pack = std::move(pack);
  plan.unit = 9;
  plan.questions = {{0, 1234}};
  plan.date = Date{std::chrono::year(2026) / 11 / 24};
  plan.present = present;
  plan.language = "nb";
  plan.seed = 3;
  return plan;
}

TEST(Round, WritesItsNoteBeforeAnybodyAnswers) {
  Orders orders;
  Round round(plan(14), Ticks(0), orders);

  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(std::get<OpenRound>(orders[0]).note.present, 14);
  EXPECT_EQ(round.view().phase, RoundPhase::Opening);
  EXPECT_TRUE(round.take_turn(Ticks(1)).empty()) << "not before the note is kept";
  round.kept(Ticks(2));
  EXPECT_EQ(round.view().phase, RoundPhase::Ready);
}

TEST(Round, GivesOneAnswerATurnAndCounts) {
  Circle circle(plan(6));
  circle.turn(1);
  circle.turn(std::nullopt);

  EXPECT_EQ(circle.view().phase, RoundPhase::Ready);
  EXPECT_EQ(circle.view().answered, 2);
  const auto& row = circle.store().finished.at(0);
  EXPECT_EQ(row.mode, Mode::Veiledet);
  EXPECT_EQ(row.round, 1234U);
  EXPECT_EQ(row.label, VisitLabel::Whole);
  EXPECT_TRUE(circle.store().visits.empty()) << "no visit boxes in a round";
}

TEST(Round, HidesTheResultWhileItIsOpen) {
  Circle circle(plan(6));
  for (int i = 0; i < 6; ++i) {
    circle.turn(1);
    EXPECT_EQ(circle.view().finding, std::nullopt);
    EXPECT_EQ(circle.view().turn, VisitView()) << "nothing of the last turn is left";
  }
}

TEST(Round, ShowsItsFindingAtOnceAndSendsTheSame) {
  Circle circle(plan(6));
  for (int i = 0; i < 6; ++i) circle.turn(i < 4 ? 1 : 2);

  circle.close();

  EXPECT_EQ(circle.view().phase, RoundPhase::Result);
  ASSERT_TRUE(circle.view().finding);
  EXPECT_EQ(circle.view().finding->winners, std::vector{1});
  EXPECT_EQ(circle.store().closed.at(0).finding, circle.view().finding);
  EXPECT_FALSE(circle.store().closed.at(0).cut);
}

/// Each tablet has a part of it: what a part came to, subtracted from the whole, would be the rest.
TEST(ARoundOnSeveralTablets, SaysNothingOfItsPartAndHowManyTheyAre) {
  auto several = plan(8);
  several.tablets = 3;
  Circle circle(several);
  EXPECT_EQ(circle.store().opened.at(0).tablets, 3) << "a tablet that is cut says it too";
  for (int i = 0; i < 8; ++i) circle.turn(1);

  circle.close();

  EXPECT_EQ(circle.view().phase, RoundPhase::Result);
  EXPECT_EQ(circle.view().finding, std::nullopt);
  EXPECT_EQ(circle.store().closed.at(0).finding, std::nullopt);
  EXPECT_EQ(circle.store().closed.at(0).tablets, 3);
}

TEST(Round, ShowsNothingBelowFive) {
  Circle faces(plan(6, Sample::Faces, false));
  for (int i = 0; i < 4; ++i) faces.turn(2);
  faces.close();
  EXPECT_EQ(faces.view().finding, std::nullopt);
  EXPECT_EQ(faces.store().closed.at(0).finding, std::nullopt);

  Circle vote(plan(6));
  for (int i = 0; i < 4; ++i) vote.turn(1);
  vote.close();
  EXPECT_EQ(vote.view().finding->form, Finding::Form::Thanks);
}

TEST(Round, AsksTheAdultWhenMoreAnswerThanArePresent) {
  Circle circle(plan(5));
  for (int i = 0; i < 5; ++i) circle.turn(1);
  EXPECT_EQ(circle.view().phase, RoundPhase::Ready) << "somebody always counts wrong";
  circle.turn(1);
  EXPECT_EQ(circle.view().phase, RoundPhase::TooMany);
  EXPECT_TRUE(circle.round().take_turn(circle.now()).empty());

  circle.run(circle.round().set_present(7, circle.now()));

  EXPECT_EQ(circle.view().phase, RoundPhase::Ready);
  EXPECT_EQ(circle.store().opened.back().present, 7);
}

TEST(Round, AsksBeforeItCloses) {
  Circle circle(plan(5));
  EXPECT_TRUE(circle.round().close(circle.now()).empty());
  circle.run(circle.round().ask_to_close(circle.now()));
  EXPECT_EQ(circle.view().phase, RoundPhase::Sure);

  circle.run(circle.round().go_on(circle.now()));

  EXPECT_EQ(circle.view().phase, RoundPhase::Ready);
}

TEST(Round, CountsTheLastChoiceAfterAChangeOfMind) {
  Circle circle(plan(5, Sample::Faces, false));
  for (int i = 0; i < 5; ++i) {
    circle.run(circle.round().take_turn(circle.now()));
    circle.run(circle.round().choose(0, circle.now()));
    circle.run(circle.round().undo(circle.now()));
    circle.run(circle.round().choose(2, circle.now()));
    circle.wait(change_your_mind_young + thanks_lasts);
  }
  circle.close();

  EXPECT_EQ(circle.view().finding->word, FindingWord::MostlyGood);
  EXPECT_EQ(circle.store().finished.size(), 5U);
}

TEST(Round, TakesATurnBackThatNobodyUsed) {
  Circle circle(plan(5));
  circle.run(circle.round().take_turn(circle.now()));
  circle.wait(waiting_after_patient - Ticks(1));
  EXPECT_FALSE(circle.view().turn.still_there);
  circle.wait(Ticks(1) + reset_after_waiting);

  EXPECT_EQ(circle.view().phase, RoundPhase::Ready);
  EXPECT_EQ(circle.view().answered, 0);
}

TEST(Round, ClosesByItselfAnHourAfterTheDaypart) {
  Circle circle(plan(6));
  for (int i = 0; i < 5; ++i) circle.turn(1);
  circle.round().daypart_ended(circle.now());
  circle.wait(round_outlives_daypart - Ticks(1));
  EXPECT_EQ(circle.view().phase, RoundPhase::Ready);

  circle.wait(Ticks(1));

  ASSERT_EQ(circle.store().closed.size(), 1U);
  EXPECT_EQ(circle.store().closed[0].finding->winners, std::vector{1});
}

TEST(Round, LetsNobodyBeCutOffByTheHour) {
  Circle circle(plan(6));
  circle.round().daypart_ended(circle.now());
  circle.wait(round_outlives_daypart - Ticks(1000));
  circle.run(circle.round().take_turn(circle.now()));
  circle.run(circle.round().choose(1, circle.now()));
  circle.wait(Ticks(1000));

  ASSERT_EQ(circle.store().closed.size(), 1U);
  EXPECT_EQ(circle.store().finished.size(), 1U) << "the answer that was shown is kept";
}

TEST(Round, PausesWhenAnAnswerCannotBeKept) {
  Circle circle(plan(6));
  circle.run(circle.round().take_turn(circle.now()));
  circle.store().run(circle.round().choose(1, circle.now()));

  circle.round().keep_failed(circle.now());

  EXPECT_EQ(circle.view().phase, RoundPhase::Paused);
  EXPECT_TRUE(circle.round().kept(circle.now()).empty()) << "a late word changes nothing";
  EXPECT_EQ(circle.view().phase, RoundPhase::Paused);
}

/// A full disk has room again some time; until a kiosk lets the round go nobody can try.
TEST(Round, IsOverAMinuteAfterItPaused) {
  Circle circle(plan(6));
  circle.run(circle.round().take_turn(circle.now()));
  circle.store().run(circle.round().choose(1, circle.now()));
  circle.round().keep_failed(circle.now());
  EXPECT_FALSE(circle.round().is_over());

  circle.wait(pause_lasts);

  EXPECT_TRUE(circle.round().is_over());
  EXPECT_TRUE(circle.store().closed.empty()) << "half a round comes to nothing";
}

TEST(Round, ForgetsItsResultWhenItHasBeenSeen) {
  Circle circle(plan(6));
  for (int i = 0; i < 6; ++i) circle.turn(1);
  circle.close();
  circle.wait(round_result_lasts);

  EXPECT_TRUE(circle.round().is_over());
  EXPECT_EQ(circle.view().finding, std::nullopt);
}

TEST(GeneratedRounds, SendTheFindingThatTheRowsGive) {
  constexpr unsigned seed = 99;
  std::mt19937_64 random(seed);
  for (int i = 0; i < 300; ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(i));
    const bool vote = random() % 2 == 0;
    Circle circle(plan(int(random() % 20) + 5, vote ? Sample::Choice : Sample::Faces, vote));
    const auto turns = random() % 25;
    for (std::uint64_t t = 0; t < turns && circle.view().phase == RoundPhase::Ready; ++t)
      circle.turn(random() % 8 == 0 ? std::nullopt : std::optional(int(random() % 3)));
    if (circle.view().phase == RoundPhase::Ready)
      circle.run(circle.round().ask_to_close(circle.now()));
    circle.run(circle.round().close(circle.now()));

    Tally tally{std::vector<int>(vote ? 4 : 3, 0), 0};
    for (const auto& row : circle.store().finished)
      ++(row.chosen.empty() ? tally.skips : tally.options[static_cast<std::size_t>(row.chosen[0])]);
    std::optional<Finding> expected;
    const auto shape =
        plan(5, vote ? Sample::Choice : Sample::Faces, vote).pack->questions[0].shape();
    if (vote || tally.n() >= 5) expected = make_finding(shape, tally);
    ASSERT_EQ(circle.store().closed.at(0).finding, expected);
  }
}

TEST(Round, CountsAChildOnceHoweverManyPairsItSees) {
  Circle circle(plan(14, Sample::Pair, false));
  for (int child = 0; child < 12; ++child) {
    circle.run(circle.round().take_turn(circle.now()));
    for (int pair = 0; pair < 3; ++pair) {
      circle.wait(Ticks(3000));
      const auto shown = circle.view().turn.shown;
      circle.run(circle.round().choose(std::min(shown[0], shown[1]), circle.now()));
      circle.wait(change_your_mind_young);
    }
    circle.wait(thanks_lasts);
  }
  EXPECT_EQ(circle.view().answered, 12);
  EXPECT_EQ(circle.store().finished.size(), 36U);

  circle.close();

  const auto& finding = circle.store().closed.at(0).finding;
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->form, Finding::Form::Ranking);
  EXPECT_EQ(finding->tiers.size(), 3U) << "all were of one mind";
}

}  // namespace
}  // namespace stemme
