// What is said of each terminal's answers: it adds up, and nobody can subtract from it what may
// not be known.
#include "server-sync/counting/reckoning_book.h"

#include <random>

#include "server-sync/counting/set_aside.h"
#include "server-sync/protocol/json_text.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {
namespace {

TerminalSums sums(std::int64_t made, std::map<std::string, std::int64_t> set_aside = {},
                  std::int64_t on_the_way = 0) {
  return {made, on_the_way, 0, std::move(set_aside)};
}

TEST(WhatIsSaidOfATerminal, AddsUpAndIsNearTheTruthWhateverHappened) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 chance(seed);
  const auto some = [&](unsigned most) { return static_cast<std::int64_t>(chance() % (most + 1)); };
  for (int life = 0; life < 20'000; ++life) {
    TerminalSums of;
    for (const char* reason : {aside::run, aside::noise, aside::key_gone, aside::repeated})
      of.set_aside[reason] = some(20);
    of.on_the_way = some(20);
    of.lost = some(8);
    const auto counted = some(400);
    of.made = counted + of.on_the_way + of.lost;
    for (const auto& [reason, answers] : of.set_aside) of.made += answers;

    auto said = reckoned(of);
    said.as_of = day_in(0, 0);

    EXPECT_EQ(said.made, said.counted + said.set_aside_total() + said.on_the_way + said.lost);
    EXPECT_EQ(reckoning_from_json(to_json(said)).value(), said);
    EXPECT_EQ(said.on_the_way > 0, of.on_the_way > 0);
    EXPECT_EQ(said.lost > 0, of.lost > 0);
    EXPECT_LE(std::abs(said.made - of.made), 7);         // Two roundings up, and three lines.
    EXPECT_LE(std::abs(said.counted - counted), 5 + 9);  // Too few to print, and four roundings.
  }
}

TEST(WhatIsSaidOfATerminal, IsTheSameWhetherNoneOrFiveWereSetAside) {
  for (int made = 0; made < 60; ++made)
    for (int few = 1; few <= 5; ++few)
      EXPECT_EQ(reckoned(sums(made, {{aside::run, few}})), reckoned(sums(made))) << made;
}

TEST(WhatIsSaidOfATerminal, PutsSmallReasonsTogetherAndRunsWithNoise) {
  const auto said = reckoned(
      sums(90, {{"a", 3}, {"b", 4}, {aside::run, 3}, {aside::noise, 5}, {aside::key_gone, 10}}));

  EXPECT_EQ(said.set_aside,
            (std::vector<SetAsideLine>{{aside::key_gone, 9}, {aside::run, 9}, {"other", 6}}));
}

class ReckoningBook : public testing::Test {
 protected:
  std::vector<BoxContent> answers(int count) {
    return TestHouse::answers(unit, pack, 0, {0, 0, count, 0});
  }
  static std::vector<BoxContent> in_a_run(std::vector<BoxContent> boxes) {
    for (auto& box : boxes) std::get<AnswerBox>(box).label = VisitLabel::Run;
    return boxes;
  }
  void send(int day, std::vector<BoxContent> boxes) {
    house.send({day_in(0, day), std::move(boxes), {}, {}, {}});
  }
  /// Of the terminal that was enrolled first, when all that is stored has been counted.
  Reckoning said() {
    house.counting().count_all().value();
    return house.shelf().reckoning("lynghei", hall).value().value();
  }

  TestHouse house;
  DeviceId hall = house.device;
  UnitId unit = house.add_unit("Maurtua", 18);
  PackId pack = house.add_pack("bhg-dagen-56");
};

/// Whoever reads it learns how many, which C9 grants to every onlooker, and never what.
TEST_F(ReckoningBook, IsTheSameWhateverWasAnswered) {
  TestHouse other;
  const auto unit_there = other.add_unit("Maurtua", 18);
  const auto pack_there = other.add_pack("bhg-dagen-56");
  const auto live = [](TestHouse& at, std::vector<BoxContent> first, std::vector<BoxContent> runs) {
    at.send({day_in(0, 0), std::move(first), {}, {}, {}});
    at.send({day_in(0, 1), in_a_run(std::move(runs)), {}, {}, {}});
    auto counting = at.counting();
    counting.count_all().value();
    auto before = to_json(at.shelf().reckoning("lynghei", at.device).value().value());
    counting.release_due(TestHouse::monday_after(0)).value();
    return before + to_json(at.shelf().reckoning("lynghei", at.device).value().value());
  };

  EXPECT_EQ(live(house, answers(14), answers(9)),
            live(other, TestHouse::answers(unit_there, pack_there, 0, {13, 0, 0, 1}),
                 TestHouse::answers(unit_there, pack_there, 0, {0, 4, 0, 5})));
}

TEST_F(ReckoningBook, SaysNothingBeforeTheFirstBatch) {
  house.counting().count_all().value();

  EXPECT_FALSE(house.shelf().reckoning("lynghei", hall).value());
}

TEST_F(ReckoningBook, SaysTheNewestDayThatWasLookedAt) {
  send(2, answers(12));
  send(1, answers(6));

  const auto found = said();

  EXPECT_EQ(found.as_of, day_in(0, 2));
  EXPECT_EQ(found.daypart, "dag");
  EXPECT_EQ(found.made, 18);
  EXPECT_EQ(found.counted, 18);
}

