#include "server-sync/foundation/driven_clock.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/stand-ins/driven_clock_process.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

constexpr Instant start{std::chrono::sys_days{std::chrono::year{2025} / 9 / 1}};

TEST(DrivenClock, MovesOnlyWhenAskedAndStopsAtEachDeadline) {
  ScratchFolder folder;
  DrivenClockProcess driver(folder / "clock", start);
  auto clock = driver.connect();
  std::vector<Ticks> woken;
  const auto begin = clock->ticks();
  std::thread sleeper([&, started_under = clock->errand()]() mutable {
    clock->enter(std::move(started_under));
    for (int i = 1; i <= 3; ++i) {
      clock->wait({}, begin + Milliseconds(100 * i));
      woken.push_back(clock->ticks() - begin);
    }
  });

  driver.advance(Milliseconds(50));
  EXPECT_EQ(clock->now(), start + Milliseconds(50));
  driver.advance(Milliseconds(1000));
  sleeper.join();

  EXPECT_EQ(woken, (std::vector<Ticks>{Ticks(100), Ticks(200), Ticks(300)}));
  EXPECT_EQ(clock->now(), start + Milliseconds(1050));
}

TEST(DrivenClock, StandsStillWhileAnErrandLives) {
  ScratchFolder folder;
  DrivenClockProcess driver(folder / "clock", start);
  auto clock = driver.connect();
  auto errand = clock->errand();
  Instant when_done{};
  std::thread worker([&] {
    std::this_thread::yield();
    when_done = clock->now();
    errand.reset();
  });

  driver.advance(Milliseconds(10));
  worker.join();

  EXPECT_EQ(when_done, start);
}

}  // namespace
}  // namespace stemme
