#include "app/answers/closing.h"

#include <algorithm>

namespace stemme {
namespace {

using Piles = std::vector<Pile>;
constexpr std::chrono::hours hour{1};

int boxes_of(const Piles& piles) {
  int boxes = 0;
  for (const auto& pile : piles) boxes += pile.boxes;
  return boxes;
}

/// A pile is never split: whoever writes keeps it within a batch.
void pack_into(ClosingPlan& plan, const Piles& piles, const Stamp& stamp) {
  int room = 0;
  for (const auto& pile : piles) {
    if (pile.boxes == 0) continue;
    if (pile.boxes > room) {
      plan.batches.push_back({{}, stamp});
      room = pile_boxes_max;
    }
    plan.batches.back().piles.push_back(pile.id);
    room -= pile.boxes;
  }
}

bool waits(const Pile& pile) {
  return pile.state == PileState::Waiting || pile.day->daypart == whole_day;
}

std::optional<LocalTime> local_now(const ClosingMoment& moment) {
  if (!moment.now) return std::nullopt;
  auto local = local_time(*moment.now, moment.zone);
  if (!local) return std::nullopt;
  return local.value();
}

bool day_is_over(Date date, const ClosingMoment& moment) {
  const auto local = local_now(moment);
  // Rows of an earlier boot, and nobody tells the time: six hours end every daypart there is.
  if (!local) return moment.boot_age_h >= unanchored_hours;
  return date < local->date;
}

bool daypart_is_over(const DayStamp& day, const ClosingMoment& moment) {
  if (day_is_over(day.date, moment)) return true;
  const auto local = local_now(moment);
  if (!local || day.date != local->date) return false;
  return daypart_at(moment.dayparts, local->since_midnight).id != day.daypart;
}

/// The day of boxes from these hours of a boot: a daypart, the whole day, or none when midnight
/// lies between. Nobody can have answered after now.
std::optional<DayStamp> day_of_hours(const Pile& pile, const ClosingMoment& moment) {
  const auto began = moment.boots.find(pile.boot);
  if (began == moment.boots.end()) return std::nullopt;
  auto last = began->second + hour * (pile.age_to_h + 1) - Milliseconds(1);
  if (moment.now) last = std::min(last, *moment.now);
  auto first = local_time(began->second + hour * pile.age_from_h, moment.zone);
  auto until = local_time(last, moment.zone);
  if (!first || !until) return std::nullopt;
  const auto& daypart = daypart_at(moment.dayparts, until->since_midnight).id;
  if (pile.kind == PileKind::Visits)
    return DayStamp{monday_of(week_of(until->date)), std::string(whole_day)};
  if (first->date != until->date) return std::nullopt;
  const bool one = daypart_at(moment.dayparts, first->since_midnight).id == daypart;
  return DayStamp{until->date, one ? daypart : std::string(whole_day)};
}

void date_what_can_be(ClosingPlan& plan, Piles& piles, const ClosingMoment& moment) {
  for (auto& pile : piles) {
    if (pile.day || pile.boxes == 0) continue;
    pile.day = day_of_hours(pile, moment);
    if (pile.day) plan.dated.emplace_back(pile.id, *pile.day);
  }
}

struct Day {
  Piles waiting;
  std::map<std::string, Piles> dayparts;
};
using DayKey = std::pair<Date, std::string>;  ///< with the sealing key: one a batch

std::map<DayKey, Day> by_day(const Piles& piles) {
  std::map<DayKey, Day> days;
  for (const auto& pile : piles) {
    if (pile.kind != PileKind::Answers || !pile.day || pile.boxes == 0) continue;
    auto& day = days[{pile.day->date, pile.key}];
    (waits(pile) ? day.waiting : day.dayparts[pile.day->daypart]).push_back(pile);
  }
  return days;
}

/// Undated piles by boot and sealing key.
std::map<std::pair<std::uint64_t, std::string>, Piles> by_boot(const Piles& piles) {
  std::map<std::pair<std::uint64_t, std::string>, Piles> boots;
  for (const auto& pile : piles)
    if (pile.kind == PileKind::Answers && !pile.day && pile.boxes > 0)
      boots[{pile.boot, pile.key}].push_back(pile);
  return boots;
}

/// The oldest piles, until what is left fits one batch again; never fewer than ten boxes by
/// themselves.
Piles take_full(Piles& piles) {
  Piles full;
  const auto too_small = [&] { return !full.empty() && boxes_of(full) < pile_boxes_min; };
  while (!piles.empty() && (boxes_of(piles) >= pile_boxes_max || too_small())) {
    full.push_back(piles.front());
    piles.erase(piles.begin());
  }
  return full;
}

BootStamp stamp_of(std::uint64_t boot, const Piles& piles) {
  BootStamp stamp{boot, piles.front().age_from_h, 0};
  for (const auto& pile : piles) {
    stamp.age_from_h = std::min(stamp.age_from_h, pile.age_from_h);
    stamp.age_to_h = std::max(stamp.age_to_h, pile.age_to_h);
  }
  return stamp;
}

void close_boots(ClosingPlan& plan, const Piles& piles, const ClosingMoment& moment) {
  for (auto [boot, undated] : by_boot(piles)) {
    const auto stamp = stamp_of(boot.first, undated);
    const bool ended = boot.first != moment.boot || moment.now.has_value();
    const bool six_hours =
        moment.boot_age_h / unanchored_hours > stamp.age_from_h / unanchored_hours;
    pack_into(plan, ended || six_hours ? undated : take_full(undated), stamp);
  }
}

void close_day(ClosingPlan& plan, const DayKey& key, Day day, const ClosingMoment& moment) {
  const auto& held = moment.held_by_round;
  const auto waited = day.waiting.size();
  for (auto& [daypart, piles] : day.dayparts) {
    const DayStamp stamp{key.first, daypart};
    if (held && *held == stamp) continue;
    pack_into(plan, take_full(piles), stamp);
    if (!daypart_is_over(stamp, moment)) continue;
    if (boxes_of(piles) >= pile_boxes_min) {
      pack_into(plan, piles, stamp);
    } else {
      day.waiting.insert(day.waiting.end(), piles.begin(), piles.end());
    }
  }
  const bool held_day = held && held->date == key.first;
  if (day_is_over(key.first, moment) && !held_day)
    return pack_into(plan, day.waiting, DayStamp{key.first, std::string(whole_day)});
  for (auto i = waited; i < day.waiting.size(); ++i) plan.waiting.push_back(day.waiting[i].id);
}

void send_day(ClosingPlan& plan, const DayKey& key, Day day, int least) {
  for (auto& [daypart, piles] : day.dayparts) {
    if (boxes_of(piles) >= least) {
      pack_into(plan, piles, DayStamp{key.first, daypart});
    } else {
      day.waiting.insert(day.waiting.end(), piles.begin(), piles.end());
    }
  }
  if (boxes_of(day.waiting) >= least)
    pack_into(plan, day.waiting, DayStamp{key.first, std::string(whole_day)});
}

}  // namespace

std::optional<DayStamp> daypart_now(const ClosingMoment& moment) {
  const auto local = local_now(moment);
  if (!local) return std::nullopt;
  return DayStamp{local->date, daypart_at(moment.dayparts, local->since_midnight).id};
}

ClosingPlan plan_closing(const std::vector<Pile>& piles, const ClosingMoment& moment) {
  ClosingPlan plan;
  auto now_dated = piles;
  date_what_can_be(plan, now_dated, moment);
  close_boots(plan, now_dated, moment);
  for (auto& [key, day] : by_day(now_dated)) close_day(plan, key, day, moment);
  return plan;
}

ClosingPlan plan_send_now(const std::vector<Pile>& piles, const ClosingMoment& moment, int least) {
  ClosingPlan plan;
  auto now_dated = piles;
  date_what_can_be(plan, now_dated, moment);
  for (auto& [boot, undated] : by_boot(now_dated))
    if (boxes_of(undated) >= least) pack_into(plan, undated, stamp_of(boot.first, undated));
  for (auto& [key, day] : by_day(now_dated)) send_day(plan, key, day, least);
  return plan;
}

ClosingPlan plan_visits(const std::vector<Pile>& piles, IsoWeek week, std::uint64_t present_boot) {
  std::map<std::string, Piles> by_key;
  for (const auto& pile : piles) {
    const bool over = pile.day ? week_of(pile.day->date) <= week : pile.boot != present_boot;
    if (pile.kind == PileKind::Visits && over) by_key[pile.key].push_back(pile);
  }
  ClosingPlan plan;
  const Date sunday = std::chrono::sys_days(monday_of(week)) + std::chrono::days(6);
  for (auto& [key, visits] : by_key)
    if (boxes_of(visits) >= pile_boxes_min)
      pack_into(plan, visits, DayStamp{sunday, std::string(whole_day)});
  return plan;
}

std::optional<IsoWeek> last_week_over(const ClosingMoment& moment) {
  const auto local = local_now(moment);
  if (!local) return std::nullopt;
  return week_of(local->date) + -1;
}

std::optional<Instant> daypart_ends(const ClosingMoment& moment) {
  const auto local = local_now(moment);
  if (!local) return std::nullopt;
  auto end = daypart_end(moment.dayparts, local->since_midnight);
  auto date = std::chrono::sys_days(local->date);
  if (end >= std::chrono::hours(24)) {
    date += std::chrono::days(1);
    end -= std::chrono::hours(24);
  }
  auto at = instant_of(date, end, moment.zone);
  if (!at) return std::nullopt;
  return at.value();
}

}  // namespace stemme
