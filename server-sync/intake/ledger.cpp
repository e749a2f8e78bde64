#include "server-sync/intake/ledger.h"

#include <set>

#include "server-sync/protocol/batch.h"
#include "server-sync/register/columns.h"

namespace stemme {
namespace {

/// The day on which every hour of a boot stamp lies, if there is one. A request that was held up,
/// or came again, is verified like any other and says that the boot began later than it did: once
/// another contradicts it, none of them is believed.
Result<std::optional<Date>> day_of_boot_stamp(const Statement& anchor, const BootStamp& stamp,
                                              const std::string& zone) {
  using std::chrono::hours;
  if (anchor.integer(0) >= anchor.integer(1)) return std::optional<Date>();
  const Instant from{Milliseconds(anchor.integer(0)) + hours(stamp.age_from_h)};
  const Instant to{Milliseconds(anchor.integer(1)) + hours(stamp.age_to_h + 1)};
  const auto first = TRY(local_time(from, zone));
  const auto last = TRY(local_time(to, zone));
  return first.date == last.date ? std::optional(first.date) : std::nullopt;
}

/// What is known of one epoch of a device.
struct EpochReading {
  bool conflict = false;
  bool numbers_whole = false;  ///< 1 … last without a hole, chained, totals agree
  bool broken = false;         ///< numbers are there, chain or totals are not
  std::int64_t last = 0;
  std::optional<IsoWeek> closed_through;
  std::optional<std::int64_t> ended_at;  ///< named as predecessor: its last number
  std::int64_t there = 0;                ///< numbers 1 … ended_at that are stored or carried
};

/// What is known of a device, whichever week is asked about.
struct DeviceReading {
  Date heard{};           ///< last; the day it was enrolled where it never was
  bool has_lost = false;  ///< staff ended an epoch of it
  bool is_new = false;    ///< it has never closed anything
  std::vector<EpochReading> open;
};

}  // namespace

class Ledger::Reading {
 public:
  Reading(Database& database, std::string owner) : database_(&database), owner_(std::move(owner)) {}

  Result<DeviceReading> device(const Device& device, const std::vector<EndedEpoch>& ended) {
    const auto contact = TRY(last_contact(device.id));
    auto open = TRY(epochs(device.id));
    DeviceReading reading{contact.value_or(device.enrolled), !ended.empty(), open.empty(), {}};
    for (const auto& one : ended) open.erase(one.epoch);
    for (const auto number : open) {
      auto read = TRY(epoch(device.id, number));
      reading.open.push_back(read);
    }
    return reading;
  }

  Result<bool> met_conflict(DeviceId device, Epoch epoch) {
    auto select = TRY(
        database_->prepare("SELECT 1 FROM conflicts WHERE owner = ? AND device = ? AND epoch = ?"));
    bind(select, device, epoch);
    return select.step();
  }

  /// Only an epoch's first batch names another (C4); the rest is not looked at, or each batch would
  /// cost as much as its epoch is long.
  Result<bool> has_predecessor(DeviceId device, Epoch epoch) {
    auto select =
        TRY(database_->prepare("SELECT 1 FROM batches WHERE owner = ? AND device = ? AND epoch = ? "
                               "AND n = 1 AND previous_epoch IS NOT NULL"));
    bind(select, device, epoch);
    return select.step();
  }

 private:
  Result<std::set<Epoch>> epochs(DeviceId device) {
    auto select = TRY(database_->prepare(
        "SELECT epoch FROM ranges WHERE owner = ?1 AND device = ?2 UNION "
        "SELECT epoch FROM conflicts WHERE owner = ?1 AND device = ?2 UNION "
        "SELECT previous_epoch FROM batches WHERE owner = ?1 AND device = ?2 "
        "AND n = 1 AND previous_epoch IS NOT NULL UNION "
        "SELECT epoch FROM contacts WHERE owner = ?1 AND device = ?2 AND epoch <> 0"));
    select.bind(owner_).bind(id_column(device));
    std::set<Epoch> epochs;
    while (TRY(select.step())) epochs.insert(id_in(select, 0));
    return epochs;
  }

