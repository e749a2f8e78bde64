#include "server-sync/intake/intake_store.h"

#include <algorithm>
#include <future>
#include <iterator>

#include "server-sync/foundation/logbook.h"
#include "server-sync/intake/schema.h"

namespace stemme {
namespace {

/// 64 batches a commit gave four times the throughput of one; more only makes the first wait
/// longer.
constexpr std::size_t parcels_a_commit_max = 64;
/// 400 KiB: a few milliseconds.
constexpr int pages_a_step = 100;

void bind_stamp(Statement& insert, const Stamp& stamp) {
  if (const auto* day = std::get_if<DayStamp>(&stamp)) {
    insert.bind(to_text(day->date)).bind_null().bind_null().bind_null();
    return;
  }
  const auto& boot = std::get<BootStamp>(stamp);
  insert.bind_null().bind(id_column(boot.boot)).bind(boot.age_from_h).bind(boot.age_to_h);
}

void bind_named(Statement& insert, std::uint64_t epoch, std::int64_t number, bool there) {
  if (there)
    insert.bind(id_column(epoch)).bind(number);
  else
    insert.bind_null().bind_null();
}

Statement& bind_epoch(Statement& query, const BatchToStore& batch) {
  query.bind(batch.owner).bind(id_column(batch.frame.device)).bind(id_column(batch.frame.epoch));
  return query;
}

/// The range that holds this batch ends with it, and another begins after it: of two terminals from
/// one card, one does not know the digest of what the other sent last, and knows this one (C4).
void name_in(std::vector<StoredRange>& ranges, const BatchToStore& batch) {
  const auto n = batch.frame.n;
  const auto found = std::find_if(ranges.begin(), ranges.end(), [&](const StoredRange& range) {
    return range.first <= n && n < range.last;
  });
  if (found == ranges.end()) return;
  const StoredRange through{found->first, n, batch.digest};
  found->first = n + 1;
  ranges.insert(found, through);
}

/// When the boot began, at the latest, as far as this contact knows.
Instant began_before(const SignOfLife& contact) {
  return contact.at - std::chrono::hours(contact.status.boot_age_h);
}

/// Two of one boot, of which one had been held up or came again.
bool contradict(const SignOfLife& one, const SignOfLife& other) {
  const auto apart = began_before(one) - began_before(other);
  return one.status.boot == other.status.boot && std::chrono::abs(apart) >= std::chrono::hours(1);
}

}  // namespace

IntakeStore::IntakeStore(Database database, Listeners listeners)
    : database_(std::move(database)), listeners_(std::move(listeners)) {}

Result<std::unique_ptr<IntakeStore>> IntakeStore::open(const std::filesystem::path& path,
                                                       Listeners listeners) {
  auto database = TRY(Database::open(path, Database::Role::Writer));
  TRY(database.migrate(intake_schema));
  std::unique_ptr<IntakeStore> store(new IntakeStore(std::move(database), std::move(listeners)));
  TRY(store->read_names());
  store->thread_ = std::thread([raw = store.get()] { raw->run(); });
  return store;
}

IntakeStore::~IntakeStore() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  waiting_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Result<void> IntakeStore::read_names() {
  auto select = TRY(database_.prepare("SELECT name, incarnation, backed_up FROM collector"));
  if (TRY(select.step())) {
    name_ = select.text(0);
    incarnation_ = select.text(1);
    backed_up_ = select.integer(2);
    return read_unopened();
  }
  name_ = to_hex(random_bytes<8>());
  incarnation_ = to_hex(random_bytes<16>());
  auto insert = TRY(database_.prepare("INSERT INTO collector(name, incarnation) VALUES (?,?)"));
  insert.bind(name_).bind(incarnation_);
  return insert.run();
}

void IntakeStore::store(BatchToStore batch, std::optional<SignOfLife> contact, Done done) {
  post({std::move(batch), std::move(contact), {}, {}, {}, std::move(done), {}});
}

void IntakeStore::note(SignOfLife contact, std::shared_ptr<void> kept_alive) {
  post({{}, std::move(contact), {}, {}, {}, {}, std::move(kept_alive)});
}

Result<void> IntakeStore::destroy_raw(std::vector<std::int64_t> rows) {
  return write({{}, {}, std::move(rows), {}, {}, {}, {}});
}

Result<void> IntakeStore::set_backed_up(BackedUp backed_up) {
  return write({{}, {}, {}, std::move(backed_up), {}, {}, {}});
}

/// Returns when it is on disk.
Result<void> IntakeStore::write(Parcel parcel) {
  std::promise<Result<void>> promise;
  auto written = promise.get_future();
  parcel.done = [&promise](Result<IntakeOutcome> outcome) {
    promise.set_value(outcome ? Result<void>() : Result<void>(std::move(outcome).error()));
  };
  post(std::move(parcel));
  return written.get();
}

Result<void> IntakeStore::copy_to(const std::filesystem::path& path) {
  std::promise<Result<void>> promise;
  {
    const std::lock_guard lock(mutex_);
    if (is_broken_ || stopping_) return unexpected("the store is broken");
    if (copy_wanted_ || copying_) return refused("a backup is being made already");
    copy_wanted_.emplace(path, &promise);
  }
  waiting_.notify_one();
  return promise.get_future().get();
}

Result<void> IntakeStore::begin_incarnation() {
  const auto anew = to_hex(random_bytes<16>());
  TRY(write({{}, {}, {}, {}, anew, {}, {}}));
  const std::lock_guard lock(mutex_);
  incarnation_ = anew;
  return {};
}

std::string IntakeStore::incarnation() const {
  const std::lock_guard lock(mutex_);
  return incarnation_;
}

void IntakeStore::post(Parcel parcel) {
  std::unique_lock lock(mutex_);
  if (is_broken_) {
    lock.unlock();
    if (parcel.done) parcel.done(unexpected("the store is broken"));
    return;
  }
  queue_.push_back(std::move(parcel));
  // Woken under the lock it would only wait for it.
  lock.unlock();
  waiting_.notify_one();
}

void IntakeStore::run() {
  std::vector<Parcel> parcels;
  while (take_waiting(parcels)) {
    if (!parcels.empty()) store_together(std::exchange(parcels, {}));
    copy_some();
  }
}

/// False when it is time to end: everything posted before is done by then.
bool IntakeStore::take_waiting(std::vector<Parcel>& parcels) {
  std::unique_lock lock(mutex_);
  waiting_.wait(lock, [this] {
    return stopping_ || !queue_.empty() || copy_wanted_.has_value() || copying_.has_value();
  });
  const bool is_copying = copy_wanted_.has_value() || copying_.has_value();
  if (queue_.empty() && !is_copying) return false;
  const auto count = std::min(queue_.size(), parcels_a_commit_max);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
  parcels.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return true;
}

/// A step of the backup, where one is being made.
void IntakeStore::copy_some() {
  if (!copying_) {
    const std::lock_guard lock(mutex_);
    if (!copy_wanted_) return;
    auto [path, done] = *std::exchange(copy_wanted_, std::nullopt);
    auto begun = DatabaseCopy::begin(database_, path);
    if (!begun) return done->set_value(std::move(begun).error());
    copying_.emplace(Copying{std::move(*begun), done});
  }
  auto whole = copying_->copy.step(pages_a_step);
  if (whole && !*whole) return;
  auto* done = copying_->done;
  {
    const std::lock_guard lock(mutex_);
    copying_.reset();
  }
  done->set_value(whole ? Result<void>() : Result<void>(std::move(whole).error()));
}

void IntakeStore::store_together(std::vector<Parcel> parcels) {
  std::vector<IntakeOutcome> outcomes;
  const auto backed_up_before = backed_up_;
  auto committed = database_.in_transaction([&]() -> Result<void> {
    for (const auto& parcel : parcels) {
      auto outcome = TRY(take(parcel));
      outcomes.push_back(std::move(outcome));
    }
    return {};
  });
  if (!committed) {
    log_failure("intake", committed.error());
    last_contacts_.clear();
    durable_through_.clear();
    backed_up_ = backed_up_before;
    static_cast<void>(read_unopened());  // As it stands there; a broken store promises nothing.
    if (committed.error().failure() != Failure::Full) {
      {
        const std::lock_guard lock(mutex_);
        is_broken_ = true;
        // What waits is not tried either: the disk might take it and forget it (C2).
        std::ranges::move(queue_, std::back_inserter(parcels));
        queue_.clear();
      }
      if (listeners_.broken) listeners_.broken();
    }
    for (auto& parcel : parcels)
      if (parcel.done) parcel.done(committed.error());
    return;
  }
  const bool is_new = std::any_of(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
    return outcome.how == Stored::Now && !outcome.ranges.empty();
  });
  const bool is_told = std::exchange(told_more_, false);
  if ((is_new || is_told) && listeners_.stored) listeners_.stored();
  for (std::size_t i = 0; i < parcels.size(); ++i)
    if (parcels[i].done) parcels[i].done(std::move(outcomes[i]));
}

