#include "tests/fleet/town.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

namespace stemme {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// Domain §7.6, told as target shares (low → high): with 40 % who always take the top a shift of
/// the latent value would hardly show.
struct PlantedEvent {
  std::string_view house;
  std::string_view unit;  ///< empty: every group of the house
  std::string_view question;
  IsoWeek from;
  IsoWeek to;
  std::vector<double> shares;
};

const std::vector<PlantedEvent>& planted() {
  static const std::vector<PlantedEvent> events = {
      // A conflict in a group of eighteen.
      {"lyngtua", "Maurtua", "bhg-dagen-56.trivsel", {2025, 36}, {2025, 41}, {.12, .15, .73}},
      {"lyngtua", "Maurtua", "bhg-dagen-56.trivsel", {2025, 42}, {2025, 44}, {.35, .32, .33}},
      // Two staff are away: too small a change in too small a group.
      {"lyngtua", "Revehiet", "bhg-dagen-56.samling", {2025, 36}, {2025, 40}, {.12, .15, .73}},
      {"lyngtua", "Revehiet", "bhg-dagen-56.samling", {2025, 41}, {2025, 42}, {.16, .18, .66}},
      // A new climbing frame in a large house.
      {"blaklokka", "", "bhg-dagen-56.trivsel", {2025, 36}, {2025, 40}, {.22, .22, .56}},
      {"blaklokka", "", "bhg-dagen-56.trivsel", {2025, 41}, {2025, 43}, {.08, .11, .81}},
  };
  return events;
}

constexpr std::string_view ill_house = "steinroysa";  // A stomach bug, six days.
constexpr Date ill_from{std::chrono::year{2025}, std::chrono::month{9}, std::chrono::day{22}};
constexpr Date ill_to{std::chrono::year{2025}, std::chrono::month{9}, std::chrono::day{29}};
constexpr Date planning_day{std::chrono::year{2025}, std::chrono::month{9}, std::chrono::day{8}};
constexpr IsoWeek autumn_break{2025, 40};
constexpr std::string_view sad_house = "mosebrotet";
constexpr std::string_view sad_unit = "Blåbær";
constexpr Date sad_day{std::chrono::year{2025}, std::chrono::month{9}, std::chrono::day{17}};

/// Offsets in logits, by the theme of a question or of what it stands for (domain §7.5).
double theme_offset(const std::string& theme) {
  static const std::map<std::string, double> offsets = {
      {"lek-ute", 0.4}, {"laering", -0.3}, {"medvirkning", -0.5}, {"hvile", -0.6}};
  const auto found = offsets.find(theme);
  return found == offsets.end() ? 0 : found->second;
}

std::vector<double> adult_shares(const std::string& theme, std::size_t steps) {
  std::vector<double> five = {.010, .030, .100, .270, .590};
  if (theme == "medvirkning") five = {.020, .040, .130, .330, .480};
  if (theme == "informasjon") five = {.020, .050, .140, .340, .450};
  if (steps == 3) return {five[0] + five[1], five[2] + five[3], five[4]};
  return five;
}

/// What responsive children of the band answer.
std::vector<double> child_shares(std::size_t steps) {
  if (steps == 2) return {.25, .75};
  if (steps == 3) return {.18, .22, .60};
  return {.03, .08, .23, .40, .26};
}

/// The latent value's parts together are close to a logistic of this width: house 0.20, group 0.30,
/// week 0.20, child 0.8, weekdays, and a logistic(0, 1).
constexpr double latent_width = 1.12;

int cut(double latent, const std::vector<double>& shares) {
  double below = 0;
  for (std::size_t step = 0; step + 1 < shares.size(); ++step) {
    below += shares[step];
    if (latent < latent_width * std::log(below / (1 - below))) return static_cast<int>(step);
  }
  return static_cast<int>(shares.size()) - 1;
}

double weekday_offset(Date date) {
  if (weekday_of(date) == 1) return -0.10;
  return weekday_of(date) == 5 ? 0.15 : 0;
}

}  // namespace

