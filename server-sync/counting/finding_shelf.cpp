#include "server-sync/counting/finding_shelf.h"

#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/shelf_json.h"

namespace stemme {
namespace {

Result<ShelvedFinding> finding_in(const Statement& row) {
  ShelvedFinding shelved;
  shelved.key = TRY(key_in(row, 0));
  shelved.first = TRY(week_from(row.text(4)));
  shelved.last = TRY(week_from(row.text(5)));
  shelved.late_answers = row.integer(6) != 0;
  shelved.finding = TRY(finding_from_json(row.text(7)));
  return shelved;
}

Result<ShelvedRound> round_in(const Statement& row) {
  ShelvedRound shelved;
  shelved.key = TRY(key_in(row, 0));
  shelved.round = id_of(row.integer(4));
  shelved.day = TRY(date_from(row.text(5)));
  shelved.shown = TRY(week_from(row.text(6)));
  shelved.finding = TRY(finding_from_json(row.text(7)));
  return shelved;
}

}  // namespace

Result<FindingShelf> FindingShelf::open(const std::filesystem::path& state_folder) {
  const auto path = counts_path(state_folder);
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return missing("nothing has been counted yet");
  auto counts = TRY(Database::open(path, Database::Role::Reader));
  return FindingShelf(std::move(counts));
}

Result<std::optional<IsoWeek>> FindingShelf::latest_week(const std::string& owner,
                                                         const std::string& house) {
  auto newest = TRY(counts_.prepare("SELECT max(week) FROM weeks WHERE owner=? AND house=?"));
  newest.bind(owner).bind(house);
  const auto found = TRY(newest.step());
  if (!found || newest.is_null(0)) return std::optional<IsoWeek>();
  const auto week = TRY(week_from(newest.text(0)));
  return std::optional<IsoWeek>(week);
}

Result<std::int64_t> FindingShelf::counted_through(const std::string& owner) {
  auto progress = TRY(counts_.prepare("SELECT arrived FROM progress WHERE owner=?"));
  progress.bind(owner);
  if (!TRY(progress.step())) return std::int64_t{0};
  return progress.integer(0);
}

Result<std::optional<WeekNote>> FindingShelf::week_note(const std::string& owner,
                                                        const std::string& house, IsoWeek week) {
  auto note = TRY(counts_.prepare("SELECT note FROM weeks WHERE owner=? AND house=? AND week=?"));
  note.bind(owner).bind(house).bind(to_text(week));
  if (!TRY(note.step())) return std::optional<WeekNote>();
  auto read = TRY(week_note_from_json(note.text(0)));
  return std::optional<WeekNote>(std::move(read));
}

Result<WeekCompleteness> FindingShelf::completeness(const std::string& owner,
                                                    const std::string& house, IsoWeek week) {
  auto line =
      TRY(counts_.prepare("SELECT line FROM completeness WHERE owner=? AND house=? AND week=?"));
  line.bind(owner).bind(house).bind(to_text(week));
  if (!TRY(line.step())) return WeekCompleteness();
  return completeness_from_json(line.text(0));
}

Result<std::optional<Reckoning>> FindingShelf::reckoning(const std::string& owner,
                                                         DeviceId device) {
  auto row = TRY(counts_.prepare(
      "SELECT line FROM reckonings WHERE owner=? AND device=? AND line IS NOT NULL"));
  row.bind(owner).bind(row_id(device));
  if (!TRY(row.step())) return std::optional<Reckoning>();
  auto read = TRY(reckoning_from_json(row.text(0)));
  return std::optional<Reckoning>(std::move(read));
}

Result<std::vector<ShelvedFinding>> FindingShelf::findings(const std::string& owner, UnitId unit,
                                                           IsoWeek from, IsoWeek through) {
  auto rows = TRY(counts_.prepare(
      "SELECT unit, pack, question, mode, first, last, late, finding FROM findings "
      "WHERE owner=? AND unit=? AND last BETWEEN ? AND ? ORDER BY last DESC, pack, question"));
  rows.bind(owner).bind(row_id(unit)).bind(to_text(from)).bind(to_text(through));
  std::vector<ShelvedFinding> found;
  while (TRY(rows.step())) {
    auto finding = TRY(finding_in(rows));
    found.push_back(std::move(finding));
  }
  return found;
}

Result<std::vector<ShelvedRound>> FindingShelf::rounds(const std::string& owner, UnitId unit,
                                                       IsoWeek from, IsoWeek through) {
  auto rows = TRY(counts_.prepare(
      "SELECT unit, pack, question, mode, round, day, shown, finding FROM round_findings "
      "WHERE owner=? AND unit=? AND shown BETWEEN ? AND ? ORDER BY day DESC, pack, question, "
      "round"));
  rows.bind(owner).bind(row_id(unit)).bind(to_text(from)).bind(to_text(through));
  std::vector<ShelvedRound> found;
  while (TRY(rows.step())) {
    auto round = TRY(round_in(rows));
    found.push_back(std::move(round));
  }
  return found;
}

Result<std::vector<ShelvedRound>> FindingShelf::rounds_of_day(const std::string& owner, UnitId unit,
                                                              Date day) {
  // A day's cut rounds share one finding (round 0); each of them gets it under its own id.
  auto rows = TRY(counts_.prepare(
      "SELECT f.unit, f.pack, f.question, f.mode, r.round, f.day, f.shown, f.finding "
      "FROM round_findings f JOIN rounds r ON r.owner=f.owner AND r.unit=f.unit AND r.pack=f.pack "
      "AND r.question=f.question AND r.mode=f.mode AND r.day=f.day AND r.closed=1 "
      "AND (r.round=f.round OR (f.round=0 AND r.finding IS NULL)) "
      "WHERE f.owner=? AND f.unit=? AND f.day=? ORDER BY r.round"));
  rows.bind(owner).bind(row_id(unit)).bind(to_text(day));
  std::vector<ShelvedRound> found;
  while (TRY(rows.step())) {
    auto round = TRY(round_in(rows));
    found.push_back(std::move(round));
  }
  return found;
}

}  // namespace stemme