Result<IntakeOutcome> IntakeStore::take(const Parcel& parcel) {
  IntakeOutcome outcome;
  if (parcel.contact) TRY(write_contact(*parcel.contact));
  if (!parcel.destroy.empty()) TRY(destroy_bodies(parcel.destroy));
  if (parcel.backed_up) TRY(note_backed_up(*parcel.backed_up));
  if (parcel.incarnation) TRY(note_incarnation(*parcel.incarnation));
  if (!parcel.batch) return outcome;
  outcome.how = TRY(insert(*parcel.batch));
  outcome.ranges = TRY(ranges(*parcel.batch));
  if (outcome.how == Stored::Now) TRY(join_range(*parcel.batch, outcome.ranges));
  outcome.durable_through = TRY(durable_through(*parcel.batch, outcome.ranges));
  if (outcome.how != Stored::Conflict) name_in(outcome.ranges, *parcel.batch);
  return outcome;
}

Result<Stored> IntakeStore::insert(const BatchToStore& batch) {
  TRY(insert_row(batch));
  if (database_.rows_changed() > 0) return Stored::Now;
  auto select = TRY(database_.prepare(
      "SELECT digest FROM batches WHERE owner = ? AND device = ? AND epoch = ? AND n = ?"));
  bind_epoch(select, batch).bind(batch.frame.n);
  TRY(select.step());
  if (fixed_in<32>(select, 0) == batch.digest) return Stored::Before;
  TRY(note_conflict(batch));
  return Stored::Conflict;
}

