#include "server-sync/counting/counting_thread.h"

#include <atomic>
#include <thread>

#include "tests/server-sync/counting/test_house.h"
#include "tests/stand-ins/manual_clock.h"

namespace stemme {
namespace {

class ThreadThatCounts : public testing::Test {
 protected:
  ThreadThatCounts() {
    for (const int day : {0, 2}) {
      house.send({day_in(0, day), TestHouse::answers(unit, pack, 0, {2, 1, 5, 1}), {}, {}, {}});
    }
  }
  std::unique_ptr<CountingThread> start() {
    return CountingThread::start(house.settings(), clock).value();
  }
  std::vector<ShelvedFinding> findings() {
    return house.shelf().findings("lynghei", unit, week_at(0), week_at(9)).value();
  }

  TestHouse house;
  UnitId unit = house.add_unit("Maurtua");
  PackId pack = house.add_pack("bhg-dagen-56");
  std::shared_ptr<ManualClock> clock =
      std::make_shared<ManualClock>(TestHouse::monday_after(0) - std::chrono::hours(9));
};

TEST_F(ThreadThatCounts, CountsTheBacklogWhenItStarts) {
  auto thread = start();

  const auto found = thread->reconcile().value();

  EXPECT_EQ(found.counted, 18);
  EXPECT_TRUE(found.holds());
}

TEST_F(ThreadThatCounts, CountsWhatComesWhenItIsWoken) {
  auto thread = start();
  house.send({day_in(0, 3), TestHouse::answers(unit, pack, 0, {1, 0, 0, 0}), {}, {}, {}});

  thread->wake(clock->errand());

  EXPECT_EQ(thread->reconcile().value().counted, 19);
}

/// A herd leaves millions to count, and whoever stopped the collector waited for all of them.
TEST_F(ThreadThatCounts, EndsWhileMuchIsLeftToCount) {
  constexpr int batches = 400;
  for (int i = 0; i < batches; ++i)
    house.send({day_in(0, 3), TestHouse::answers(unit, pack, 0, {1, 0, 0, 0}), {}, {}, {}});

  start().reset();

  auto counting = Counting::open(house.settings()).value();
  EXPECT_GT(counting.reconcile().value().unopened, 0);
}

/// The counting is in the middle of its work when a key is changed, and answers that are sealed to
/// the new one come at once. For some turns it is told to be slow; then nobody waits any longer.
TEST_F(ThreadThatCounts, HoldsANewKeyBeforeAnythingThatIsSealedToItCanCome) {
  std::atomic<int> asked = 0;
  std::atomic<bool> has_come = false;
  auto settings = house.settings();
  settings.before_catching_up = [&]() -> Result<void> {
    if (asked++ == 0) return offline("not yet: so that the thread asks");
    for (int turns = 0; turns < 200'000 && !has_come; ++turns) std::this_thread::yield();
    return {};
  };
  auto thread = CountingThread::start(std::move(settings), clock).value();

  house.opening_keys.push_back(OpeningKey::generate());
  thread->add_key(house.opening_keys.back());
  house.send({day_in(0, 3), TestHouse::answers(unit, pack, 0, {1, 0, 0, 0}), {}, {}, {}});
  has_come = true;

  EXPECT_EQ(thread->reconcile().value().counted, 19);
}

TEST_F(ThreadThatCounts, ReleasesOnTheVerbWhatIsOver) {
  clock->advance(std::chrono::hours(8));  // Monday at four: not due, but over.
  auto thread = start();
  thread->reconcile().value();
  EXPECT_TRUE(findings().empty());

  thread->release().value();

  EXPECT_EQ(findings().size(), 1U);
}

}  // namespace
}  // namespace stemme
