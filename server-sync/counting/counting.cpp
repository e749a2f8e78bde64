#include "server-sync/counting/counting.h"

#include <algorithm>
#include <map>
#include <set>

#include "server-sync/counting/reckoning_book.h"
#include "server-sync/counting/release.h"
#include "server-sync/counting/set_aside.h"
#include "server-sync/counting/shelf_json.h"
#include "server-sync/counting/tally_book.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr int batches_at_once = 64;
constexpr std::chrono::hours rounds_close{18};  ///< C11
constexpr std::chrono::hours weeks_release{5};  ///< C12, Mondays
constexpr int open_days_min = 3;                ///< D1
constexpr int pages_watched = 4;                ///< whose completeness may still change

int open_days(const std::vector<ClosedDays>& closed, IsoWeek week) {
  int open = 0;
  for (int day = 0; day < 5; ++day) {
    const Date date(std::chrono::sys_days(monday_of(week)) + std::chrono::days{day});
    const bool shut = std::any_of(closed.begin(), closed.end(), [&](const ClosedDays& days) {
      return days.from <= date && date <= days.to;
    });
    if (!shut) ++open;
  }
  return open;
}

WeekCompleteness told(const WeekStatement& statement) {
  WeekCompleteness line;
  line.devices = statement.devices;
  line.lost = statement.lost;
  for (const auto& part : statement.missing) {
    const bool heard_of = part.since.ok() && part.since >= earliest_day;
    line.silent.push_back(
        {part.device, part.place, heard_of ? std::optional(part.since) : std::nullopt});
  }
  return line;
}

}  // namespace

struct Counting::Room {
  Room(CountingSettings chosen, Register read_register, Database own, std::string owner_id,
       std::string owner_zone)
      : settings(std::move(chosen)),
        reg(std::move(read_register)),
        counts(std::move(own)),
        guide(reg),
        opener(settings.keys),
        book(counts, guide, opener),
        release(counts, guide, *settings.log),
        owner(std::move(owner_id)),
        zone(std::move(owner_zone)) {}

  Result<void> catch_up();
  Result<std::int64_t> arrived();
  Result<void> close_rounds(Date through);
  Result<void> release_weeks(IsoWeek through);
  Result<void> release_house(const std::string& house, IsoWeek through);
  Result<void> state_completeness(const std::string& house);
  Result<void> take_told();

  CountingSettings settings;
  Register reg;
  Database counts;
  Guide guide;
  BoxOpener opener;
  TallyBook book;
  Release release;
  std::string owner;
  std::string zone;
  std::unique_ptr<Ledger> ledger;
  std::set<std::string> houses_touched;
  std::int64_t last_told = 0;  ///< order of the last statement of a terminal that was heard
  bool is_caught_up = false;
};

Counting::Counting(std::unique_ptr<Room> room) : room_(std::move(room)) {}
Counting::Counting(Counting&&) noexcept = default;
Counting::~Counting() = default;

Result<Counting> Counting::open(CountingSettings settings) {
  const auto folder = settings.state_folder;
  auto reg = TRY(Register::open(folder / "register.db", Register::Access::Read));
  const auto owner = TRY(reg.owner());
  auto counts = TRY(open_counts(folder));
  auto room = std::make_unique<Room>(std::move(settings), std::move(reg), std::move(counts),
                                     owner.id, owner.zone);
  auto ledger = TRY(Ledger::open(folder / "intake.db", room->reg));
  room->ledger = std::make_unique<Ledger>(std::move(ledger));
  auto replayed = room->catch_up();
  if (!replayed && replayed.error().failure() != Failure::Offline) return replayed.error();
  TRY(room->book.take_up_waiting());
  return Counting(std::move(room));
}

Result<void> Counting::Room::catch_up() {
  if (is_caught_up && !release.is_behind()) return {};
  if (settings.before_catching_up) TRY(settings.before_catching_up());
  TRY(release.replay().while_doing("replaying the release log"));
  is_caught_up = true;
  return {};
}

Result<void> Counting::copy_to(const std::filesystem::path& path) {
  return DatabaseCopy::make(room_->counts, path);
}