/// Changes nothing when a batch of this name is there.
Result<void> IntakeStore::insert_row(const BatchToStore& batch) {
  const auto& frame = batch.frame;
  auto insert = TRY(database_.prepare(
      "INSERT INTO batches(owner, device, epoch, n, digest, prev, house, answers, answers_total,"
      "closed_through, previous_epoch, previous_last, carried_epoch, carried_n, day, boot, "
      "age_from,"
      "age_to, received, signature, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
      "ON CONFLICT (owner, device, epoch, n) DO NOTHING"));
  bind_epoch(insert, batch).bind(frame.n).bind(ByteView(batch.digest));
  if (frame.prev)
    insert.bind(ByteView(*frame.prev));
  else
    insert.bind_null();
  insert.bind(frame.house).bind(frame.answers).bind(frame.answers_total);
  if (frame.closed_through)
    insert.bind(to_text(*frame.closed_through));
  else
    insert.bind_null();
  const auto previous = frame.previous.value_or(PreviousEpoch{});
  bind_named(insert, previous.epoch, previous.last, frame.previous.has_value());
  const auto carried = frame.carried.value_or(BatchName{});
  bind_named(insert, carried.epoch, carried.n, frame.carried.has_value());
  bind_stamp(insert, frame.stamp);
  insert.bind(to_text(batch.received)).bind(batch.signature).bind(ByteView(batch.body));
  return insert.run();
}

