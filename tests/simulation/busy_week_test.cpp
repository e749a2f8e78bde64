// For a whole week everybody is answered 503: taps go on being kept, nobody is stormed, and when it
// is over all comes home by itself (trust §1.2, 26). The schedule is the product's own.
#include "server-sync/device/retry_schedule.h"
#include "tests/simulation/whole_road.h"

namespace stemme {
namespace {

constexpr hours week{7 * 24};

/// A terminal that speaks when its schedule says so, as the sync thread lets it.
class OnSchedule {
 public:
  OnSchedule(WholeRoad& road, std::uint64_t seed)
      : road_(&road),
        schedule_([engine = std::mt19937_64(seed)]() mutable { return engine(); }),
        last_closed_(figures().last_closed) {
    schedule_.started(now());
  }

  int contacts() const { return contacts_; }
  OutboxFigures figures() { return terminal().book().figures().value(); }

  void live_until(Instant end) {
    constexpr Milliseconds step = std::chrono::minutes(30);
    while (road_->now() < end) {
      const auto due = std::max(schedule_.next(), now()) - now();
      road_->pass(std::min({due, step, end - road_->now()}));
      EXPECT_TRUE(terminal().work());
      const auto closed = figures().last_closed;
      if (closed != std::exchange(last_closed_, closed)) schedule_.batch_closed(now());
      if (schedule_.is_due(now())) speak();
    }
    road_->collector.work();
  }

 private:
  WholeTerminal& terminal() { return road_->terminal(); }
  Ticks now() { return terminal().clock().ticks(); }

  void speak() {
    ++contacts_;
    EXPECT_TRUE(terminal().contact());
    if (terminal().reached()) return schedule_.succeeded(now());
    schedule_.failed(now(), terminal().retry_after());
  }

  WholeRoad* road_;
  RetrySchedule schedule_;
  std::int64_t last_closed_;
  int contacts_ = 0;
};

/// Who says it, and how often that may be asked in a week: each hour, or 55 minutes of one, where
/// the collector names it; else ten times while patience doubles to six hours, and then every three
/// on average.
struct Busy {
  const char* who;
  LoopLink::Draw draw;
  int contacts_max;
};

Busy busy_for(std::uint64_t seed) {
  switch (seed % 3) {
    case 0:
      return {"the collector, to whoever sends",
              [](const Request& request) {
                return request.method == "PUT" ? Trouble::Busy : Trouble::None;
              },
              190};
    case 1:
      return {"the collector, to everybody", [](const Request&) { return Trouble::Busy; }, 100};
    default:
      return {"a proxy that says *at once*", [](const Request&) { return Trouble::ProxyBusy; },
              100};
  }
}

void children_come(WholeRoad& road, OnSchedule& terminal) {
  auto glass = road.glass_of(road.terminal());
  for (int day = 0; day < 7; ++day) {
    const auto morning = WholeRoad::monday + hours(24 * day);
    for (int hour = 0; hour < (day < 5 ? 9 : 0); ++hour) {
      terminal.live_until(morning + hours(hour));
      if (road.dice(3) != 0) continue;
      EXPECT_TRUE(glass.visit(road.next_unit(), AtTheGlass::Pace::Calm)) << "not kept";
    }
  }
  terminal.live_until(WholeRoad::monday + week);
}

Seen a_busy_week(std::uint64_t seed) {
  WholeRoad road(seed);
  const auto busy = busy_for(seed);
  SCOPED_TRACE(busy.who);
  OnSchedule terminal(road, seed);
  road.link.troubled_by(busy.draw);
  const int asked_before = road.link.asked();
  children_come(road, terminal);

  // The time, the programme, a batch; or the time, and whether the keys are others now.
  EXPECT_LE(terminal.contacts(), busy.contacts_max);
  EXPECT_LE(road.link.asked() - asked_before, 3 * terminal.contacts());
  EXPECT_EQ(stored_answers(road.collector.state(), road.collector.keys()).sent, 0);
  const auto there = terminal.figures();
  EXPECT_EQ(there.unsent_answers + there.unclosed_answers, road.promise.owed());
  EXPECT_GT(road.promise.owed(), 10);

  road.link.all_is_well();
  terminal.live_until(WholeRoad::monday + week + backoff_max);
  EXPECT_EQ(terminal.figures().unsent_batches, 0) << "it has not come by itself";
  road.all_is_well();
  road.tallies_are_exact(road.promise_is_kept());
  return road.seen_at_the_end();
}

TEST(WholeRoad, AWeekOfBusyLosesNothingAndStormsNobody) {
  for_every_seed("a week of 503", a_busy_week);
}

}  // namespace
}  // namespace stemme
