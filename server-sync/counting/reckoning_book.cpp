#include "server-sync/counting/reckoning_book.h"

#include <algorithm>
#include <set>
#include <vector>

#include "server-sync/counting/set_aside.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

/// More than any terminal can have made; a frame may claim what it likes.
constexpr std::int64_t answers_max = 99'999'999;

/// So that nothing is said to be on the way, or lost, only when nothing is.
int up_to_three(std::int64_t count) {
  return static_cast<int>((std::min(count, answers_max) + 2) / 3 * 3);
}

/// Where claims go beyond what may be written down, this much and no more is said of them.
void add_up_to_max(std::int64_t& sum, std::int64_t more) {
  sum = std::min(sum + std::clamp(more, std::int64_t{0}, json_number_max), json_number_max);
}

/// C8, and those too small for a line together, where they are enough for one.
std::vector<SetAsideLine> lines_of(std::map<std::string, std::int64_t> set_aside) {
  // Whoever pats the glass and whoever comes again at once stand in one line, as on the page.
  if (const auto noise = set_aside.extract(aside::noise)) set_aside[aside::run] += noise.mapped();
  std::vector<SetAsideLine> lines;
  std::int64_t rest = 0;
  const auto add = [&](const std::string& reason, std::int64_t answers) {
    lines.push_back({reason, rounded_to_three(static_cast<int>(std::min(answers, answers_max)))});
  };
  for (const auto& [reason, answers] : set_aside) {
    if (answers < answers_printed_min) {
      rest += answers;
    } else {
      add(reason, answers);
    }
  }
  if (rest >= answers_printed_min) add(std::string(other_reasons), rest);
  return lines;
}

struct StaleLine {
  DeviceId device = 0;
  Date day{};
  std::string daypart;
  Epoch told_epoch = 0;
  std::int64_t told_made = 0;
  std::optional<Date> told_day;
};

/// Of an epoch: what is claimed of it, and what has been looked at.
struct EpochSums {
  std::int64_t claimed = 0;
  std::int64_t entered = 0;
};

/// The last total that came speaks for numbers that have not come yet; so does what the terminal
/// has said itself. `told_more`: it has said more than has come.
Result<bool> add_epochs(Database& counts, const std::string& owner, const StaleLine& line,
                        const std::set<Epoch>& ended, TerminalSums& sums) {
  std::map<Epoch, EpochSums> epochs;
  auto rows = TRY(counts.prepare(
      "SELECT epoch, max(max(total), sum(answers)), sum(answers), sum(lost) FROM marks "
      "WHERE owner=? AND device=? GROUP BY epoch"));
  rows.bind(owner).bind(row_id(line.device));
  while (TRY(rows.step())) {
    epochs[id_of(rows.integer(0))] = {rows.integer(1), rows.integer(2)};
    add_up_to_max(sums.lost, rows.integer(3));
  }
  auto& present = epochs[line.told_epoch];
  const bool told_more = line.told_made > present.claimed;
  present.claimed = std::max(present.claimed, line.told_made);
  add_up_to_max(sums.made, sums.lost);
  for (const auto& [epoch, of] : epochs) {
    add_up_to_max(ended.contains(epoch) ? sums.lost : sums.on_the_way, of.claimed - of.entered);
    add_up_to_max(sums.made, of.claimed);
  }
  return told_more;
}

Result<void> add_set_aside(Database& counts, const std::string& owner, DeviceId device,
                           TerminalSums& sums) {
  auto rows = TRY(counts.prepare(
      "SELECT s.reason, sum(s.answers) FROM (SELECT DISTINCT digest FROM marks WHERE owner=?1 AND "
      "device=?2) m JOIN set_aside s ON s.digest=m.digest WHERE s.owner=?1 AND "
      "(s.reason NOT IN (?3, ?4) OR s.week<=(SELECT max(week) FROM weeks w WHERE w.owner=?1 AND "
      "w.house=s.house)) GROUP BY s.reason"));
  rows.bind(owner).bind(row_id(device)).bind(aside::run).bind(aside::noise);
  while (TRY(rows.step())) sums.set_aside[rows.text(0)] += rows.integer(1);
  auto parts = TRY(counts.prepare("SELECT answers FROM overfull_parts WHERE owner=? AND device=?"));
  parts.bind(owner).bind(row_id(device));
  if (TRY(parts.step())) sums.set_aside[aside::overfull] += parts.integer(0);
  return {};
}

