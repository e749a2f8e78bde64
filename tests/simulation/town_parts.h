/// Who lives in a simulated town: the collector, the terminals with a road each, and what everybody
/// who tapped is owed. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/founded_town.h"
#include "tests/simulation/promise.h"

namespace stemme {

/// A collector came back from a backup. Until its terminal has had another receipt, it does not
/// know what is stored no more; and of an epoch that has ended it asks once a day.
struct ToBeHeard {
  int receipts = 0;  ///< the link had brought then
  Instant by{};
};

struct LivingKiosk {
  LivingKiosk(WholeCollector& collector, const WholeTerminal& original, Instant now)
      : link(collector), terminal(original, link, now) {}

  LoopLink link;
  WholeTerminal terminal;
  std::mt19937_64 chance;
  int number = 0;
  int home = 0;
  DeviceId device = 0;
  UnitId group = 0;        ///< whose children stand here
  bool is_cloned = false;  ///< somebody else believes to be this device
  bool is_revoked = false;
  std::optional<Instant> is_full_until;
  int pulled_once_in = 0;  ///< of its next visits
  std::string identity;    ///< the owner's document that came with its newest programme
  SealingKey told_key{};   ///< what that says answers are sealed to
  std::optional<Date> told_on;
  std::optional<ToBeHeard> has_to_hear;
};

/// A house as it is now, to be told to a collector that came back without it.
struct LivingHouse {
  House house;
  FoundedHouse::Home home;
  std::vector<Unit> later_units;
  std::vector<std::pair<UnitId, Date>> ended;
  std::vector<ClosedDays> closed;
  std::vector<StoredPack> later_packs;  ///< in the order they were adopted
};

struct TownParts {
  TownParts(const FoundedTown& as, Instant begin)
      : founded(as),
        time(std::make_shared<ManualClock>(begin)),
        collector(time, founded.houses(), founded.collector()) {}

  const FoundedTown& founded;
  std::shared_ptr<ManualClock> time;
  WholeCollector collector;
  std::vector<std::unique_ptr<LivingKiosk>> kiosks;
  std::vector<LivingHouse> houses;
  Promise promise;
  KeySet keys = founded.houses().keys();
  std::vector<OpeningKey> all_keys{founded.houses().sealing};  ///< the owner has ever certified
  std::optional<OpeningKey> gone;                              ///< and counting does not have now
  bool was_gone = false;
  const LivingKiosk* visited = nullptr;  ///< where somebody taps now

  /// Another with the same card has renewed the key they shared (C6): nobody hears this one until
  /// it gets a key by code, and it keeps what it holds.
  bool is_locked_out(const LivingKiosk& kiosk) {
    if (!kiosk.is_cloned) return false;
    const auto known = collector.the_register().device(kiosk.device).value();
    const auto own = kiosk.terminal.own_key();
    return own != known.key && own != known.next_key;
  }
  Date today() const { return local_time(time->now(), FoundedHouse::zone).value().date; }
};

}  // namespace stemme
