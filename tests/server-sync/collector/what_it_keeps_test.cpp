// What a collector's files tell whoever takes its disk (trust.md §2): of the answers that came, not
// at what time of the day, neither in a column nor in any byte of the files.

#include "server-sync/foundation/database.h"
#include "server-sync/foundation/durable_file.h"
#include "tests/server-sync/collector/a_terminal.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::duration_cast;

constexpr std::size_t file_bytes_max = 64U << 20U;
/// Monday 23 November at eight is where the clock begins; nobody would come just then.
constexpr auto odd_time = 3h + 17min + 29s + 123ms;

/// A moment of these weeks in a unit that somebody might have chosen, and not just a day.
bool is_a_moment(std::int64_t number) {
  constexpr auto a_day = duration_cast<std::chrono::seconds>(days(1)).count();
  const auto first = std::chrono::sys_days(std::chrono::year{2026} / 11 / 16).time_since_epoch();
  for (const std::int64_t a_second : {1, 1'000, 1'000'000}) {
    const auto day = number / (a_day * a_second);
    if (day < first.count() || day > first.count() + 60) continue;
    if (number % (a_day * a_second) != 0) return true;
  }
  return false;
}

/// 11:17 somewhere in it.
bool has_a_time_of_day(std::string_view text) {
  const auto is_digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  for (std::size_t at = 0; at + 5 <= text.size(); ++at)
    if (is_digit(at) && is_digit(at + 1) && text[at + 2] == ':' && is_digit(at + 3) &&
        is_digit(at + 4))
      return true;
  return false;
}

using Column = std::pair<std::string, std::string>;
std::vector<Column> columns_in(Database& database) {
  auto row = database
                 .prepare(
                     "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c "
                     "WHERE t.type = 'table'")
                 .value();
  std::vector<Column> columns;
  while (row.step().value()) columns.emplace_back(row.text(0), row.text(1));
  return columns;
}

/// Looks at every number and text of a database; how many there were.
int look_at_columns(const std::filesystem::path& file) {
  auto database = Database::open(file, Database::Role::Reader).value();
  int seen = 0;
  for (const auto& [table, column] : columns_in(database)) {
    auto row =
        database.prepare("SELECT typeof(" + column + "), " + column + " FROM " + table).value();
    while (row.step().value()) {
      const auto type = row.text(0);
      const auto where = testing::Message() << table << "." << column << ": " << row.text(1);
      EXPECT_FALSE(type == "integer" && is_a_moment(row.integer(1))) << where;
      EXPECT_FALSE(type == "text" && has_a_time_of_day(row.text(1))) << where;
      EXPECT_NE(type, "real") << where;
      ++seen;
    }
  }
  return seen;
}

/// As SQLite, or anybody, would write it: most significant byte first, or least.
std::vector<Bytes> spelled(std::int64_t number, std::size_t bytes) {
  Bytes big;
  for (auto left = bytes; left-- > 0;)
    big.push_back(static_cast<std::uint8_t>(number >> (8 * left)));
  const auto decimal = std::to_string(number);
  return {big, Bytes(big.rbegin(), big.rend()), to_bytes(as_bytes(decimal))};
}

void look_at_bytes(const std::filesystem::path& file, Instant came) {
  const auto bytes = read_file(file, file_bytes_max).value();
  const auto ms = came.time_since_epoch().count();
  const auto holds = [&](ByteView wanted) {
    return as_text(bytes).find(as_text(wanted)) != std::string_view::npos;
  };
  for (const auto& wanted : spelled(ms, 6))
    EXPECT_FALSE(holds(wanted)) << file << ", to the millisecond";
  for (const auto& wanted : spelled(ms / 60'000 * 60'000, 6))
    EXPECT_FALSE(holds(wanted)) << file << ", to the minute";
  EXPECT_FALSE(holds(as_bytes("11:17"))) << file;
}

TEST(WhoeverTakesTheDisk, KnowsATimeWhenItStandsThere) {
  const auto came = std::chrono::sys_days(std::chrono::year{2026} / 11 / 23) + 8h + odd_time;
  const auto ms = Milliseconds(came.time_since_epoch()).count();
  for (const auto moment : {ms, ms / 1'000, ms * 1'000, ms / 60'000 * 60'000})
    EXPECT_TRUE(is_a_moment(moment)) << moment;
  for (const auto other : {std::int64_t{0}, std::int64_t{20'780}, ms / 86'400'000 * 86'400'000})
    EXPECT_FALSE(is_a_moment(other)) << other;
  EXPECT_TRUE(has_a_time_of_day("2026-11-23T11:17:29.123Z"));
  EXPECT_FALSE(has_a_time_of_day("2026-11-23 formiddag 1:1"));
}

TEST(ACollectorsFiles, DoNotTellAtWhatTimeOfTheDayAnswersCame) {
  TestCollector at;
  const auto code = at.house_and_code();
  at.adopt_pack();
  std::filesystem::create_directories(at.folder / "terminal");
  OwnTerminal kiosk(at, code, at.folder / "terminal");
  const auto pack = Register::open(at.folder / "state/register.db", Register::Access::Read)
                        .value()
                        .packs()
                        .value()
                        .front()
                        .digest;
  for (int day = 0; day < 9; ++day) {
    at.clock->advance(day == 0 ? duration_cast<Milliseconds>(odd_time) : Milliseconds(24h));
    const auto today = Date(std::chrono::floor<days>(at.clock->now()));
    kiosk.receipt_of(kiosk.answers(9, pack, id_from(at.unit).value(), today));
    at.verb("release").value();
    for (const char* name : {"intake.db", "intake.db-wal", "counts.db", "counts.db-wal"})
      if (std::filesystem::exists(at.folder / "state" / name))
        look_at_bytes(at.folder / "state" / name, at.clock->now());
  }
  EXPECT_GT(look_at_columns(at.folder / "state/intake.db"), 100);
  EXPECT_GT(look_at_columns(at.folder / "state/counts.db"), 100);
}

}  // namespace
}  // namespace stemme