  Result<EpochReading> epoch(DeviceId device, Epoch epoch) {
    EpochReading reading;
    reading.conflict = TRY(met_conflict(device, epoch));
    TRY(read_ranges(device, epoch, reading));
    TRY(read_last(device, epoch, reading));
    TRY(read_end(device, epoch, reading));
    return reading;
  }

  Result<std::optional<Date>> last_contact(DeviceId device) {
    auto select =
        TRY(database_->prepare("SELECT day FROM contacts WHERE owner = ? AND device = ?"));
    select.bind(owner_).bind(id_column(device));
    if (!TRY(select.step())) return std::optional<Date>();
    return std::optional(date_in(select, 0));
  }

  void bind(Statement& query, DeviceId device, Epoch epoch) {
    query.bind(owner_).bind(id_column(device)).bind(id_column(epoch));
  }

  Result<void> read_ranges(DeviceId device, Epoch epoch, EpochReading& reading) {
    auto select = TRY(database_->prepare(
        "SELECT first, last FROM ranges WHERE owner = ? AND device = ? AND epoch "
        "= ? ORDER BY first"));
    bind(select, device, epoch);
    std::int64_t expected = 1;
    int ranges = 0;
    bool holes = false;
    while (TRY(select.step())) {
      ++ranges;
      if (select.integer(0) != expected) holes = true;
      reading.last = select.integer(1);
      expected = reading.last + 1;
    }
    reading.numbers_whole = ranges == 1 && !holes;
    reading.broken = ranges > 1 && !holes;
    return {};
  }

  Result<void> read_last(DeviceId device, Epoch epoch, EpochReading& reading) {
    if (!reading.numbers_whole) return {};
    const auto answers = TRY(answers_through(device, epoch, reading.last));
    auto select =
        TRY(database_->prepare("SELECT answers_total, closed_through, received FROM batches "
                               "WHERE owner = ? AND device = ? AND epoch = ? AND n = ?"));
    bind(select, device, epoch);
    select.bind(reading.last);
    if (!TRY(select.step())) return corrupt("a stored range names a batch that is not there");
    reading.broken = select.integer(0) != answers;
    if (select.is_null(1)) return {};
    const auto week = TRY(week_from(select.text(1)));
    // A week is not over while it lasts: a clock that ran ahead proves nothing.
    if (week < week_of(date_in(select, 2))) reading.closed_through = week;
    return {};
  }

  /// Of an epoch that is there from its first batch to `last`. What was there before is there for
  /// ever, so only what has come since is added up.
  Result<std::int64_t> answers_through(DeviceId device, Epoch epoch, std::int64_t last) {
    auto& known = added_up_[{device, epoch}];
    auto sum =
        TRY(database_->prepare("SELECT coalesce(sum(answers), 0) FROM batches WHERE owner = ? AND "
                               "device = ? AND epoch = ? AND n > ? AND n <= ?"));
    bind(sum, device, epoch);
    TRY(sum.bind(known.through).bind(last).step());
    known = {last, known.answers + sum.integer(0)};
    return known.answers;
  }

  Result<void> read_end(DeviceId device, Epoch epoch, EpochReading& reading) {
    auto select = TRY(
        database_->prepare("SELECT max(previous_last) FROM batches WHERE owner = ? AND device = ? "
                           "AND n = 1 AND previous_epoch = ?"));
    bind(select, device, epoch);
    const auto found = TRY(select.step());
    if (!found || select.is_null(0)) return {};
    reading.ended_at = select.integer(0);
    auto count = TRY(database_->prepare(
        "SELECT count(*) FROM (SELECT n FROM batches WHERE owner = ?1 AND device = ?2 AND epoch = "
        "?3 "
        "AND n <= ?4 UNION SELECT carried_n FROM batches WHERE owner = ?1 AND device = ?2 "
        "AND carried_epoch = ?3 AND carried_n <= ?4)"));
    bind(count, device, epoch);
    count.bind(*reading.ended_at);
    TRY(count.step());
    reading.there = count.integer(0);
    return {};
  }

