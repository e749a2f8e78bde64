#include "server-sync/intake/ledger.h"

#include "tests/server-sync/intake/test_intake.h"

namespace stemme {
namespace {

using Reason = MissingPart::Reason;

/// The device was enrolled on the Monday of week 48; now it is the Monday after, and that week is
/// over.
class WeekOfAHouse : public testing::Test {
 protected:
  WeekOfAHouse() { at.clock->advance(std::chrono::hours(24 * 7)); }
  Batch closing(Epoch epoch = 0xe1) {
    auto batch = at.next_batch(16, epoch);
    batch.frame.closed_through = week;
    return at.changed(std::move(batch));
  }
  WeekStatement statement() {
    auto one = ledger();
    return statement_of(one);
  }
  WeekStatement statement_of(Ledger& ledger) const {
    return ledger.week_statements("lyngtua", {week}).value().front();
  }
  Ledger ledger() { return Ledger::open(at.folder / "intake.db", at.reg).value(); }
  void expect_missing(Reason reason) {
    const auto found = statement();
    ASSERT_EQ(found.missing.size(), 1U);
    EXPECT_EQ(found.missing.front().reason, reason);
    EXPECT_EQ(found.missing.front().place, "Hall A");
  }

  TestIntake at;
  IsoWeek week{2026, 48};
};

TEST_F(WeekOfAHouse, IsCompleteWhenTheDeviceHasClosedItAndNothingIsMissing) {
  at.send(at.next_batch());
  at.send(closing());

  EXPECT_TRUE(statement().complete());
  EXPECT_EQ(statement().devices, 1);
}

TEST_F(WeekOfAHouse, IsOpenWhileTheDeviceIsSilent) {
  expect_missing(Reason::Silent);
  at.send(at.next_batch());
  expect_missing(Reason::Silent);
  EXPECT_EQ(statement().missing.front().since, at.today());
}

TEST_F(WeekOfAHouse, IsOpenWhileANumberIsMissing) {
  const auto lost = at.next_batch();
  at.send(closing());
  expect_missing(Reason::Gap);

  at.send(lost);
  EXPECT_TRUE(statement().complete());
}

TEST_F(WeekOfAHouse, IsOpenWhenTotalsDoNotAgree) {
  at.send(at.next_batch());
  auto batch = closing();
  ++batch.frame.answers_total;
  at.send(batch);

  expect_missing(Reason::Broken);
}

TEST_F(WeekOfAHouse, IsJudgedByWhatHasComeSince) {
  auto one = ledger();
  at.send(at.next_batch());
  EXPECT_FALSE(statement_of(one).complete());
  at.send(closing());
  EXPECT_TRUE(statement_of(one).complete());

  const auto late = at.next_batch();
  auto wrong = closing();
  ++wrong.frame.answers_total;
  at.send(wrong);
  EXPECT_EQ(statement_of(one).missing.front().reason, Reason::Gap);
  at.send(late);
  EXPECT_EQ(statement_of(one).missing.front().reason, Reason::Broken);
}

TEST_F(WeekOfAHouse, IsJudgedBesideOthers) {
  at.send(closing());

  const auto found = ledger().week_statements("lyngtua", {week + 1, week, week + -1}).value();

  EXPECT_EQ(found[0].missing.front().reason, Reason::Silent);
  EXPECT_TRUE(found[1].complete());
  EXPECT_EQ(found[1].devices, 1);
  EXPECT_EQ(found[2].devices, 0) << "before it was enrolled";
}

TEST_F(WeekOfAHouse, IsOpenWhenTheChainIsBroken) {
  at.send(at.next_batch());
  auto batch = closing();
  batch.frame.prev = sha256(as_bytes("another history"));
  at.send(batch);

  expect_missing(Reason::Broken);
}

TEST_F(WeekOfAHouse, IsOpenAfterAConflictUntilStaffEndTheEpoch) {
  auto batch = closing();
  at.send(batch);
  batch.boxes[0][0] = 9;
  at.send(batch);
  expect_missing(Reason::Conflict);

  at.reg.end_epoch({at.device, 0xe1, 2}).value();
  EXPECT_TRUE(statement().complete());
  EXPECT_EQ(statement().lost, (std::vector<DeviceId>{at.device}));
}

TEST_F(WeekOfAHouse, IsNotClosedByAClockThatRanAhead) {
  auto batch = at.next_batch();
  batch.frame.closed_through = week + 1;
  at.send(batch);

  expect_missing(Reason::Silent);
}

TEST_F(WeekOfAHouse, TakesAPredecessorAsClosedWhereItsLastNumberIsThere) {
  const auto first = at.next_batch(16, 0xaa);
  auto second = at.next_batch(16, 0xaa);
  auto heir = closing(0xbb);
  heir.frame.previous = PreviousEpoch{0xaa, 2};
  at.send(first);
  at.send(at.changed(heir));
  expect_missing(Reason::Gap);

  at.send(second);
  EXPECT_TRUE(statement().complete());
}

TEST_F(WeekOfAHouse, TakesACarriedBatchForTheOneItCarries) {
  const auto first = at.next_batch(16, 0xaa);
  const auto body = to_body(first).value();
  auto heir = at.next_batch(0, 0xbb);
  heir.boxes.clear();
  heir.frame.boxes = 0;
  heir.frame.previous = PreviousEpoch{0xaa, 1};
  heir.frame.carried = BatchName{0xaa, 1, sha256(body)};
  heir.frame.closed_through = week;
  heir.carried_body = body;
  at.send(at.changed(heir));

  EXPECT_TRUE(statement().complete());
  EXPECT_TRUE(ledger().arrived_after(0, 1).value().front().may_repeat);
}

TEST_F(WeekOfAHouse, DoesNotWaitForADeviceThatHasEndedOrCameLater) {
  at.reg.end_device(at.device).value();
  EXPECT_TRUE(statement().complete());
  EXPECT_EQ(statement().devices, 0);

  at.clock->advance(std::chrono::hours(24 * 7));
  at.enrol(SigningKey::generate());
  EXPECT_EQ(statement().devices, 0);
}

class DaysOfBatches : public testing::Test {
 protected:
  std::optional<Date> day_of(const Stamp& stamp) {
    auto batch = at.next_batch();
    batch.frame.stamp = stamp;
    at.send(at.changed(batch));
    auto ledger = Ledger::open(at.folder / "intake.db", at.reg).value();
    return ledger.arrived_after(0, 100).value().back().day;
  }
  TestIntake at;
};

TEST_F(DaysOfBatches, AreTheStampsWhereADateCanBe) {
  const auto yesterday = Date(std::chrono::sys_days(at.today()) - std::chrono::days(1));
  const auto tomorrow = Date(std::chrono::sys_days(at.today()) + std::chrono::days(1));

  EXPECT_EQ(day_of(DayStamp{yesterday, "dag"}), yesterday);
  EXPECT_EQ(day_of(DayStamp{tomorrow, "dag"}), std::nullopt);
  EXPECT_EQ(day_of(DayStamp{date_from("2019-01-01").value(), "dag"}), std::nullopt);
}

TEST_F(DaysOfBatches, AreFoundForABootThatThisVeryRequestAnchors) {
  // It is nine in the morning in Oslo, and the boot is five hours old.
  EXPECT_EQ(day_of(BootStamp{77, 1, 4}), at.today());
}

TEST_F(DaysOfBatches, AreUnknownForABootNobodyHeardOfAndAcrossMidnight) {
  EXPECT_EQ(day_of(BootStamp{99, 1, 4}), std::nullopt);
  EXPECT_EQ(day_of(BootStamp{77, 1, 40}), std::nullopt);
}

TEST_F(DaysOfBatches, AreUnknownWhereARequestOfTheirBootHadBeenHeldUp) {
  const BootStamp stamp{77, 1, 4};
  // It says that five hours have passed, and lay somewhere for three days.
  EXPECT_EQ(day_of(stamp), at.today());

  // One comes at once.
  at.boot_age_h += 72;

  EXPECT_EQ(day_of(stamp), std::nullopt);
}

TEST_F(DaysOfBatches, AreUnknownWhereARequestOfTheirBootCameOnceMore) {
  const BootStamp stamp{77, 1, 4};
  EXPECT_EQ(day_of(stamp), at.today());

  // Within the same day, so that only the hours contradict each other.
  at.clock->advance(std::chrono::hours(2));

  EXPECT_EQ(day_of(stamp), std::nullopt);
}

TEST_F(DaysOfBatches, AreNotTrustedAfterTheLastTrustedContact) {
  at.send(at.next_batch());
  at.reg.revoke(at.device, Date(std::chrono::sys_days(at.today()) - std::chrono::days(1))).value();

  auto ledger = Ledger::open(at.folder / "intake.db", at.reg).value();
  EXPECT_TRUE(ledger.arrived_after(0, 1).value().front().untrusted);
}

}  // namespace
}  // namespace stemme
