#include "server-sync/counting/overfull_day.h"

#include <set>

#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

constexpr int tenths_a_member = 13;

/// Rounded up: two pairs of three are a visit that was left.
Result<int> visits_of(const OverfullDay& day, Guide& guide) {
  const auto* pack = TRY(guide.pack(day.key.pack));
  if (pack == nullptr) return 0;
  const auto& question = pack->questions[static_cast<std::size_t>(day.key.question)];
  const int a_visit = question.kind == QuestionKind::Pair ? pairs_a_visit(*pack, question) : 1;
  return (day.answers + a_visit - 1) / a_visit;
}

Result<std::vector<OverfullDay>> dated_answers(Database& counts, const std::string& owner,
                                               UnitId unit, IsoWeek week) {
  auto rows = TRY(counts.prepare(
      "SELECT unit, pack, question, mode, day, sum(answers) FROM tallies WHERE owner=? AND unit=? "
      "AND mode=0 AND period<=? AND day<>? GROUP BY day, pack, question "
      "ORDER BY day, pack, question"));
  rows.bind(owner).bind(row_id(unit)).bind(to_text(week)).bind(undated);
  std::vector<OverfullDay> found;
  while (TRY(rows.step())) {
    const auto key = TRY(key_in(rows, 0));
    found.push_back({key, rows.text(4), static_cast<int>(rows.integer(5)), {}, {}});
  }
  return found;
}

Result<std::vector<Digest>> batches_of(Database& counts, const std::string& owner,
                                       const OverfullDay& day) {
  auto rows = TRY(counts.prepare(
      "SELECT DISTINCT digest FROM tally_batches WHERE owner=? AND unit=? AND pack=? AND "
      "question=? AND mode=? AND day=? ORDER BY digest"));
  bind_key(rows, owner, day.key).bind(day.day);
  return digests_in(rows);
}

Result<std::map<DeviceId, int>> terminals_of(Database& counts, const std::string& owner,
                                             const OverfullDay& day) {
  auto rows = TRY(counts.prepare(
      "SELECT m.device, sum(t.answers) FROM tally_batches t JOIN marks m ON m.owner=t.owner AND "
      "m.digest=t.digest WHERE t.owner=? AND t.unit=? AND t.pack=? AND t.question=? AND t.mode=? "
      "AND t.day=? GROUP BY m.device"));
  bind_key(rows, owner, day.key).bind(day.day);
  std::map<DeviceId, int> found;
  while (TRY(rows.step())) found[id_of(rows.integer(0))] = static_cast<int>(rows.integer(1));
  return found;
}

}  // namespace

Result<std::vector<OverfullDay>> overfull_days(Database& counts, Guide& guide,
                                               const std::string& owner, const Unit& unit,
                                               IsoWeek week) {
  auto days = TRY(dated_answers(counts, owner, unit.id, week));
  std::set<std::string> overfull;
  for (const auto& day : days) {
    const auto visits = TRY(visits_of(day, guide));
    if (10 * visits > tenths_a_member * unit.size) overfull.insert(day.day);
  }
  std::erase_if(days, [&](const OverfullDay& day) { return !overfull.contains(day.day); });
  for (auto& day : days) {
    day.batches = TRY(batches_of(counts, owner, day));
    day.by_device = TRY(terminals_of(counts, owner, day));
  }
  return days;
}

}  // namespace stemme