  struct AddedUp {
    std::int64_t through = 0;
    std::int64_t answers = 0;
  };

  Database* database_;
  std::string owner_;
  std::map<std::pair<DeviceId, Epoch>, AddedUp> added_up_;
};

namespace {

/// What an open epoch still owes to the week; nothing when it is complete.
std::optional<MissingPart::Reason> owed(const EpochReading& epoch, IsoWeek week) {
  using Reason = MissingPart::Reason;
  if (epoch.conflict) return Reason::Conflict;
  if (epoch.ended_at) {
    if (epoch.there < *epoch.ended_at) return Reason::Gap;
    return std::nullopt;
  }
  if (epoch.last == 0) return Reason::Silent;
  if (epoch.broken) return Reason::Broken;
  if (!epoch.numbers_whole) return Reason::Gap;
  if (!epoch.closed_through || *epoch.closed_through < week) return Reason::Silent;
  return std::nullopt;
}

void judge(const Device& device, const DeviceReading& reading, IsoWeek week,
           WeekStatement& statement) {
  ++statement.devices;
  if (reading.has_lost) statement.lost.push_back(device.id);
  std::optional<MissingPart::Reason> reason;
  // A device that has never closed anything has not said that the week is over.
  if (reading.is_new) reason = MissingPart::Reason::Silent;
  for (const auto& epoch : reading.open)
    if (const auto owes = owed(epoch, week)) reason = owes;
  if (reason) statement.missing.push_back({device.id, device.place, *reason, reading.heard});
}

}  // namespace

Ledger::Ledger(Database database, Register& the_register)
    : database_(std::make_unique<Database>(std::move(database))), register_(&the_register) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::open(const std::filesystem::path& intake_db, Register& the_register) {
  auto database = TRY(Database::open(intake_db, Database::Role::Reader));
  Ledger ledger(std::move(database), the_register);
  ledger.owner_ = TRY(the_register.owner());
  ledger.reading_ = std::make_unique<Reading>(*ledger.database_, ledger.owner_.id);
  return ledger;
}

Result<std::vector<ToldTotal>> Ledger::told_after(std::int64_t order) {
  auto select = TRY(database_->prepare(
      "SELECT told, device, epoch, made, day FROM contacts WHERE told > ? AND owner = ? AND made "
      "IS NOT NULL ORDER BY told"));
  select.bind(order).bind(owner_.id);
  std::vector<ToldTotal> found;
  while (TRY(select.step()))
    found.push_back({select.integer(0), id_in(select, 1), id_in(select, 2), select.integer(3),
                     date_in(select, 4)});
  return found;
}

Result<std::vector<StoredRow>> Ledger::stored_before(std::int64_t row, Date day) {
  auto select = TRY(database_->prepare(
      "SELECT number, digest FROM batches WHERE number <= ? AND received < ? AND body IS NOT NULL "
      "ORDER BY number"));
  select.bind(row).bind(to_text(day));
  std::vector<StoredRow> rows;
  while (TRY(select.step())) rows.push_back({select.integer(0), fixed_in<32>(select, 1)});
  return rows;
}

Result<std::set<CountedName>> Ledger::destroyed() {
  auto select = TRY(database_->prepare(
      "SELECT device, epoch, n FROM batches WHERE body IS NULL UNION SELECT device, carried_epoch, "
      "carried_n FROM batches WHERE body IS NULL AND carried_epoch IS NOT NULL"));
  std::set<CountedName> names;
  while (TRY(select.step())) names.insert({id_in(select, 0), id_in(select, 1), select.integer(2)});
  return names;
}

Result<std::optional<std::int64_t>> Ledger::row_of(const CountedName& name) {
  auto select = TRY(database_->prepare(
      "SELECT number FROM batches WHERE owner = ? AND device = ? AND epoch = ? AND n = ?"));
  select.bind(owner_.id).bind(id_column(name.device)).bind(id_column(name.epoch)).bind(name.n);
  const bool found = TRY(select.step());
  return found ? std::optional(select.integer(0)) : std::nullopt;
}

Result<std::map<DeviceId, LastWord>> Ledger::last_words() {
  auto select =
      TRY(database_->prepare("SELECT device, day, unsent_age FROM contacts WHERE owner = ?"));
  select.bind(owner_.id);
  std::map<DeviceId, LastWord> words;
  while (TRY(select.step())) words[id_in(select, 0)] = {date_in(select, 1), select.text(2)};
  return words;
}

Result<std::string> Ledger::newest_key_of(DeviceId device) {
  auto select = TRY(database_->prepare(
      "SELECT body FROM batches WHERE owner = ? AND device = ? ORDER BY number DESC LIMIT 1"));
  const auto found = TRY(select.bind(owner_.id).bind(id_column(device)).step());
  if (!found || select.is_null(0)) return std::string();
  const auto batch = TRY(batch_from_body(select.blob(0)));
  return batch.frame.key;
}

Result<std::optional<Date>> Ledger::last_received() {
  auto select = TRY(database_->prepare("SELECT max(received) FROM batches"));
  TRY(select.step());
  return select.is_null(0) ? std::optional<Date>() : std::optional(date_in(select, 0));
}

Result<std::vector<ArrivedBatch>> Ledger::arrived_after(std::int64_t row, int most) {
  auto select = TRY(database_->prepare(
      "SELECT number, owner, house, device, epoch, n, digest, body, received, day, boot, age_from,"
      "age_to FROM batches WHERE number > ? ORDER BY number LIMIT ?"));
  select.bind(row).bind(most);
  std::vector<ArrivedBatch> batches;
  while (TRY(select.step())) {
    auto batch = TRY(batch_in(select));
    batches.push_back(std::move(batch));
  }
  return batches;
}

Result<ArrivedBatch> Ledger::batch_in(const Statement& row) {
  ArrivedBatch batch;
  batch.row = row.integer(0);
  batch.owner = row.text(1);
  batch.house = row.text(2);
  batch.device = id_in(row, 3);
  batch.epoch = id_in(row, 4);
  batch.n = row.integer(5);
  batch.digest = fixed_in<32>(row, 6);
  batch.body = row.blob(7);
  batch.received = date_in(row, 8);
  batch.day = TRY(day_in(row, batch));
  const auto device = TRY(register_->device(batch.device));
  batch.untrusted = device.trusted_through && batch.received > *device.trusted_through;
  const bool conflict = TRY(reading_->met_conflict(batch.device, batch.epoch));
  const auto repeats = TRY(reading_->has_predecessor(batch.device, batch.epoch));
  batch.may_repeat = conflict || repeats;
  return batch;
}

Result<std::optional<Date>> Ledger::day_in(const Statement& row, const ArrivedBatch& batch) {
  std::optional<Date> day = optional_date(row, 9);
  if (!row.is_null(10)) {
    const BootStamp stamp{id_in(row, 10), static_cast<int>(row.integer(11)),
                          static_cast<int>(row.integer(12))};
    auto anchor =
        TRY(database_->prepare("SELECT began_after, began_before FROM anchors WHERE owner = ? AND "
                               "device = ? AND boot = ?"));
    anchor.bind(batch.owner).bind(id_column(batch.device)).bind(id_column(stamp.boot));
    if (TRY(anchor.step())) day = TRY(day_of_boot_stamp(anchor, stamp, owner_.zone));
  }
  if (day && (*day < earliest_day || *day > batch.received)) day.reset();
  return day;
}

Result<std::vector<WeekStatement>> Ledger::week_statements(const std::string& house,
                                                           const std::vector<IsoWeek>& weeks) {
  std::vector<WeekStatement> statements(weeks.size());
  const auto devices = TRY(register_->devices());
  for (const auto& device : devices) {
    if (device.house != house || device.state == DeviceState::Ended) continue;
    const auto ended = TRY(register_->ended_epochs(device.id));
    const auto reading = TRY(reading_->device(device, ended));
    const auto enrolled = week_of(device.enrolled);
    for (std::size_t i = 0; i < weeks.size(); ++i)
      if (enrolled <= weeks[i]) judge(device, reading, weeks[i], statements[i]);
  }
  return statements;
}

}  // namespace stemme