/// A range is contiguous *and* chained, so that its last digest vouches for all of it (C7). Where
/// the chain is broken two ranges stay side by side.
Result<void> IntakeStore::join_range(const BatchToStore& batch, std::vector<StoredRange>& ranges) {
  const auto n = batch.frame.n;
  StoredRange joined{n, n, batch.digest};
  const auto before = std::ranges::find(ranges, n - 1, &StoredRange::last);
  if (before != ranges.end() && batch.frame.prev == before->last_digest) {
    joined.first = before->first;
    ranges.erase(before);
  }
  const auto after = std::ranges::find(ranges, n + 1, &StoredRange::first);
  bool is_followed = after != ranges.end();
  if (is_followed) is_followed = TRY(is_named_by_the_next(batch));
  if (is_followed) {
    joined = {joined.first, after->last, after->last_digest};
    ranges.erase(after);
    auto remove = TRY(database_.prepare(
        "DELETE FROM ranges WHERE owner = ? AND device = ? AND epoch = ? AND first = ?"));
    bind_epoch(remove, batch).bind(n + 1);
    TRY(remove.run());
  }
  ranges.insert(std::ranges::lower_bound(ranges, joined.first, {}, &StoredRange::first), joined);
  auto put = TRY(database_.prepare("INSERT OR REPLACE INTO ranges VALUES (?,?,?,?,?,?)"));
  bind_epoch(put, batch).bind(joined.first).bind(joined.last).bind(ByteView(joined.last_digest));
  return put.run();
}

/// Whether the next batch, which came before this one, names it as the one before it.
Result<bool> IntakeStore::is_named_by_the_next(const BatchToStore& batch) {
  auto select = TRY(database_.prepare(
      "SELECT prev FROM batches WHERE owner = ? AND device = ? AND epoch = ? AND n = ?"));
  bind_epoch(select, batch).bind(batch.frame.n + 1);
  const bool found = TRY(select.step());
  return found && fixed_in<32>(select, 0) == batch.digest;
}

Result<void> IntakeStore::note_conflict(const BatchToStore& batch) {
  auto insert = TRY(database_.prepare("INSERT OR IGNORE INTO conflicts VALUES (?,?,?,?)"));
  bind_epoch(insert, batch).bind(to_text(batch.received));
  return insert.run();
}

bool IntakeStore::says_something_new(const SignOfLife& contact) {
  const auto found = last_contacts_.find(contact.device);
  if (found == last_contacts_.end() || found->second.day != contact.day) return true;
  if (contradict(found->second, contact)) return true;
  auto before = found->second.status;
  before.boot_age_h = contact.status.boot_age_h;
  return before != contact.status;
}

Result<void> IntakeStore::write_contact(const SignOfLife& contact) {
  if (!says_something_new(contact)) return {};
  const auto& status = contact.status;
  const auto before = last_contacts_.find(contact.device);
  if (status.made && (before == last_contacts_.end() || before->second.status.made != status.made))
    told_more_ = true;
  last_contacts_[contact.device] = contact;
  auto put = TRY(database_.prepare(
      "INSERT INTO contacts VALUES (?,?,?,?,?,?,?,?,?,?,(SELECT coalesce(max(told), 0) + 1 FROM "
      "contacts)) ON CONFLICT DO UPDATE SET told=CASE WHEN made IS excluded.made AND "
      "epoch=excluded.epoch THEN told ELSE excluded.told END, made=excluded.made, day=excluded.day,"
      "epoch=excluded.epoch, last_closed=excluded.last_closed, unsent_age=excluded.unsent_age,"
      "space=excluded.space, software=excluded.software, programme=excluded.programme"));
  put.bind(contact.owner).bind(id_column(contact.device)).bind(to_text(contact.day));
  put.bind(id_column(status.epoch)).bind(status.last_closed).bind(status.unsent_age);
  put.bind(status.space).bind(status.software).bind(status.programme);
  status.made ? put.bind(*status.made) : put.bind_null();
  TRY(put.run());
  return write_anchor(contact);
}

