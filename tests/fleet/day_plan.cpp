#include "tests/fleet/day_plan.h"

#include <algorithm>
#include <cmath>

#include "app/visit/visit.h"
#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

using std::chrono::minutes;

constexpr double old_enough = 0.48;    ///< of a storbarn group: four and a half or older
constexpr double visits_a_day = 0.45;  ///< of each of them who is there
constexpr double rounds_a_week = 0.6;
constexpr double round_share = 0.92;
constexpr double pickups_that_tap = 0.09;
constexpr double leaves_mid_way = 0.12;
constexpr double begins_a_run = 0.05;

/// Everything about one unit on one day, so that functions stay short.
class Day {
 public:
  Day(const Town& town, const Asking& asking, const Occasion& occasion, const ProgrammeUnit& unit)
      : town_(town),
        asking_(asking),
        occasion_(occasion),
        unit_(unit),
        date_(to_text(occasion.date)),
        dice_(town.dice({"day", occasion.house, occasion.unit, date_})) {}

  DayPlan plan(int days_old) {
    for (const auto& pack : asking_.packs) {
      if (pack->audience == "forelder" && unit_.audience == "forelder") parents(*pack);
      if (pack->audience == "barn" && unit_.audience == "barn" && pack->offers(Mode::Apen))
        children(*pack, days_old);
    }
    if (unit_.audience == "barn") guided();
    return std::move(plan_);
  }

 private:
  bool shows(const Pack& pack, minutes at) const {
    return std::any_of(asking_.windows.begin(), asking_.windows.end(), [&](const Window& window) {
      return is_open(window, at) &&
             std::find(pack.windows.begin(), pack.windows.end(), window.id) != pack.windows.end();
    });
  }

  /// Drawn again while the pack does not show; nothing when it never seems to.
  template <typename Draw>
  std::optional<minutes> time_of(const Pack& pack, Draw draw) {
    for (int tries = 0; tries < 200; ++tries) {
      const minutes at{static_cast<int>(draw())};
      if (shows(pack, at)) return at;
    }
    return std::nullopt;
  }

  double child_minute() {
    const double when = dice_.share();
    if (when < 0.55) return 14 * 60 + 15 + dice_.share() * 90;
    if (when < 0.80) return 11 * 60 + 20 + dice_.share() * 40;
    return 8 * 60 + dice_.share() * 500;
  }

  double pickup_minute() {
    const bool friday = weekday_of(occasion_.date) == 5;
    return std::clamp(dice_.normal(friday ? 15 * 60 + 15 : 15 * 60 + 50, 32), 14 * 60.0, 17 * 60.0);
  }

  int how_many(int people, double probability) {
    int count = 0;
    for (int i = 0; i < people; ++i)
      count += static_cast<int>(probability) +
               (dice_.happens(probability - std::floor(probability)) ? 1 : 0);
    return count;
  }

  void children(const Pack& pack, int days_old) {
    const auto asked = asked_in_week(pack, unit_.id, week_of(occasion_.date));
    if (!pack.is_for(unit_.band) || asked.empty()) return;
    const double novelty = 1 + 1.5 * std::exp(-days_old / 8.0);
    const int eligible = std::max(1, static_cast<int>(std::lround(unit_.size * old_enough)));
    const int visits = how_many(eligible, town_.attendance(occasion_) * visits_a_day * novelty);
    for (int i = 0; i < visits; ++i) {
      const auto at = time_of(pack, [&] { return child_minute(); });
      if (!at) return;
      const auto child = town_.person(occasion_, dice_.below(eligible), false);
      visit(pack, asked, *at, child, leaves_mid_way);
      if (dice_.happens(begins_a_run)) run(pack, asked, *at, child);
    }
    sad_taps(pack, asked);
  }

  void parents(const Pack& pack) {
    const auto week = week_of(occasion_.date);
    if (!shows_in_week(pack, week, asking_.parents_week)) return;
    const auto asked = asked_in_week(pack, unit_.id, week);
    const int taps = how_many(unit_.size, town_.attendance(occasion_) * pickups_that_tap);
    for (int i = 0; i < taps; ++i) {
      const auto at = time_of(pack, [&] { return pickup_minute(); });
      if (!at || asked.empty()) return;
      visit(pack, asked, *at, town_.person(occasion_, dice_.below(unit_.size), true), 0);
    }
  }

  AnswerBox box(const Pack& pack, int question) {
    AnswerBox answer;
    answer.pack = pack.digest;
    answer.question = question;
    answer.shown =
        order_options(pack.questions[static_cast<std::size_t>(question)], dice_.number());
    answer.unit = unit_.id;
    answer.label = VisitLabel::Whole;
    return answer;
  }

  std::string language() {
    if (unit_.audience == "barn" || dice_.happens(0.86)) return "nb";
    return std::vector<std::string>{"en", "uk", "pl", "ar", "so", "se"}[static_cast<std::size_t>(
        dice_.step_of({.29, .21, .21, .15, .07, .07}))];
  }

