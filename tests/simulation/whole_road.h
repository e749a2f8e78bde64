/// The whole road for one seed: a house with its collector, a terminal enrolled by code, a road
/// that misbehaves, time that is passed by hand, and the promise that is checked at the end (C2).
/// The same seed is the same history, to the last random byte. One thread.
#pragma once

#include <string>
#include <vector>

#include "tests/simulation/at_the_glass.h"
#include "tests/simulation/loop_link.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/stored_answers.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {

using std::chrono::hours;
using Trouble = LoopLink::Trouble;

class WholeRoad {
 public:
  /// Monday 7 September 2026, 07:00 in Oslo; enrolled, and the programme is there.
  explicit WholeRoad(std::uint64_t seed, Instant begin = monday)
      : randomness_(seed), chance(seed), time_(std::make_shared<ManualClock>(begin)) {
    terminals_.push_back(std::make_unique<WholeTerminal>(link, begin));
    terminal().get_up(chance);
    enrol();
  }

  static constexpr Instant monday =
      Instant(std::chrono::sys_days(std::chrono::year{2026} / 9 / 7)) + hours(5);

  const FoundedHouse::Home& home() const { return founded_.homes.front(); }
  WholeTerminal& terminal() { return *terminals_.front(); }
  WholeTerminal& clone() { return *terminals_.back(); }
  AtTheGlass glass_of(WholeTerminal& at) {
    return {at, promise, chance, [this](Milliseconds time) { pass(time); }};
  }
  /// From now on there is a second terminal that believes to be the first.
  void clone_the_card() {
    terminals_.push_back(std::make_unique<WholeTerminal>(terminal(), link, now()));
    clone().clock().reboot(chance());
    clone().get_up(chance);
  }

  Instant now() { return time_->now(); }
  int dice(int sides) { return static_cast<int>(chance() % static_cast<std::uint64_t>(sides)); }
  /// Units take turns, so that answers are known wherever they are and no period closes over them.
  UnitId next_unit() {
    return home().units[static_cast<std::size_t>(units_used_++ % FoundedHouse::visit_units)];
  }

  void pass(Milliseconds time) {
    time_->advance(time);
    for (auto& one : terminals_) one->clock().advance(time);
  }
  /// Terminals and collector do what is due every `step`; a terminal makes contact once in so many
  /// steps, 0 never. Who goes down gets up.
  void live_until(Instant end, Milliseconds step = hours(1), int contact_once_in = 1) {
    while (now() < end) {
      pass(std::min(step, end - now()));
      for (auto& one : terminals_) {
        if (one->work() && contact_once_in > 0 && dice(contact_once_in) == 0) one->contact();
        if (one->is_down()) get_up(*one);
      }
      collector.work();
    }
  }
  void live_until(Date day, hours since_midnight, int contact_once_in = 4) {
    live_until(instant_of(day, since_midnight, FoundedHouse::zone).value(), hours(1),
               contact_once_in);
  }
  void live(hours how_long, int contact_once_in = 1) {
    live_until(now() + how_long, hours(1), contact_once_in);
  }
  void get_up(WholeTerminal& one) {
    ++seen.cuts;
    one.get_up(chance);
  }

  /// Eight quiet days on a good road bring everything home.
  void all_is_well() {
    link.all_is_well();
    live_until(now() + hours(8 * 24), hours(6), 2);
    for (auto& one : terminals_) EXPECT_TRUE(one->contact());
    for (auto& one : terminals_) {
      EXPECT_TRUE(one->reached());
      const auto figures = one->book().figures().value();
      EXPECT_EQ(figures.unsent_batches, 0);
      EXPECT_EQ(figures.unclosed_answers, 0);
      EXPECT_EQ(figures.lost_at_most, 0) << "the disk was sound, and yet found corrupt";
    }
  }

  /// Every acknowledged answer is stored and counted once, a tap that was under way at most once,
  /// and nothing else.
  StoredAnswers promise_is_kept() {
    auto stored = stored_answers(collector.state(), collector.keys());
    seen.between += promise.compare(stored.boxes);
    const auto said = collector.reconcile();
    EXPECT_TRUE(said.holds());
    EXPECT_EQ(said.unopened, 0);
    EXPECT_EQ(said.stored, stored.sent);
    EXPECT_EQ(aside(said, "repeated"), stored.repeats());
    EXPECT_EQ(aside(said, "run"), stored.runs());
    EXPECT_EQ(said.counted + said.set_aside_total(), stored.sent);
    return stored;
  }
  /// The same in the open tallies, to the option. For journeys in which nothing closes.
  void tallies_are_exact(const StoredAnswers& stored) {
    expect_same(tallied_by_counting(collector.state()), tallied_by_hand(stored));
  }
  static std::int64_t aside(const Reconciliation& said, const std::string& reason) {
    const auto found = said.set_aside.find(reason);
    return found == said.set_aside.end() ? 0 : found->second;
  }

  Seen seen_at_the_end() {
    seen.taps = promise.taps();
    seen.acknowledged = promise.acknowledged();
    seen.lost_receipts = link.receipts_lost();
    seen.restarts = collector.lives() - 1;
    return seen;
  }

 private:
  /// The code is typed until the answer arrives: the first one may be lost.
  void enrol() {
    const auto code = collector.code(home());
    if (dice(2) == 0)
      link.troubled_by(
          [this](const Request&) { return dice(2) == 0 ? Trouble::LosesReceipt : Trouble::None; });
    for (int i = 0; i < 40 && !terminal().is_enrolled(); ++i) terminal().enrol(code);
    link.all_is_well();
    ASSERT_TRUE(terminal().is_enrolled());
    ASSERT_TRUE(terminal().contact());
    ASSERT_NE(terminal().programme(), nullptr);
  }

  const FoundedHouse& founded_ = FoundedHouse::once();  // Before the seed's own randomness.
  SeededRandomness randomness_;

 public:
  std::mt19937_64 chance;

 private:
  std::shared_ptr<ManualClock> time_;

 public:
  WholeCollector collector{time_};
  LoopLink link{collector};
  Promise promise;
  SealWitness witness{
      [this](const SealingKey&, std::span<std::uint8_t> sealed) { promise.sealed(sealed); }};
  Seen seen;

 private:
  std::vector<std::unique_ptr<WholeTerminal>> terminals_;
  int units_used_ = 0;
};

}  // namespace stemme
