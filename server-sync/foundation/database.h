/// SQLite, met in one place. One connection writes and checkpoints (SQLite 3.40
/// can drop a committed transaction when one connection checkpoints while
/// another commits); others read `query_only`. A Database and its statements
/// belong to one thread at a time. An error from a write or a sync is
/// Unexpected and final: the process stops, opens anew and verifies; a full
/// disk is Full.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server-sync/foundation/bytes.h"

struct sqlite3;
struct sqlite3_backup;
struct sqlite3_stmt;

namespace stemme {

struct KeptStatements;

class Statement {
 public:
  /// Bind by position from 1, in order; returns itself so that a call reads in
  /// one line.
  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  Statement& bind(ByteView blob);
  Statement& bind_null();

  /// True while there is a row. After false the statement is reset and may be
  /// bound anew.
  Result<bool> step();
  /// For statements without rows.
  Result<void> run();

  std::int64_t integer(int column) const;
  std::string text(int column) const;
  Bytes blob(int column) const;
  bool is_null(int column) const;

  void reset();

 private:
  friend class Database;
  struct PutBack {
    std::shared_ptr<KeptStatements> kept;
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3_stmt* statement, std::shared_ptr<KeptStatements> kept)
      : statement_(statement, {std::move(kept)}) {}
  std::unique_ptr<sqlite3_stmt, PutBack> statement_;
  int next_ = 1;
};

class Database {
 public:
  enum class Role {
    SoleOwner,  ///< WAL, FULL, EXCLUSIVE, secure_delete; no other connection can
                ///< open it
    Writer,     ///< WAL, FULL, secure_delete; the one writer beside readers
    Reader,     ///< query_only, never checkpoints
  };

  /// `vfs` names a registered SQLite VFS (tests); empty for the system's.
  /// Corrupt when the file is not a sound database.
  static Result<Database> open(const std::filesystem::path& path, Role role,
                               const std::string& vfs = {});

  Result<void> run(const char* sql);
  /// One that was prepared before and is done with is used anew: a room asks the same few questions
  /// all day.
  Result<Statement> prepare(std::string_view sql);
  /// Commits when `work` succeeds, otherwise rolls back and hands its error on.
  Result<void> in_transaction(const std::function<Result<void>()>& work);
  /// Brings `user_version` to `steps.size()`, a transaction a step; refuses a
  /// newer file.
  Result<void> migrate(std::span<const char* const> steps);

  Result<void> checkpoint_and_truncate();
  /// Lengthens the log by one slice of zeros towards `bytes`; true when more is to be done. A
  /// commit that finds its blocks there waits for the disk once, one that lengthens the file also
  /// for the file system's own journal. SoleOwner's; the log it adds to holds nothing, as one that
  /// was written over from its beginning.
  Result<bool> lengthen_log(std::int64_t bytes);
  enum class Check {
    Pages,          ///< `PRAGMA quick_check`
    PagesAndIndex,  ///< `PRAGMA integrity_check`: and every index names what is there
  };
  /// Corrupt when the pragma says anything but ok.
  Result<void> verify(Check what = Check::Pages);
  std::int64_t rows_changed() const;
  /// Automatic checkpoints off: the owner calls checkpoint_and_truncate when
  /// nobody waits.
  Result<void> checkpoint_by_hand();

 private:
  friend class DatabaseCopy;
  struct Close {
    std::shared_ptr<KeptStatements> kept;
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection);
  std::shared_ptr<KeptStatements> kept_;
  std::unique_ptr<sqlite3, Close> connection_;
};

/// A copy of a database, made a few pages at a time on its writer's own connection (C12): what is
/// committed between two steps is in it too. Belongs to the connection's thread; the connection
/// outlives it.
class DatabaseCopy {
 public:
  /// Refused where a file is already.
  static Result<DatabaseCopy> begin(Database& from, const std::filesystem::path& to);

  /// True when the copy is whole and on disk; then it is done with.
  Result<bool> step(int pages);
  /// All of it at once, for a database that nobody waits for.
  static Result<void> make(Database& from, const std::filesystem::path& to);

 private:
  struct Finish {
    void operator()(sqlite3_backup* backup) const;
  };
  DatabaseCopy(Database to, sqlite3_backup* backup) : to_(std::move(to)), backup_(backup) {}

  Database to_;
  std::unique_ptr<sqlite3_backup, Finish> backup_;
};

}  // namespace stemme