  PlannedVisit& visit(const Pack& pack, const std::vector<int>& asked, minutes at,
                      const Person& person, double leaves) {
    PlannedVisit made;
    made.at = at;
    made.box = {language(), VisitEnd::Finished};
    for (const int question : order_questions(pack, asked, dice_.number())) {
      if (!made.answers.empty() && dice_.happens(leaves)) {
        made.box.end = VisitEnd::Left;
        break;
      }
      auto answer = box(pack, question);
      answer.chosen = town_.answer(occasion_, person, pack, question, dice_);
      made.answers.push_back(std::move(answer));
    }
    for (auto& answer : made.answers)
      if (made.box.end != VisitEnd::Finished) answer.label = VisitLabel::Unfinished;
    plan_.visits.push_back(std::move(made));
    return plan_.visits.back();
  }

  /// The same child goes on tapping: half repeat, half alternate; the device labels it and nobody
  /// scolds.
  void run(const Pack& pack, const std::vector<int>& asked, minutes at, const Person& child) {
    const int length = dice_.geometric(5);
    const auto first = plan_.visits.back();
    const bool repeats = dice_.happens(0.5);
    for (int i = 0; i < length; ++i) {
      auto& again = visit(pack, asked, at, child, 0);
      if (repeats) again.answers = first.answers;
      for (auto& answer : again.answers) answer.label = VisitLabel::Run;
    }
  }

  void sad_taps(const Pack& pack, const std::vector<int>& asked) {
    for (int i = town_.sad_taps_in_a_row(occasion_); i > 0; --i) {
      auto& tapped = visit(pack, asked, minutes(14 * 60), {}, 0);
      for (auto& answer : tapped.answers) {
        answer.label = VisitLabel::Run;
        answer.chosen = {0};
      }
    }
  }

  /// At most one round a week and group, on a day between Tuesday and Thursday.
  void guided() {
    auto week =
        town_.dice({"round", occasion_.house, occasion_.unit, to_text(week_of(occasion_.date))});
    const bool happens = week.happens(rounds_a_week);
    const int weekday = 2 + week.below(3);
    std::vector<std::pair<const Pack*, int>> possible;
    for (const auto& pack : asking_.packs)
      for (int question = 0; question < static_cast<int>(pack->questions.size()); ++question)
        if (may_be_a_round(*pack, question)) possible.emplace_back(pack.get(), question);
    if (!happens || weekday != weekday_of(occasion_.date) || possible.empty()) return;
    const auto [pack, question] =
        possible[static_cast<std::size_t>(week.below(static_cast<int>(possible.size())))];
    round(*pack, question);
  }

  bool may_be_a_round(const Pack& pack, int question) const {
    const auto& asked = pack.questions[static_cast<std::size_t>(question)];
    return pack.audience == "barn" && pack.is_for(unit_.band) && pack.offers(Mode::Veiledet) &&
           asked.can_be_a_round();
  }

  void round(const Pack& pack, int question) {
    const auto at = time_of(pack, [&] { return 9 * 60 + 40 + dice_.share() * 300; });
    const int present = how_many(unit_.size, town_.attendance(occasion_));
    if (!at || present == 0) return;
    PlannedRound made;
    made.at = *at;
    made.note.id = dice_.number();
    made.note.pack = pack.digest;
    made.note.question = question;
    made.note.unit = unit_.id;
    made.note.date = occasion_.date;
    made.note.present = present;
    for (int child = 0; child < present; ++child) {
      if (!dice_.happens(round_share)) continue;
      auto answer = box(pack, question);
      answer.mode = Mode::Veiledet;
      answer.round = made.note.id;
      answer.chosen =
          town_.answer(occasion_, town_.person(occasion_, child, false), pack, question, dice_);
      made.answers.push_back(std::move(answer));
    }
    close(made, pack.questions[static_cast<std::size_t>(question)].shape());
    plan_.rounds.push_back(std::move(made));
  }

  /// One tablet held the whole round: the finding is made here and travels in the note (C11).
  static void close(PlannedRound& round, const QuestionShape& shape) {
    Tally tally;
    tally.options.resize(static_cast<std::size_t>(shape.options));
    for (const auto& answer : round.answers) {
      if (answer.chosen.empty()) ++tally.skips;
      for (const int option : answer.chosen) ++tally.options[static_cast<std::size_t>(option)];
    }
    if (shape.vote || tally.n() >= 5) round.note.finding = make_finding(shape, tally);
  }

  const Town& town_;
  const Asking& asking_;
  const Occasion& occasion_;
  const ProgrammeUnit& unit_;
  std::string date_;
  Dice dice_;
  DayPlan plan_;
};

}  // namespace

DayPlan plan_day(const Town& town, const Asking& asking, const Occasion& occasion,
                 const ProgrammeUnit& unit, int days_old) {
  if (town.attendance(occasion) == 0) return {};
  return Day(town, asking, occasion, unit).plan(days_old);
}

}  // namespace stemme
