#include "server-sync/protocol/rotation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace stemme {
namespace {

Pack pack_of(int neutral, int care, int per_week) {
  Pack pack;
  pack.frequency = "daily";
  pack.per_week = per_week;
  pack.per_visit = 3;
  for (int i = 0; i < neutral + care; ++i) {
    Question question;
    question.id = "q" + std::to_string(i);
    question.care = i >= neutral;
    pack.questions.push_back(question);
  }
  return pack;
}

std::map<int, int> times_asked(const Pack& pack, UnitId unit, int weeks) {
  std::map<int, int> times;
  for (int week = 0; week < weeks; ++week)
    for (int question : asked_in_week(pack, unit, IsoWeek{2026, 30} + week)) ++times[question];
  return times;
}

TEST(Rotation, AsksEachQuestionEquallyOftenOverAsManyWeeksAsThereAreQuestions) {
  for (int neutral = 1; neutral <= 9; ++neutral)
    for (const auto& [question, times] : times_asked(pack_of(neutral, 0, 2), 7, neutral))
      EXPECT_EQ(times, std::min(2, neutral)) << neutral << " questions, question " << question;
}

TEST(Rotation, AsksAtMostTwoAWeekAndAThirdThatIsCare) {
  constexpr unsigned seed = 11;
  std::mt19937_64 random(seed);
  for (int i = 0; i < 2'000; ++i) {
    const auto pack = pack_of(int(random() % 7) + 2, int(random() % 4), 2);
    const auto asked = asked_in_week(pack, random(), IsoWeek{2026, 1} + int(random() % 100));
    const auto care =
        std::ranges::count_if(asked, [&](int q) { return pack.questions[std::size_t(q)].care; });
    ASSERT_LE(care, 1) << "seed " << seed;
    ASSERT_EQ(asked.size() - std::size_t(care), 2U) << "seed " << seed;
    ASSERT_EQ(std::set<int>(asked.begin(), asked.end()).size(), asked.size()) << "seed " << seed;
  }
}

TEST(Rotation, PutsCareBetweenTwoNeutralQuestions) {
  const auto pack = pack_of(3, 2, 2);
  for (int week = 0; week < 60; ++week) {
    const auto asked = asked_in_week(pack, 3, IsoWeek{2026, 1} + week);
    const auto care =
        std::ranges::find_if(asked, [&](int q) { return pack.questions[std::size_t(q)].care; });
    if (care == asked.end()) continue;
    EXPECT_EQ(care - asked.begin(), 1) << "week " << week;
  }
}

TEST(Rotation, AsksCareNoMoreOftenThanNeutralQuestions) {
  auto times = times_asked(pack_of(6, 2, 2), 0, 60);

  for (int question = 0; question < 8; ++question) EXPECT_EQ(times[question], 20) << question;
}

TEST(Rotation, AsksEveryCareQuestionWhereThereAreMany) {
  const auto times = times_asked(pack_of(2, 3, 2), 0, 60);

  EXPECT_EQ(times.size(), 5U);
}

TEST(Rotation, DependsOnNothingButPackUnitAndWeek) {
  const auto pack = pack_of(5, 1, 2);

  EXPECT_EQ(asked_in_week(pack, 42, {2026, 48}), asked_in_week(pack, 42, {2026, 48}));
}

TEST(Rotation, GoesOnAcrossTheNewYear) {
  const auto pack = pack_of(5, 0, 2);

  const auto last = asked_in_week(pack, 0, {2026, 53});
  const auto first = asked_in_week(pack, 0, {2027, 1});

  EXPECT_EQ(first.front(), (last.back() + 1) % 5);
}

TEST(Rotation, LeavesVotesAndAfterEventToTheAdult) {
  auto pack = pack_of(3, 0, 2);
  pack.questions[0].vote = true;
  pack.questions[1].ask_when = "after-event";

  EXPECT_EQ(asked_in_week(pack, 0, {2026, 48}), std::vector{2});
}

TEST(Rotation, GivesParentsAnotherQuestionEachMonth) {
  auto pack = pack_of(4, 0, 1);
  pack.frequency = "one-week-a-month";
  std::map<int, int> times;
  for (int i = 0; i < 208; ++i) {
    const auto week = IsoWeek{2026, 2} + i;
    if (shows_in_week(pack, week, 3)) ++times[asked_in_week(pack, 9, week).at(0)];
  }

  EXPECT_EQ(times.size(), 4U);
  for (const auto& [question, count] : times) EXPECT_NEAR(count, 12, 1) << question;
}

Pack pairs_of(int questions, int pictures, int per_week) {
  auto pack = pack_of(questions, 0, per_week);
  for (auto& question : pack.questions) {
    question.kind = QuestionKind::Pair;
    question.options.resize(static_cast<std::size_t>(pictures));
  }
  return pack;
}

TEST(PicturesOfAWeek, AreThreeOfAUnitAndFourOfAHouse) {
  auto pack = pairs_of(3, 7, 1);
  EXPECT_EQ(pictures_in_week(pack, 1, 8, {2026, 48}).size(), 3U);
  EXPECT_EQ(pairs_a_visit(pack, pack.questions[1]), 3);
  pack.audience = "forelder";
  EXPECT_EQ(pictures_in_week(pack, 1, 8, {2026, 48}).size(), 4U);
  EXPECT_EQ(pairs_a_visit(pack, pack.questions[1]), 4);
}

TEST(PicturesOfAWeek, AreShownEquallyOftenWhateverTheNumberOfQuestions) {
  for (int questions = 1; questions <= 4; ++questions)
    for (int pictures = 3; pictures <= 8; ++pictures) {
      const auto pack = pairs_of(questions, pictures, 1);
      std::map<int, int> times;
      for (int week = 0; week < questions * pictures; ++week) {
        const auto now = IsoWeek{2026, 30} + week;
        if (asked_in_week(pack, 9, now) != std::vector{0}) continue;
        for (const int picture : pictures_in_week(pack, 0, 9, now)) ++times[picture];
      }
      EXPECT_EQ(times.size(), std::size_t(pictures));
      for (const auto& [picture, count] : times)
        EXPECT_EQ(count, 3) << questions << " questions, " << pictures << " pictures";
    }
}

TEST(PicturesOfAWeek, HangTogetherOverTheWeeksOfAnAtom) {
  const auto pack = pairs_of(3, 6, 1);
  const IsoWeek first{2026, 40};

  EXPECT_EQ(shape_for(pack, 0, {9, first, first, 18}).pictures.size(), 3U);
  EXPECT_EQ(shape_for(pack, 0, {9, first, first + 3, 18}).pictures.size(), 4U)
      << "asked again, with two of the same";
  EXPECT_EQ(shape_for(pack, 0, {9, first, first + 3, 18}).pairs_a_visit, 3);
}

/// A date that somebody sends may lie there, and a page indexes with the pictures.
TEST(PicturesOfAWeek, AreOfTheQuestionBefore1970Too) {
  const auto pack = pairs_of(3, 7, 1);
  for (int week = -200; week < 0; ++week)
    for (const int picture : pictures_in_week(pack, 1, 8, IsoWeek{1965, 1} + week)) {
      EXPECT_GE(picture, 0);
      EXPECT_LT(picture, 7);
    }
}

TEST(Rotation, ShowsAMonthlyPackInOneWeekOfTheMonth) {
  auto pack = pack_of(4, 0, 1);
  pack.frequency = "one-week-a-month";

  EXPECT_TRUE(shows_in_week(pack, week_of(Date{std::chrono::year(2026) / 11 / 19}), 3));
  EXPECT_FALSE(shows_in_week(pack, week_of(Date{std::chrono::year(2026) / 11 / 26}), 3));
  EXPECT_TRUE(shows_in_week(pack_of(4, 0, 1), {2026, 48}, 3));
}

}  // namespace
}  // namespace stemme