Result<std::vector<StaleLine>> stale_lines(Database& counts, const std::string& owner) {
  auto rows = TRY(counts.prepare(
      "SELECT device, day, daypart, told_epoch, told_made, told_day FROM reckonings WHERE owner=? "
      "AND is_stale=1"));
  rows.bind(owner);
  std::vector<StaleLine> lines;
  while (TRY(rows.step())) {
    StaleLine line;
    line.device = id_of(rows.integer(0));
    line.day = TRY(date_from(rows.text(1)));
    line.daypart = rows.text(2);
    line.told_epoch = id_of(rows.integer(3));
    line.told_made = rows.integer(4);
    if (!rows.text(5).empty()) line.told_day = TRY(date_from(rows.text(5)));
    lines.push_back(std::move(line));
  }
  return lines;
}

Result<Reckoning> reckoning_of(Database& counts, Guide& guide, const std::string& owner,
                               const StaleLine& line) {
  TerminalSums sums;
  const auto ended = TRY(guide.ended_epochs(line.device));
  const bool told_more = TRY(add_epochs(counts, owner, line, ended, sums));
  TRY(add_set_aside(counts, owner, line.device, sums));
  auto reckoning = reckoned(sums);
  const bool is_newer = told_more && line.told_day && *line.told_day > line.day;
  reckoning.as_of = is_newer ? *line.told_day : line.day;
  if (!is_newer) reckoning.daypart = line.daypart;
  return reckoning;
}

}  // namespace

Reckoning reckoned(const TerminalSums& sums) {
  Reckoning reckoning;
  reckoning.set_aside = lines_of(sums.set_aside);
  reckoning.on_the_way = up_to_three(sums.on_the_way);
  reckoning.lost = up_to_three(sums.lost);
  const std::int64_t elsewhere =
      reckoning.set_aside_total() + reckoning.on_the_way + reckoning.lost;
  // Never from the exact count: what was set aside and is not printed could be subtracted.
  reckoning.counted =
      static_cast<int>(std::max<std::int64_t>(0, up_to_three(sums.made) - elsewhere));
  reckoning.made = static_cast<int>(reckoning.counted + elsewhere);
  return reckoning;
}

Result<void> note_told(Database& counts, Guide& guide, const std::string& owner,
                       const ToldTotal& told) {
  const auto house = guide.house_of(told.device);
  auto row = TRY(counts.prepare(
      "INSERT INTO reckonings(owner, device, house, day, daypart, is_stale, told_epoch, told_made, "
      "told_day) VALUES(?1,?2,?3,?6,'',1,?4,?5,?6) ON CONFLICT DO UPDATE SET "
      "is_stale=is_stale OR told_epoch<>?4 OR told_made<>?5, told_epoch=?4, told_made=?5, "
      "told_day=?6"));
  row.bind(owner).bind(row_id(told.device)).bind(house).bind(row_id(told.epoch));
  return row.bind(told.made).bind(to_text(told.day)).run();
}

Result<void> note_looked_at(Database& counts, const ArrivedBatch& arrived, const Frame& frame) {
  const auto day = arrived.day.value_or(arrived.received);
  const auto* stamp = std::get_if<DayStamp>(&frame.stamp);
  const bool is_stamped = stamp != nullptr && stamp->date == day;
  auto row = TRY(counts.prepare(
      "INSERT INTO reckonings(owner, device, house, day, daypart, is_stale) VALUES(?,?,?,?,?,1) "
      "ON CONFLICT DO UPDATE SET house=excluded.house, is_stale=1, "
      "daypart=CASE WHEN excluded.day>=day THEN excluded.daypart ELSE daypart END, "
      "day=max(day, excluded.day)"));
  row.bind(arrived.owner).bind(row_id(arrived.device)).bind(arrived.house).bind(to_text(day));
  return row.bind(is_stamped ? stamp->daypart : std::string()).run();
}

Result<void> make_reckonings(Database& counts, Guide& guide, const std::string& owner) {
  const auto stale = TRY(stale_lines(counts, owner));
  if (stale.empty()) return {};
  return counts.in_transaction([&]() -> Result<void> {
    auto row =
        TRY(counts.prepare("UPDATE reckonings SET line=?, is_stale=0 WHERE owner=? AND device=?"));
    for (const auto& line : stale) {
      const auto reckoning = TRY(reckoning_of(counts, guide, owner, line));
      TRY(row.bind(to_json(reckoning)).bind(owner).bind(row_id(line.device)).run());
    }
    return {};
  });
}

}  // namespace stemme
