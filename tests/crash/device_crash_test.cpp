// The device's database at every write, truncate, sync and removal of two days with closes,
// receipts and a new epoch: whatever is found opens, and every acknowledged answer is there once
// (C2).
#include <random>
#include <set>

#include "tests/app/answers/store_driver.h"
#include "tests/crash/crash_points.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {
namespace {

class ADevicesDisk : public testing::Test {
 protected:
  ADevicesDisk() {
    store.settings.ballast_bytes = 4096;
    store.settings.log_bytes = 128L * 1024;
    disk.record([this](std::size_t step) { beside.note(step); });
    live();
    disk.stop_recording();
  }

  void visit() {
    const int answer = store.next_answer;
    tapped.add(disk.steps(), answer);
    store.try_visit().value();
    acknowledged.add(disk.steps(), answer);
  }
  void live() {
    store.open_anchored();
    for (int day = 0; day < 2; ++day) {
      for (int i = 0; i < 12; ++i) visit();
      store.pass(hours(12));
      for (int i = 0; i < 3; ++i) visit();
      store.pass(hours(12));
    }
    store.book->apply(store.receipt_for_all()).value();
    store.book->begin_new_epoch(store.book->figures().value().epoch).value();
    for (int i = 0; i < 11; ++i) visit();
    store.pass(hours(24));
    store.book.reset();
  }

  /// Every answer in every batch, sent or not, after the device has begun anew and closed what was
  /// open.
  std::multiset<int> found() {
    StoreDriver after(disk.name());
    after.settings.folder = store.settings.folder;
    after.key = store.key;
    after.open_anchored();
    for (int i = 0; i < 16; ++i) {
      after.clock.advance(hours(6));
      after.work();
    }
    return after.answers_in(after.every_batch());
  }

  PretendKeys quick;  ///< thousands of lives, and none of them is about keys
  CrashDisk disk;
  StoreDriver store{disk.name()};
  FilesBeside beside{store.settings.folder};
  KnownByStep<int> tapped;
  KnownByStep<int> acknowledged;
};

TEST_F(ADevicesDisk, HoldsWhatWasAcknowledgedOnceWheneverThePlugIsPulled) {
  each_crash_point(disk, 7000, [&](const CrashPoint& point, std::mt19937_64&) {
    beside.show(point.step);
    std::multiset<int> must;
    std::multiset<int> may;
    acknowledged.each_before(point.step, [&](int answer) { must.insert(answer); });
    tapped.each_before(point.step, [&](int answer) { may.insert(answer); });
    const auto there = found();
    EXPECT_TRUE(std::ranges::includes(there, must)) << there.size() << " of " << must.size();
    EXPECT_TRUE(std::ranges::includes(may, there)) << "twice, or from nowhere";
  });
}

}  // namespace
}  // namespace stemme
