#include "app/visit/visit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "tests/app/visit/turn.h"

namespace stemme {
namespace {

VisitPlan one_face() { return plan(sample_pack({Sample::Faces})); }
VisitPlan two_faces() { return plan(sample_pack({Sample::Faces, Sample::Faces})); }

TEST(Visit, ShowsNothingOfTheChoiceBeforeItIsKept) {
  Turn turn(one_face());
  const auto before = turn.view();

  const auto orders = turn.visit().choose(2, turn.now());

  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(std::get<KeepAnswer>(orders[0]).answer.chosen, std::vector{2});
  auto keeping = turn.view();
  EXPECT_EQ(keeping.phase, VisitPhase::Keeping);
  keeping.phase = before.phase;
  EXPECT_EQ(keeping, before) << "the screen looks as it did before the tap";
  turn.visit().kept(turn.now());
  EXPECT_EQ(turn.view().phase, VisitPhase::Chosen);
  EXPECT_EQ(turn.view().chosen, 2);
}

TEST(Visit, SaysWhatWillBeShownWhileAChoiceIsOnItsWay) {
  Turn turn(one_face());
  EXPECT_FALSE(turn.visit().coming());
  turn.visit().choose(2, turn.now());

  const auto coming = turn.visit().coming();

  turn.visit().kept(turn.now());
  EXPECT_EQ(coming, turn.view());
  EXPECT_FALSE(turn.visit().coming());
  turn.visit().undo(turn.now());
  EXPECT_FALSE(turn.visit().coming()) << "what is taken back is not painted ahead";
}

TEST(Visit, PausesInsteadOfShowingAChoiceThatCouldNotBeKept) {
  Turn turn(one_face());
  turn.visit().choose(2, turn.now());

  turn.visit().keep_failed(turn.now());

  EXPECT_EQ(turn.view().phase, VisitPhase::Paused);
  EXPECT_FALSE(turn.view().choice_shown);
  EXPECT_TRUE(turn.visit().kept(turn.now()).empty()) << "a late word changes nothing";
  EXPECT_EQ(turn.view().phase, VisitPhase::Paused);
}

/// A full disk has room again some time; until a kiosk lets the visit go nobody can try.
TEST(Visit, IsOverAMinuteAfterItPaused) {
  Turn turn(one_face());
  turn.visit().choose(2, turn.now());
  turn.visit().keep_failed(turn.now());
  EXPECT_FALSE(turn.visit().is_over());

  turn.visit().tick(turn.now() + pause_lasts);

  EXPECT_TRUE(turn.visit().is_over());
}

TEST(Visit, BoxesWhatTheAnswerIs) {
  Turn turn(one_face());
  turn.tap(1);

  const auto& row = turn.store().rows.at(0);
  EXPECT_EQ(row.unit, 77U);
  EXPECT_EQ(row.mode, Mode::Apen);
  EXPECT_EQ(row.shown, (std::vector{0, 1, 2}));
  EXPECT_EQ(row.label, VisitLabel::Unfinished) << "after a crash it counts as unfinished";
  EXPECT_EQ(row.pack, turn.visit().plan().pack->digest);
}

TEST(Visit, TakesNoSecondTapWhileTheFirstIsKept) {
  Turn turn(one_face());
  turn.visit().choose(2, turn.now());

  EXPECT_TRUE(turn.visit().choose(0, turn.now()).empty());
  EXPECT_TRUE(turn.visit().skip(turn.now()).empty());
}

TEST(Visit, LeavesTimeToChangeOnesMind) {
  Turn young(one_face());
  young.tap(0);
  young.wait(change_your_mind_young - Ticks(1));
  EXPECT_EQ(young.view().phase, VisitPhase::Chosen);
  young.wait(Ticks(1));
  EXPECT_EQ(young.view().phase, VisitPhase::Thanks);

  Turn older(plan(sample_pack({Sample::Faces}), Band::SevenNine));
  older.tap(0);
  older.wait(change_your_mind);
  EXPECT_EQ(older.view().phase, VisitPhase::Thanks);
}

TEST(Visit, ReplacesTheRowWhenTheMindIsChanged) {
  Turn turn(one_face());
  turn.tap(0);
  turn.undo();
  EXPECT_EQ(turn.view().phase, VisitPhase::Asking);

  turn.tap(2);
  turn.wait(change_your_mind_young);

  ASSERT_EQ(turn.store().finished.size(), 1U);
  EXPECT_EQ(turn.store().finished[0].chosen, std::vector{2});
}

TEST(Visit, LeavesASkipWhenNothingNewIsChosen) {
  Turn turn(one_face());
  turn.tap(0);
  turn.undo();
  turn.wait(waiting_after + reset_after_waiting);

  EXPECT_EQ(turn.view().phase, VisitPhase::Over);
  ASSERT_EQ(turn.store().finished.size(), 1U);
  EXPECT_TRUE(turn.store().finished[0].chosen.empty());
}

TEST(Visit, ShowsTheOldChoiceUntilTheUndoIsKept) {
  Turn turn(one_face());
  turn.tap(0);

  turn.visit().undo(turn.now());

  EXPECT_EQ(turn.view().phase, VisitPhase::Keeping);
  EXPECT_TRUE(turn.view().choice_shown);
  turn.visit().kept(turn.now());
  EXPECT_FALSE(turn.view().choice_shown);
}

TEST(Visit, StoresASkipAsAnAnswerWithNothingChosen) {
  Turn turn(one_face());
  turn.skip();
  turn.wait(change_your_mind_young);

  ASSERT_EQ(turn.store().finished.size(), 1U);
  EXPECT_TRUE(turn.store().finished[0].chosen.empty());
  EXPECT_EQ(turn.store().finished[0].label, VisitLabel::Whole);
}

TEST(Visit, LabelsItsRowsWholeWhenAllWasAsked) {
  Turn turn(two_faces());
  turn.answer(2);
  turn.answer(1);

  EXPECT_EQ(turn.store().finished.size(), 2U);
  for (const auto& row : turn.store().finished) EXPECT_EQ(row.label, VisitLabel::Whole);
  EXPECT_EQ(turn.store().visits, (std::vector{VisitBox{"nb", VisitEnd::Finished}}));
}

TEST(Visit, GivesTheNextOneTheTurnAfterThanksAndACalmScreen) {
  Turn turn(one_face());
  turn.answer(2);
  EXPECT_EQ(turn.view().phase, VisitPhase::Thanks);

  turn.wait(thanks_lasts);
  EXPECT_EQ(turn.view().phase, VisitPhase::Neutral);
  EXPECT_TRUE(turn.visit().choose(1, turn.now()).empty());
  turn.wait(neutral_lasts);

  EXPECT_TRUE(turn.visit().is_over());
  EXPECT_EQ(turn.visit().deadline(), std::nullopt);
}

TEST(Visit, AsksSoftlyWhetherAnyoneIsThereAndThenLetsGo) {
  Turn turn(one_face());
  turn.wait(waiting_after);
  EXPECT_TRUE(turn.view().still_there);

  turn.wait(reset_after_waiting);

  EXPECT_TRUE(turn.visit().is_over());
  EXPECT_EQ(turn.store().visits.at(0).end, VisitEnd::TimedOut);
}

TEST(Visit, StaysAsLongAsSomebodyTouches) {
  Turn turn(one_face());
  for (int i = 0; i < 10; ++i) {
    turn.wait(waiting_after + reset_after_waiting - Ticks(1));
    turn.run(turn.visit().touched(turn.now()));
    EXPECT_FALSE(turn.view().still_there);
  }
  EXPECT_EQ(turn.view().phase, VisitPhase::Asking);
}

TEST(Visit, HasMorePatienceWithAdults) {
  Turn turn(plan(sample_pack({Sample::Faces}), Band::Adult));

  turn.wait(waiting_after_patient - Ticks(1));
  EXPECT_FALSE(turn.view().still_there);
  turn.wait(Ticks(1));
  EXPECT_TRUE(turn.view().still_there);
}

TEST(Visit, KeepsWhatWasAnsweredWhenSomebodyLeaves) {
  Turn turn(two_faces());
  turn.answer(2);

  turn.run(turn.visit().leave(turn.now()));

  ASSERT_EQ(turn.store().finished.size(), 1U);
  EXPECT_EQ(turn.store().finished[0].label, VisitLabel::Unfinished);
  EXPECT_EQ(turn.store().visits.at(0).end, VisitEnd::Left);
}

TEST(Visit, FinishesKeepingBeforeItIsLeft) {
  Turn turn(two_faces());
  turn.run(turn.visit().choose(1, turn.now()));
  turn.run(turn.visit().leave(turn.now()));
  EXPECT_FALSE(turn.visit().is_over());

  turn.run(turn.visit().kept(turn.now()));

  EXPECT_TRUE(turn.visit().is_over());
  EXPECT_EQ(turn.store().finished.at(0).chosen, std::vector{1});
}

TEST(Door, WaitsForEverAndLeavesNothingBehind) {
  Turn turn(plan(sample_pack({Sample::Faces}), Band::Adult), VisitStart::Door);
  turn.wait(Ticks(24 * 3'600'000));

  EXPECT_EQ(turn.view().phase, VisitPhase::Asking);
  EXPECT_FALSE(turn.visit().has_begun());
  EXPECT_TRUE(turn.visit().leave(turn.now()).empty());
  EXPECT_TRUE(turn.visit().is_over());
}

TEST(Door, CountsOneTap) {
  Turn turn(plan(sample_pack({Sample::Faces}, 1), Band::Adult), VisitStart::Door);
  turn.wait(Ticks(3'600'000));
  turn.tap(2);
  turn.wait(change_your_mind);

  EXPECT_EQ(turn.view().phase, VisitPhase::Thanks);
  EXPECT_EQ(turn.store().finished.at(0).chosen, std::vector{2});
  EXPECT_EQ(turn.store().finished.at(0).label, VisitLabel::Whole);
}

TEST(Door, IsRewordedInPlaceByALanguageAndThenLosesPatience) {
  Turn turn(plan(sample_pack({Sample::Faces}), Band::Adult), VisitStart::Door);

  turn.run(turn.visit().speak_in("uk", turn.now()));

  EXPECT_EQ(turn.view().language, "uk");
  EXPECT_TRUE(turn.visit().has_begun());
  turn.wait(waiting_after_patient + reset_after_waiting);
  EXPECT_TRUE(turn.visit().is_over());
}

TEST(CareLine, IsShownToEverybodyWhateverWasAnswered) {
  std::vector<VisitView> lines;
  for (const int choice : {0, 1, 2, -1}) {
    Turn turn(plan(sample_pack({Sample::Faces, Sample::Care, Sample::Faces})));
    turn.answer(2);
    if (choice < 0) turn.skip();
    if (choice >= 0) turn.tap(choice);
    turn.wait(change_your_mind_young);
    lines.push_back(turn.view());
  }

  EXPECT_EQ(lines[0].phase, VisitPhase::CareLine);
  for (const auto& line : lines) EXPECT_EQ(line, lines[0]);
}

TEST(CareLine, GoesOnByItselfOrAtATap) {
  Turn turn(plan(sample_pack({Sample::Faces, Sample::Care, Sample::Faces})));
  turn.answer(2);
  turn.answer(1);
  ASSERT_EQ(turn.view().phase, VisitPhase::CareLine);

  turn.run(turn.visit().go_on(turn.now()));

  EXPECT_EQ(turn.view().phase, VisitPhase::Asking);
  EXPECT_FALSE(turn.view().is_first);
}

TEST(Visit, ReadsAloudOnlyWhatIsAsked) {
  Turn turn(one_face());
  turn.run(turn.visit().listen(turn.now()));
  turn.tap(1);
  turn.run(turn.visit().listen(turn.now()));

  EXPECT_EQ(turn.store().spoken, std::vector{0}) << "sound never says a choice (D57)";
}

// Order (D29, D30, D38).

TEST(OrderOfAsking, RotatesTheFirstQuestion) {
  const auto pack = sample_pack({Sample::Faces, Sample::Faces, Sample::Faces}, 2);
  std::set<int> first;
  for (std::uint64_t seed = 0; seed < 6; ++seed)
    first.insert(order_questions(*pack, {0, 1, 2}, seed).at(0));

  EXPECT_EQ(first, (std::set{0, 1, 2}));
}

TEST(OrderOfAsking, ShufflesPicturesAndKeepsTheOtherLast) {
  const auto question = sample_question(Sample::Choice, 0);
  std::set<std::vector<int>> orders;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    orders.insert(order_options(question, seed));
    EXPECT_EQ(order_options(question, seed).back(), 3);
  }

