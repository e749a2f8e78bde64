#include "server-sync/counting/release.h"

#include <algorithm>
#include <set>

#include "server-sync/counting/open_period.h"
#include "server-sync/counting/overfull_day.h"
#include "server-sync/counting/set_aside.h"

namespace stemme {
namespace {

Result<const Question*> question_of(Guide& guide, const QuestionKey& key) {
  const auto* pack = TRY(guide.pack(key.pack));
  if (pack == nullptr || key.question >= static_cast<int>(pack->questions.size()))
    return static_cast<const Question*>(nullptr);
  return &pack->questions[static_cast<std::size_t>(key.question)];
}

LoggedRelease begun(LoggedRelease::Event event, const std::string& owner, const std::string& house,
                    const std::string& through) {
  LoggedRelease release;
  release.event = event;
  release.owner = owner;
  release.house = house;
  release.through = through;
  return release;
}

Result<LoggedAtom> atom_of(Database& counts, const std::string& owner, const OpenPeriod& period) {
  LoggedAtom atom;
  atom.key = period.key;
  atom.first = period.first;
  atom.last = period.last;
  atom.late = period.late;
  atom.members = period.rounds;
  atom.batches = TRY(batches_in(counts, owner, period));
  return atom;
}

Result<std::optional<IsoWeek>> newest_week(Database& counts, const std::string& owner,
                                           const std::string& house) {
  auto week = TRY(counts.prepare("SELECT max(week) FROM weeks WHERE owner=? AND house=?"));
  week.bind(owner).bind(house);
  const auto found = TRY(week.step());
  if (!found || week.is_null(0)) return std::optional<IsoWeek>();
  const auto newest = TRY(week_from(week.text(0)));
  return std::optional(newest);
}

/// Rounds that brought their own finding. Their answers are in it, so no batch needs to be listed:
/// the round itself is known by its id.
Result<void> take_rounds_with_findings(Database& counts, LoggedRelease& release) {
  auto rows =
      TRY(counts.prepare("SELECT unit, pack, question, mode, round, day, finding FROM rounds WHERE "
                         "owner=? AND house=? "
                         "AND closed=0 AND finding IS NOT NULL AND day<=? ORDER BY day, round"));
  rows.bind(release.owner).bind(release.house).bind(release.through);
  while (TRY(rows.step())) {
    LoggedAtom atom;
    atom.key = TRY(key_in(rows, 0));
    atom.round = id_of(rows.integer(4));
    atom.first = rows.text(5);
    atom.last = atom.first;
    auto finding = TRY(finding_from_json(rows.text(6)));
    atom.finding = std::move(finding);
    release.atoms.push_back(std::move(atom));
  }
  return {};
}

/// Questions of a day that several tablets shared, and that as many have reported as there were. A
/// tablet that was cut may have begun again: then nobody knows whether it is all there.
Result<std::vector<std::pair<QuestionKey, Date>>> all_reported(Database& counts,
                                                               const std::string& owner,
                                                               const std::string& house) {
  auto rows = TRY(counts.prepare(
      "SELECT unit, pack, question, mode, day FROM rounds WHERE owner=? AND house=? AND closed=0 "
      "AND finding IS NULL GROUP BY unit, pack, question, mode, day HAVING max(tablets)>1 AND "
      "count(DISTINCT device)>=max(tablets) AND max(cut)=0"));
  rows.bind(owner).bind(house);
  std::vector<std::pair<QuestionKey, Date>> found;
  while (TRY(rows.step())) {
    const auto key = TRY(key_in(rows, 0));
    const auto day = TRY(date_from(rows.text(4)));
    found.emplace_back(key, day);
  }
  return found;
}

/// C8: rounded to three, nothing below six.
Result<void> count_set_aside(Database& counts, LoggedRelease& release) {
  auto rows = TRY(counts.prepare(
      "SELECT reason, sum(answers) FROM set_aside WHERE owner=? AND house=? AND week<=? AND week>? "
      "GROUP BY reason ORDER BY reason"));
  const auto before = TRY(newest_week(counts, release.owner, release.house));
  rows.bind(release.owner).bind(release.house).bind(release.through);
  rows.bind(before ? to_text(*before) : std::string());
  int runs = 0;
  while (TRY(rows.step())) {
    const auto reason = rows.text(0);
    const auto answers = static_cast<int>(rows.integer(1));
    if (reason == aside::run || reason == aside::noise) {
      runs += answers;
    } else if (answers < answers_printed_min) {
      release.note.set_aside_few = true;
    } else {
      release.note.set_aside.push_back({reason, rounded_to_three(answers)});
    }
  }
  release.note.runs_about = runs < answers_printed_min ? 0 : rounded_to_three(runs);
  return {};
}

/// Was anything counted for a unit in this very week?
Result<bool> heard_in(Database& counts, const std::string& owner, UnitId unit, IsoWeek week) {
  auto answers = TRY(counts.prepare(
      "SELECT 1 FROM tallies WHERE owner=? AND unit=? AND mode=0 AND period=? UNION ALL "
      "SELECT 1 FROM rounds WHERE owner=? AND unit=? AND day BETWEEN ? AND ? LIMIT 1"));
  const auto monday = std::chrono::sys_days(monday_of(week));
  answers.bind(owner).bind(row_id(unit)).bind(to_text(week)).bind(owner).bind(row_id(unit));
  answers.bind(to_text(Date(monday))).bind(to_text(Date(monday + std::chrono::days{6})));
  return answers.step();
}

/// C8: ten weeks after its end a group's open remainder is destroyed, *talt, aldri vist*.
bool is_over(const Unit& unit, IsoWeek week) {
  return unit.ended && std::chrono::sys_days(monday_of(week + 1)) >
                           std::chrono::sys_days(*unit.ended) + aside::late_answers_taken;
}

}  // namespace

Result<void> Release::replay() {
  const auto applied = TRY(last_applied(counts_));
  std::int64_t seen = 0;
  TRY(log_.replay([&](const std::string& line) -> Result<void> {
    auto release = TRY(release_from_line(line));
    if (!release) return {};
    if (release->seq != seen + 1) return corrupt("a line of the release log is missing");
    seen = release->seq;
    if (release->seq <= applied) return check_applied(counts_, release->seq, line);
    return apply(counts_, *release, line);
  }));
  if (seen < applied) return corrupt("the release log is older than the counts");
  is_behind_ = false;
  return {};
}

Result<void> Release::write_ahead(LoggedRelease& release) {
  const auto applied = TRY(last_applied(counts_));
  release.seq = applied + 1;
  const auto line = to_line(release);
  TRY(log_.append(line));
  is_behind_ = true;
  TRY(apply(counts_, release, line));
  is_behind_ = false;
  return {};
}

Result<void> Release::close_rounds(const std::string& owner, const std::string& house,
                                   Date through) {
  auto release = begun(LoggedRelease::Event::Rounds, owner, house, to_text(through));
  release.shown = TRY(first_page_not_out(owner, house));
  TRY(take_rounds_with_findings(counts_, release));

  const auto units = TRY(guide_.units(house));
  for (const auto& unit : units) {
    const auto periods = TRY(open_rounds(counts_, owner, unit.id, through));
    for (const auto& period : periods) {
      const auto* question = TRY(question_of(guide_, period.key));
      auto atom = TRY(atom_of(counts_, owner, period));
      if (question != nullptr && closes(period, *question)) {
        atom.finding = TRY(finding_of(period, *guide_.pack(period.key.pack).value(), unit));
      }
      release.atoms.push_back(std::move(atom));
    }
  }

  auto closed = TRY(counts_.prepare("SELECT through FROM rounds_closed WHERE owner=? AND house=?"));
  closed.bind(owner).bind(house);
  const auto found = TRY(closed.step());
  const bool known = found && closed.text(0) >= release.through;
  closed.reset();
  if (known && release.atoms.empty()) return {};
  return write_ahead(release);
}

Result<std::string> Release::first_page_not_out(const std::string& owner,
                                                const std::string& house) {
  const auto newest = TRY(newest_week(counts_, owner, house));
  return newest ? to_text(*newest + 1) : std::string();
}

Result<void> Release::close_together(const std::string& owner, const std::string& house) {
  const auto shared = TRY(all_reported(counts_, owner, house));
  for (const auto& [key, day] : shared) {
    const auto* question = TRY(question_of(guide_, key));
    const auto* unit = TRY(guide_.unit(key.unit));
    if (question == nullptr || unit == nullptr) continue;
    auto release = begun(LoggedRelease::Event::Together, owner, house, to_text(day));
    release.shown = TRY(first_page_not_out(owner, house));
    const auto periods = TRY(open_rounds(counts_, owner, key.unit, day));
    for (const auto& period : periods) {
      const bool is_it = period.key == key && period.last == release.through;
      if (!is_it || !closes(period, *question)) continue;
      auto atom = TRY(atom_of(counts_, owner, period));
      atom.finding = TRY(finding_of(period, *guide_.pack(key.pack).value(), *unit));
      release.atoms.push_back(std::move(atom));
    }
    if (!release.atoms.empty()) TRY(write_ahead(release));
  }
  return {};
}

Result<void> Release::set_aside_overfull(const std::string& owner, const std::string& house,
                                         IsoWeek week) {
  auto release = begun(LoggedRelease::Event::Overfull, owner, house, to_text(week));
  const auto units = TRY(guide_.units(house));
  for (const auto& unit : units) {
    const auto days = TRY(overfull_days(counts_, guide_, owner, unit, week));
    for (const auto& day : days) {
      auto& atom = release.atoms.emplace_back();
      atom.key = day.key;
      atom.first = atom.last = day.day;
      atom.set_aside = day.answers;
      atom.set_aside_of = day.by_device;
      atom.batches = day.batches;
    }
  }
  if (release.atoms.empty()) return {};
  return write_ahead(release);
}

Result<void> Release::release_week(const std::string& owner, const std::string& house,
                                   IsoWeek week) {
  const auto newest = TRY(newest_week(counts_, owner, house));
  if (newest && *newest >= week) return {};
  TRY(set_aside_overfull(owner, house, week));
  auto release = begun(LoggedRelease::Event::Week, owner, house, to_text(week));

  const auto units = TRY(guide_.units(house));
  for (const auto& unit : units) {
    if (TRY(heard_in(counts_, owner, unit.id, week))) release.note.heard.push_back(unit.id);
    const auto periods = TRY(open_answers(counts_, owner, unit.id, week));
    for (const auto& period : periods) {
      const auto* question = TRY(question_of(guide_, period.key));
      const bool ready = question != nullptr && closes(period, *question);
      if (!ready && !is_over(unit, week)) {
        release.note.waiting.push_back(period.key);
        continue;
      }
      auto atom = TRY(atom_of(counts_, owner, period));
      if (ready)
        atom.finding = TRY(finding_of(period, *guide_.pack(period.key.pack).value(), unit));
      release.note.never_shown = release.note.never_shown || !ready;
      release.atoms.push_back(std::move(atom));
    }
  }
  TRY(count_set_aside(counts_, release));
  return write_ahead(release);
}

}  // namespace stemme
