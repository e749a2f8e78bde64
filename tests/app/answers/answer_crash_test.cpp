#include <cstdio>
#include <random>

#include "tests/app/answers/store_driver.h"
#include "tests/stand-ins/crash_disk.h"

namespace stemme {
namespace {

/// What was promised: a visit whose keep came back good is acknowledged.
struct Ledger {
  std::multiset<int> acknowledged;
  std::multiset<int> tapped;
};

void visit(StoreDriver& store, Ledger& ledger) {
  const int answer = store.next_answer;
  ledger.tapped.insert(answer);
  if (store.try_visit()) ledger.acknowledged.insert(answer);
}

/// A few days with a close, a receipt, a new epoch and more answers; stops at the first error.
void live(StoreDriver& store, Ledger& ledger) {
  if (!store.try_open()) return;
  if (!store.book->anchor({store.clock.boot_id(), store.clock.boot_began()})) return;
  for (int day = 0; day < 2; ++day) {
    for (int i = 0; i < 11; ++i) visit(store, ledger);
    for (int part = 0; part < 4; ++part) {
      store.clock.advance(hours(6));
      for (int i = 0; i < 4; ++i)
        if (!store.book->work()) return;
    }
  }
  const auto figures = store.book->figures();
  if (!figures || !store.book->begin_new_epoch(figures->epoch)) return;
  for (int i = 0; i < 3; ++i) visit(store, ledger);
}

/// Every answer there is, closed or not, after everything has been closed.
std::multiset<int> recovered(StoreDriver& store) {
  store.open_anchored();
  for (int i = 0; i < 16; ++i) {
    store.clock.advance(hours(6));
    store.work();
  }
  return store.answers_in(store.unsent());
}

TEST(AcknowledgedIsOnDiskExactlyOnce, WhateverWriteThePlugIsPulledAt) {
  int cuts = 0;
  for (int n = 1;; ++n) {
    CrashDisk disk;
    StoreDriver store(disk.name());
    Ledger ledger;
    disk.fail_at(n);
    live(store, ledger);
    store.book.reset();
    if (!disk.has_failed()) break;
    ++cuts;
    std::mt19937_64 chance(static_cast<std::uint64_t>(n));
    disk.after_cut(chance);
    const auto there = recovered(store);
    SCOPED_TRACE("cut at operation " + std::to_string(n));
    ASSERT_TRUE(std::includes(there.begin(), there.end(), ledger.acknowledged.begin(),
                              ledger.acknowledged.end()));
    ASSERT_TRUE(
        std::includes(ledger.tapped.begin(), ledger.tapped.end(), there.begin(), there.end()));
  }
  RecordProperty("cuts", cuts);
  std::printf("pulled the plug at each of %d writes, syncs and truncations\n", cuts);
  EXPECT_GT(cuts, 100);
}

TEST(AFullDisk, PausesWithoutLosingAnythingAndGoesOnWhenThereIsRoom) {
  CrashDisk disk;
  StoreDriver store(disk.name());
  store.open_anchored();
  store.visit_times(5);
  disk.fail_at(1, CrashDisk::Fault::DiskFull);

  const auto refused = store.try_visit();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().failure(), Failure::Full);
  disk.make_room();
  disk.fail_at(0);
  store.visit_times(5);

  EXPECT_EQ(store.book->figures().value().unclosed_answers, 10);
}

/// The visit's last label found no room, and its batch waited for it until the next start.
TEST(AFullDisk, HoldsNoBatchBackForAVisitThatIsOver) {
  CrashDisk disk;
  StoreDriver store(disk.name());
  store.open_anchored();
  VisitWrite write;
  write.visit = 7;
  write.answers = {store.answer(1)};
  store.book->keep(write).value();
  disk.fail_at(1, CrashDisk::Fault::DiskFull);
  write.rows_are = VisitWrite::Rows::Replaced;
  write.visit_is = VisitWrite::Visit::Over;
  EXPECT_EQ(store.book->keep(write).error().failure(), Failure::Full);

  disk.make_room();
  disk.fail_at(0);
  store.pass(hours(24));

  EXPECT_EQ(store.answers_in(store.unsent()).count(0), 1U);
}

/// Nobody taps, and nothing is to be closed: in a holiday a terminal only sends.
TEST(AFullDisk, GivesItsBallastToWhatIsSent) {
  for (const bool is_receipt : {false, true}) {
    CrashDisk disk;
    StoreDriver store(disk.name());
    store.settings.ballast_bytes = 64 * 1024;
    store.settings.log_bytes = 0;
    store.open_anchored();
    store.visit_times(12);
    store.pass(hours(6));
    const auto ballast = store.folder / "ballast";
    ASSERT_TRUE(std::filesystem::exists(ballast));
    const auto receipt = store.receipt_for_all();
    disk.fail_at(1, CrashDisk::Fault::DiskFull);

    const auto written =
        is_receipt ? store.book->apply(receipt)
                   : store.book->anchor({store.clock.boot_id() + 1, store.clock.boot_began()});

    EXPECT_FALSE(written.has_value()) << "this disk has no more room for that";
    EXPECT_FALSE(std::filesystem::exists(ballast)) << "and a real one would have had some";
  }
}

TEST(TheOutboxHoldsNoAnswer, InAnyByteOfItsFiles) {
  CrashDisk disk;
  StoreDriver store(disk.name());
  store.open_anchored();
  auto box = store.answer(1);
  box.pack.fill(0xab);
  box.unit = 0xcdcdcdcdcdcdcdcd;
  for (VisitNumber visit = 1; visit <= 12; ++visit)
    store.book->keep({visit, {}, VisitWrite::Visit::Over, {box}, VisitBox{"smasmasm"}}).value();
  const auto open = disk.content();
  store.pass(hours(24 * 8));
  const auto closed = disk.content();

  for (const auto& content : {open, closed}) {
    EXPECT_EQ(content.find(std::string(16, '\xab')), std::string::npos);
    EXPECT_EQ(content.find(std::string(8, '\xcd')), std::string::npos);
    EXPECT_EQ(content.find("smasmasm"), std::string::npos);
  }
}

}  // namespace
}  // namespace stemme
