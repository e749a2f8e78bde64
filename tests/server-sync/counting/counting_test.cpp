#include "server-sync/counting/counting.h"

#include "server-sync/counting/set_aside.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {
namespace {

class CountingOfBoxes : public testing::Test {
 protected:
  void send(int week, int day, const std::vector<int>& counts, int question = 0) {
    house.send({day_in(week, day), TestHouse::answers(unit, pack, question, counts), {}, {}, {}});
  }
  Reconciliation counted() {
    auto counting = house.counting();
    counting.count_all().value();
    return counting.reconcile().value();
  }
  std::vector<ShelvedFinding> released(int week) {
    auto counting = house.counting();
    counting.release_due(TestHouse::monday_after(week)).value();
    return house.shelf().findings("lynghei", unit, week_at(-20), week_at(20)).value();
  }
  WeekNote note(int week) {
    return house.shelf().week_note("lynghei", "storvik", week_at(week)).value().value();
  }

  TestHouse house;
  UnitId unit = house.add_unit("Maurtua");
  PackId pack = house.add_pack("bhg-dagen-56");
};

TEST_F(CountingOfBoxes, CountsEachAnswerOnceAndReconcilesToTheAnswer) {
  send(0, 0, {3, 2, 9, 1});
  send(0, 1, {1, 0, 4, 0});

  const auto found = counted();

  EXPECT_EQ(found.stored, 20);
  EXPECT_EQ(found.counted, 20);
  EXPECT_TRUE(found.holds());
}

TEST_F(CountingOfBoxes, LeavesAFindingOnMondayAndNoTally) {
  send(0, 0, {3, 2, 9, 1});
  send(0, 1, {1, 0, 4, 0});

  const auto findings = released(0);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].finding.numbers, (std::vector{3, 3, 12}));
  EXPECT_EQ(findings[0].finding.about, 21);
  auto counts = Database::open(house.folder / "counts.db", Database::Role::Reader).value();
  for (const char* table : {"tallies", "tally_batches"}) {
    auto rows = counts.prepare(std::string("SELECT count(*) FROM ") + table).value();
    rows.step().value();
    EXPECT_EQ(rows.integer(0), 0) << table;
  }
}

TEST_F(CountingOfBoxes, WaitsWhenAllAnswersAreOfOneDay) {
  send(0, 0, {3, 2, 9, 1});

  EXPECT_TRUE(released(0).empty());
  ASSERT_EQ(note(0).waiting.size(), 1U);
  EXPECT_EQ(note(0).waiting[0].question, 0);
}

TEST_F(CountingOfBoxes, LetsAPeriodGrowUntilItHasTen) {
  send(0, 0, {1, 2, 1, 0});
  send(1, 0, {1, 2, 4, 0});
  EXPECT_TRUE(released(0).empty());

  const auto findings = released(1);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].first, week_at(0));
  EXPECT_EQ(findings[0].last, week_at(1));
  EXPECT_EQ(findings[0].finding.about, 12);
}

TEST_F(CountingOfBoxes, PutsLateAnswersIntoTheOpenPeriodAndSaysSoWithoutANumber) {
  send(0, 0, {3, 2, 9, 1});
  send(0, 1, {1, 0, 4, 0});
  const auto before = released(0);
  house.send({day_in(0, 2), TestHouse::answers(unit, pack, 0, {4, 4, 4, 0}), {}, day_in(1, 1), {}});
  send(1, 2, {1, 0, 4, 0});

  const auto after = released(1);

  ASSERT_EQ(after.size(), 2U);
  EXPECT_EQ(after[1], before[0]);
  EXPECT_EQ(after[0].first, week_at(1));
  EXPECT_TRUE(after[0].late_answers);
  EXPECT_FALSE(after[1].late_answers);
}

TEST_F(CountingOfBoxes, TakesUndatedAnswersAsOneDay) {
  Parcel undated{
      std::nullopt, TestHouse::answers(unit, pack, 0, {4, 4, 4, 0}), {}, day_in(0, 1), {}};
  house.send(undated);
  house.send(undated);
  EXPECT_TRUE(released(0).empty());

  send(1, 0, {1, 0, 0, 0});

  EXPECT_EQ(released(1).size(), 1U);
}

TEST_F(CountingOfBoxes, NeverReleasesTheWeekThatIsRunning) {
  send(0, 0, {3, 2, 9, 1});
  send(0, 1, {1, 0, 4, 0});
  auto counting = house.counting();

  counting.release_over(instant_of(day_in(0, 6), std::chrono::hours(23), "Europe/Oslo").value())
      .value();

  EXPECT_TRUE(house.shelf().findings("lynghei", unit, week_at(0), week_at(0)).value().empty());
}