  EXPECT_EQ(orders.size(), 6U) << "every order of three pictures";
}

TEST(OrderOfAsking, NeverShufflesAScale) {
  for (std::uint64_t seed = 0; seed < 50; ++seed)
    EXPECT_EQ(order_options(sample_question(Sample::Faces, 0), seed), (std::vector{0, 1, 2}));
}

// Properties of generated visits.

struct Played {
  std::vector<std::pair<int, std::optional<int>>> shown_last;  ///< question → what was acknowledged
  std::vector<int> asked;
  std::vector<VisitView> thanks;
};

class Player {
 public:
  Player(Turn& turn, std::mt19937_64& random) : turn_(turn), random_(random) {}

  Played play() {
    look();
    for (int step = 0; step < 60 && !turn_.visit().is_over(); ++step) {
      act(random_() % 10);
      look();
    }
    while (!turn_.visit().is_over()) {
      turn_.wait(second);
      look();
    }
    return played_;
  }

 private:
  void act(std::uint64_t what) {
    if (what < 4) turn_.tap(int(random_() % 4));
    if (what == 4) turn_.skip();
    if (what == 5) turn_.undo();
    if (what == 6) turn_.run(turn_.visit().touched(turn_.now()));
    if (what > 6) turn_.wait(Ticks(int(random_() % 15'000)));
  }
  void look() {
    const auto& view = turn_.view();
    if (view.phase == VisitPhase::Thanks) played_.thanks.push_back(view);
    if (view.phase == VisitPhase::Asking &&
        (played_.asked.empty() || played_.asked.back() != view.question))
      played_.asked.push_back(view.question);
    // An undo that is kept takes the acknowledgement back: what stays is a skip (C2).
    if (view.choice_shown || (view.phase == VisitPhase::Asking && has(view.question)))
      acknowledge(view.question, view.chosen);
  }
  bool has(int question) const {
    return std::ranges::any_of(played_.shown_last,
                               [&](const auto& one) { return one.first == question; });
  }
  void acknowledge(int question, std::optional<int> chosen) {
    std::erase_if(played_.shown_last, [&](const auto& one) { return one.first == question; });
    played_.shown_last.emplace_back(question, chosen);
  }

  Turn& turn_;
  std::mt19937_64& random_;
  Played played_;
};

VisitPlan any_plan(std::mt19937_64& random) {
  const std::initializer_list<Sample> with_care{Sample::Faces, Sample::Care, Sample::Choice};
  const std::initializer_list<Sample> without{Sample::Choice, Sample::Faces};
  auto any = plan(random() % 2 == 0 ? sample_pack(with_care) : sample_pack(without),
                  random() % 2 == 0 ? Band::FiveSix : Band::TenTwelve);
  any.seed = random();
  return any;
}

void expect_every_acknowledged_answer_is_one_row(const Played& played,
                                                 const std::vector<AnswerBox>& rows) {
  for (const auto& [question, chosen] : played.shown_last) {
    std::vector<AnswerBox> of_question;
    std::ranges::copy_if(rows, std::back_inserter(of_question),
                         [q = question](const AnswerBox& row) { return row.question == q; });
    ASSERT_EQ(of_question.size(), 1U);
    const auto& in_row = of_question[0].chosen;
    EXPECT_EQ(in_row.empty() ? std::nullopt : std::optional(in_row[0]), chosen);
  }
  EXPECT_EQ(rows.size(), played.shown_last.size()) << "nothing is a row that was never shown";
}

void expect_order_holds(const Pack& pack, const Played& played) {
  for (std::size_t i = 0; i < played.asked.size(); ++i)
    if (pack.questions[static_cast<std::size_t>(played.asked[i])].care) {
      EXPECT_EQ(i, 1U) << "care is never first (D38)";
    }
}

TEST(GeneratedVisits, EndAsOneRowForEveryAcknowledgedAnswer) {
  constexpr unsigned seed = 20'26;
  std::mt19937_64 random(seed);
  for (int i = 0; i < 3'000; ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", visit " + std::to_string(i));
    Turn turn(any_plan(random));

    const auto played = Player(turn, random).play();

    expect_every_acknowledged_answer_is_one_row(played, turn.store().finished);
    expect_order_holds(*turn.visit().plan().pack, played);
    EXPECT_EQ(turn.store().visits.size(), 1U);
    if (HasFailure()) return;
  }
}

TEST(GeneratedVisits, ThankAlikeWhateverWasChosen) {
  constexpr unsigned seed = 5;
  std::mt19937_64 random(seed);
  std::optional<VisitView> first;
  for (int i = 0; i < 1'000; ++i) {
    Turn turn(two_faces());
    for (auto thanks : Player(turn, random).play().thanks) {
      thanks.question = 0;  // The ground stays where it was.
      thanks.is_first = false;
      if (!first) first = thanks;
      ASSERT_EQ(thanks, *first) << "seed " << seed;
    }
  }
  ASSERT_TRUE(first);
}

}  // namespace
}  // namespace stemme
