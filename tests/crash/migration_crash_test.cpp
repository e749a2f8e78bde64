// A migration that is interrupted at any write, of every database from every schema that was ever
// released: what is found is of the old version or the new, sound, and the next start finishes it
// (trust §1.2, 29).
#include <random>
#include <span>

#include "app/answers/schema.h"
#include "server-sync/counting/counts_file.h"
#include "server-sync/foundation/database.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/schema.h"
#include "server-sync/register/schema.h"
#include "tests/crash/crash_points.h"

namespace stemme {
namespace {

std::int64_t version_of(Database& database) {
  auto version = database.prepare("PRAGMA user_version").value();
  version.step().value();
  return version.integer(0);
}

struct Migrated {
  std::string name;
  std::span<const char* const> steps;
};

class EveryMigration : public testing::TestWithParam<Migrated> {};

TEST_P(EveryMigration, IsWholeOrNotThereAndTheNextStartFinishesIt) {
  const auto steps = GetParam().steps;
  for (std::size_t from = 0; from < steps.size(); ++from) {
    CrashDisk disk;
    {
      auto old = Database::open("db", Database::Role::Writer, disk.name()).value();
      old.migrate(steps.first(from)).value();
      disk.record();
      old.migrate(steps).value();
    }
    each_crash_point(disk, 300, [&](const CrashPoint&, std::mt19937_64&) {
      auto found = Database::open("db", Database::Role::Writer, disk.name()).value();
      found.verify().value();
      const auto version = version_of(found);
      EXPECT_GE(version, static_cast<std::int64_t>(from));
      found.migrate(steps).value();
      EXPECT_EQ(version_of(found), static_cast<std::int64_t>(steps.size()));
      found.verify().value();
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryMigration,
                         testing::Values(Migrated{"answers", answers_schema},
                                         Migrated{"intake", intake_schema},
                                         Migrated{"registry", register_schema}),
                         [](const auto& of) { return of.param.name; });

/// With tallies of a week in it: they are there afterwards, as they were.
TEST(CountsOfTheSecondSchema, AreNeverHalfwayToTheNewest) {
  CrashDisk disk;
  disk.become_the_only_disk();
  const auto before =
      read_text_file(std::string(STEMME_SOURCE) + "/tests/server-sync/counting/counts_2.sql",
                     1 << 20)
          .value();
  {
    auto old = Database::open("counts.db", Database::Role::Writer).value();
    old.run(before.c_str()).value();
    disk.record();
    open_counts("").value();
  }
  const auto answers_in = [](Database& counts) {
    auto sum = counts.prepare("SELECT sum(answers) FROM tallies").value();
    sum.step().value();
    return sum.integer(0);
  };
  auto whole = open_counts("").value();
  const auto expected = answers_in(whole);
  ASSERT_GT(expected, 0);
  { const auto closed = std::move(whole); }
  each_crash_point(disk, 800, [&](const CrashPoint&, std::mt19937_64&) {
    auto found = open_counts("").value();
    found.verify().value();
    EXPECT_EQ(answers_in(found), expected);
  });
}

}  // namespace
}  // namespace stemme
