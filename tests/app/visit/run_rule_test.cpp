#include "app/visit/run_rule.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

constexpr Ticks slow{3000};
constexpr Ticks hasty{900};

std::vector<Answered> answers(Ticks thought, const std::vector<int>& chosen) {
  std::vector<Answered> all;
  for (int choice : chosen) {
    const auto question = static_cast<int>(all.size());
    all.push_back({question, QuestionKind::Scale, {choice}, thought});
  }
  return all;
}

/// One visit, then another that starts `after` the start screen came back.
bool second_is_run(const std::vector<Answered>& first, const std::vector<Answered>& second,
                   Ticks after, RunWatch watch = RunWatch::Child) {
  RunRule rule;
  rule.visit_begins(Ticks(0));
  EXPECT_FALSE(rule.is_run(first, watch)) << "the first of all is never a run";
  rule.start_screen_shown(Ticks(10'000));
  rule.tick(Ticks(10'000) + after);
  rule.visit_begins(Ticks(10'000) + after);
  return rule.is_run(second, watch);
}

TEST(RunRule, SeesHasteRightAfterAnotherVisit) {
  EXPECT_TRUE(second_is_run(answers(slow, {2, 2}), answers(hasty, {0, 1}), Ticks(800)));
}

TEST(RunRule, LetsTheHastyBeWhoCameALittleLater) {
  EXPECT_FALSE(second_is_run(answers(slow, {2, 2}), answers(hasty, {0, 1}), run_follows_within));
}

TEST(RunRule, LetsTheSlowBeWhoStoodInLine) {
  EXPECT_FALSE(second_is_run(answers(slow, {2, 1}), answers(slow, {0, 1}), Ticks(800)));
}

TEST(RunRule, SeesThreeAnswersRepeatedExactly) {
  EXPECT_TRUE(second_is_run(answers(slow, {2, 0, 1}), answers(slow, {2, 0, 1}), Ticks(800)));
}

TEST(RunRule, ProvesNothingByTwoHappyFaces) {
  EXPECT_FALSE(second_is_run(answers(slow, {2, 2}), answers(slow, {2, 2}), Ticks(800)));
}

TEST(RunRule, CountsOnlySpeedOfAdults) {
  const auto same = answers(slow, {2, 0, 1});

  EXPECT_FALSE(second_is_run(same, same, Ticks(800), RunWatch::Adult));
  EXPECT_TRUE(second_is_run(same, answers(hasty, {2}), Ticks(800), RunWatch::Adult));
}

TEST(RunRule, IsOffInRounds) {
  EXPECT_FALSE(
      second_is_run(answers(hasty, {2, 2, 2}), answers(hasty, {2, 2, 2}), Ticks(1), RunWatch::Off));
}

TEST(RunRule, TakesTheSameTasteInPairsForNoRun) {
  std::vector<Answered> pairs;
  for (const int picture : {2, 2, 1}) pairs.push_back({0, QuestionKind::Pair, {picture}, slow});

  EXPECT_FALSE(second_is_run(pairs, pairs, Ticks(800)));
}

TEST(RunRule, GivesPicturesMoreTimeThanFaces) {
  const std::vector<Answered> pictures{{0, QuestionKind::Choice, {1}, Ticks(1400)}};
  const std::vector<Answered> faces{{0, QuestionKind::Scale, {1}, Ticks(1400)}};

  EXPECT_TRUE(second_is_run(answers(slow, {2}), pictures, Ticks(800)));
  EXPECT_FALSE(second_is_run(answers(slow, {2}), faces, Ticks(800)));
}

TEST(RunRule, RemembersNothingTwoSecondsAfterTheStartScreen) {
  RunRule rule;
  rule.visit_begins(Ticks(0));
  (void)rule.is_run(answers(slow, {2}), RunWatch::Child);
  rule.start_screen_shown(Ticks(5000));
  EXPECT_TRUE(rule.remembers_anything());
  ASSERT_EQ(rule.deadline(), Ticks(7000));

  rule.tick(Ticks(7000));

  EXPECT_FALSE(rule.remembers_anything());
  EXPECT_EQ(rule.deadline(), std::nullopt);
}

TEST(Noise, IsTenContactsInVainAndFourForEveryAnswer) {
  EXPECT_TRUE(is_noise(10, 0));
  EXPECT_TRUE(is_noise(10, 2));
  EXPECT_FALSE(is_noise(9, 1));
  EXPECT_FALSE(is_noise(10, 3));
}

}  // namespace
}  // namespace stemme