/// The age is in whole hours, so one contact says within an hour when the boot began; several say
/// it closer. Where they contradict each other `began_after` passes `began_before`, and nobody
/// knows.
Result<void> IntakeStore::write_anchor(const SignOfLife& contact) {
  const auto before = began_before(contact).time_since_epoch();
  const auto after = before - std::chrono::hours(1);
  auto put =
      TRY(database_.prepare("INSERT INTO anchors VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET "
                            "began_after=max(began_after, excluded.began_after),"
                            "began_before=min(began_before, excluded.began_before)"));
  put.bind(contact.owner).bind(id_column(contact.device)).bind(id_column(contact.status.boot));
  put.bind(std::chrono::milliseconds(after).count());
  put.bind(std::chrono::milliseconds(before).count());
  return put.run();
}

Result<void> IntakeStore::destroy_bodies(const std::vector<std::int64_t>& rows) {
  for (const auto row : rows) {
    auto update = TRY(database_.prepare("UPDATE batches SET body = NULL WHERE number = ?"));
    update.bind(row);
    TRY(update.run());
  }
  return {};
}

Result<void> IntakeStore::note_backed_up(const BackedUp& backed_up) {
  if (backed_up.row < backed_up_) return {};
  auto update = TRY(database_.prepare("UPDATE collector SET backed_up = ?"));
  update.bind(backed_up.row);
  TRY(update.run());
  TRY(database_.run("DELETE FROM unopened"));
  auto insert = TRY(database_.prepare("INSERT INTO unopened VALUES (?)"));
  for (const auto row : backed_up.unopened) TRY(insert.bind(row).run());
  backed_up_ = backed_up.row;
  return read_unopened();
}

Result<void> IntakeStore::read_unopened() {
  auto select = TRY(database_.prepare(
      "SELECT device, epoch, n FROM unopened JOIN batches ON batches.number = unopened.row"));
  unopened_from_.clear();
  while (TRY(select.step()))
    unopened_from_[{id_in(select, 0), id_in(select, 1)}] = select.integer(2);
  return {};
}

Result<void> IntakeStore::note_incarnation(const std::string& anew) {
  auto update = TRY(database_.prepare("UPDATE collector SET incarnation = ?"));
  return update.bind(anew).run();
}

/// The epoch's numbers from 1 up to the first that came after the backup, or that nobody can open.
/// What lay in a backup lies in one for ever, so only what has come since is looked at.
Result<std::int64_t> IntakeStore::durable_through(const BatchToStore& batch,
                                                  const std::vector<StoredRange>& ranges) {
  if (backed_up_ == 0 || ranges.empty() || ranges.front().first != 1) return std::int64_t{0};
  auto& known = durable_through_[{batch.frame.device, batch.frame.epoch}];
  auto after = TRY(database_.prepare(
      "SELECT min(n) FROM batches WHERE owner = ? AND device = ? AND epoch = ? AND n > ? "
      "AND number > ?"));
  bind_epoch(after, batch).bind(known).bind(backed_up_);
  TRY(after.step());
  const auto last = ranges.front().last;
  known = after.is_null(0) ? last : std::min(last, after.integer(0) - 1);
  const auto unopened = unopened_from_.find({batch.frame.device, batch.frame.epoch});
  return unopened == unopened_from_.end() ? known : std::min(known, unopened->second - 1);
}

Result<std::vector<StoredRange>> IntakeStore::ranges(const BatchToStore& batch) {
  auto select = TRY(database_.prepare(
      "SELECT first, last, last_digest FROM ranges WHERE owner = ? AND device = ? AND epoch = ? "
      "ORDER BY first"));
  bind_epoch(select, batch);
  std::vector<StoredRange> ranges;
  while (TRY(select.step()))
    ranges.push_back({select.integer(0), select.integer(1), fixed_in<32>(select, 2)});
  return ranges;
}

}  // namespace stemme
