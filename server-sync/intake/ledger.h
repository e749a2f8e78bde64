/// What has arrived, read from intake.db: batches in order of arrival, and whether anything is
/// missing. *Nothing is missing* is a statement (C8): where it cannot be made, the reason names the
/// device. Reads only (`query_only`); a Ledger belongs to one thread at a time.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server-sync/foundation/database.h"
#include "server-sync/register/register.h"

namespace stemme {

/// No release of Stemme is older, so no answer is (C5: a date before this is no date).
inline constexpr Date earliest_day{std::chrono::year{2025}, std::chrono::January,
                                   std::chrono::day{1}};

struct ArrivedBatch {
  std::int64_t row = 0;  ///< order of arrival
  std::string owner;
  std::string house;
  DeviceId device = 0;
  Epoch epoch = 0;
  std::int64_t n = 0;
  Digest digest{};
  /// The exact body; batch_from_body has succeeded on it once. Empty after raw was destroyed.
  Bytes body;
  Date received{};  ///< the house's day it arrived
  /// The house's day of its answers: the stamp, or for a boot stamp what anchors say (C5). None =
  /// undated.
  std::optional<Date> day;
  /// After the last trusted contact of a revoked device (C6): set aside.
  bool untrusted = false;
  /// The epoch has a predecessor or a conflict: count a box once a device (C4).
  bool may_repeat = false;
};

/// A batch whose body is still there.
struct StoredRow {
  std::int64_t row = 0;
  Digest digest{};
};

/// What a terminal said it has made in its epoch, when it made contact: arrived or not.
struct ToldTotal {
  std::int64_t order = 0;  ///< grows with each new statement
  DeviceId device = 0;
  Epoch epoch = 0;
  std::int64_t made = 0;
  Date day{};
};

/// What a terminal said of itself when it made contact last.
struct LastWord {
  Date day{};
  std::string unsent_age;  ///< "none": everything it had was sent
};

/// Under which a batch was counted: a carried one keeps its first.
struct CountedName {
  DeviceId device = 0;
  Epoch epoch = 0;
  std::int64_t n = 0;
  auto operator<=>(const CountedName&) const = default;
};

/// Why a week cannot be called complete, for the page.
struct MissingPart {
  enum class Reason {
    Silent,    ///< nothing says that the week is over on this device
    Gap,       ///< a number is missing in an epoch
    Broken,    ///< chain or totals do not agree
    Conflict,  ///< an epoch met a conflict and is open until staff end it
  };
  DeviceId device = 0;
  std::string place;
  Reason reason = Reason::Silent;
  Date since{};  ///< the last day it was heard of
};

/// What can be said of a week of a house (C8).
struct WeekStatement {
  std::vector<MissingPart> missing;
  std::vector<DeviceId> lost;  ///< with an epoch that staff ended, *lost from n*
  int devices = 0;             ///< that take part in the week
  bool complete() const { return missing.empty(); }
};

class Ledger {
 public:
  /// `the_register` outlives the ledger.
  static Result<Ledger> open(const std::filesystem::path& intake_db, Register& the_register);
  Ledger(Ledger&&) noexcept;
  ~Ledger();

  /// The oldest `most` batches that arrived after `row`.
  Result<std::vector<ArrivedBatch>> arrived_after(std::int64_t row, int most);
  /// What terminals have told since the statement of that order, one of each, in order.
  Result<std::vector<ToldTotal>> told_after(std::int64_t order);
  /// Batches up to `row` that came before the day and whose body is still there.
  Result<std::vector<StoredRow>> stored_before(std::int64_t row, Date day);
  /// Batches whose body was destroyed, and what they carried, by the names they were counted under.
  Result<std::set<CountedName>> destroyed();
  /// None when no batch came under this name.
  Result<std::optional<std::int64_t>> row_of(const CountedName& name);
  /// Of each terminal that was ever heard of.
  Result<std::map<DeviceId, LastWord>> last_words();
  /// The name of the key that a terminal's newest batch was sealed to: numbers come in order, so
  /// none under an older key is behind it. Empty where it has sent nothing that is still here.
  Result<std::string> newest_key_of(DeviceId device);
  /// The day the latest batch came, by this machine's clock; none where there is no batch.
  Result<std::optional<Date>> last_received();
  /// One of each week, in their order.
  Result<std::vector<WeekStatement>> week_statements(const std::string& house,
                                                     const std::vector<IsoWeek>& weeks);

 private:
  class Reading;

  Ledger(Database database, Register& the_register);
  Result<ArrivedBatch> batch_in(const Statement& row);
  Result<std::optional<Date>> day_in(const Statement& row, const ArrivedBatch& batch);

  std::unique_ptr<Database> database_;
  Register* register_;
  OwnerRecord owner_;
  std::unique_ptr<Reading> reading_;
};

}  // namespace stemme
