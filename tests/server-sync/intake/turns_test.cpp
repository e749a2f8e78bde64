#include "server-sync/intake/turns.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <set>

namespace stemme {
namespace {

using std::chrono::seconds;

constexpr DeviceId all = turns_at_once;

/// Everybody up to `all` holds a turn, one batch in work each.
void fill(Turns& turns, Ticks now) {
  for (DeviceId device = 1; device <= all; ++device) EXPECT_FALSE(turns.ask(device, now)) << device;
}

TEST(Turns, AreForSoManyAndTheNextOneIsToldWhen) {
  Turns turns;
  fill(turns, Ticks(0));

  const auto wait = turns.ask(all + 1, Ticks(0));

  ASSERT_TRUE(wait);
  EXPECT_GE(*wait, seconds(1));
  EXPECT_LE(*wait, turn_wait_max);
}

TEST(Turns, LastUntilThereIsNoMore) {
  Turns turns;
  fill(turns, Ticks(0));
  turns.served(1, true, Ticks(100));

  EXPECT_TRUE(turns.ask(all + 1, Ticks(200)));
  EXPECT_FALSE(turns.ask(1, Ticks(200)));
  turns.served(1, false, Ticks(300));
  EXPECT_FALSE(turns.ask(all + 1, Ticks(300)));
}

TEST(Turns, EndWhenNothingMoreIsHeard) {
  Turns turns;
  fill(turns, Ticks(0));
  turns.served(1, true, Ticks(0));

  EXPECT_TRUE(turns.ask(all + 1, turn_silence_max));
  EXPECT_FALSE(turns.ask(all + 2, turn_silence_max + Ticks(1)));
}

TEST(Turns, AreKeptWhileABatchIsInWorkHoweverLong) {
  Turns turns;
  fill(turns, Ticks(0));

  EXPECT_TRUE(turns.ask(all + 1, seconds(60)));
}

TEST(Turns, AreGivenOutOneAfterAnother) {
  Turns turns;
  fill(turns, Ticks(0));
  std::multiset<seconds> waits;
  for (DeviceId device = 1; device <= 5000; ++device)
    waits.insert(turns.ask(all + device, Ticks(0)).value());

  EXPECT_EQ(*waits.begin(), seconds(1));
  EXPECT_EQ(*waits.rbegin(), seconds(30))
      << "5 000 turns of a second, 128 at a time, a little early";
  EXPECT_LE(waits.count(seconds(10)), 200U) << "a crowd sent back to the same second";
}

/// On a slow machine those who were sent away came back sooner than anybody was done, and most of
/// its work was sending them away again.
TEST(Turns, AreWaitedForLongerWhenThoseAtItTakeLong) {
  Turns turns;
  fill(turns, Ticks(0));
  for (DeviceId device = 1; device <= 100; ++device) turns.ask(all + device, Ticks(0));
  const auto quick = turns.ask(all + 101, Ticks(0)).value();

  Turns slow;
  fill(slow, Ticks(0));
  for (DeviceId device = 1; device <= 100; ++device) slow.ask(all + device, seconds(20));

  EXPECT_GT(slow.ask(all + 101, seconds(20)).value(), 5 * quick);
}

constexpr DeviceId herd = 10'000;
constexpr int batches_each = 30;

struct Drained {
  Ticks after{};
  int sent_away = 0;
};

/// Ten thousand come within ten seconds, each with 30 batches, and come back when they are told,
/// with the terminal's own jitter. `batch_takes` says how long one is in work that begins then.
Drained drain(const std::function<Ticks(Ticks)>& batch_takes) {
  std::mt19937_64 chance(20261128);
  const auto jitter = [&](seconds most) {
    return Ticks(
        static_cast<Ticks::rep>(chance() % static_cast<std::uint64_t>(Ticks(most).count())));
  };
  struct Terminal {
    DeviceId id = 0;
    int left = batches_each;
    bool has_turn = false;
  };
  Turns turns;
  std::multimap<Ticks, Terminal> agenda;
  for (DeviceId device = 1; device <= herd; ++device)
    agenda.emplace(jitter(seconds(10)), Terminal{device});
  Drained drained;
  while (!agenda.empty()) {
    auto next = agenda.extract(agenda.begin());
    const auto now = drained.after = next.key();
    auto terminal = next.mapped();
    if (terminal.has_turn) turns.served(terminal.id, --terminal.left > 0, now);
    terminal.has_turn = false;
    if (terminal.left == 0) continue;
    if (const auto wait = turns.ask(terminal.id, now)) {
      ++drained.sent_away;
      agenda.emplace(now + *wait + jitter(seconds(30)), terminal);
      continue;
    }
    terminal.has_turn = true;
    agenda.emplace(now + batch_takes(now), terminal);
  }
  return drained;
}

TEST(Turns, LetAHerdThroughInLittleMoreThanItsWorkTakes) {
  constexpr Ticks batch{100};

  const auto drained = drain([&](Ticks) { return batch; });

  const auto work = batch * batches_each * herd / turns_at_once;
  EXPECT_LT(drained.after, work * 3 / 2 + seconds(60)) << drained.sent_away << " times sent away";
  EXPECT_LT(drained.sent_away, 10 * static_cast<int>(herd));
}

/// As long as ten thousand shake hands a batch takes half a second, and then a fiftieth of one.
/// Whoever was sent away in the slow minute had been told to come in five.
TEST(Turns, AreNotHandedOutForLongByWhatWasSlow) {
  constexpr Ticks hands_are_shaken = seconds(70);
  constexpr Ticks quick{10};

  const auto drained =
      drain([&](Ticks now) { return now < hands_are_shaken ? Ticks(500) : quick; });

  const auto work = quick * batches_each * herd / turns_at_once;
  EXPECT_LT(drained.after, hands_are_shaken + seconds(60) + seconds(30) + work * 3 / 2)
      << drained.sent_away << " times sent away";
}

}  // namespace
}  // namespace stemme
