// A terminal's disk that fails at the n-th write, sync or truncation of a day with visits, closes
// and receipts: once, from then on, or for want of room (trust §1.2, 4–6). Nothing acknowledged is
// lost, nothing is there twice, and after an error nothing is asked of the disk again until the
// process has begun anew (C2).
#include <cstdio>
#include <random>

#include "tests/app/answers/running_store.h"
#include "tests/stand-ins/crash_disk.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {
namespace {

using Fault = CrashDisk::Fault;

/// Everything but a full disk ends the book.
template <typename T>
bool goes_on(const Result<T>& done) {
  return done || done.error().failure() == Failure::Full;
}

class ADevicesDay {
 public:
  explicit ADevicesDay(CrashDisk& disk) : store(disk.name()) {
    store.open_anchored();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(visit());
  }

  bool visit() {
    const int answer = store.next_answer;
    tapped.insert(answer);
    const auto kept = store.try_visit();
    if (kept) acknowledged.insert(answer);
    return goes_on(kept);
  }

  /// Ends at the first error, as the process does. False: there was one.
  bool live() {
    for (int i = 0; i < 9; ++i)
      if (!visit()) return false;
    if (!pass(hours(6)) || !hand_over()) return false;
    for (int i = 0; i < 2; ++i)
      if (!visit()) return false;
    return pass(hours(24)) && hand_over() && pass(minutes(1));
  }

  /// All that is closed; the collector stores it. False: an error.
  bool hand_over() {
    for (;;) {
      const auto next = store.book->next_to_send(0);
      if (!next || !*next) return goes_on(next);
      const auto& name = (*next)->name;
      stored_.push_back({name.n, name.n, name.digest});
      const auto applied = store.book->apply(store.receipt(name.epoch, stored_));
      if (!applied) return goes_on(applied);
    }
  }

  /// Closes what is open, and says what all batches hold together.
  std::multiset<int> found() {
    store.open_anchored();
    for (int i = 0; i < 16; ++i) {
      store.clock.advance(hours(6));
      store.work();
    }
    auto there = store.answers_in(store.every_batch());
    store.open_anchored();
    return there;
  }

  StoreDriver store;
  std::multiset<int> acknowledged;
  std::multiset<int> tapped;

