#include "server-sync/counting/open_period.h"

#include <algorithm>

#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

constexpr int answers_min = 10;       ///< C9
constexpr int days_min = 2;           ///< C9, open answers
constexpr int round_answers_min = 5;  ///< C11

constexpr const char* tally_columns =
    "pack, question, mode, period, late, answers, skips, o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, "
    "o10, "
    "o11, o12, o13, o14, o15, round";

void add_row(OpenPeriod& period, const Statement& row) {
  const auto round = id_of(row.integer(7 + tally_options));
  if (round != 0) period.rounds.push_back(round);
  period.late = period.late || row.integer(4) != 0;
  period.answers += static_cast<int>(row.integer(5));
  period.tally.skips += static_cast<int>(row.integer(6));
  for (int option = 0; option < tally_options; ++option) {
    period.tally.options[static_cast<std::size_t>(option)] +=
        static_cast<int>(row.integer(7 + option));
  }
}

Result<OpenPeriod> begin_period(const Statement& row, UnitId unit) {
  OpenPeriod period;
  period.key.unit = unit;
  period.key.pack = TRY(fixed<16>(row.blob(0)));
  period.key.question = static_cast<int>(row.integer(1));
  period.key.mode = static_cast<Mode>(row.integer(2));
  period.first = row.text(3);
  period.last = row.text(3);
  period.tally.options.resize(static_cast<std::size_t>(tally_options));
  return period;
}

enum class Together { AllPeriods, OnePeriod };

Result<std::vector<OpenPeriod>> collect(Statement& rows, UnitId unit, Together together) {
  std::vector<OpenPeriod> periods;
  while (TRY(rows.step())) {
    auto next = TRY(begin_period(rows, unit));
    const bool same = !periods.empty() && periods.back().key == next.key &&
                      (together == Together::AllPeriods || periods.back().last == next.last);
    if (!same) periods.push_back(std::move(next));
    periods.back().last = rows.text(3);
    add_row(periods.back(), rows);
  }
  return periods;
}

Result<void> count_days(Database& counts, const std::string& owner, OpenPeriod& period) {
  auto days = TRY(counts.prepare(
      "SELECT count(DISTINCT day) FROM tallies WHERE owner=? AND unit=? AND pack=? AND "
      "question=? AND mode=? AND period BETWEEN ? AND ?"));
  bind_key(days, owner, period.key).bind(period.first).bind(period.last);
  TRY(days.step());
  period.days = static_cast<int>(days.integer(0));
  return {};
}

Result<void> add_pairs(Database& counts, const std::string& owner, OpenPeriod& period) {
  auto rows = TRY(counts.prepare(
      "SELECT shown_left, shown_right, sum(chose_left), sum(chose_right) FROM pair_tallies WHERE "
      "owner=? AND unit=? AND pack=? AND question=? AND mode=? AND period BETWEEN ? AND ? "
      "GROUP BY shown_left, shown_right ORDER BY shown_left, shown_right"));
  bind_key(rows, owner, period.key).bind(period.first).bind(period.last);
  while (TRY(rows.step())) {
    const auto number = [&](int column) { return static_cast<int>(rows.integer(column)); };
    period.tally.pairs.push_back({number(0), number(1), number(2), number(3)});
  }
  return {};
}

/// Of open answers a week, of rounds the week of their day.
Result<IsoWeek> week_in(const OpenPeriod& period, const std::string& text) {
  if (period.key.mode == Mode::Apen) return week_from(text);
  const auto day = TRY(date_from(text));
  return week_of(day);
}

}  // namespace

Result<std::vector<OpenPeriod>> open_answers(Database& counts, const std::string& owner,
                                             UnitId unit, IsoWeek week) {
  auto rows = TRY(counts.prepare(std::string("SELECT ") + tally_columns +
                                 " FROM tallies WHERE owner=? AND unit=? AND mode=0 AND period<=? "
                                 "ORDER BY pack, question, mode, period"));
  rows.bind(owner).bind(row_id(unit)).bind(to_text(week));
  auto periods = TRY(collect(rows, unit, Together::AllPeriods));
  for (auto& period : periods) {
    TRY(count_days(counts, owner, period));
    TRY(add_pairs(counts, owner, period));
  }
  // The period reaches to the week that is being released, answered in or not.
  for (auto& period : periods) period.last = to_text(week);
  return periods;
}

Result<std::vector<OpenPeriod>> open_rounds(Database& counts, const std::string& owner, UnitId unit,
                                            Date day) {
  auto rows = TRY(counts.prepare(std::string("SELECT ") + tally_columns +
                                 " FROM tallies WHERE owner=? AND unit=? AND mode<>0 AND period<=? "
                                 "ORDER BY pack, question, mode, period, round"));
  rows.bind(owner).bind(row_id(unit)).bind(to_text(day));
  auto periods = TRY(collect(rows, unit, Together::OnePeriod));
  for (auto& period : periods) TRY(add_pairs(counts, owner, period));
  return periods;
}

Result<std::vector<Digest>> batches_in(Database& counts, const std::string& owner,
                                       const OpenPeriod& period) {
  auto rows = TRY(counts.prepare(
      "SELECT DISTINCT digest FROM tally_batches WHERE owner=? AND unit=? AND pack=? AND "
      "question=? AND mode=? AND period BETWEEN ? AND ? ORDER BY digest"));
  bind_key(rows, owner, period.key).bind(period.first).bind(period.last);
  return digests_in(rows);
}

bool closes(const OpenPeriod& period, const Question& question) {
  if (period.key.mode != Mode::Apen) return period.answers >= round_answers_min;
  if (period.answers < answers_min) return false;
  return question.care || period.days >= days_min;
}

Result<Finding> finding_of(const OpenPeriod& period, const Pack& pack, const Unit& unit) {
  const auto first = TRY(week_in(period, period.first));
  const auto last = TRY(week_in(period, period.last));
  const auto shape = shape_for(pack, period.key.question, {unit.id, first, last, unit.size});
  auto tally = period.tally;
  tally.options.resize(static_cast<std::size_t>(shape.options));
  if (shape.kind == QuestionKind::PickThree) tally.people = period.answers;
  return make_finding(shape, tally);
}

}  // namespace stemme
