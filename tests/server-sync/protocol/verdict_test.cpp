#include "server-sync/protocol/verdict.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

constexpr double four_decimals = 0.00005;

QuestionShape faces3() { return {QuestionKind::Scale, 3, 2, 0, false, false}; }

Finding numbers(std::vector<int> options, int skips = 0) {
  return {Finding::Form::Numbers, FindingWord::Divided, std::move(options), skips, 0, {}, {}};
}

void expect_interval(Interval found, double low, double high) {
  EXPECT_NEAR(found.low, low, four_decimals);
  EXPECT_NEAR(found.high, high, four_decimals);
}

TEST(Verdict, AgreesWithWilsonsPublishedVectors) {
  expect_interval(wilson(12, 18), 0.4731, 0.8167);
  expect_interval(wilson(5, 5), 0.6489, 1.0);
  expect_interval(wilson(3, 7), 0.1864, 0.7105);
  expect_interval(wilson(45, 60), 0.6486, 0.8298);
  expect_interval(wilson(0, 9), 0.0, 0.2311);
}

TEST(Verdict, AgreesWithNewcombesPublishedVectors) {
  const auto clear = newcombe(9, 18, 14, 18);
  EXPECT_NEAR(clear.d, -0.2778, four_decimals);
  expect_interval(clear.interval, -0.4938, -0.0149);
  const auto unclear = newcombe(12, 18, 15, 18);
  EXPECT_NEAR(unclear.d, -0.1667, four_decimals);
  expect_interval(unclear.interval, -0.3836, 0.0716);
  expect_interval(newcombe(5, 9, 8, 9).interval, -0.5997, 0.0157);
}

TEST(Verdict, AllowsOneMoreAndOneLessThanEachRoundedNumber) {
  const auto count = positive_count(faces3(), numbers({3, 3, 12}));

  ASSERT_TRUE(count);
  EXPECT_EQ(count->lowest, 11);
  EXPECT_EQ(count->highest, 13);
  EXPECT_EQ(count->n, 18);
}

TEST(Verdict, NeverAllowsFewerThanNoneOrMoreThanAll) {
  EXPECT_EQ(positive_count(faces3(), numbers({9, 3, 0}))->lowest, 0);
  EXPECT_EQ(positive_count(faces3(), numbers({0, 0, 12}))->highest, 12);
}

TEST(Verdict, FindsALargeFall) {
  EXPECT_EQ(verdict(faces3(), numbers({6, 6, 6}), {numbers({3, 3, 12}), numbers({0, 3, 15})}, 18),
            Verdict::ClearlyFewer);
  EXPECT_EQ(verdict(faces3(), numbers({0, 3, 15}), {numbers({6, 6, 6}), numbers({6, 6, 6})}, 18),
            Verdict::ClearlyMore);
}

TEST(Verdict, CountsChildrenNotTaps) {
  const auto now = numbers({30, 30, 60});
  const auto before = std::vector{numbers({15, 15, 90})};

  EXPECT_EQ(verdict(faces3(), now, before, 120), Verdict::ClearlyFewer);
  EXPECT_EQ(verdict(faces3(), now, before, 18), Verdict::NoClearChange);
}

TEST(Verdict, KeepsQuietWhenRoundingCouldHaveMadeTheChange) {
  // 3 of 12 may have been 4, and 21 of 36 may have been 22: clear at the lowest counts, not at the
  // highest.
  const auto now = numbers({6, 3, 3});
  const auto before = std::vector{numbers({9, 6, 21})};

  EXPECT_EQ(verdict(faces3(), now, before, 18), Verdict::NoClearChange);
}

TEST(Verdict, HasNoOpinionWithoutNumbersOrAGoodEnd) {
  const Finding word{Finding::Form::Word, FindingWord::MostlyNotGood, {}, 0, 0, {}, {}};
  const QuestionShape choice{QuestionKind::Choice, 3, {}, {}, false, false};

  EXPECT_EQ(verdict(faces3(), word, {numbers({0, 0, 18})}, 18), Verdict::NoClearChange);
  EXPECT_EQ(verdict(faces3(), numbers({18, 0, 0}), {word}, 18), Verdict::NoClearChange);
  EXPECT_EQ(verdict(faces3(), numbers({18, 0, 0}), {}, 18), Verdict::NoClearChange);
  EXPECT_EQ(verdict(choice, numbers({18, 0, 0}), {numbers({0, 0, 18})}, 18),
            Verdict::NoClearChange);
}

}  // namespace
}  // namespace stemme
