// What a closed batch leaves of its children in the files (C3, trust.md §2): not in which hours
// they came, and of each box nothing but the box itself, in the batch's own order.
#include "server-sync/foundation/database.h"
#include "tests/app/answers/store_driver.h"
#include "tests/stand-ins/crash_disk.h"
#include "tests/stand-ins/seeded_randomness.h"

namespace stemme {
namespace {

constexpr int children = 12;

/// They come in the morning, so many minutes after one another.
void come(StoreDriver& store, minutes apart) {
  for (int child = 0; child < children; ++child) {
    store.visit_times(1);
    store.clock.advance(apart);
  }
}

/// Every row of every table, without what is sealed or a digest: whatever column there is, now and
/// in later schemas.
std::vector<std::string> all_that_stands_in(const std::filesystem::path& file) {
  auto database = Database::open(file, Database::Role::Writer).value();
  auto tables = database
                    .prepare(
                        "SELECT t.name, group_concat(c.name) FROM sqlite_master t, "
                        "pragma_table_info(t.name) c WHERE t.type='table' AND c.type<>'BLOB' "
                        "GROUP BY t.name")
                    .value();
  std::vector<std::string> rows;
  while (tables.step().value()) {
    const auto table = tables.text(0);
    auto row = database.prepare("SELECT json_array(" + tables.text(1) + ") FROM " + table).value();
    while (row.step().value()) rows.push_back(table + row.text(0));
  }
  std::ranges::sort(rows);
  return rows;
}

/// While the morning lasts, and in the evening.
struct Day {
  std::vector<std::string> open;
  std::vector<std::string> closed;
};
Day lived(minutes apart) {
  const SeededRandomness the_same_each_time(20261128);
  StoreDriver store;
  store.open_anchored();
  come(store, apart);
  store.book.reset();
  const auto file = store.folder / "answers.db";
  Day day{all_that_stands_in(file), {}};
  store.open_anchored();
  store.pass(hours(10) - children * apart);
  store.book.reset();
  day.closed = all_that_stands_in(file);
  return day;
}

int times_in(const std::string& content, const std::string& wanted) {
  int times = 0;
  for (auto at = content.find(wanted); at != std::string::npos; at = content.find(wanted, at + 1))
    ++times;
  return times;
}

TEST(AClosedBatch, SaysNothingOfTheHoursItsChildrenCameIn) {
  const auto at_once = lived(minutes(0));
  const auto spread = lived(minutes(9));

  EXPECT_NE(at_once.open, spread.open) << "the hour is there until the daypart is over";
  EXPECT_EQ(at_once.closed, spread.closed);
  EXPECT_TRUE(std::ranges::any_of(at_once.closed, [](const std::string& row) {
    return row.starts_with("batches");
  })) << "a batch was closed";
}

/// A sealed box may lie over the edge of a page: of three parts of it at least two are whole.
TEST(AClosedBatch, IsAllThatIsLeftOfItsBoxesInAnyByteOfTheFiles) {
  constexpr std::size_t key_bytes = 16;
  constexpr std::size_t part_bytes = 60;
  CrashDisk disk;
  StoreDriver store(disk.name());
  store.open_anchored();
  come(store, minutes(9));
  const auto open = disk.content();
  store.pass(hours(10));
  const auto closed = disk.content();

  const auto batches = store.unsent();
  ASSERT_EQ(batches.size(), 1U);
  int rows = 0;
  for (const auto& box : batches[0].boxes) {
    const std::string sealed(box.begin(), box.end());
    int whole = 0;
    for (const std::size_t from : {0U, 90U, 180U}) {
      const auto times = times_in(closed, sealed.substr(from, part_bytes));
      EXPECT_LE(times, 1) << "the row it came from is still there";
      whole += times;
    }
    EXPECT_GE(whole, 2) << "it is in the batch";
    const auto row = open.find(sealed);
    if (row == std::string::npos) continue;  // Padding was never a row.
    ++rows;
    // A row begins with its random key and the number of its pile.
    EXPECT_EQ(times_in(closed, open.substr(row - key_bytes - 1, key_bytes)), 0);
  }
  EXPECT_EQ(rows, children);
}

}  // namespace
}  // namespace stemme
