// A round with tokens (C11): one token one answer, a guess costs more each time, and each question
// has a note of its own.
#include <gtest/gtest.h>

#include "app/visit/growing_delay.h"
#include "tests/app/visit/circle.h"
#include "tests/app/visit/sample_pack.h"

namespace stemme {
namespace {

const std::vector<TokenCode> tokens{{0, 1, 2, 3}, {4, 5, 6, 7},     {8, 9, 10, 11},
                                    {3, 2, 1, 0}, {12, 13, 14, 15}, {7, 6, 5, 4}};
constexpr TokenCode nobodys{0, 5, 10, 15};

RoundPlan plan(std::initializer_list<Sample> samples) {
  RoundPlan plan;
  plan.pack = sample_pack(samples, 8);
  for (int i = 0; i < static_cast<int>(samples.size()); ++i)
    plan.questions[i] = 100 + static_cast<RoundId>(i);
  plan.tokens = token_set_of(tokens);
  plan.unit = 9;
  plan.band = Band::Adult;
  plan.date = Date{std::chrono::year(2026) / 11 / 24};
  plan.present = 40;
  plan.language = "nb";
  return plan;
}

/// A table with a kiosk on it, and people who come with a token each.
class Table : public Circle {
 public:
  using Circle::Circle;

  const TokenGateView& gate() const { return *view().gate; }
  void press(const TokenCode& code) {
    for (const auto picture : code) {
      wait(Ticks(600));
      run(round().press_picture(picture, now()));
    }
  }
  void answer(int option) {
    wait(Ticks(3000));
    run(round().choose(option, now()));
    wait(change_your_mind);
  }
  /// One person, who answers everything alike.
  void person(const TokenCode& code, int option) {
    press(code);
    while (view().phase == RoundPhase::Turn && view().turn.phase == VisitPhase::Asking)
      answer(option);
    wait(thanks_lasts);
  }
};

TEST(ARoundWithTokens, LetsWhoeverHasOneAnswer) {
  Table table(plan({Sample::Faces}));
  table.person(tokens[1], 2);

  EXPECT_EQ(table.view().phase, RoundPhase::Ready);
  EXPECT_EQ(table.view().answered, 1);
  ASSERT_EQ(table.store().finished.size(), 1U);
  EXPECT_EQ(table.store().finished[0].mode, Mode::Brikke);
  EXPECT_EQ(table.store().finished[0].round, 100U);
  EXPECT_TRUE(table.gate().typed.empty()) << "the next one starts anew";
}

TEST(ARoundWithTokens, TakesATokenOnceAndSaysSo) {
  Table table(plan({Sample::Faces}));
  table.person(tokens[1], 2);
  table.press(tokens[1]);

  EXPECT_EQ(table.view().phase, RoundPhase::Ready);
  EXPECT_EQ(table.gate().complaint, TokenGateView::Complaint::Used);
  EXPECT_EQ(table.view().answered, 1);
}

TEST(ARoundWithTokens, SpendsTheTokenWithTheFirstAnswerAndOnlyThen) {
  Table table(plan({Sample::Faces, Sample::Choice}));
  table.press(tokens[0]);
  EXPECT_TRUE(table.store().spent.empty()) << "nothing has been said yet";
  table.answer(1);
  ASSERT_EQ(table.store().spent.size(), 1U);
  table.answer(1);
  EXPECT_EQ(table.store().spent.size(), 1U);
  EXPECT_EQ(table.store().spent[0].day, (Date{std::chrono::year(2026) / 11 / 24}));
}

TEST(ARoundWithTokens, LetsWhoeverWentWithoutAWordComeBack) {
  Table table(plan({Sample::Faces}));
  table.press(tokens[0]);
  table.wait(waiting_after_patient + reset_after_waiting);
  EXPECT_EQ(table.view().answered, 0);
  table.person(tokens[0], 1);
  EXPECT_EQ(table.view().answered, 1);
}

TEST(ARoundWithTokens, LetsAGuessCostMoreEachTime) {
  Table table(plan({Sample::Faces}));
  std::vector<Ticks> waits;
  for (int guess = 1; guess <= free_tries + 2; ++guess) {
    table.press(nobodys);
    EXPECT_EQ(table.gate().complaint, TokenGateView::Complaint::Unknown);
    EXPECT_EQ(table.gate().locked_until.has_value(), guess >= free_tries);
    if (!table.gate().locked_until) continue;
    EXPECT_TRUE(table.round().press_picture(1, table.now()).empty());
    EXPECT_TRUE(table.gate().typed.empty()) << "locked is locked";
    waits.push_back(*table.gate().locked_until - table.now());
    table.wait(waits.back());
    EXPECT_FALSE(table.gate().locked_until);
  }
  EXPECT_EQ(waits, (std::vector{Ticks(10'000), Ticks(20'000), Ticks(40'000)}));
  table.person(tokens[2], 1);
  EXPECT_EQ(table.view().answered, 1) << "a real token is let in all the same";
  table.press(nobodys);
  EXPECT_FALSE(table.gate().locked_until) << "whoever comes next pays for nobody else";
}

TEST(ARoundWithTokens, ForgetsHalfACode) {
  Table table(plan({Sample::Faces}));
  table.run(table.round().press_picture(4, table.now()));
  EXPECT_EQ(table.gate().typed, std::vector{4});
  table.run(table.round().press_picture(4, table.now()));
  EXPECT_EQ(table.gate().typed, std::vector{4}) << "no token has a picture twice";
  table.wait(half_a_code_lasts);
  EXPECT_TRUE(table.gate().typed.empty());
  table.run(table.round().press_picture(4, table.now()));
  table.run(table.round().erase_pictures(table.now()));
  EXPECT_TRUE(table.gate().typed.empty());
}

TEST(ARoundWithTokens, HasANoteForEachQuestion) {
  Table table(plan({Sample::Faces, Sample::Choice}));
  ASSERT_EQ(table.store().opened.size(), 2U);
  for (const auto& token : tokens) table.person(token, 1);
  table.close();

  EXPECT_EQ(table.view().phase, RoundPhase::Result);
  EXPECT_EQ(table.view().finding, std::nullopt) << "several questions are for the page";
  ASSERT_EQ(table.store().closed.size(), 2U);
  for (const auto& note : table.store().closed) {
    EXPECT_EQ(note.id, 100 + static_cast<RoundId>(note.question));
    EXPECT_EQ(note.mode, Mode::Brikke);
    EXPECT_EQ(note.tokens_issued, 40);
    EXPECT_EQ(note.tokens_used, 6);
    EXPECT_TRUE(note.finding);
  }
}

TEST(ARoundWithTokens, ShowsWhatItsOneQuestionCameTo) {
  Table table(plan({Sample::Faces}));
  for (const auto& token : tokens) table.person(token, 2);
  table.close();

  ASSERT_TRUE(table.view().finding);
  EXPECT_EQ(table.view().finding->word, FindingWord::MostlyGood);
}

TEST(ARoundWithTokens, IsNotOpenedByATapAlone) {
  Table table(plan({Sample::Faces}));
  EXPECT_TRUE(table.round().take_turn(table.now()).empty());
  EXPECT_EQ(table.view().phase, RoundPhase::Ready);
}

TEST(ARoundWithTokens, ClosesByItselfAnHourAfterItsDaypart) {
  Table table(plan({Sample::Faces}));
  for (const auto& token : tokens) table.person(token, 2);
  table.press(tokens.front());  // Somebody is at it when the hour is over.
  table.round().daypart_ended(table.now());
  table.wait(round_outlives_daypart);

  EXPECT_EQ(table.view().phase, RoundPhase::Result);
  EXPECT_EQ(table.store().closed.size(), 1U);
}

}  // namespace
}  // namespace stemme