 private:
  bool pass(Milliseconds time) {
    store.clock.advance(time);
    for (int i = 0; i < 6; ++i)
      if (!goes_on(store.book->work())) return false;
    return true;
  }
  std::vector<StoredRange> stored_;  ///< at the collector
};

class ADeviceWhoseDiskFails : public testing::TestWithParam<Fault> {};

TEST_P(ADeviceWhoseDiskFails, HoldsWhatWasAcknowledgedOnceAndGoesOnAfterwards) {
  const PretendKeys quick;
  int places = 0;
  for (int n = 1;; ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    CrashDisk disk;
    ADevicesDay day(disk);
    disk.fail_at(n, GetParam());
    const bool lived = day.live();
    if (!disk.has_failed()) break;
    ++places;
    ASSERT_EQ(lived, GetParam() == Fault::DiskFull) << "whoever asked must hear of it";
    disk.make_room();
    ASSERT_TRUE(!lived || day.visit()) << "there is room again";
    disk.fail_at(0);
    day.store.book.reset();
    std::mt19937_64 chance(static_cast<std::uint64_t>(n));
    disk.after_cut(chance);

    const auto there = day.found();

    ASSERT_TRUE(std::ranges::includes(there, day.acknowledged)) << "lost";
    ASSERT_TRUE(std::ranges::includes(day.tapped, there)) << "twice, or from nowhere";
    ASSERT_TRUE(day.hand_over());
    ASSERT_TRUE(day.visit());
    ASSERT_EQ(day.store.book->figures().value().unsent_answers, 0);
    ASSERT_EQ(day.store.book->figures().value().unclosed_answers, 1);
  }
  std::printf("the disk failed at each of %d writes, syncs and truncations\n", places);
  EXPECT_GT(places, 100);
}

INSTANTIATE_TEST_SUITE_P(With, ADeviceWhoseDiskFails,
                         testing::Values(Fault::IoError, Fault::PowerCut, Fault::DiskFull),
                         [](const auto& with) {
                           return with.param == Fault::IoError    ? "OneError"
                                  : with.param == Fault::PowerCut ? "ErrorsFromThere"
                                                                  : "NoRoomFromThere";
                         });

/// What the store says of each thing that can be asked of it.
std::vector<Result<void>> asked_for_everything(RunningStore& running) {
  auto& store = *running.store;
  std::vector<Result<void>> said;
  const auto hear = [&](const auto& answer) {
    said.push_back(answer ? Result<void>() : Result<void>(answer.error()));
  };
  const Receipt nothing{"c", "one", 7, 0, {}, 0, running.clock->now()};
  store.keep(running.visit());
  store.visit_ended(running.visits);
  store.round_opened({});
  store.round_closed({});
  store.token_asked_for({});
  store.send_now();
  for (const auto& outcome : outcomes_of(store, 6)) hear(outcome.result);
  hear(store.adopt(terms_of_solbakken(running.key.sealing_key())));
  hear(store.anchor({running.clock->boot_id() + 1, running.clock->boot_began()}));
  hear(store.next_to_send(0));
  hear(store.apply(nothing));
  hear(store.hold({}, ProblemType::IdentityConflict));
  hear(store.begin_new_epoch(1));
  hear(store.figures());
  return said;
}

/// Visits, a close, a receipt and a visit more. True when the store has said that it is broken.
bool breaks_in_a_morning(RunningStore& running) {
  auto& store = *running.store;
  for (int i = 0; i < 10; ++i) store.keep(running.visit());
  store.send_now();
  outcomes_of(store, 11);
  if (const auto next = store.next_to_send(0); next && *next)
    static_cast<void>(
        store.apply({"c", "one", 7, (*next)->name.epoch, {{1, 1, (*next)->name.digest}}, 0, {}}));
  store.keep(running.visit());
  outcomes_of(store, 1);
  return !store.figures();
}

/// The kiosk has to end, and no tap or contact may come for hours.
TEST(AStoreWhoseDiskFailsWhileNobodyAsks, SaysSoOnceByItself) {
  const PretendKeys quick;
  CrashDisk disk;
  RunningStore running(disk.name());
  auto& store = *running.store;
  store.anchor({running.clock->boot_id(), running.clock->boot_began()}).value();
  for (int i = 0; i < 12; ++i) store.keep(running.visit());
  outcomes_of(store, 12);
  disk.fail_at(1, Fault::IoError);

  running.clock->advance(std::chrono::hours(3));

  const auto said = next_outcomes(store);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said.front().ticket, AnswerStore::nobodys);
  EXPECT_EQ(said.front().result.error().failure(), Failure::Unexpected);
  EXPECT_FALSE(store.figures().has_value());
  EXPECT_TRUE(store.take_outcomes().empty());
}

/// The latch: an fsync that failed is not tried again, nor is anything else, whatever the disk
/// would say now.
TEST(AStoreThatMetAnErrorOfTheDisk, AsksNothingMoreOfItAndSaysNoToEverybody) {
  const PretendKeys quick;
  int broken = 0;
  for (int n = 1;; ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    CrashDisk disk;
    RunningStore running(disk.name());
    disk.fail_at(n, Fault::IoError);
    if (!breaks_in_a_morning(running)) {
      running.store.reset();
      if (!disk.has_failed()) break;
      continue;  // It failed when everything had been asked.
    }
    ++broken;
    ASSERT_TRUE(disk.has_failed());
    const int operations = disk.operations();

    for (const auto& said : asked_for_everything(running)) {
      ASSERT_FALSE(said.has_value());
      ASSERT_EQ(said.error().failure(), Failure::Unexpected);
    }

    ASSERT_EQ(disk.operations(), operations);
    running.open();
    running.store->keep(running.visit());
    ASSERT_TRUE(outcomes_of(*running.store, 1).front().result.has_value());
  }
  EXPECT_GT(broken, 60);
}

}  // namespace
}  // namespace stemme
