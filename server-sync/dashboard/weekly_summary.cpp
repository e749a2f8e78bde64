#include "server-sync/dashboard/weekly_summary.h"

#include <algorithm>

namespace stemme {
namespace {

constexpr std::size_t headlines_max = 3;  ///< D66
constexpr int weeks_compared = 4;         ///< C10
constexpr int weeks_needed = 2;           ///< domain §6.3 item 4
constexpr int lead_for_favourite = 6;     ///< between numbers that are each rounded to three

const Question* question_of(const SummarySources& sources, const QuestionKey& key) {
  const auto* pack = sources.pack(key.pack);
  if (pack == nullptr || key.question >= static_cast<int>(pack->questions.size())) return nullptr;
  return &pack->questions[static_cast<std::size_t>(key.question)];
}

int weeks_in(IsoWeek first, IsoWeek last) {
  const auto days =
      std::chrono::sys_days(monday_of(last)) - std::chrono::sys_days(monday_of(first));
  return static_cast<int>(days.count() / 7) + 1;
}

/// C10: newest first, until four weeks are covered, never across August. Nothing when too little is
/// there.
class Baseline {
 public:
  explicit Baseline(IsoWeek now) : year_(school_year_of(now)) {}

  bool is_full() const { return covered_ >= weeks_compared; }
  void add(const Finding& finding, IsoWeek last, int weeks) {
    if (is_full() || school_year_of(last) != year_) return;
    findings_.push_back(finding);
    covered_ += weeks;
  }
  bool is_enough() const { return covered_ >= weeks_needed; }
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  int year_;
  int covered_ = 0;
  std::vector<Finding> findings_;
};

/// C10: no verdict for faces in band 4-5, for pairs, or for votes.
bool is_compared(const Question& question, const Unit& unit) {
  if (question.kind != QuestionKind::Scale || question.vote || !question.positive_from)
    return false;
  return !(unit.band == Band::FourFive && question.scale.starts_with("faces"));
}

void judge(SummaryRow& row, const Question& question, const Unit& unit, const Baseline& baseline) {
  if (!is_compared(question, unit) || row.finding->form != Finding::Form::Numbers) return;
  row.nothing_before = !baseline.is_enough();
  if (row.nothing_before) return;
  row.verdict = verdict(question.shape(), *row.finding, baseline.findings(), unit.size);
}

SummaryRow row_of(const SummarySources& sources, const UnitFindings& of,
                  const ShelvedFinding& now) {
  SummaryRow row{now.key, now.finding, now.first, now.last, {}, now.late_answers, {}, false};
  const auto* question = question_of(sources, now.key);
  if (question == nullptr) return row;
  Baseline baseline(now.last);
  for (const auto& earlier : of.findings) {
    if (earlier.key != now.key || earlier.last >= now.last) continue;
    baseline.add(earlier.finding, earlier.last, weeks_in(earlier.first, earlier.last));
  }
  judge(row, *question, of.unit, baseline);
  return row;
}

/// A round is compared with earlier rounds of the same key, and with no other mode (C11).
SummaryRow row_of(const SummarySources& sources, const UnitFindings& of, const ShelvedRound& now) {
  const auto week = week_of(now.day);
  SummaryRow row{now.key, now.finding, week, week, now.day, false, {}, false};
  const auto* question = question_of(sources, now.key);
  if (question == nullptr) return row;
  Baseline baseline(week);
  std::optional<IsoWeek> counted;
  for (const auto& earlier : of.rounds) {
    if (earlier.key != now.key || earlier.day >= now.day) continue;
    const auto its_week = week_of(earlier.day);
    baseline.add(earlier.finding, its_week, counted == its_week ? 0 : 1);
    counted = its_week;
  }
  judge(row, *question, of.unit, baseline);
  return row;
}

std::vector<SummaryRow> rows_of(const SummarySources& sources, const UnitFindings& of) {
  std::vector<SummaryRow> rows;
  for (const auto& finding : of.findings) {
    if (finding.last == sources.week) rows.push_back(row_of(sources, of, finding));
  }
  for (const auto& key : sources.note.waiting) {
    const bool out = std::any_of(rows.begin(), rows.end(),
                                 [&](const SummaryRow& row) { return row.key == key; });
    if (key.unit == of.unit.id && !out) {
      rows.push_back({key, {}, sources.week, sources.week, {}, false, {}, false});
    }
  }
  for (const auto& round : of.rounds) {
    if (round.shown == sources.week) rows.push_back(row_of(sources, of, round));
  }
  std::erase_if(rows, [&](const SummaryRow& row) { return !question_of(sources, row.key); });
  // What there is to see comes first; then questions with the same answers stand together, so that
  // one key explains them all. By question, never by result (D72).
  std::stable_sort(rows.begin(), rows.end(), [&](const SummaryRow& a, const SummaryRow& b) {
    const auto place = [&](const SummaryRow& row) {
      const auto* question = question_of(sources, row.key);
      return std::tuple(!is_out(row), question->scale.empty(), question->scale, row.key.question,
                        row.key.mode);
    };
    return place(a) < place(b);
  });
  return rows;
}

std::optional<int> favourite_in(const Question& question, const Finding& finding) {
  if (question.kind != QuestionKind::Choice || question.vote) return std::nullopt;
  if (finding.form == Finding::Form::Favourite && finding.winners.size() == 1) {
    return finding.winners.front();
  }
  if (finding.form != Finding::Form::Numbers || finding.numbers.size() < 2) return std::nullopt;
  auto sorted = finding.numbers;
  std::sort(sorted.rbegin(), sorted.rend());
  if (sorted[0] - sorted[1] < lead_for_favourite) return std::nullopt;
  const auto first = std::find(finding.numbers.begin(), finding.numbers.end(), sorted[0]);
  return static_cast<int>(first - finding.numbers.begin());
}

/// D69: more than a fifth. The rounded counts must say so even when they say the least they can.
bool many_skipped(const Finding& finding) {
  if (finding.form != Finding::Form::Numbers) return false;
  return 5 * (finding.skips - 1) > finding.about + 1;
}

bool mostly_good(const Question& question, const Finding& finding) {
  if (finding.form == Finding::Form::Word) return finding.word == FindingWord::MostlyGood;
  const auto count = positive_count(question.shape(), finding);
  return count && 3 * count->lowest > 2 * count->n;
}

std::vector<Headline> headlines_in(const SummarySources& sources,
                                   const std::vector<SummaryRow>& rows) {
  std::vector<Headline> clear;
  std::vector<Headline> other;
  std::optional<Headline> good;
  for (const auto& row : rows) {
    if (!row.finding) continue;
    const auto* question = question_of(sources, row.key);
    const auto put = [&](std::vector<Headline>& to, Headline::Kind kind, int option = 0) {
      to.push_back({kind, row.key, option});
    };
    if (row.verdict == Verdict::ClearlyFewer) put(clear, Headline::Kind::FewerGood);
    if (row.verdict == Verdict::ClearlyMore) put(clear, Headline::Kind::MoreGood);
    if (const auto option = favourite_in(*question, *row.finding)) {
      put(other, Headline::Kind::Favourite, *option);
    }
    if (many_skipped(*row.finding)) put(other, Headline::Kind::ManySkipped);
    if (!good && mostly_good(*question, *row.finding)) {
      good = Headline{Headline::Kind::MostlyGood, row.key, 0};
    }
  }
  clear.insert(clear.end(), other.begin(), other.end());
  if (clear.size() > headlines_max) clear.resize(headlines_max);
  // D70: where there is something to say, something that went well is among it if the answers have
  // it.
  const bool has_good = std::any_of(clear.begin(), clear.end(), [](const Headline& headline) {
    return headline.kind == Headline::Kind::MoreGood || headline.kind == Headline::Kind::Favourite;
  });
  if (clear.empty() || has_good || !good) return clear;
  if (clear.size() == headlines_max) clear.pop_back();
  clear.push_back(*good);
  return clear;
}

}  // namespace

WeeklySummary summarise(const SummarySources& sources) {
  WeeklySummary summary;
  summary.unit = sources.own.unit;
  summary.week = sources.week;
  summary.note = sources.note;
  summary.completeness = sources.completeness;
  summary.terminals = sources.terminals;
  summary.rows = rows_of(sources, sources.own);
  if (sources.parents && sources.parents->unit.id != sources.own.unit.id) {
    summary.parent_rows = rows_of(sources, *sources.parents);
    // On a group's page parents stand when they have said something, not while we wait for them.
    std::erase_if(summary.parent_rows, [](const SummaryRow& row) { return !is_out(row); });
  }
  auto all = summary.rows;
  all.insert(all.end(), summary.parent_rows.begin(), summary.parent_rows.end());
  summary.headlines = headlines_in(sources, all);
  for (const auto& unit : sources.units) {
    const bool heard = std::find(sources.note.heard.begin(), sources.note.heard.end(), unit.id) !=
                       sources.note.heard.end();
    if (!heard && !unit.ended && unit.audience == "barn") summary.not_heard.push_back(unit);
  }
  return summary;
}

}  // namespace stemme
