/// What stands open in counts.db for a unit or a house: the exact tallies that a release may close.
/// Inside counting only. Values and readers; one thread.
#pragma once

#include <string>
#include <vector>

#include "server-sync/counting/counts_file.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/register/records.h"

namespace stemme {

/// One question's open answers through a week, or a day's rounds that brought no finding.
struct OpenPeriod {
  QuestionKey key;
  std::string first;
  std::string last;
  Tally tally;  ///< sixteen options wide until it is cut to its question; with its pairs
  int answers = 0;
  int days = 0;  ///< on which at least one answer was given; undated together one (C5)
  bool late = false;
  std::vector<RoundId> rounds;  ///< of a day, those with an id
};

/// Of open answers, oldest weeks first, summed through `week`.
Result<std::vector<OpenPeriod>> open_answers(Database& counts, const std::string& owner,
                                             UnitId unit, IsoWeek week);
/// Of rounds, summed by day through `day`.
Result<std::vector<OpenPeriod>> open_rounds(Database& counts, const std::string& owner, UnitId unit,
                                            Date day);
/// The batches that an atom of this period holds.
Result<std::vector<Digest>> batches_in(Database& counts, const std::string& owner,
                                       const OpenPeriod& period);

/// C9: does it close? Of rounds: are there five?
bool closes(const OpenPeriod& period, const Question& question);
/// Of an atom that closes. `unit` is whose answers they are; a ranking hangs on how many may be
/// asked.
Result<Finding> finding_of(const OpenPeriod& period, const Pack& pack, const Unit& unit);

}  // namespace stemme