TEST_F(ReckoningBook, KnowsOfAnswersOnTheWayByTheTotalOfALaterBatch) {
  send(0, answers(12));
  const auto late = house.batch_of({day_in(0, 1), answers(21), {}, {}, {}});
  const auto body = to_body(late).value();
  house.last_digests[house.epoch] = sha256(body);
  send(2, answers(9));

  const auto before = said();
  house.store(late.frame, body, day_in(0, 3));
  const auto after = said();

  EXPECT_EQ(before.made, 42);
  EXPECT_EQ(before.on_the_way, 21);
  EXPECT_EQ(before.counted, 21);
  EXPECT_EQ(after.on_the_way, 0);
  EXPECT_EQ(after.counted, 42);
}

TEST_F(ReckoningBook, SaysAtOnceWhatWasSetAsideForItsKey) {
  const auto ours = house.opening_keys;
  house.opening_keys = {OpeningKey::generate()};
  send(0, answers(12));
  house.opening_keys = ours;
  send(1, answers(9));

  const auto found = said();

  EXPECT_EQ(found.set_aside, (std::vector<SetAsideLine>{{aside::key_gone, 12}}));
  EXPECT_EQ(found.counted, 9);
}

TEST_F(ReckoningBook, SaysNothingOfRunsBeforeTheirWeekIsOut) {
  send(0, answers(12));
  send(1, in_a_run(answers(9)));

  const auto before = said();
  house.counting().release_due(TestHouse::monday_after(0)).value();
  const auto after = house.shelf().reckoning("lynghei", hall).value().value();

  EXPECT_TRUE(before.set_aside.empty());
  EXPECT_EQ(after.set_aside, (std::vector<SetAsideLine>{{aside::run, 9}}));
  EXPECT_EQ(after.counted, 12);
  EXPECT_EQ(before.made, after.made);
}

TEST_F(ReckoningBook, TakesAnOverfullDayFromTheTerminalsThatGaveIt) {
  send(0, answers(15));
  const auto kitchen = house.enrol("Kjøkkenet");
  house.device = kitchen;
  house.epoch = 0x99;
  send(0, answers(12));
  send(1, answers(12));

  house.counting().release_due(TestHouse::monday_after(0)).value();
  const auto of_kitchen = house.shelf().reckoning("lynghei", kitchen).value().value();
  house.lose_counts();
  const auto again = said();

  EXPECT_EQ(of_kitchen.set_aside, (std::vector<SetAsideLine>{{aside::overfull, 12}}));
  EXPECT_EQ(of_kitchen.counted, 12);
  EXPECT_EQ(again.set_aside, (std::vector<SetAsideLine>{{aside::overfull, 15}}));
  EXPECT_EQ(again.counted, 0);
}

TEST_F(ReckoningBook, CallsLostWhatAnEndedEpochStillOwes) {
  send(0, answers(12));
  static_cast<void>(house.batch_of({day_in(0, 1), answers(9), {}, {}, {}}));
  house.reg->end_epoch({hall, house.epoch, 2}).value();
  send(2, answers(6));

  const auto found = said();

  EXPECT_EQ(found.lost, 9);
  EXPECT_EQ(found.on_the_way, 0);
  EXPECT_EQ(found.made, 27);
}

TEST_F(ReckoningBook, SaysWhatATerminalLostWithItsFile) {
  send(0, answers(12));
  auto anew = house.batch_of({day_in(0, 1), answers(9), {}, {}, Epoch{99}});
  anew.frame.previous = PreviousEpoch{house.epoch, 1, 7};
  house.send_batch(anew, {day_in(0, 1), {}, {}, {}, {}});

  const auto found = said();

  EXPECT_EQ(found.lost, 9);
  EXPECT_EQ(found.counted, 21);
}

TEST_F(ReckoningBook, BelievesNoFrameThatClaimsMoreThanCanBe) {
  auto boastful = house.batch_of({day_in(0, 0), answers(12), {}, {}, {}});
  boastful.frame.answers_total = (std::int64_t{1} << 53) - 1;
  house.send_batch(boastful, {day_in(0, 0), {}, {}, {}, {}});

  EXPECT_EQ(said().made, 99'999'999);
}

/// Each epoch may claim what a frame can hold, and a terminal may have any number of them.
TEST_F(ReckoningBook, SaysAMostWhereATerminalClaimsMoreThanCanBeSummed) {
  send(1, answers(12));
  said();
  {
    auto counts = Database::open(house.folder / "counts.db", Database::Role::Writer).value();
    auto mark = counts
                    .prepare(
                        "INSERT INTO marks(owner, device, epoch, n, digest, answers, counted, "
                        "total) VALUES('lynghei', ?, ?, 1, x'00', 0, 0, ?)")
                    .value();
    for (int epoch = 1; epoch <= 1100; ++epoch)
      mark.bind(row_id(hall)).bind(epoch).bind(json_number_max).run().value();
  }
  send(2, answers(6));

  const auto found = said();

  EXPECT_EQ(found.on_the_way, 99'999'999);
  EXPECT_EQ(found.made, 99'999'999);
}

}  // namespace
}  // namespace stemme
