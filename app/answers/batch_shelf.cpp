#include "app/answers/batch_shelf.h"

namespace stemme {
namespace {

constexpr const char* present = "(SELECT epoch FROM epochs ORDER BY seq DESC LIMIT 1)";
constexpr std::chrono::days ask_again_after{1};

std::int64_t number(std::uint64_t id) { return static_cast<std::int64_t>(id); }
std::int64_t number(Instant at) { return at.time_since_epoch().count(); }
Instant instant(std::int64_t at) { return Instant(Milliseconds(at)); }

std::string age_class(std::int64_t unsent, const std::optional<Instant>& oldest,
                      const std::optional<Instant>& now) {
  if (unsent == 0) return "none";
  if (!oldest || !now) return "days";
  const auto age = *now - *oldest;
  if (age < std::chrono::hours(24)) return "hours";
  if (age < std::chrono::days(7)) return "days";
  return age < std::chrono::days(31) ? "weeks" : "months";
}

}  // namespace

Result<std::optional<EpochRow>> BatchShelf::present_epoch() {
  auto row = TRY(database_->prepare(
      "SELECT epoch, last, answers_total, closed_through, previous, previous_last, previous_lost"
      " FROM epochs"
      " ORDER BY seq DESC LIMIT 1"));
  if (!TRY(row.step())) return std::optional<EpochRow>();
  EpochRow epoch;
  epoch.epoch = static_cast<Epoch>(row.integer(0));
  epoch.last = row.integer(1);
  epoch.answers_total = row.integer(2);
  if (!row.is_null(3)) epoch.closed_through = TRY(week_from(row.text(3)));
  if (!row.is_null(4))
    epoch.previous =
        PreviousEpoch{static_cast<Epoch>(row.integer(4)), row.integer(5), row.integer(6)};
  return std::optional(epoch);
}

Result<void> BatchShelf::begin_epoch(Epoch epoch, const std::optional<PreviousEpoch>& previous) {
  auto insert = TRY(database_->prepare(
      "INSERT INTO epochs(epoch, previous_lost, previous, previous_last) VALUES(?,?,?,?)"));
  insert.bind(number(epoch));
  if (!previous) return insert.bind(0).bind_null().bind_null().run();
  insert.bind(previous->lost_at_most);
  return insert.bind(number(previous->epoch)).bind(previous->last).run();
}

Result<void> BatchShelf::mark_for_carrying(Epoch epoch) {
  auto unsent = TRY(
      database_->prepare("UPDATE batches SET stored_utc = NULL, incarnation = NULL WHERE epoch = ?"
                         " AND body IS NOT NULL AND incarnation <>"
                         "   (SELECT value FROM facts WHERE name = 'incarnation')"));
  TRY(unsent.bind(number(epoch)).run());
  auto mark = TRY(database_->prepare("UPDATE epochs SET carry = 1 WHERE epoch = ?"));
  return mark.bind(number(epoch)).run();
}

Result<std::optional<ClosedBatch>> BatchShelf::next_to_carry() {
  auto row = TRY(database_->prepare(
      std::string("SELECT b.epoch, b.n, b.digest, b.body, b.closed_utc, b.answers FROM batches b"
                  " JOIN epochs e ON e.epoch = b.epoch WHERE e.carry = 1 AND b.stored_utc IS NULL"
                  " AND b.body IS NOT NULL AND b.epoch <> ") +
      present + " ORDER BY e.seq, b.n LIMIT 1"));
  if (!TRY(row.step())) return std::optional<ClosedBatch>();
  ClosedBatch batch;
  const auto digest = TRY(fixed<32>(row.blob(2)));
  batch.name = {static_cast<Epoch>(row.integer(0)), row.integer(1), digest};
  batch.body = row.blob(3);
  if (!row.is_null(4)) batch.closed = instant(row.integer(4));
  batch.answers = row.integer(5);
  return std::optional(std::move(batch));
}

Result<void> BatchShelf::carried_away(const BatchName& name) {
  auto update = TRY(database_->prepare("UPDATE batches SET body = NULL WHERE epoch = ? AND n = ?"));
  return update.bind(number(name.epoch)).bind(name.n).run();
}

Result<void> BatchShelf::carrying_done() {
  auto update = TRY(database_->prepare("UPDATE epochs SET carry = 0 WHERE carry = 1"));
  return update.run();
}

Result<void> BatchShelf::add(const ClosedBatch& batch, const EpochRow& after) {
  auto insert = TRY(database_->prepare(
      "INSERT INTO batches(epoch, n, digest, body, answers, closed_utc) VALUES(?,?,?,?,?,?)"));
  insert.bind(number(batch.name.epoch))
      .bind(batch.name.n)
      .bind(ByteView(batch.name.digest))
      .bind(ByteView(batch.body))
      .bind(batch.answers);
  if (batch.closed) {
    insert.bind(number(std::chrono::floor<std::chrono::hours>(*batch.closed)));
  } else {
    insert.bind_null();
  }
  TRY(insert.run());
  auto update =
      TRY(database_->prepare("UPDATE epochs SET last = ?, answers_total = ? WHERE epoch = ?"));
  return update.bind(after.last).bind(after.answers_total).bind(number(after.epoch)).run();
}

Result<void> BatchShelf::say_closed_through(IsoWeek week) {
  auto update = TRY(database_->prepare(
      std::string("UPDATE epochs SET closed_through = ? WHERE epoch = ") + present));
  return update.bind(to_text(week)).run();
}

Result<std::optional<Digest>> BatchShelf::digest_of(Epoch epoch, std::int64_t n) {
  auto row = TRY(database_->prepare("SELECT digest FROM batches WHERE epoch = ? AND n = ?"));
  if (!TRY(row.bind(number(epoch)).bind(n).step())) return std::optional<Digest>();
  const auto digest = TRY(fixed<32>(row.blob(0)));
  return std::optional(digest);
}

Result<std::optional<OutgoingBatch>> BatchShelf::one_batch(Statement& rows) {
  if (!TRY(rows.step())) return std::optional<OutgoingBatch>();
  const auto digest = TRY(fixed<32>(rows.blob(2)));
  return std::optional(
      OutgoingBatch{{static_cast<Epoch>(rows.integer(0)), rows.integer(1), digest}, rows.blob(3)});
}

Result<std::optional<OutgoingBatch>> BatchShelf::next_to_send(std::int64_t after) {
  auto rows = TRY(database_->prepare(
      std::string("SELECT epoch, n, digest, body FROM batches WHERE stored_utc IS NULL"
                  " AND body IS NOT NULL AND held IS NULL AND n > ? AND epoch = ") +
      present + " ORDER BY n LIMIT 1"));
  rows.bind(after);
  auto batch = TRY(one_batch(rows));
  if (batch) return batch;
  return ask_about_ended_epochs();
}

/// Receipts speak of one epoch, so nothing tells what the collector still has of an ended one,
/// unless it is asked: by sending a batch again, which is harmless (C7).
Result<std::optional<OutgoingBatch>> BatchShelf::ask_about_ended_epochs() {
  const auto now = TRY(fact("utc"));
  auto rows = TRY(database_->prepare(
      std::string(
          "SELECT epoch, n, digest, body FROM batches WHERE body IS NOT NULL AND held IS NULL"
          " AND (asked_utc IS NULL OR asked_utc <= ?1) AND (stored_utc IS NULL"
          " OR stored_utc <= ?2 OR incarnation <>"
          "   (SELECT value FROM facts WHERE name = 'incarnation'))"
          " AND epoch <> ") +
      present + " ORDER BY stored_utc IS NOT NULL, epoch, n LIMIT 1"));
  rows.bind(now - Milliseconds(ask_again_after).count());
  rows.bind(now - Milliseconds(keep_after_stored).count());
  auto batch = TRY(one_batch(rows));
  if (!batch) return batch;
  rows.reset();
  auto asked =
      TRY(database_->prepare("UPDATE batches SET asked_utc = ? WHERE epoch = ? AND n = ?"));
  TRY(asked.bind(now).bind(number(batch->name.epoch)).bind(batch->name.n).run());
  return batch;
}

Result<void> BatchShelf::hold(const BatchName& name, std::string_view why) {
  auto update = TRY(
      database_->prepare("UPDATE batches SET held = ? WHERE epoch = ? AND n = ? AND digest = ?"));
  return update.bind(why).bind(number(name.epoch)).bind(name.n).bind(ByteView(name.digest)).run();
}

Result<void> BatchShelf::release_held() {
  return database_->run("UPDATE batches SET held = NULL WHERE held IS NOT NULL");
}

Result<std::vector<StoredRange>> BatchShelf::believed(const Receipt& receipt) {
  std::vector<StoredRange> ranges;
  for (const auto& range : receipt.stored) {
    if (range.first < 1 || range.first > range.last) continue;
    const auto own = TRY(digest_of(receipt.epoch, range.last));
    if (own && *own == range.last_digest) ranges.push_back(range);
  }
  return ranges;
}

Result<void> BatchShelf::apply(const Receipt& receipt) {
  return database_->in_transaction([&]() -> Result<void> {
    TRY(apply_to_batches(receipt));
    TRY(put_fact("utc", number(receipt.utc)));
    auto put = TRY(database_->prepare("INSERT OR REPLACE INTO facts VALUES('incarnation', ?)"));
    return put.bind(receipt.incarnation).run();
  });
}

Result<void> BatchShelf::apply_to_batches(const Receipt& receipt) {
  const auto ranges = TRY(believed(receipt));
  auto rows = TRY(database_->prepare(
      "SELECT n, stored_utc, incarnation FROM batches WHERE epoch = ? AND body IS NOT NULL"));
  auto keep = TRY(database_->prepare(
      "UPDATE batches SET stored_utc = ?, incarnation = ?, held = NULL WHERE epoch = ? AND n = ?"));
  auto send = TRY(database_->prepare(
      "UPDATE batches SET stored_utc = NULL, incarnation = NULL WHERE epoch = ? AND n = ?"));
  auto let_go = TRY(database_->prepare("UPDATE batches SET body = NULL WHERE epoch = ? AND n = ?"));
  const auto epoch = number(receipt.epoch);
  rows.bind(epoch);
  while (TRY(rows.step())) {
    const auto n = rows.integer(0);
    std::optional<StoredMark> before;
    if (!rows.is_null(1)) before = StoredMark{rows.text(2), instant(rows.integer(1))};
    const auto keeping = keeping_of(n, before, receipt, ranges);
    if (keeping.fate == Keeping::Fate::LetGo) TRY(let_go.bind(epoch).bind(n).run());
    if (keeping.mark == before) continue;
    if (keeping.mark) {
      const auto& mark = *keeping.mark;
      TRY(keep.bind(number(mark.since)).bind(mark.incarnation).bind(epoch).bind(n).run());
    } else {
      TRY(send.bind(epoch).bind(n).run());
    }
  }
  return {};
}

Result<void> BatchShelf::put_anchor(const Anchor& anchor) {
  auto put = TRY(database_->prepare("INSERT OR REPLACE INTO anchors VALUES(?,?)"));
  return put.bind(number(anchor.boot)).bind(number(anchor.boot_began)).run();
}

Result<std::vector<Anchor>> BatchShelf::anchors() {
  auto rows = TRY(database_->prepare("SELECT boot, began_ms FROM anchors"));
  std::vector<Anchor> anchors;
  while (TRY(rows.step()))
    anchors.push_back({static_cast<std::uint64_t>(rows.integer(0)), instant(rows.integer(1))});
  return anchors;
}

Result<void> BatchShelf::put_fact(std::string_view name, std::int64_t value) {
  auto put = TRY(database_->prepare("INSERT OR REPLACE INTO facts VALUES(?,?)"));
  return put.bind(name).bind(value).run();
}

Result<std::int64_t> BatchShelf::fact(std::string_view name) {
  auto row = TRY(database_->prepare("SELECT value FROM facts WHERE name = ?"));
  const auto found = TRY(row.bind(name).step());
  return found ? row.integer(0) : 0;
}

Result<OutboxFigures> BatchShelf::figures(const std::optional<Instant>& now) {
  OutboxFigures figures;
  auto row =
      TRY(database_->prepare("SELECT count(*), coalesce(sum(answers), 0), min(closed_utc), "
                             "coalesce(sum(held IS NOT NULL), 0)"
                             " FROM batches WHERE stored_utc IS NULL AND body IS NOT NULL"));
  TRY(row.step());
  figures.unsent_batches = row.integer(0);
  figures.unsent_answers = row.integer(1);
  std::optional<Instant> oldest;
  if (!row.is_null(2)) oldest = instant(row.integer(2));
  figures.held_batches = row.integer(3);
  figures.unsent_age = age_class(figures.unsent_batches, oldest, now);
  figures.lost_at_most = TRY(fact("lost_at_most"));
  const auto epoch = TRY(present_epoch());
  if (epoch) {
    figures.epoch = epoch->epoch;
    figures.last_closed = epoch->last;
    figures.made = epoch->answers_total;
  }
  return figures;
}

}  // namespace stemme
