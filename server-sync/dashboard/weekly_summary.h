/// Findings become one honest page (domain §6.1): what stands out, or that nothing does; a row a
/// question; who is missing. In ids and words of ours, before any language. Knows findings only, so
/// it can say no more than they do. Values; any thread.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "server-sync/counting/finding_shelf.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/protocol/verdict.h"
#include "server-sync/register/records.h"

namespace stemme {

/// One sentence to know. At most three (D66).
struct Headline {
  enum class Kind { FewerGood, MoreGood, ManySkipped, Favourite, MostlyGood };
  Kind kind = Kind::MostlyGood;
  QuestionKey key;
  int option = 0;  ///< Favourite
  bool operator==(const Headline&) const = default;
};

/// One question in one mode.
struct SummaryRow {
  QuestionKey key;
  std::optional<Finding> finding;  ///< absent: not enough yet, we wait
  IsoWeek first;
  IsoWeek last;
  std::optional<Date> day;  ///< of a round
  bool late_answers = false;
  /// Absent where none is given (C10: faces in band 4-5, pairs, votes) or there is nothing to
  /// compare with.
  std::optional<Verdict> verdict;
  bool nothing_before = false;  ///< it will be compared once there is something to compare with
};

/// A terminal and what became of its answers.
struct TerminalLine {
  std::string place;  ///< where it stands, as staff named it
  Reckoning reckoning;
  bool operator==(const TerminalLine&) const = default;
};

struct WeeklySummary {
  Unit unit;
  IsoWeek week;
  std::vector<Headline> headlines;
  std::vector<SummaryRow> rows;
  std::vector<SummaryRow> parent_rows;
  std::vector<Unit> not_heard;
  WeekNote note;
  WeekCompleteness completeness;
  std::vector<TerminalLine> terminals;
};

/// What one unit's answers have left: this week's, and what they are compared with.
struct UnitFindings {
  Unit unit;
  std::vector<ShelvedFinding> findings;  ///< newest first, from the school year's beginning
  std::vector<ShelvedRound> rounds;      ///< newest first
};

struct SummarySources {
  IsoWeek week;
  UnitFindings own;
  std::optional<UnitFindings> parents;  ///< of the house, on every page of it
  std::vector<Unit> units;              ///< of the house, in the order they are listed in
  WeekNote note;
  WeekCompleteness completeness;
  std::vector<TerminalLine> terminals;  ///< on the newest page only: they are of today
  std::function<const Pack*(const PackId&)> pack;
};

WeeklySummary summarise(const SummarySources& sources);

/// Is more said about this question than that it waits?
inline bool is_out(const SummaryRow& row) { return row.finding.has_value(); }

}  // namespace stemme
