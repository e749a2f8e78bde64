/// Which piles become which batches, and when (C3, C5). Pure: time, piles and the day's partition
/// in, a plan out; binder.h carries it out. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/frame.h"

namespace stemme {

inline constexpr int pile_boxes_min =
    10;  ///< fewer wait, so that nobody's single answer has an arrival
/// Of a round that several tablets shared, or that was cut: C11 shows what five have answered, and
/// when they did everybody in the room knows.
inline constexpr int round_boxes_min = 5;
inline constexpr int pile_boxes_max = batch_answers_max;
inline constexpr int unanchored_hours = 6;

enum class PileKind { Answers = 0, Visits = 1 };
enum class PileState { Open = 0, Waiting = 1, Closed = 2 };
using PileId = std::int64_t;

struct Pile {
  PileId id = 0;
  PileKind kind = PileKind::Answers;
  PileState state = PileState::Open;
  std::string key;              ///< public sealing key, hex
  std::optional<DayStamp> day;  ///< visits: the Monday of their week
  std::uint64_t boot = 0;
  int age_from_h = 0;
  int age_to_h = 0;
  int boxes = 0;
};

/// What is known of the time and of the house's day.
struct ClosingMoment {
  std::optional<Instant> now;  ///< only by an anchor in this boot
  std::uint64_t boot = 0;
  int boot_age_h = 0;
  std::string zone;
  std::vector<Daypart> dayparts;
  std::map<std::uint64_t, Instant> boots;  ///< when each anchored boot began
  /// The daypart an open round still holds (C11).
  std::optional<DayStamp> held_by_round;
};

struct PlannedBatch {
  std::vector<PileId> piles;
  Stamp stamp;
  bool operator==(const PlannedBatch&) const = default;
};

struct ClosingPlan {
  std::vector<std::pair<PileId, DayStamp>> dated;  ///< piles of a boot whose day is now known
  std::vector<PileId> waiting;                     ///< too small: they wait for the day's end
  std::vector<PlannedBatch> batches;               ///< in this order
  bool empty() const { return dated.empty() && waiting.empty() && batches.empty(); }
};

/// Where a box of this moment belongs; none without an anchor.
std::optional<DayStamp> daypart_now(const ClosingMoment& moment);

/// What is over by now, and what is full.
ClosingPlan plan_closing(const std::vector<Pile>& piles, const ClosingMoment& moment);
/// *Send now*: everything from `least` boxes up, over or not.
ClosingPlan plan_send_now(const std::vector<Pile>& piles, const ClosingMoment& moment,
                          int least = pile_boxes_min);
/// Visit boxes of the weeks up to `week`, and of earlier boots that nobody dated, from ten up.
ClosingPlan plan_visits(const std::vector<Pile>& piles, IsoWeek week, std::uint64_t present_boot);

/// The last week that is over; none without an anchor.
std::optional<IsoWeek> last_week_over(const ClosingMoment& moment);
/// The present daypart's end; none without an anchor.
std::optional<Instant> daypart_ends(const ClosingMoment& moment);

}  // namespace stemme
