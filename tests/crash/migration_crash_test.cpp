// A migration that is interrupted at any write, of every database from every schema that was ever
// released, with in it what such a one has in it: what is found is of the old version or the new,
// sound, and whole; the next start finishes it, and the room goes on with all of it (trust §1.2,
// 29).
#include <set>

#include "tests/crash/crash_points.h"
#include "tests/crash/filled_rooms.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {
namespace {

Database opened(const std::filesystem::path& path) {
  return Database::open(path, Database::Role::Writer).value();
}

std::multiset<std::string> texts(Database& database, const std::string& query) {
  auto rows = database.prepare(query).value();
  std::multiset<std::string> found;
  while (rows.step().value()) found.insert(rows.text(0));
  return found;
}

std::int64_t number(Database& database, const std::string& query) {
  auto row = database.prepare(query).value();
  row.step().value();
  return row.integer(0);
}

/// A table as it stood when it was filled: each row with the columns that there were.
struct Table {
  std::string query;
  std::multiset<std::string> rows;
};
using Tables = std::map<std::string, Table>;

Tables tables_in(Database& database) {
  Tables tables;
  for (const auto& name : texts(database, "SELECT name FROM sqlite_master WHERE type='table'")) {
    std::string columns;
    for (const auto& column :
         texts(database, "SELECT name FROM pragma_table_info('" + name + "') ORDER BY name"))
      columns += (columns.empty() ? "quote(" : "||'|'||quote(") + column + ")";
    auto& table = tables[name];
    table.query = "SELECT " + columns + " FROM " + name;
    table.rows = texts(database, table.query);
  }
  return tables;
}

/// How many days each question was answered on: in the third schema of counts.db their table goes,
/// and the tallies stand by the day.
std::multiset<std::string> days_in(Database& counts, const std::string& table) {
  return texts(counts,
               "SELECT unit||' '||question||' '||mode||' '||period||' '||count(DISTINCT day)"
               " FROM " +
                   table + " GROUP BY unit, pack, question, mode, period");
}

struct Filled {
  Tables tables;
  std::multiset<std::string> days;
};

void expect_all_is_there(Database& found, const Filled& filled) {
  for (const auto& [name, table] : filled.tables) {
    if (name == "tally_days") {
      EXPECT_EQ(days_in(found, "tallies"), filled.days);
      continue;
    }
    const auto now = texts(found, table.query);
    EXPECT_TRUE(std::ranges::includes(now, table.rows)) << "rows of " << name << " are gone";
    // A day of which only is known that something was said on it gets a row without answers.
    const auto rows = name == "tallies" && filled.tables.contains("tally_days")
                          ? number(found, "SELECT count(*) FROM tallies WHERE answers+skips>0")
                          : std::ssize(now);
    EXPECT_EQ(rows, std::ssize(table.rows)) << "rows of " << name;
  }
}

struct Kind {
  std::string name;
  std::unique_ptr<FilledRoom> (*make)();
};
template <typename Room>
std::unique_ptr<FilledRoom> make() {
  return std::make_unique<Room>();
}

class EveryMigration : public testing::TestWithParam<Kind> {
 protected:
  /// What a step brought is used before the next one comes, as it was by those who had it.
  void fill(Database& database, const FilledRoom& room, std::size_t through) const {
    for (std::size_t step = 1; step <= through; ++step) {
      database.migrate(room.steps().first(step)).value();
      auto sql = read_text_file(std::string(STEMME_SOURCE) + "/tests/crash/filled/" +
                                    GetParam().name + "_" + std::to_string(step) + ".sql",
                                1 << 20)
                     .value();
      for (const auto& [word, text] : room.words())
        for (auto at = sql.find(word); at != std::string::npos; at = sql.find(word, at))
          sql.replace(at, word.size(), text);
      database.run(sql.c_str()).value();
    }
  }
  /// Filled in the schema of `step`; the disk then remembers how it was brought to the newest.
  Filled filled(CrashDisk& disk, const FilledRoom& room, std::size_t step) const {
    auto old = opened(room.file());
    fill(old, room, step);
    Filled filled{tables_in(old), {}};
    if (filled.tables.contains("tally_days")) filled.days = days_in(old, "tally_days");
    // What has been applied must be what the log holds, and that is another file.
    for (const auto& [name, table] : filled.tables)
      EXPECT_EQ(table.rows.empty(), name == "applied") << name;
    disk.record();
    old.migrate(room.steps()).value();
    disk.stop_recording();
    return filled;
  }
  static void expect_migrates(FilledRoom& room, std::size_t step, const Filled& filled) {
    auto found = opened(room.file());
    found.verify().value();
    EXPECT_GE(number(found, "PRAGMA user_version"), static_cast<std::int64_t>(step));
    found.migrate(room.steps()).value();
    EXPECT_EQ(number(found, "PRAGMA user_version"), std::ssize(room.steps()));
    found.verify().value();
    expect_all_is_there(found, filled);
  }
};

constexpr std::uint64_t points_each = 100;
constexpr int goes_on_each = 100;

TEST_P(EveryMigration, IsWholeOrNotThereAndTheNextStartFinishesIt) {
  const PretendKeys quick;
  TheOnlyDisk only;
  for (std::size_t step = 0; step <= GetParam().make()->steps().size(); ++step) {
    SCOPED_TRACE("from the schema of step " + std::to_string(step));
    const auto room = GetParam().make();
    const auto was = filled(only.disk, *room, step);
    if (only.disk.steps() == 0) {
      expect_migrates(*room, step, was);
      room->goes_on(step);
      continue;
    }
    int points = 0;
    each_crash_point(only.disk, points_each, [&](const CrashPoint&, std::mt19937_64&) {
      expect_migrates(*room, step, was);
      if (points++ % goes_on_each == 0) room->goes_on(step);
    });
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryMigration,
                         testing::Values(Kind{"answers", make<FilledTerminal>},
                                         Kind{"intake", make<FilledIntake>},
                                         Kind{"register", make<FilledRegister>},
                                         Kind{"counts", make<FilledCounts>}),
                         [](const auto& of) { return of.param.name; });

}  // namespace
}  // namespace stemme
