#include "server-sync/foundation/database.h"

#include <gtest/gtest.h>

#include "server-sync/foundation/durable_file.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

constexpr const char* steps[] = {"CREATE TABLE answers(id INTEGER PRIMARY KEY, box BLOB NOT NULL)"};

TEST(Database, KeepsWhatWasCommittedAndDropsWhatFailed) {
  ScratchFolder folder;
  {
    auto database = Database::open(folder / "a.db", Database::Role::SoleOwner).value();
    database.migrate(steps).value();
    database.run("INSERT INTO answers(box) VALUES(x'01')").value();
    auto failed = database.in_transaction([&]() -> Result<void> {
      TRY(database.run("INSERT INTO answers(box) VALUES(x'02')"));
      return invalid("second thoughts");
    });
    EXPECT_FALSE(failed.has_value());
  }

  auto database = Database::open(folder / "a.db", Database::Role::SoleOwner).value();
  auto count = database.prepare("SELECT count(*), max(box) FROM answers").value();
  ASSERT_TRUE(count.step().value());
  EXPECT_EQ(count.integer(0), 1);
  EXPECT_EQ(count.blob(1), Bytes{1});
}

/// Statements are used anew: each begins without what the one before was bound to, two at a time
/// are two, and one that is held longer than its database does no harm.
TEST(Database, GivesEveryoneAStatementOfTheirOwn) {
  ScratchFolder folder;
  std::optional<Statement> held;
  {
    auto database = Database::open(folder / "a.db", Database::Role::SoleOwner).value();
    database.migrate(steps).value();
    for (const char* box : {"one", "two"})
      database.prepare("INSERT INTO answers(box) VALUES(?)").value().bind(box).run().value();
    constexpr const char* question = "SELECT box FROM answers WHERE id >= ? ORDER BY id";
    auto first = database.prepare(question).value();
    ASSERT_TRUE(first.bind(1).step().value());
    {
      auto second = database.prepare(question).value();
      ASSERT_TRUE(second.bind(2).step().value());
      EXPECT_EQ(second.text(0), "two");
    }
    auto unbound = database.prepare(question).value();
    EXPECT_FALSE(unbound.step().value()) << "what was bound before is gone";
    EXPECT_EQ(first.text(0), "one");
    ASSERT_TRUE(first.step().value());
    EXPECT_EQ(first.text(0), "two");
    held = database.prepare("SELECT 1").value();
  }
  held.reset();
  auto anew = Database::open(folder / "a.db", Database::Role::SoleOwner);
  EXPECT_TRUE(anew) << "nothing holds the file";
}

/// Everything that was committed is found again, also in a copy made while it was open, as after a
/// kill; and the log is as long as before.
TEST(Database, FindsWhatItCommittedIntoALogThatWasLengthened) {
  constexpr std::int64_t log_bytes = 256L * 1024;
  const ScratchFolder folder;
  const auto log = folder / "a.db-wal";
  auto database = Database::open(folder / "a.db", Database::Role::SoleOwner).value();
  database.run("CREATE TABLE t(i INTEGER)").value();
  const auto lengthen = [&] {
    for (int slices = 0; database.lengthen_log(log_bytes).value(); ++slices) ASSERT_LT(slices, 5);
  };
  for (int round = 0; round < 3; ++round) {
    database.checkpoint_and_truncate().value();
    EXPECT_EQ(std::filesystem::file_size(log), 0U);
    lengthen();
    for (int i = 0; i < 10; ++i) database.run("INSERT INTO t VALUES(1)").value();
    lengthen();
    EXPECT_EQ(std::filesystem::file_size(log), log_bytes);
  }
  for (const char* name : {"a.db", "a.db-wal"})
    std::filesystem::copy_file(folder / name, folder / ("copy-of-" + std::string(name)));
  auto copy = Database::open(folder / "copy-of-a.db", Database::Role::SoleOwner).value();
  auto count = copy.prepare("SELECT count(*) FROM t").value();
  ASSERT_TRUE(count.step().value());
  EXPECT_EQ(count.integer(0), 30);
}

TEST(Database, RefusesAFileFromANewerVersion) {
  ScratchFolder folder;
  auto database = Database::open(folder / "a.db", Database::Role::SoleOwner).value();
  database.run("PRAGMA user_version=7").value();

  auto migrated = database.migrate(steps);

  ASSERT_FALSE(migrated.has_value());
  EXPECT_EQ(migrated.error().failure(), Failure::Refused);
}

TEST(Database, CallsAFileThatIsNoDatabaseCorrupt) {
  ScratchFolder folder;
  write_durably(folder / "a.db", as_bytes(std::string(4096, 'x'))).value();

  auto opened = Database::open(folder / "a.db", Database::Role::SoleOwner);

  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().failure(), Failure::Corrupt);
}

}  // namespace
}  // namespace stemme
