/// What a release writes to the log before anything takes effect, and what it then does to
/// counts.db; a start does the same from the log again (C12). Values and one function; one thread.
///
///   {"event":"week","seq":7,"owner":"lynghei","house":"storvik","through":"2026-W48","atoms":[
///     {"key":["00a1…","93fc…",0,0],"first":"2026-W47","last":"2026-W48","late":false,
///      "finding":{"form":"numbers",…},"batches":["5be1…"]}],"note":{…}}
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/counting/finding_shelf.h"

namespace stemme {

/// An atom as it leaves: its tally is destroyed when this is applied.
struct LoggedAtom {
  QuestionKey key;
  std::string first;             ///< an ISO week, or the day of rounds
  std::string last;              ///< Overfull: both are the day that is set aside
  RoundId round = 0;             ///< of a round that had its finding with it
  std::vector<RoundId> members;  ///< the rounds of a day that share this atom
  bool late = false;
  std::optional<Finding> finding;        ///< absent: counted and destroyed, never shown
  int set_aside = 0;                     ///< Overfull: the answers that this day loses
  std::map<DeviceId, int> set_aside_of;  ///< Overfull: the same by the terminals they are of
  std::vector<Digest> batches;
};

struct LoggedRelease {
  enum class Event {
    Week,
    Rounds,    ///< through a day
    Together,  ///< what several tablets shared, as soon as the last of them has reported
    Overfull
  };
  Event event = Event::Week;
  std::int64_t seq = 0;  ///< from 1, of counting's own lines
  std::string owner;
  std::string house;
  std::string through;  ///< the released week, or the last day whose rounds are closed
  std::string shown;    ///< Rounds, Together: the first page that is not out yet
  std::vector<LoggedAtom> atoms;
  WeekNote note;  ///< Week
};

std::string to_line(const LoggedRelease& release);
/// Nothing for lines of other rooms.
Result<std::optional<LoggedRelease>> release_from_line(const std::string& line);

/// Writes findings, notes and the atoms' batches, and destroys the tallies, in one transaction.
/// Doing it twice changes nothing.
Result<void> apply(Database& counts, const LoggedRelease& release, const std::string& line);

/// The number of the last line that was applied, 0 for none; Corrupt when `line` has that number
/// and is not the line that was applied.
Result<std::int64_t> last_applied(Database& counts);
Result<void> check_applied(Database& counts, std::int64_t seq, const std::string& line);

}  // namespace stemme
