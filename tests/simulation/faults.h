/// All that befalls a town in its weeks, as a list: drawn from a seed, told in words, and lived
/// with or without each single one, so that a failure can be brought down to the fewest. Values;
/// any thread.
#pragma once

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

namespace stemme {

struct Fault {
  enum class Kind {
    // On the road, for some hours, one request in so many.
    RequestsLost,
    RepliesLost,
    RequestsDoubled,
    RequestsOvertaken,
    RepliesReplayed,
    RepliesForged,
    Impostor,
    Portal,
    RepliesTruncated,
    RequestsTruncated,
    RepliesStripped,
    RequestsStripped,
    CollectorDiesAnswering,
    // At a terminal.
    Killed,
    PowerCut,
    KilledStarting,
    PulledBeforeShown,
    ClockJumps,
    CardCloned,
    DiskSpoiled,
    DiskFull,
    PoisonBox,
    Revoked,
    KeyByCode,
    // At the collector.
    CollectorKilled,
    CollectorKilledCounting,
    CollectorKilledReleasing,
    Restored,
    // In the houses, and to the keys.
    DaypartsChanged,
    DaysClosed,
    August,
    PackChanged,
    SealingRotated,
    RepliesSignedAnew,
    OldKeyGone,
    OldKeyFound,
  };
  Kind kind{};
  int hour = 0;    ///< since the first Monday began
  int hours = 0;   ///< how long, on the road
  int who = 0;     ///< which terminal; on the road below 0: a whole house
  int number = 0;  ///< in its schedule, whether or not others are left out
  int much = 0;    ///< one in so many, at the n-th write, which backup, so many years
};

/// Independent streams from one seed: leaving out a fault changes no other's luck.
inline std::uint64_t mixed(std::uint64_t seed, std::uint64_t stream) {
  std::uint64_t z = seed * 0x9E3779B97F4A7C15U + stream * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

namespace faults {

struct Usual {
  Fault::Kind kind;
  int weight;
  int hours_max;
  int much_max;
  const char* words;
};
using Kind = Fault::Kind;

inline constexpr std::array usual{
    Usual{Kind::RequestsLost, 4, 100, 5, "requests are lost"},
    Usual{Kind::RepliesLost, 6, 100, 4, "replies are lost"},
    Usual{Kind::RequestsDoubled, 4, 100, 4, "requests arrive twice"},
    Usual{Kind::RequestsOvertaken, 4, 60, 4, "requests arrive late, after others"},
    Usual{Kind::RepliesReplayed, 3, 100, 4, "earlier replies come again"},
    Usual{Kind::RepliesForged, 3, 100, 4, "replies are signed by somebody else"},
    Usual{Kind::Impostor, 3, 100, 2, "somebody else plays the collector"},
    Usual{Kind::Portal, 3, 200, 1, "a login page answers"},
    Usual{Kind::RepliesTruncated, 3, 100, 4, "replies are cut in half"},
    Usual{Kind::RequestsTruncated, 3, 100, 4, "requests are cut in half"},
    Usual{Kind::RepliesStripped, 3, 100, 3, "replies lose one of their fields"},
    Usual{Kind::RequestsStripped, 3, 100, 3, "requests lose one of their fields"},
    Usual{Kind::CollectorDiesAnswering, 3, 60, 12, "the collector dies while it is asked"},
    Usual{Kind::Killed, 5, 0, 25, "killed"},
    Usual{Kind::PowerCut, 8, 0, 25, "loses its power"},
    Usual{Kind::KilledStarting, 2, 0, 30, "killed, and again while it starts"},
    Usual{Kind::PulledBeforeShown, 3, 0, 4, "ends between COMMIT and the acknowledgement"},
    Usual{Kind::ClockJumps, 3, 0, 40, "believes another year"},
    Usual{Kind::CardCloned, 3, 0, 1, "its card is cloned, and both run on"},
    Usual{Kind::DiskSpoiled, 3, 0, 3, "finds its disk corrupt"},
    Usual{Kind::DiskFull, 5, 0, 100, "has no room on its disk for so many hours"},
    Usual{Kind::PoisonBox, 3, 0, 3, "seals boxes that nobody can read"},
    Usual{Kind::Revoked, 1, 0, 1, "is revoked"},
    Usual{Kind::KeyByCode, 3, 0, 3, "gets another key by a code that is typed so often"},
    Usual{Kind::CollectorKilled, 3, 0, 1, "the collector is killed"},
    Usual{Kind::CollectorKilledCounting, 3, 0, 1, "the collector is killed while it counts"},
    Usual{Kind::CollectorKilledReleasing, 2, 0, 1,
          "the collector is killed between the log and what it says"},
    Usual{Kind::Restored, 5, 0, 12, "the collector is restored from a backup"},
    Usual{Kind::DaypartsChanged, 2, 0, 3, "a house cuts its day anew"},
    Usual{Kind::DaysClosed, 1, 0, 4, "a house is closed for some days"},
    Usual{Kind::August, 2, 0, 1, "a group ends and another begins"},
    Usual{Kind::PackChanged, 3, 0, 2, "a house adopts the next version of a pack"},
    Usual{Kind::SealingRotated, 3, 0, 1, "there is a new sealing key"},
    Usual{Kind::RepliesSignedAnew, 2, 0, 2, "replies are signed with a new key"},
    Usual{Kind::OldKeyGone, 2, 0, 1, "the key before the newest is gone"},
    Usual{Kind::OldKeyFound, 1, 0, 1, "a key that was gone is found"},
};

inline const Usual& usual_of(Kind kind) {
  return *std::find_if(usual.begin(), usual.end(),
                       [&](const auto& one) { return one.kind == kind; });
}
inline bool is_on_the_road(Kind kind) { return kind <= Kind::CollectorDiesAnswering; }
inline bool is_at_a_terminal(Kind kind) { return !is_on_the_road(kind) && kind <= Kind::KeyByCode; }

}  // namespace faults

/// After the four weeks, while batches become old enough to be let go.
inline constexpr int hours_at_home_begin = 38 * 24;
inline constexpr int hours_at_home = 28 * 24;

/// In the order they happen.
inline std::vector<Fault> faults_of(std::uint64_t seed, int terminals, int houses, int hours) {
  std::mt19937_64 chance(mixed(seed, 1));
  const auto dice = [&](int sides) { return static_cast<int>(chance() % unsigned(sides)); };
  int weights = 0;
  for (const auto& one : faults::usual) weights += one.weight;
  std::vector<Fault> drawn;
  for (int left = 6 + dice(26); left > 0; --left) {
    int ticket = dice(weights);
    const auto* one = faults::usual.begin();
    while (ticket >= one->weight) ticket -= (one++)->weight;
    Fault fault;
    fault.kind = one->kind;
    fault.hour = dice(hours);
    // A collector may come back from what it has when everybody is home, too.
    if (one->kind == faults::Kind::Restored && dice(2) == 0)
      fault.hour = hours_at_home_begin + dice(hours_at_home);
    if (one->hours_max > 0) fault.hours = 4 + dice(one->hours_max);
    fault.who = dice(terminals);
    fault.much = 1 + dice(one->much_max);
    if (faults::is_on_the_road(one->kind) && dice(2) == 0) fault.who = -1 - dice(houses);
    drawn.push_back(fault);
  }
  std::stable_sort(drawn.begin(), drawn.end(),
                   [](const Fault& a, const Fault& b) { return a.hour < b.hour; });
  for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i].number = static_cast<int>(i);
  return drawn;
}

inline std::string words_of(const Fault& fault) {
  const auto& usual = faults::usual_of(fault.kind);
  std::string words = "day " + std::to_string(fault.hour / 24 + 1) + " at " +
                      std::to_string(fault.hour % 24) + ": ";
  if (faults::is_on_the_road(fault.kind)) {
    words += "for " + std::to_string(fault.hours) + " hours ";
    words += fault.who < 0 ? "in house " + std::to_string(-fault.who)
                           : "at terminal " + std::to_string(fault.who);
    return words + " one in " + std::to_string(fault.much) + " " + usual.words;
  }
  if (faults::is_at_a_terminal(fault.kind)) words += "terminal " + std::to_string(fault.who) + " ";
  return words + usual.words + " (" + std::to_string(fault.much) + ")";
}

}  // namespace stemme
