#include "server-sync/protocol/rotation.h"

#include <algorithm>
#include <set>

namespace stemme {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

Date thursday_of(IsoWeek week) { return Date(sys_days(monday_of(week)) + days(3)); }

bool is_monthly(const Pack& pack) {
  return pack.frequency == "one-week-a-month" || pack.frequency == "monthly";
}

/// Counts the pack's showings. Monthly packs count months: counted in weeks, four questions shown
/// every fourth week would always be the same one.
std::int64_t showing_number(const Pack& pack, IsoWeek week) {
  const auto thursday = thursday_of(week);
  if (is_monthly(pack))
    return std::int64_t{int(thursday.year())} * 12 + unsigned(thursday.month()) - 1;
  const auto week_number = sys_days(thursday).time_since_epoch().count() / 7;
  return pack.frequency == "fortnightly" ? week_number / 2 : week_number;
}

std::vector<int> rotating(const Pack& pack, bool care) {
  std::vector<int> found;
  for (int i = 0; i < static_cast<int>(pack.questions.size()); ++i) {
    const auto& question = pack.questions[static_cast<std::size_t>(i)];
    if (question.rotates() && question.care == care) found.push_back(i);
  }
  return found;
}

/// From 0 to below `count`, for a place before the first too: a week before 1970 has one.
std::int64_t around(std::int64_t place, std::int64_t count) {
  return (place % count + count) % count;
}

int at(const std::vector<int>& questions, std::int64_t place) {
  const auto count = static_cast<std::int64_t>(questions.size());
  return questions[static_cast<std::size_t>(around(place, count))];
}

/// Prime: units start at different questions.
constexpr std::uint64_t unit_offsets = 997;

std::int64_t turn_of(const Pack& pack, UnitId unit, IsoWeek week) {
  return showing_number(pack, week) + static_cast<std::int64_t>(unit % unit_offsets);
}

/// How often an open screen has come to this question by the end of `week`.
std::int64_t times_asked(const Pack& pack, int question, UnitId unit, IsoWeek week) {
  const auto turn = turn_of(pack, unit, week);
  const auto neutral = rotating(pack, false);
  const auto place = std::ranges::find(neutral, question) - neutral.begin();
  const auto neutrals = static_cast<std::int64_t>(neutral.size());
  if (place == neutrals) return turn;  // Only rounds ask it.
  const auto per_week = std::min<std::int64_t>(pack.per_week, neutrals);
  return ((turn + 1) * per_week - 1 - place + neutrals) / neutrals;
}

constexpr int pictures_of_a_unit = 3;
constexpr int pictures_of_a_house = 4;

}  // namespace

std::vector<int> asked_in_week(const Pack& pack, UnitId unit, IsoWeek week) {
  const auto neutral = rotating(pack, false);
  const auto care = rotating(pack, true);
  if (neutral.empty()) return {};
  const auto turn = turn_of(pack, unit, week);
  const auto neutrals = static_cast<std::int64_t>(neutral.size());
  const auto per_week = std::min<std::int64_t>(pack.per_week, neutrals);
  std::vector<int> asked;
  for (std::int64_t i = 0; i < per_week; ++i) asked.push_back(at(neutral, turn * per_week + i));
  if (care.empty() || per_week < 2) return asked;

  // A care question is due so often that each is asked as often as a neutral one, at most one a
  // week.
  const auto share = std::min(per_week * static_cast<std::int64_t>(care.size()), neutrals);
  const auto before = turn * share / neutrals;
  if ((turn + 1) * share / neutrals > before) asked.insert(asked.begin() + 1, at(care, before));
  return asked;
}

bool shows_in_week(const Pack& pack, IsoWeek week, int week_of_month) {
  if (!is_monthly(pack)) return true;
  const auto day = unsigned(thursday_of(week).day());
  return static_cast<int>((day - 1) / 7) + 1 == week_of_month;
}

int pairs_a_visit(const Pack& pack, const Question& question) {
  const int wanted = pack.audience == "forelder" ? pictures_of_a_house : pictures_of_a_unit;
  return std::min(wanted, static_cast<int>(question.options.size()));
}

std::vector<int> pictures_in_week(const Pack& pack, int question, UnitId unit, IsoWeek week) {
  const auto& asked = pack.questions[static_cast<std::size_t>(question)];
  const auto all = static_cast<int>(asked.options.size());
  const bool is_pair = asked.kind == QuestionKind::Pair;
  const auto first = is_pair ? around(times_asked(pack, question, unit, week), all) : 0;
  std::vector<int> pictures;
  for (int i = 0; i < (is_pair ? pairs_a_visit(pack, asked) : all); ++i)
    pictures.push_back(static_cast<int>((first + i) % all));
  std::ranges::sort(pictures);
  return pictures;
}

QuestionShape shape_for(const Pack& pack, int question, const AskedOf& asked) {
  const auto& its = pack.questions[static_cast<std::size_t>(question)];
  auto shape = its.shape();
  if (its.kind != QuestionKind::Pair) return shape;
  std::set<int> pictures;
  for (auto week = asked.first; week <= asked.last; week = week + 1) {
    const auto shown = pictures_in_week(pack, question, asked.unit, week);
    pictures.insert(shown.begin(), shown.end());
  }
  shape.pictures.assign(pictures.begin(), pictures.end());
  shape.pairs_a_visit = pairs_a_visit(pack, its);
  shape.members = asked.members;
  return shape;
}

}  // namespace stemme