Result<std::vector<std::int64_t>> Counting::done_with(const std::vector<StoredRow>& rows) {
  const auto counted = TRY(room_->arrived());
  auto waiting = TRY(room_->counts.prepare(
      "SELECT 1 FROM marks WHERE digest=? AND missing_key IS NOT NULL LIMIT 1"));
  std::vector<std::int64_t> done;
  for (const auto& [row, digest] : rows) {
    const bool waits = TRY(waiting.bind(ByteView(digest)).step());
    waiting.reset();
    if (row <= counted && !waits) done.push_back(row);
  }
  return done;
}

Result<std::vector<std::int64_t>> Counting::unopened() {
  auto marks = TRY(
      room_->counts.prepare("SELECT device, epoch, n FROM marks WHERE owner=? AND missing_key IS "
                            "NOT NULL ORDER BY device, epoch, n"));
  marks.bind(room_->owner);
  std::vector<std::int64_t> rows;
  std::optional<CountedName> found;
  while (TRY(marks.step())) {
    const CountedName name{id_of(marks.integer(0)), id_of(marks.integer(1)), marks.integer(2)};
    if (found && name.device == found->device && name.epoch == found->epoch) continue;
    // A carried batch came under another name, and has its mark there too.
    const auto row = TRY(room_->ledger->row_of(name));
    if (!row) continue;
    rows.push_back(*row);
    found = name;
  }
  return rows;
}

void Counting::add_key(const OpeningKey& key) { room_->opener.add(key); }

Result<std::int64_t> Counting::Room::arrived() {
  auto progress = TRY(counts.prepare("SELECT arrived FROM progress WHERE owner=?"));
  progress.bind(owner);
  if (!TRY(progress.step())) return std::int64_t{0};
  return progress.integer(0);
}

Result<int> Counting::count_some() {
  TRY(room_->catch_up());
  const auto row = TRY(room_->arrived());
  const auto batches = TRY(room_->ledger->arrived_after(row, batches_at_once));
  if (!batches.empty()) room_->guide.look_again();
  TRY(room_->book.enter(batches));
  for (const auto& batch : batches) {
    room_->houses_touched.insert(batch.house);
  }
  if (batches.empty()) {
    for (const auto& house : room_->houses_touched) {
      TRY(room_->release.close_together(room_->owner, house));
      TRY(room_->state_completeness(house));
    }
    room_->houses_touched.clear();
    TRY(room_->take_told());
    TRY(make_reckonings(room_->counts, room_->guide, room_->owner));
  }
  return static_cast<int>(batches.size());
}

Result<void> Counting::Room::take_told() {
  const auto statements = TRY(ledger->told_after(last_told));
  if (statements.empty()) return {};
  // Together: after a start every terminal there is has told something.
  TRY(counts.in_transaction([&]() -> Result<void> {
    for (const auto& statement : statements) TRY(note_told(counts, guide, owner, statement));
    return {};
  }));
  last_told = statements.back().order;
  return {};
}

Result<void> Counting::count_all() {
  for (;;) {
    const auto counted = TRY(count_some());
    if (counted == 0) return {};
  }
}

Result<void> Counting::release_due(Instant now) {
  const auto local = TRY(local_time(now, room_->zone));
  const auto today = std::chrono::sys_days(local.date);
  const bool evening = local.since_midnight >= rounds_close;
  TRY(count_all());
  TRY(room_->close_rounds(Date(evening ? today : today - std::chrono::days{1})));
  const auto week = week_of(local.date);
  const bool early = weekday_of(local.date) == 1 && local.since_midnight < weeks_release;
  return room_->release_weeks(week + (early ? -2 : -1));
}

Result<void> Counting::release_over(Instant now) {
  const auto local = TRY(local_time(now, room_->zone));
  TRY(count_all());
  TRY(room_->close_rounds(Date(std::chrono::sys_days(local.date) - std::chrono::days{1})));
  return room_->release_weeks(week_of(local.date) + -1);
}

Result<Instant> Counting::next_due(Instant now) {
  const auto local = TRY(local_time(now, room_->zone));
  const auto today = std::chrono::sys_days(local.date);
  const Date evening(local.since_midnight < rounds_close ? today : today + std::chrono::days{1});
  const auto rounds = TRY(instant_of(evening, rounds_close, room_->zone));
  const bool before = weekday_of(local.date) == 1 && local.since_midnight < weeks_release;
  const auto monday = monday_of(week_of(local.date) + (before ? 0 : 1));
  const auto weeks = TRY(instant_of(monday, weeks_release, room_->zone));
  return std::min(rounds, weeks);
}

