#include "app/answers/salvage.h"

#include <system_error>
#include <vector>

#include "app/answers/schema.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/box.h"

namespace stemme {
namespace {

namespace fs = std::filesystem;

/// A body may be torn where no page is: where a card has said that all of it was written.
Result<void> verify_bodies(Database& database) {
  auto rows = TRY(database.prepare("SELECT digest, body FROM batches WHERE body IS NOT NULL"));
  while (TRY(rows.step()))
    if (to_bytes(sha256(rows.blob(1))) != rows.blob(0))
      return corrupt("a batch is not its digest's");
  return {};
}

Result<Database> open_sound(const fs::path& path, const std::string& vfs) {
  auto database = TRY(Database::open(path, Database::Role::SoleOwner, vfs));
  TRY(database.checkpoint_by_hand());
  TRY(database.verify(Database::Check::PagesAndIndex));
  TRY(database.migrate(answers_schema));
  TRY(verify_bodies(database));
  return database;
}

Result<fs::path> move_aside(const fs::path& path) {
  fs::path aside;
  int number = 1;
  std::error_code failed;
  do {
    aside = path;
    aside += ".corrupt-" + std::to_string(number++);
  } while (fs::exists(aside, failed));
  if (failed) return unexpected("cannot look beside a corrupt file: " + failed.message());
  for (const char* suffix : {"-wal", "-shm", ""}) {
    fs::path from = path;
    fs::path to = aside;
    fs::rename(from += suffix, to += suffix, failed);
  }
  if (failed) return unexpected("cannot move a corrupt file aside: " + failed.message());
  return aside;
}

/// Everything of the file could have been boxes, so there were never more than this.
std::int64_t boxes_at_most(const fs::path& file) {
  std::int64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code failed;
    fs::path part = file;
    const auto size = fs::file_size(part += suffix, failed);
    if (!failed) bytes += static_cast<std::int64_t>(size);
  }
  return bytes / static_cast<std::int64_t>(box_bytes);
}

Result<std::int64_t> unclosed_in(Database& from) {
  auto count = TRY(from.prepare(
      "SELECT count(*) FROM rows JOIN piles ON piles.id = rows.pile WHERE state < 2 AND kind = 0"));
  TRY(count.step());
  const auto rows = count.integer(0);
  return rows;
}

Result<std::optional<PreviousEpoch>> copy_epochs(Database& from, Database& into) {
  auto rows = TRY(from.prepare("SELECT epoch, last, answers_total FROM epochs ORDER BY seq"));
  auto put = TRY(into.prepare(
      "INSERT OR IGNORE INTO epochs(epoch, last, answers_total, carry) VALUES(?,?,?,1)"));
  std::optional<PreviousEpoch> last;
  while (TRY(rows.step())) {
    TRY(put.bind(rows.integer(0)).bind(rows.integer(1)).bind(rows.integer(2)).run());
    last = PreviousEpoch{static_cast<Epoch>(rows.integer(0)), rows.integer(1)};
  }
  return last;
}

Result<int> copy_batches(Database& from, Database& into) {
  auto rows =
      TRY(from.prepare("SELECT epoch, n, digest, body, answers FROM batches WHERE body IS NOT NULL"
                       " AND stored_utc IS NULL ORDER BY id"));
  auto put = TRY(into.prepare(
      "INSERT OR IGNORE INTO batches(epoch, n, digest, body, answers) VALUES(?,?,?,?,?)"));
  int saved = 0;
  while (TRY(rows.step())) {
    const auto body = rows.blob(3);
    const auto digest = sha256(body);
    if (to_bytes(digest) != rows.blob(2)) continue;
    put.bind(rows.integer(0)).bind(rows.integer(1)).bind(ByteView(digest)).bind(ByteView(body));
    TRY(put.bind(rows.integer(4)).run());
    ++saved;
  }
  return saved;
}

Result<void> put_lost(Database& into, std::int64_t boxes) {
  auto put =
      TRY(into.prepare("INSERT INTO facts VALUES('lost_at_most', ?) ON CONFLICT(name) DO UPDATE"
                       " SET value = value + excluded.value"));
  return put.bind(boxes).run();
}

}  // namespace

Result<OpenedAnswers> open_answers(const fs::path& path, const std::string& vfs) {
  auto opened = open_sound(path, vfs);
  if (opened) return OpenedAnswers{std::make_unique<Database>(std::move(opened).value()), {}};
  if (opened.error().failure() != Failure::Corrupt) return std::move(opened).error();
  log_failure("answers", opened.error());
  auto aside = TRY(move_aside(path));
  auto fresh = TRY(open_sound(path, vfs));
  return OpenedAnswers{std::make_unique<Database>(std::move(fresh)), std::move(aside)};
}

Result<std::optional<PreviousEpoch>> salvage(const fs::path& corrupt_file, const std::string& vfs,
                                             Database& into) {
  auto lost = boxes_at_most(corrupt_file);
  std::optional<PreviousEpoch> ended;
  auto from = Database::open(corrupt_file, Database::Role::SoleOwner, vfs);
  if (from) {
    // Reading may stop anywhere: what came before is saved, the rest is counted as lost.
    ended = copy_epochs(from.value(), into).value_or(std::nullopt);
    auto saved = copy_batches(from.value(), into);
    auto unclosed = unclosed_in(from.value());
    if (unclosed) lost = unclosed.value();
    log_warning("answers", saved ? "a corrupt file was read to its end"
                                 : "a corrupt file could be read in part only");
  }
  TRY(put_lost(into, lost));
  return ended;
}

}  // namespace stemme
