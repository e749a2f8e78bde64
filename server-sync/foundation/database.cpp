#include "server-sync/foundation/database.h"

#include <sqlite3.h>

#include <array>
#include <unordered_map>

namespace stemme {
namespace {

Error failed(sqlite3* connection, int code) {
  const std::string message = std::string("database: ") + sqlite3_errmsg(connection);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return full(message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return corrupt(message);
    case SQLITE_CONSTRAINT:
      return invalid(message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return refused(message);
    default:
      return unexpected(message);
  }
}

const char* pragmas(Database::Role role) {
  switch (role) {
    case Database::Role::SoleOwner:
      return "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA "
             "synchronous=FULL;"
             "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA "
             "temp_store=MEMORY;";
    case Database::Role::Writer:
      return "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
             "secure_delete=ON;"
             "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;";
    case Database::Role::Reader:
      return "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0; PRAGMA "
             "temp_store=MEMORY;";
  }
  return "";
}

}  // namespace

namespace {

/// Without memory SQLite gives nothing where there is something; taken for an empty value it would
/// be believed, and answers with it.
void assert_given(sqlite3_stmt* statement, const void* value) {
  STEMME_ASSERT(value != nullptr || sqlite3_errcode(sqlite3_db_handle(statement)) != SQLITE_NOMEM);
}

}  // namespace

/// Statements of one connection that nobody uses now. A statement may outlive its connection.
struct KeptStatements {
  static constexpr std::size_t most = 128;

