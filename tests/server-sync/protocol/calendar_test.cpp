#include "server-sync/protocol/calendar.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>
#include <ctime>

namespace stemme {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;

constexpr Date first_day{std::chrono::year(2020), std::chrono::January, std::chrono::day(1)};
constexpr Date last_day{std::chrono::year(2040), std::chrono::December, std::chrono::day(31)};
const std::string oslo = "Europe/Oslo";

Date date(std::string_view text) { return date_from(text).value(); }
Instant utc(std::string_view text) { return instant_from(text).value(); }

/// The C library's own week of the year, which shares nothing with ours.
std::string week_by_strftime(Date day) {
  std::tm tm{};
  tm.tm_year = int(day.year()) - 1900;
  tm.tm_mon = int(unsigned(day.month())) - 1;
  tm.tm_mday = int(unsigned(day.day()));
  tm.tm_wday = weekday_of(day) % 7;
  tm.tm_yday = int((sys_days(day) - sys_days(day.year() / std::chrono::January / 1)).count());
  char text[16] = {};
  std::strftime(text, sizeof text, "%G-W%V", &tm);
  return text;
}

TEST(IsoWeeks, AgreeWithTheCLibraryOnEveryDayFrom2020To2040) {
  int checked = 0;
  for (auto at = sys_days(first_day); at <= sys_days(last_day); at += days(1), ++checked)
    ASSERT_EQ(to_text(week_of(Date(at))), week_by_strftime(Date(at))) << to_text(Date(at));
  EXPECT_EQ(checked, 7671);
}

TEST(IsoWeeks, ComeBackFromTheirMonday) {
  for (auto at = sys_days(first_day); at <= sys_days(last_day); at += days(1)) {
    const auto week = week_of(Date(at));
    ASSERT_EQ(weekday_of(monday_of(week)), 1);
    ASSERT_LE(sys_days(monday_of(week)), at);
    ASSERT_LT(at - sys_days(monday_of(week)), days(7));
    ASSERT_EQ(week_from(to_text(week)).value(), week);
  }
}

TEST(IsoWeeks, KnowTheYearsOfFiftyThree) {
  for (int year = 2020; year <= 2040; ++year) {
    const bool is_long = year == 2020 || year == 2026 || year == 2032 || year == 2037;
    EXPECT_EQ(week_from(std::to_string(year) + "-W53").has_value(), is_long) << year;
  }
  EXPECT_EQ(to_text(IsoWeek{2026, 52} + 1), "2026-W53");
  EXPECT_EQ(to_text(IsoWeek{2026, 53} + 1), "2027-W01");
  EXPECT_EQ(to_text(IsoWeek{2027, 1} + -1), "2026-W53");
}

TEST(IsoWeeks, BelongToTheSchoolYearOfTheirThursday) {
  EXPECT_EQ(school_year_of(week_of(date("2026-08-03"))), 2026);
  EXPECT_EQ(school_year_of(week_of(date("2026-07-27"))), 2025);
  EXPECT_EQ(school_year_of(week_of(date("2029-07-30"))), 2029) << "its Thursday is 2 August";
  EXPECT_EQ(school_year_of(IsoWeek{2027, 1}), 2026);
}

TEST(CalendarText, RefusesWhatIsNoDayWeekOrTime) {
  for (auto text : {"2026-02-29", "2026-13-01", "2026-00-10", "26-11-24", "2026-11-2", "2026/11/24",
                    "2026-11-24 ", "+026-11-24", ""})
    EXPECT_FALSE(date_from(text)) << text;
  for (auto text : {"2026-W00", "2026-W54", "2027-W53", "2026W48", "2026-w48", "2026-W4"})
    EXPECT_FALSE(week_from(text)) << text;
  for (auto text : {"24:00", "7:30", "07:60", "07-30", "-7:30", "07:3a"})
    EXPECT_FALSE(time_of_day_from(text)) << text;
  for (auto text : {"2026-11-24T09:30:00Z", "2026-11-24T09:30:61.000Z", "2026-11-24 09:30:00.000Z",
                    "2026-11-24T09:30:00.000+"})
    EXPECT_FALSE(instant_from(text)) << text;
}

TEST(CalendarText, ComesBack) {
  EXPECT_EQ(to_text(date("2028-02-29")), "2028-02-29");
  EXPECT_EQ(to_text(utc("2026-11-24T09:30:01.023Z")), "2026-11-24T09:30:01.023Z");
  EXPECT_EQ(to_text(Instant(0ms)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(time_of_day_text(time_of_day_from("07:05").value()), "07:05");
}

TEST(LocalTimes, FollowSummerAndWinterInOslo) {
  const auto winter = local_time(utc("2026-11-24T23:30:59.999Z"), oslo).value();
  EXPECT_EQ(to_text(winter.date), "2026-11-25");
  EXPECT_EQ(winter.since_midnight, 30min);

  const auto summer = local_time(utc("2026-06-24T22:00:00.000Z"), oslo).value();
  EXPECT_EQ(to_text(summer.date), "2026-06-25");
  EXPECT_EQ(summer.since_midnight, 0min);
}

TEST(LocalTimes, SkipAnHourInMarchAndGiveTheEarlierInstant) {
  const auto before = instant_of(date("2026-03-29"), 1h + 59min, oslo).value();
  EXPECT_EQ(to_text(before), "2026-03-29T00:59:00.000Z");
  EXPECT_EQ(to_text(instant_of(date("2026-03-29"), 2h + 30min, oslo).value()),
            "2026-03-29T01:00:00.000Z");
  EXPECT_EQ(to_text(instant_of(date("2026-03-29"), 3h, oslo).value()), "2026-03-29T01:00:00.000Z");
}

TEST(LocalTimes, RepeatAnHourInOctoberAndGiveTheEarlierInstant) {
  EXPECT_EQ(to_text(instant_of(date("2026-10-25"), 2h + 30min, oslo).value()),
            "2026-10-25T00:30:00.000Z");
  EXPECT_EQ(local_time(utc("2026-10-25T01:30:00.000Z"), oslo).value().since_midnight, 150min);
}

TEST(LocalTimes, ComeBackOnEveryDayFrom2020To2040) {
  for (auto at = sys_days(first_day); at <= sys_days(last_day); at += days(1)) {
    for (auto time : {0min, 5 * 60min, 7 * 60min + 30min, 23 * 60min + 59min}) {
      const auto instant = instant_of(Date(at), time, oslo).value();
      const auto local = local_time(instant, oslo).value();
      ASSERT_EQ(to_text(local.date), to_text(Date(at)));
      ASSERT_EQ(local.since_midnight, time) << to_text(Date(at));
      const auto ahead = at + time - instant;
      ASSERT_TRUE(ahead == 1h || ahead == 2h);
    }
  }
}

TEST(LocalTimes, ReachIntoTheNextDay) {
  EXPECT_EQ(instant_of(date("2026-11-24"), 24h, oslo).value(),
            instant_of(date("2026-11-25"), 0min, oslo).value());
}

TEST(LocalTimes, AreMissingForAnUnknownZone) {
  EXPECT_EQ(local_time(Instant(), "Europe/Maurtua").error().failure(), Failure::Missing);
  EXPECT_EQ(instant_of(first_day, 0min, "").error().failure(), Failure::Missing);
  EXPECT_TRUE(local_time(Instant(), "Europe/Helsinki"));
  EXPECT_TRUE(local_time(Instant(), "UTC"));
}

/// The library reads a zone when it is first asked for, and throws where it cannot.
TEST(LocalTimes, AreAnErrorWhereTheSystemsZonesCannotBeRead) {
  local_time(Instant(), oslo).value();
  const auto ask_without_files = [] {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_NOFILE, &none);
    const auto there = local_time(Instant(), "Pacific/Kiritimati");
    std::_Exit(!there && there.error().failure() == Failure::Unexpected ? 0 : 1);
  };

  EXPECT_EXIT(ask_without_files(), testing::ExitedWithCode(0), "");
}

TEST(Dayparts, CoverEveryMinuteOfTheDay) {
  const std::vector<Daypart> day = {{"natt", 0min}, {"formiddag", 7h}, {"ettermiddag", 13h}};

  EXPECT_EQ(daypart_at(day, 0min).id, "natt");
  EXPECT_EQ(daypart_at(day, 6h + 59min).id, "natt");
  EXPECT_EQ(daypart_at(day, 7h).id, "formiddag");
  EXPECT_EQ(daypart_at(day, 23h + 59min).id, "ettermiddag");
  EXPECT_EQ(daypart_end(day, 6h + 59min), 7h);
  EXPECT_EQ(daypart_end(day, 7h), 13h);
  EXPECT_EQ(daypart_end(day, 14h), 24h);
}

TEST(Dayparts, AreAPartitionOrNothing) {
  EXPECT_TRUE(is_partition({{"hel", 0min}}));
  EXPECT_FALSE(is_partition({}));
  EXPECT_FALSE(is_partition({{"sen", 7h}}));
  EXPECT_FALSE(is_partition({{"a", 0min}, {"b", 9h}, {"c", 8h}}));
  EXPECT_FALSE(is_partition({{"a", 0min}, {"b", 9h}, {"c", 9h}}));
  EXPECT_FALSE(is_partition({{"a", 0min}, {"b", 24h}}));
}

TEST(Windows, AreOpenFromTheirFirstMinuteToBeforeTheirLast) {
  const Window pickup{"henting", 15h, 16h + 30min, false};

  EXPECT_FALSE(is_open(pickup, 14h + 59min));
  EXPECT_TRUE(is_open(pickup, 15h));
  EXPECT_FALSE(is_open(pickup, 16h + 30min));
}

}  // namespace
}  // namespace stemme