TEST_F(CountingOfBoxes, ReleasesAtFiveOnMondayInTheHousesZone) {
  send(0, 0, {3, 2, 9, 1});
  send(0, 1, {1, 0, 4, 0});
  auto counting = house.counting();
  const auto five = TestHouse::monday_after(0);
  ASSERT_EQ(counting.next_due(five - std::chrono::hours(1)).value(), five);

  counting.release_due(five - std::chrono::milliseconds(1)).value();
  EXPECT_NE(house.shelf().latest_week("lynghei", "storvik").value(), week_at(0));
  counting.release_due(five).value();

  EXPECT_EQ(house.shelf().latest_week("lynghei", "storvik").value(), week_at(0));
}

TEST_F(CountingOfBoxes, CountsSkipsAmongTheAnswers) {
  send(0, 0, {0, 0, 5, 0});
  send(0, 1, {0, 0, 0, 6});

  const auto findings = released(0);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].finding.skips, 6);
}

TEST_F(CountingOfBoxes, SetsARunAsideAndPrintsItRoundedFromSix) {
  auto boxes = TestHouse::answers(unit, pack, 0, {8, 0, 0, 0});
  for (auto& box : boxes) std::get<AnswerBox>(box).label = VisitLabel::Run;
  house.send({day_in(0, 0), boxes, {}, {}, {}});

  EXPECT_EQ(counted().set_aside.at(aside::run), 8);
  EXPECT_TRUE(released(0).empty());
  EXPECT_EQ(note(0).runs_about, 9);
}

TEST_F(CountingOfBoxes, PrintsNoNumberBelowSix) {
  auto boxes = TestHouse::answers(unit, pack, 0, {5, 0, 0, 0});
  for (auto& box : boxes) std::get<AnswerBox>(box).label = VisitLabel::Noise;
  house.send({day_in(0, 0), boxes, {}, {}, {}});
  house.send({day_in(0, 1), TestHouse::answers(unit, pack, 77, {4, 0}), {}, {}, {}});
  released(0);

  EXPECT_EQ(note(0).runs_about, 0);
  EXPECT_TRUE(note(0).set_aside.empty());
  EXPECT_TRUE(note(0).set_aside_few);
}

TEST_F(CountingOfBoxes, SetsAsideWhatItDoesNotKnowAndBlocksNothing) {
  PackId other = pack;
  other[0] ^= 1;
  auto unknown_unit = TestHouse::answer(unit + 1, pack, 0, {0});
  house.send(
      {day_in(0, 0),
       {TestHouse::answer(unit, other, 0, {0}), TestHouse::answer(unit, pack, 99, {0}),
        TestHouse::answer(unit, pack, 0, {9}), unknown_unit, TestHouse::answer(unit, pack, 0, {1})},
       {},
       {},
       {}});

  const auto found = counted();

  EXPECT_EQ(found.counted, 1);
  EXPECT_EQ(found.set_aside.at(aside::pack_unknown), 1);
  EXPECT_EQ(found.set_aside.at(aside::question_unknown), 1);
  EXPECT_EQ(found.set_aside.at(aside::unreadable), 1);
  EXPECT_EQ(found.set_aside.at(aside::unit_unknown), 1);
  EXPECT_TRUE(found.holds());
}

TEST_F(CountingOfBoxes, SetsABatchAsideWhoseKeyIsGoneAndCountsItWhenTheKeyIsBack) {
  const auto ours = house.opening_keys;
  house.opening_keys = {OpeningKey::generate()};
  const auto lost = house.opening_keys;
  send(0, 0, {1, 2, 3, 0});
  house.opening_keys = ours;
  send(0, 1, {1, 0, 0, 0});
  const auto without = counted();

  house.opening_keys.push_back(lost.front());
  const auto with = counted();

  EXPECT_EQ(without.counted, 1);
  EXPECT_EQ(without.set_aside.at(aside::key_gone), 6);
  EXPECT_TRUE(without.holds());
  EXPECT_EQ(with.counted, 7);
  EXPECT_TRUE(with.holds());
}

TEST_F(CountingOfBoxes, SetsAsideBoxesSealedToAnotherKey) {
  Batch batch =
      house.batch_of({day_in(0, 0), TestHouse::answers(unit, pack, 0, {1, 1, 1, 0}), {}, {}, {}});
  batch.boxes[0] =
      seal_box(TestHouse::answer(unit, pack, 0, {0}), OpeningKey::generate().sealing_key()).value();
  house.send_batch(batch, {day_in(0, 0), {}, {}, {}, {}});

  const auto found = counted();

  EXPECT_EQ(found.counted, 2);
  EXPECT_EQ(found.set_aside.at(aside::unreadable), 1);
  EXPECT_TRUE(found.holds());
}

