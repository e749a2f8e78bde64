/// Four houses with five terminals each, enrolled and with their programmes: what a town begins as.
/// Lived once a process and kind of keys, and copied for each seed. One thread.
#pragma once

#include <memory>
#include <vector>

#include "tests/simulation/loop_link.h"
#include "tests/simulation/whole_terminal.h"

namespace stemme {

class FoundedTown {
 public:
  static constexpr int terminals_each = 5;

  /// Call it before a seed's own randomness begins, and with those keys awake.
  static const FoundedTown& once(Keys keys) {
    static std::map<Keys, std::unique_ptr<const FoundedTown>> founded;
    auto& one = founded[keys];
    if (one) return *one;
    const auto& houses = FoundedHouse::several(keys);
    const SeededRandomness the_same_each_time(20261128);
    one.reset(new FoundedTown(houses));
    return *one;
  }

  const FoundedHouse& houses() const { return *houses_; }
  WholeCollector::Places collector() const { return collector_.places(); }
  const std::vector<std::unique_ptr<WholeTerminal>>& terminals() const { return terminals_; }

 private:
  /// A Monday of the holidays.
  static constexpr Instant begin =
      Instant(std::chrono::sys_days(std::chrono::year{2026} / 7 / 20)) + std::chrono::hours(5);

  explicit FoundedTown(const FoundedHouse& as) : houses_(&as) {
    std::mt19937_64 chance(20261128);
    for (const auto& home : houses().homes) {
      for (int i = 0; i < terminals_each; ++i) {
        auto terminal = std::make_unique<WholeTerminal>(link_, begin);
        terminal->get_up(chance);
        terminal->enrol(collector_.code(home));
        STEMME_ASSERT(terminal->contact() && terminal->reached());
        STEMME_ASSERT(terminal->work());
        terminals_.push_back(std::move(terminal));
      }
    }
    collector_.work();
  }

  const FoundedHouse* houses_;
  WholeCollector collector_{std::make_shared<ManualClock>(begin), *houses_};
  LoopLink link_{collector_};
  std::vector<std::unique_ptr<WholeTerminal>> terminals_;
};

}  // namespace stemme
