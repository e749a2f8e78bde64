/// All that other rooms may see of counting: findings, which rows wait, and what is said of a
/// week's completeness. No exact count is on the shelf, so none can reach a page (C9). A shelf
/// reads counts.db with a connection of its own and belongs to one thread at a time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/foundation/database.h"
#include "server-sync/protocol/frame.h"
#include "server-sync/protocol/reckoning.h"

namespace stemme {

/// Whose answers to what; with its weeks or day this is the key of an atom.
struct QuestionKey {
  UnitId unit = 0;
  PackId pack{};
  int question = 0;
  Mode mode = Mode::Apen;
  auto operator<=>(const QuestionKey&) const = default;
};

/// The finding of an atom of whole weeks.
struct ShelvedFinding {
  QuestionKey key;
  IsoWeek first;
  IsoWeek last;  ///< the week on whose page it stands
  bool late_answers = false;
  Finding finding;
  bool operator==(const ShelvedFinding&) const = default;
};

/// The finding of a round, or of a day's cut rounds together (C11). Listed, never added.
struct ShelvedRound {
  QuestionKey key;
  RoundId round = 0;
  Date day{};
  IsoWeek shown;  ///< the week on whose page it stands; its own unless it came late
  Finding finding;
  bool operator==(const ShelvedRound&) const = default;
};

/// A terminal that a week still waits for.
struct SilentDevice {
  DeviceId device = 0;
  std::string place;          ///< where it stands, as staff named it
  std::optional<Date> since;  ///< absent: it has never reported
  bool operator==(const SilentDevice&) const = default;
};

/// What a released week says of itself. Written once at release; only completeness is of today.
struct WeekNote {
  std::vector<QuestionKey> waiting;  ///< asked or answered, and not enough yet
  std::vector<UnitId> heard;  ///< units with at least one counted answer or round in the week
  int runs_about = 0;         ///< 0 when there is nothing to print
  std::vector<SetAsideLine> set_aside;
  bool set_aside_few = false;  ///< something was set aside, too little for a number
  bool never_shown = false;    ///< an ended group's remainder was destroyed
  bool operator==(const WeekNote&) const = default;
};

/// C8: is everything of a week here?
struct WeekCompleteness {
  int devices = 0;
  std::vector<SilentDevice> silent;  ///< empty = complete
  std::vector<DeviceId> lost;        ///< with an epoch that staff ended, *lost from n*
  bool complete() const { return silent.empty(); }
  bool operator==(const WeekCompleteness&) const = default;
};

class FindingShelf {
 public:
  /// Missing until counting has made its file.
  static Result<FindingShelf> open(const std::filesystem::path& state_folder);

  /// The newest released week of a house; none before the first release.
  Result<std::optional<IsoWeek>> latest_week(const std::string& owner, const std::string& house);
  /// None for a week that has no page.
  Result<std::optional<WeekNote>> week_note(const std::string& owner, const std::string& house,
                                            IsoWeek week);
  Result<WeekCompleteness> completeness(const std::string& owner, const std::string& house,
                                        IsoWeek week);

  /// What became of a terminal's answers, of today; none before its first batch.
  Result<std::optional<Reckoning>> reckoning(const std::string& owner, DeviceId device);

  /// How far counting has come, in order of arrival at intake; 0 before its first batch.
  Result<std::int64_t> counted_through(const std::string& owner);

  /// Atoms of a unit whose last week is within the two, newest first.
  Result<std::vector<ShelvedFinding>> findings(const std::string& owner, UnitId unit, IsoWeek from,
                                               IsoWeek through);
  /// Rounds shown on the pages of these weeks, newest first.
  Result<std::vector<ShelvedRound>> rounds(const std::string& owner, UnitId unit, IsoWeek from,
                                           IsoWeek through);
  /// Rounds of a day that the programme brings to the devices of a unit.
  Result<std::vector<ShelvedRound>> rounds_of_day(const std::string& owner, UnitId unit, Date day);

 private:
  explicit FindingShelf(Database counts) : counts_(std::move(counts)) {}
  Database counts_;
};

}  // namespace stemme