TEST_F(CountingOfBoxes, CountsACarriedBatchOnceWhicheverWayItComes) {
  const Parcel parcel{day_in(0, 0), TestHouse::answers(unit, pack, 0, {1, 2, 3, 0}), {}, {}, {}};
  const auto original = house.batch_of(parcel);
  const auto body = to_body(original).value();
  Batch carrier = house.framed({}, {day_in(0, 2), {}, {}, {}, Epoch{99}});
  carrier.boxes.clear();
  carrier.frame.boxes = 0;
  carrier.frame.previous = PreviousEpoch{house.epoch, 1};
  carrier.frame.carried = BatchName{house.epoch, 1, sha256(body)};
  carrier.carried_body = body;
  house.send_batch(carrier, {day_in(0, 2), {}, {}, {}, {}});
  EXPECT_EQ(counted().counted, 6);

  house.store(original.frame, body, day_in(0, 3));
  const auto found = counted();

  EXPECT_EQ(found.counted, 6);
  EXPECT_EQ(found.stored, 6);
  EXPECT_TRUE(found.holds());
}

TEST_F(CountingOfBoxes, CountsABoxOnceForADeviceThatBeganAnew) {
  const auto first =
      house.batch_of({day_in(0, 0), TestHouse::answers(unit, pack, 0, {2, 2, 2, 0}), {}, {}, {}});
  house.send_batch(first, {day_in(0, 0), {}, {}, {}, {}});
  Batch clone;
  clone.boxes.assign(first.boxes.begin(), first.boxes.begin() + 6);
  clone.boxes.push_back(
      seal_box(TestHouse::answer(unit, pack, 0, {0}), house.opening_keys[0].sealing_key()).value());
  clone.frame.answers = 7;
  clone = house.framed(std::move(clone), {day_in(0, 1), {}, {}, {}, Epoch{99}});
  clone.frame.previous = PreviousEpoch{house.epoch, 1};
  house.send_batch(clone, {day_in(0, 1), {}, {}, {}, {}});

  const auto found = counted();

  EXPECT_EQ(found.counted, 7);
  EXPECT_EQ(found.set_aside.at(aside::repeated), 6);
  EXPECT_TRUE(found.holds());
}

TEST_F(CountingOfBoxes, TakesLateAnswersOfAnEndedGroupForTenWeeksThenDestroysTheRest) {
  send(0, 0, {1, 1, 1, 0});
  house.reg->end_unit(unit, day_in(0, 4)).value();
  house.send({day_in(0, 3), TestHouse::answers(unit, pack, 0, {1, 0, 0, 0}), {}, day_in(9, 0), {}});
  house.send(
      {day_in(0, 3), TestHouse::answers(unit, pack, 0, {1, 0, 0, 0}), {}, day_in(11, 0), {}});
  for (int week = 0; week < 12; ++week) EXPECT_TRUE(released(week).empty());

  const auto found = counted();

  EXPECT_EQ(found.counted, 4);
  EXPECT_EQ(found.set_aside.at(aside::group_ended), 1);
  EXPECT_FALSE(note(8).never_shown);
  EXPECT_TRUE(note(9).never_shown || note(10).never_shown);
  EXPECT_TRUE(note(11).waiting.empty());
}

TEST_F(CountingOfBoxes, MergesAWeekOfTwoOpenDaysWithTheNext) {
  house.reg->add_closed_days("storvik", {day_in(0, 2), day_in(0, 4)}).value();
  send(0, 0, {3, 2, 9, 1});
  send(1, 1, {1, 0, 4, 0});
  released(-1);

  EXPECT_TRUE(released(0).empty());
  const auto findings = released(1);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].first, week_at(0));
  EXPECT_FALSE(house.shelf().week_note("lynghei", "storvik", week_at(0)).value());
}

TEST_F(CountingOfBoxes, KeepsVisitsByQuarterOnly) {
  std::vector<BoxContent> visits(12, VisitBox{"so", VisitEnd::Left});
  house.send({day_in(0, 0), visits, {}, {}, {}});
  counted();

  auto counts = Database::open(house.folder / "counts.db", Database::Role::Reader).value();
  auto rows = counts.prepare("SELECT quarter, language, visits FROM visits").value();
  ASSERT_TRUE(rows.step().value());
  EXPECT_EQ(rows.text(0), "2026-Q4");
  EXPECT_EQ(rows.integer(2), 12);
}

}  // namespace
}  // namespace stemme