  /// By their text, which is the statement's own.
  std::unordered_multimap<std::string_view, sqlite3_stmt*> waiting;
  bool is_closed = false;
};

void Statement::PutBack::operator()(sqlite3_stmt* statement) const {
  const std::string_view sql = sqlite3_sql(statement);
  // Some pragmas act while they are prepared.
  if (kept->is_closed || kept->waiting.size() >= KeptStatements::most ||
      sql.starts_with("PRAGMA")) {
    sqlite3_finalize(statement);
    return;
  }
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  kept->waiting.emplace(sql, statement);
}

Statement& Statement::bind(std::int64_t value) {
  STEMME_ASSERT(sqlite3_bind_int64(statement_.get(), next_++, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  STEMME_ASSERT(sqlite3_bind_text(statement_.get(), next_++, text.data(),
                                  static_cast<int>(text.size()), SQLITE_TRANSIENT) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind(ByteView blob) {
  // A null pointer would bind NULL where an empty blob is meant.
  const void* from = blob.empty() ? "" : static_cast<const void*>(blob.data());
  STEMME_ASSERT(sqlite3_bind_blob(statement_.get(), next_++, from, static_cast<int>(blob.size()),
                                  SQLITE_TRANSIENT) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_null() {
  STEMME_ASSERT(sqlite3_bind_null(statement_.get(), next_++) == SQLITE_OK);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  auto* connection = sqlite3_db_handle(statement_.get());
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  auto error = failed(connection, code);
  reset();
  return error;
}

Result<void> Statement::run() {
  bool more = true;
  while (more) more = TRY(step());
  return {};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* text = sqlite3_column_text(statement_.get(), column);
  assert_given(statement_.get(), text);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text), size);
}

Bytes Statement::blob(int column) const {
  const auto* from =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  assert_given(statement_.get(), from);
  const auto size = sqlite3_column_bytes(statement_.get(), column);
  return from == nullptr ? Bytes() : Bytes(from, from + size);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  next_ = 1;
}

Database::Database(sqlite3* connection)
    : kept_(std::make_shared<KeptStatements>()), connection_(connection, {kept_}) {}

void Database::Close::operator()(sqlite3* connection) const {
  kept->is_closed = true;
  for (const auto& [sql, statement] : kept->waiting) sqlite3_finalize(statement);
  kept->waiting.clear();
  sqlite3_close_v2(connection);
}

Result<Database> Database::open(const std::filesystem::path& path, Role role,
                                const std::string& vfs) {
  // SQLite counts its memory under a lock that all connections wait for, and nobody asks how much.
  [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* connection = nullptr;
  const int flags =
      role == Role::Reader ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX,
                                   vfs.empty() ? nullptr : vfs.c_str());
  Database database(connection);
  if (code != SQLITE_OK) return failed(connection, code).while_doing("opening " + path.string());
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, role == Role::SoleOwner ? 0 : 5000);
  TRY(database.run(pragmas(role)).while_doing("opening " + path.string()));
  return database;
}

Result<void> Database::run(const char* sql) {
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failed(connection_.get(), code);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  if (const auto found = kept_->waiting.find(sql); found != kept_->waiting.end())
    return Statement(kept_->waiting.extract(found).mapped(), kept_);
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failed(connection_.get(), code);
  return Statement(statement, kept_);
}

Result<void> Database::in_transaction(const std::function<Result<void>()>& work) {
  auto begin = TRY(prepare("BEGIN IMMEDIATE"));
  auto commit = TRY(prepare("COMMIT"));
  TRY(begin.run());
  auto done = work();
  if (done) done = commit.run();
  // Some failures have rolled back already; a second rollback then only says
  // so.
  if (!done && sqlite3_get_autocommit(connection_.get()) == 0) static_cast<void>(run("ROLLBACK"));
  return done;
}

Result<void> Database::migrate(std::span<const char* const> steps) {
  auto version = TRY(prepare("PRAGMA user_version"));
  TRY(version.step());
  const auto from = static_cast<std::size_t>(version.integer(0));
  version.reset();
  if (from > steps.size()) return refused("the database was written by a newer version of Stemme");
  for (auto step = from; step < steps.size(); ++step) {
    TRY(in_transaction([&]() -> Result<void> {
      TRY(run(steps[step]));
      return run(("PRAGMA user_version=" + std::to_string(step + 1)).c_str());
    }));
  }
  return {};
}

Result<void> Database::checkpoint_and_truncate() { return run("PRAGMA wal_checkpoint(TRUNCATE)"); }

Result<bool> Database::lengthen_log(std::int64_t bytes) {
  static constexpr std::array<std::uint8_t, 64U * 1024> zeros{};
  sqlite3_file* log = nullptr;
  auto* connection = connection_.get();
  int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code != SQLITE_OK) return failed(connection, code);
  if (log == nullptr || log->pMethods == nullptr) return false;
  sqlite3_int64 size = 0;
  code = log->pMethods->xFileSize(log, &size);
  if (code == SQLITE_OK && size >= bytes) return false;
  if (code == SQLITE_OK) code = log->pMethods->xWrite(log, zeros.data(), zeros.size(), size);
  // Now, not with the next answer.
  if (code == SQLITE_OK) code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
  if (code != SQLITE_OK) return failed(connection, code);
  return true;
}

Result<void> Database::verify(Check what) {
  auto check =
      TRY(prepare(what == Check::Pages ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)"));
  const bool answered = TRY(check.step());
  if (!answered || check.text(0) != "ok") return corrupt("not sound: " + check.text(0));
  return {};
}

std::int64_t Database::rows_changed() const { return sqlite3_changes64(connection_.get()); }

void DatabaseCopy::Finish::operator()(sqlite3_backup* backup) const {
  sqlite3_backup_finish(backup);
}

Result<DatabaseCopy> DatabaseCopy::begin(Database& from, const std::filesystem::path& to) {
  std::error_code ignored;
  if (std::filesystem::exists(to, ignored)) return refused(to.string() + " is there already");
  sqlite3* connection = nullptr;
  const int code =
      sqlite3_open_v2(to.c_str(), &connection,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database copy(connection);
  if (code != SQLITE_OK) return failed(connection, code).while_doing("making " + to.string());
  TRY(copy.run("PRAGMA synchronous=FULL"));
  auto* backup = sqlite3_backup_init(connection, "main", from.connection_.get(), "main");
  if (backup == nullptr) return failed(connection, sqlite3_errcode(connection));
  return DatabaseCopy(std::move(copy), backup);
}

Result<bool> DatabaseCopy::step(int pages) {
  const int code = sqlite3_backup_step(backup_.get(), pages);
  if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
  if (code != SQLITE_DONE) return failed(to_.connection_.get(), code);
  backup_.reset();
  return true;
}

Result<void> DatabaseCopy::make(Database& from, const std::filesystem::path& to) {
  auto copy = TRY(begin(from, to));
  constexpr int pages = 4096;
  while (!TRY(copy.step(pages))) {
  }
  return {};
}

Result<void> Database::checkpoint_by_hand() { return run("PRAGMA wal_autocheckpoint=0"); }

}  // namespace stemme