double Town::attendance(const Occasion& occasion) const {
  const auto date = occasion.date;
  if (weekday_of(date) > 5 || date == planning_day) return 0;
  const auto month = unsigned(date.month());
  double there = month >= 11 || month <= 3 ? 0.85 : 0.91;
  if (weekday_of(date) == 1) there *= 0.97;
  if (weekday_of(date) == 5) there *= 0.94;
  if (week_of(date) == autumn_break) there *= 0.45;
  if (occasion.house == ill_house && date >= ill_from && date <= ill_to) there *= 0.6;
  return there;
}

Person Town::person(const Occasion& where, int number, bool is_adult) const {
  auto chance = dice({"person", where.house, where.unit, std::to_string(number)});
  Person person;
  person.leaning = chance.normal(0, 0.8);
  const double style = chance.share();
  if (is_adult) return person;
  if (style < 0.40) person.style = Person::Style::AlwaysTop;
  if (style >= 0.90) person.style = Person::Style::Playful;
  return person;
}

/// House, group and an AR(1) of weeks, none of which anybody can see from outside.
double Town::swing(const Occasion& occasion) const {
  double value = dice({"house", occasion.house}).normal(0, 0.20);
  value += dice({"group", occasion.house, occasion.unit}).normal(0, 0.30);
  constexpr int weeks_remembered = 8;
  const auto week = week_of(occasion.date);
  for (int back = 0; back < weeks_remembered; ++back) {
    auto chance = dice({"week", occasion.house, occasion.unit, to_text(week + -back)});
    value += std::pow(0.5, back) * chance.normal(0, 0.20 * std::sqrt(0.75));
  }
  return value + weekday_offset(occasion.date);
}

int Town::step(const Occasion& occasion, const Person& person, const Pack& pack,
               const Question& question, Dice& dice) const {
  const auto steps = question.options.size() - (question.not_applicable ? 1 : 0);
  const auto week = week_of(occasion.date);
  for (const auto& event : planted()) {
    const bool here =
        event.house == occasion.house && (event.unit.empty() || event.unit == occasion.unit);
    const bool now = event.from <= week && week <= event.to;
    if (here && now && event.question == pack.id + "." + question.id)
      return dice.step_of(event.shares);
  }
  if (person.style == Person::Style::AlwaysTop) return static_cast<int>(steps) - 1;
  if (person.style == Person::Style::Playful) return dice.below(static_cast<int>(steps));
  const double latent = swing(occasion) + person.leaning + dice.logistic();
  if (pack.audience == "forelder") return cut(latent, adult_shares(question.theme, steps));
  return cut(latent + theme_offset(question.theme), child_shares(steps));
}

/// 45 / 30 / 18 / 7 over a random order of the options, *noe annet* last.
int Town::favourite(const Occasion& occasion, const Question& question, bool is_young,
                    Dice& dice) const {
  std::vector<int> order(question.options.size() - (question.not_applicable ? 1 : 0));
  std::iota(order.begin(), order.end(), 0);
  auto shuffle = this->dice({"order", occasion.house, occasion.unit, question.id});
  const auto named = static_cast<int>(order.size()) - (question.other ? 1 : 0);
  for (int i = named - 1; i > 0; --i)
    std::swap(order[static_cast<std::size_t>(i)],
              order[static_cast<std::size_t>(shuffle.below(i + 1))]);
  std::vector<double> shares = {.45, .30, .18, .07};
  shares.resize(order.size(), .02);
  if (is_young) shares[0] += 0.04;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (auto& share : shares) share /= sum;
  return order[static_cast<std::size_t>(dice.step_of(shares))];
}

std::vector<int> Town::answer(const Occasion& occasion, const Person& person, const Pack& pack,
                              int question, Dice& dice) const {
  const auto& asked = pack.questions[static_cast<std::size_t>(question)];
  constexpr double skips = 0.04;
  if (dice.happens(skips * (asked.care ? 1.8 : 1))) return {};
  if (asked.kind == QuestionKind::Scale) return {step(occasion, person, pack, asked, dice)};
  return {favourite(occasion, asked, pack.audience == "barn", dice)};
}

int Town::sad_taps_in_a_row(const Occasion& occasion) const {
  const bool here =
      occasion.house == sad_house && occasion.unit == sad_unit && occasion.date == sad_day;
  return here ? 40 : 0;
}

}  // namespace stemme
