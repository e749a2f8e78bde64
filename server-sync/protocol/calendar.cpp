#include "server-sync/protocol/calendar.h"

#include <date/tz.h>

#include <algorithm>

namespace stemme {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;

constexpr auto day = hours(24);

std::string padded(int number, std::size_t width) {
  auto digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

/// Digits only, so that every value has one spelling.
std::optional<int> digits_in(std::string_view text) {
  int number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

Date thursday_of(Date date) { return Date(sys_days(date) + days(4 - weekday_of(date))); }

/// locate_zone throws for an unknown name, so we look for it ourselves. Null where there is none.
const date::time_zone* find_zone(const std::string& name) {
  const auto& zones = date::get_tzdb().zones;
  auto at = std::lower_bound(
      zones.begin(), zones.end(), name,
      [](const date::time_zone& zone, const std::string& wanted) { return zone.name() < wanted; });
  return at != zones.end() && at->name() == name ? &*at : nullptr;
}

/// The library reads the system's zones when they are first asked for, and throws where they are
/// missing or cut short. A zone that has told one offset is read, and throws no more.
Result<const date::time_zone*> zone_named(const std::string& name) {
  try {
    const auto* zone = find_zone(name);
    if (zone == nullptr) return missing("no time zone is called " + name);
    zone->get_info(date::sys_seconds());
    return zone;
  } catch (...) {
    return unexpected("the time zone " + name + " cannot be read: is tzdata whole?");
  }
}

}  // namespace

std::string to_text(Date date) {
  return padded(int(date.year()), 4) + "-" + padded(int(unsigned(date.month())), 2) + "-" +
         padded(int(unsigned(date.day())), 2);
}

Result<Date> date_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-')
    return invalid("not a date: 2026-11-24");
  auto year = digits_in(text.substr(0, 4));
  auto month = digits_in(text.substr(5, 2));
  auto in_month = digits_in(text.substr(8, 2));
  if (!year || !month || !in_month) return invalid("not a date: 2026-11-24");
  Date date{std::chrono::year(*year), std::chrono::month(unsigned(*month)),
            std::chrono::day(unsigned(*in_month))};
  if (!date.ok()) return invalid("no such day in the calendar");
  return date;
}

std::string to_text(IsoWeek week) { return padded(week.year, 4) + "-W" + padded(week.week, 2); }

Result<IsoWeek> week_from(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-W") return invalid("not a week: 2026-W48");
  auto year = digits_in(text.substr(0, 4));
  auto number = digits_in(text.substr(6, 2));
  if (!year || !number || *number < 1) return invalid("not a week: 2026-W48");
  IsoWeek week{*year, *number};
  // Week 53 of a year without one would be another name for week 1.
  if (week_of(monday_of(week)) != week) return invalid("no such week in that year");
  return week;
}

std::string to_text(Instant at) {
  const auto midnight = std::chrono::floor<days>(at);
  const auto into = at - midnight;
  const auto in_minute = (into % minutes(1)).count();
  return to_text(Date(midnight)) + "T" + time_of_day_text(std::chrono::floor<minutes>(into)) + ":" +
         padded(int(in_minute / 1000), 2) + "." + padded(int(in_minute % 1000), 3) + "Z";
}

Result<Instant> instant_from(std::string_view text) {
  if (text.size() != 24 || text[10] != 'T' || text[16] != ':' || text[19] != '.' || text[23] != 'Z')
    return invalid("not an instant: 2026-11-24T09:30:00.000Z");
  const auto date = TRY(date_from(text.substr(0, 10)));
  const auto minute = TRY(time_of_day_from(text.substr(11, 5)));
  const auto second = digits_in(text.substr(17, 2));
  const auto milli = digits_in(text.substr(20, 3));
  if (!second || !milli || *second > 59) return invalid("not an instant: no such second");
  return Instant(sys_days(date) + minute + std::chrono::seconds(*second) + Milliseconds(*milli));
}

IsoWeek week_of(Date date) {
  const auto thursday = thursday_of(date);
  const auto first = sys_days(thursday.year() / std::chrono::January / 1);
  return {int(thursday.year()), int((sys_days(thursday) - first) / days(7)) + 1};
}

Date monday_of(IsoWeek week) {
  // The fourth of January is always in week 1.
  const Date in_first = std::chrono::year(week.year) / std::chrono::January / 4;
  return Date(sys_days(in_first) + days(1 - weekday_of(in_first)) + days(7) * (week.week - 1));
}

IsoWeek operator+(IsoWeek week, int weeks) {
  return week_of(Date(sys_days(monday_of(week)) + days(7) * weeks));
}

int weekday_of(Date date) { return int(std::chrono::weekday(sys_days(date)).iso_encoding()); }

int school_year_of(IsoWeek week) {
  // A week belongs where its Thursday lies (C9).
  const auto thursday = thursday_of(monday_of(week));
  return int(thursday.year()) - (thursday.month() < std::chrono::August ? 1 : 0);
}

Result<LocalTime> local_time(Instant at, const std::string& zone) {
  const auto* where = TRY(zone_named(zone));
  const auto local = where->to_local(at).time_since_epoch();
  const auto whole_days = std::chrono::floor<days>(local);
  return LocalTime{Date(sys_days(whole_days)), std::chrono::floor<minutes>(local - whole_days)};
}

Result<Instant> instant_of(Date date, minutes since_midnight, const std::string& zone) {
  const auto* where = TRY(zone_named(zone));
  const auto local = date::local_time<minutes>(sys_days(date).time_since_epoch() + since_midnight);
  return Instant(where->to_sys(local, date::choose::earliest));
}

Result<minutes> time_of_day_from(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return invalid("not a time of day: 07:30");
  auto hour = digits_in(text.substr(0, 2));
  auto minute = digits_in(text.substr(3, 2));
  if (!hour || !minute || *hour > 23 || *minute > 59) return invalid("not a time of day: 07:30");
  return minutes(*hour * 60 + *minute);
}

std::string time_of_day_text(minutes since_midnight) {
  const int count = int(since_midnight.count());
  return padded(count / 60, 2) + ":" + padded(count % 60, 2);
}

bool is_partition(const std::vector<Daypart>& dayparts) {
  if (dayparts.empty() || dayparts.front().from != minutes(0) || dayparts.back().from >= day)
    return false;
  return std::adjacent_find(dayparts.begin(), dayparts.end(), [](const auto& a, const auto& b) {
           return a.from >= b.from;
         }) == dayparts.end();
}

const Daypart& daypart_at(const std::vector<Daypart>& dayparts, minutes since_midnight) {
  STEMME_ASSERT(is_partition(dayparts));
  auto next = std::find_if(dayparts.begin() + 1, dayparts.end(),
                           [&](const auto& part) { return part.from > since_midnight; });
  return *(next - 1);
}

minutes daypart_end(const std::vector<Daypart>& dayparts, minutes since_midnight) {
  STEMME_ASSERT(is_partition(dayparts));
  auto next = std::find_if(dayparts.begin() + 1, dayparts.end(),
                           [&](const auto& part) { return part.from > since_midnight; });
  return next == dayparts.end() ? minutes(day) : next->from;
}

bool is_open(const Window& window, minutes since_midnight) {
  return window.from <= since_midnight && since_midnight < window.to;
}

}  // namespace stemme