Result<void> Counting::Room::close_rounds(Date through) {
  guide.look_again();
  const auto houses = TRY(guide.houses());
  for (const auto& house : houses) TRY(release.close_rounds(owner, house, through));
  return {};
}

Result<void> Counting::Room::release_weeks(IsoWeek through) {
  guide.look_again();
  const auto houses = TRY(guide.houses());
  for (const auto& house : houses) TRY(release_house(house, through));
  return make_reckonings(counts, guide, owner);
}

Result<void> Counting::Room::release_house(const std::string& house, IsoWeek through) {
  auto newest = TRY(counts.prepare("SELECT max(week) FROM weeks WHERE owner=? AND house=?"));
  newest.bind(owner).bind(house);
  auto week = through;
  const auto found = TRY(newest.step());
  if (found && !newest.is_null(0)) {
    const auto last = TRY(week_from(newest.text(0)));
    week = last + 1;
  }
  newest.reset();
  if (week > through) return {};
  const auto closed = TRY(guide.closed_days(house));
  for (; week <= through; week = week + 1) {
    // A week with fewer than three open days is merged with the next (D1).
    if (open_days(closed, week) < open_days_min) continue;
    TRY(release.release_week(owner, house, week));
  }
  return state_completeness(house);
}

/// Of the newest pages only: what an old page said of completeness stays as it last was.
Result<void> Counting::Room::state_completeness(const std::string& house) {
  std::vector<IsoWeek> weeks;
  auto pages = TRY(counts.prepare(
      "SELECT week FROM weeks WHERE owner=? AND house=? ORDER BY week DESC LIMIT ?"));
  pages.bind(owner).bind(house).bind(pages_watched);
  while (TRY(pages.step())) {
    const auto week = TRY(week_from(pages.text(0)));
    weeks.push_back(week);
  }
  const auto statements = TRY(ledger->week_statements(house, weeks));
  for (std::size_t i = 0; i < weeks.size(); ++i) {
    auto row = TRY(counts.prepare(
        "INSERT OR REPLACE INTO completeness(owner, house, week, line) VALUES(?,?,?,?)"));
    row.bind(owner).bind(house).bind(to_text(weeks[i]));
    TRY(row.bind(to_json(told(statements[i]))).run());
  }
  return {};
}

namespace {

/// Batches under the names they count by: a carried batch is its old self.
void add_stored(const Digest& digest, const Bytes& body, std::map<Digest, std::int64_t>& answers) {
  const auto batch = batch_from_body(body);
  if (!batch) return;
  answers[digest] = batch->frame.answers;
  if (batch->frame.carried) add_stored(batch->frame.carried->digest, batch->carried_body, answers);
}

}  // namespace

Result<Reconciliation> Counting::reconcile() {
  std::map<Digest, std::int64_t> stored;
  std::int64_t row = 0;
  for (;;) {
    const auto batches = TRY(room_->ledger->arrived_after(row, batches_at_once));
    if (batches.empty()) break;
    for (const auto& batch : batches) add_stored(batch.digest, batch.body, stored);
    row = batches.back().row;
  }
  Reconciliation found;
  for (const auto& [digest, answers] : stored) found.stored += answers;
  const auto destroyed = TRY(room_->ledger->destroyed());
  auto marks =
      TRY(room_->counts.prepare("SELECT digest, counted, answers, device, epoch, n FROM marks"));
  while (TRY(marks.step())) {
    found.counted += marks.integer(1);
    const auto digest = TRY(fixed<32>(marks.blob(0)));
    const bool is_there = stored.erase(digest) > 0;
    // The mark remembers how much was in a body that has been destroyed.
    const CountedName name{id_of(marks.integer(3)), id_of(marks.integer(4)), marks.integer(5)};
    if (!is_there && destroyed.contains(name)) found.stored += marks.integer(2);
  }
  for (const auto& [digest, answers] : stored) found.unopened += answers;
  auto lines =
      TRY(room_->counts.prepare("SELECT reason, sum(answers) FROM set_aside GROUP BY reason"));
  while (TRY(lines.step())) found.set_aside[lines.text(0)] = lines.integer(1);
  // Of an overfull day: they were counted when they came, and are not any more.
  auto moved = TRY(room_->counts.prepare(
      "SELECT coalesce(sum(answers), 0) FROM set_aside WHERE reason=? AND length(digest)=0"));
  moved.bind(aside::overfull);
  TRY(moved.step());
  found.counted -= moved.integer(0);
  return found;
}

}  // namespace stemme
