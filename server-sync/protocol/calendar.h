/// Days and weeks of a house, in the owner's time zone (design §3: windows and dayparts are two
/// things). A daypart is the stamp of a batch and a partition of the day; a window says when a pack
/// shows and may overlap others. Values; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/foundation/clock.h"
#include "server-sync/foundation/result.h"

namespace stemme {

using Date = std::chrono::year_month_day;

/// ISO 8601 week; "2026-W48" in text.
struct IsoWeek {
  int year = 0;
  int week = 0;
  auto operator<=>(const IsoWeek&) const = default;
};

/// A wall-clock reading in a zone.
struct LocalTime {
  Date date;
  std::chrono::minutes since_midnight{};
};

std::string to_text(Date date);  ///< "2026-11-24"
Result<Date> date_from(std::string_view text);
std::string to_text(IsoWeek week);
Result<IsoWeek> week_from(std::string_view text);

/// "2026-11-24T09:30:00.000Z": UTC, always with milliseconds.
std::string to_text(Instant at);
Result<Instant> instant_from(std::string_view text);

IsoWeek week_of(Date date);
Date monday_of(IsoWeek week);
IsoWeek operator+(IsoWeek week, int weeks);
/// Monday is 1, Sunday 7.
int weekday_of(Date date);
/// The school year begins in August (D2): 2026 for August 2026 to July 2027.
int school_year_of(IsoWeek week);

/// Missing for a zone the tz database does not know.
Result<LocalTime> local_time(Instant at, const std::string& zone);
/// A local time that a change of clocks skips or repeats gives the earlier instant.
Result<Instant> instant_of(Date date, std::chrono::minutes since_midnight, const std::string& zone);
/// "07:30".
Result<std::chrono::minutes> time_of_day_from(std::string_view text);
std::string time_of_day_text(std::chrono::minutes since_midnight);

struct Daypart {
  std::string id;
  std::chrono::minutes from{};
};
/// The stamp of what was too little for a daypart of its own (C3).
inline constexpr std::string_view whole_day = "hele-dagen";

struct Window {
  std::string id;
  std::chrono::minutes from{};
  std::chrono::minutes to{};
  bool quiet = false;
};

/// Sorted, first at 00:00 (C7), none twice.
bool is_partition(const std::vector<Daypart>& dayparts);
/// Sorted, first at 00:00 (C7). STEMME_ASSERTs a partition; the programme's parser checks it.
const Daypart& daypart_at(const std::vector<Daypart>& dayparts,
                          std::chrono::minutes since_midnight);
/// When the next daypart begins, in minutes since midnight; 24 h after the last.
std::chrono::minutes daypart_end(const std::vector<Daypart>& dayparts,
                                 std::chrono::minutes since_midnight);
bool is_open(const Window& window, std::chrono::minutes since_midnight);

}  // namespace stemme
