// The journeys of tests/journeys in milliseconds, for every seed: the real machines, book,
// conversation, desks, counting and release, joined without processes, sockets or threads. Cuts
// fall at any write, the road loses what it likes, and C2's promise is checked to the answer.
#include "tests/simulation/whole_road.h"

#include "tests/simulation/finding_by_hand.h"

namespace stemme {
namespace {

using End = WholeTerminal::End;
using Pace = AtTheGlass::Pace;

Date day_of(int week, int day) {
  return Date(std::chrono::floor<std::chrono::days>(WholeRoad::monday) +
              std::chrono::days(7 * week + day));
}

std::shared_ptr<const Question> question_of(WholeRoad& road, const std::string& pack,
                                            int question) {
  const auto whole = road.terminal().pack(pack);
  return {whole, &whole->questions.at(static_cast<std::size_t>(question))};
}

/// One in `times` requests meets each of these troubles.
LoopLink::Draw one_in(WholeRoad& road, int times, const std::vector<Trouble>& troubles) {
  return [&road, times, troubles](const Request&) {
    for (const auto trouble : troubles)
      if (road.dice(times) == 0) return trouble;
    return Trouble::None;
  };
}

// ------------------------------------------------------------- a tap becomes a weekly count

/// The open answers of the group as the children remember them.
class WeekByHand {
 public:
  explicit WeekByHand(WholeRoad& road) : road_(&road) {}

  void hear(const AtTheGlass& glass) {
    for (; heard_ < glass.said().size(); ++heard_) {
      const auto& said = glass.said()[heard_];
      if (said.in_a_run) continue;
      auto& count = open_[said.question];
      count.options.resize(question_of(*road_, pack, said.question)->options.size());
      count.add(said.chosen);
      count.days.insert(std::chrono::sys_days(said.day));
    }
  }
  /// Ten answers on two days close (C9).
  std::map<int, Finding> close() {
    std::map<int, Finding> findings;
    for (const auto& [question, count] : open_)
      if (count.all() >= 10 && count.days.size() >= 2) findings[question] = by_hand::numbers(count);
    for (const auto& [question, finding] : findings) open_.erase(question);
    return findings;
  }
  ExactTallies rest() const {
    ExactTallies tallies;
    for (const auto& [question, count] : open_) {
      const auto digest = road_->terminal().pack(pack)->digest;
      auto& tally = tallies[{road_->home().group, digest, question}];
      std::copy(count.options.begin(), count.options.end(), tally.begin());
      tally.back() = count.skips;
    }
    return tallies;
  }

  static constexpr const char* pack = "bhg-dagen-56";

 private:
  WholeRoad* road_;
  std::map<int, CountByHand> open_;
  std::size_t heard_ = 0;
};

std::map<int, Finding> shelved(WholeRoad& road, int week) {
  const auto of = week_of(day_of(week, 0));
  const auto found =
      road.collector.shelf().findings(FoundedHouse::owner, road.home().group, of, of);
  std::map<int, Finding> findings;
  for (const auto& shelf : found.value()) findings[shelf.key.question] = shelf.finding;
  return findings;
}

void a_week_at_the_glass(WholeRoad& road, AtTheGlass& glass, int week) {
  const auto until = [&road](Date day, hours since_midnight) {
    const auto end = instant_of(day, since_midnight, FoundedHouse::zone).value();
    road.live_until(end, hours(3), 2);
  };
  road.link.troubled_by(one_in(road, 6, {Trouble::LosesReceipt, Trouble::LosesRequest}));
  for (int day = 0; day < 5; ++day) {
    until(day_of(week, day), hours(12));
    const int visits = road.dice(7);
    for (int i = 0; i < visits; ++i) {
      // The first of a day follows nobody, so its haste is no run.
      const auto pace = i > 0 && road.dice(6) == 0 ? Pace::Hasty : Pace::Calm;
      ASSERT_TRUE(glass.visit(road.home().group, pace));
    }
  }
  road.link.all_is_well();
  until(day_of(week + 1, 0), hours(4));
}

Seen weeks_are_counted(std::uint64_t seed) {
  WholeRoad road(seed);
  auto glass = road.glass_of(road.terminal());
  WeekByHand by_hand(road);
  for (int week = 0; week < 3; ++week) {
    a_week_at_the_glass(road, glass, week);
    EXPECT_TRUE(shelved(road, week).empty()) << "before Monday 05:00";
    road.pass(hours(1));
    if (road.dice(2) == 0)
      road.collector.work_and_die_before_it_takes_effect();
    else
      road.collector.work();
    if (road.dice(3) == 0) road.collector.kill();
    by_hand.hear(glass);
    EXPECT_EQ(shelved(road, week), by_hand.close()) << "week " << week;
  }
  road.all_is_well();
  road.promise_is_kept();
  expect_same(tallied_by_counting(road.collector.state()), by_hand.rest());
  return road.seen_at_the_end();
}

TEST(WholeRoad, ATapBecomesAWeeklyCount) {
  for_every_seed("a tap becomes a weekly count", weeks_are_counted);
}

// --------------------------------------------------- answers survive kill -9 at any moment

/// The terminal or the collector ends, now or soon; or the collector is restored from a backup.
void somebody_ends(WholeRoad& road) {
  switch (road.dice(9)) {
    case 0:
      return road.collector.kill();
    case 1:
      road.collector.count_some();
      return road.collector.kill();
    case 2:
      return road.collector.back_up();
    case 3:
      return road.collector.restore_newest();
    case 4:
      road.terminal().will_end_while_starting(1 + road.dice(30));
      [[fallthrough]];
    default:
      road.terminal().will_end(road.dice(2) == 0 ? End::Killed : End::PowerCut, 1 + road.dice(30));
  }
}

void a_step_of_the_night(WholeRoad& road, AtTheGlass& glass) {
  switch (road.dice(6)) {
    case 0:
    case 1:
    case 2:
      static_cast<void>(glass.visit(road.next_unit(), Pace::Calm) &&
                        glass.visit(road.next_unit(), Pace::Calm));
      break;
    case 3:
      return road.live(hours(1 + road.dice(9)), 3);
    case 4:
      road.terminal().contact();
      break;
    default:
      somebody_ends(road);
  }
  if (road.terminal().is_down()) road.get_up(road.terminal());
}

Seen a_night_of_kills(std::uint64_t seed) {
  WholeRoad road(seed);
  auto glass = road.glass_of(road.terminal());
  glass.plug_is_pulled_once_in(14);
  road.link.troubled_by(one_in(
      road, 15,
      {Trouble::LosesReceipt, Trouble::LosesRequest, Trouble::Replays, Trouble::Forges,
       Trouble::StripsReply, Trouble::StripsRequest, Trouble::KillsBefore, Trouble::KillsAfter}));
  for (int step = 0; step < 60; ++step) a_step_of_the_night(road, glass);
  glass.plug_is_pulled_once_in(0);
  if (road.terminal().is_down()) road.get_up(road.terminal());
  road.terminal().nothing_more_will_end();
  road.all_is_well();
  road.tallies_are_exact(road.promise_is_kept());
  return road.seen_at_the_end();
}

TEST(WholeRoad, AnswersSurviveKillNineAndPowerCutsAtAnyMoment) {
  const auto seen = for_every_seed("answers survive kill -9", a_night_of_kills);

  if (!is_a_campaign(seen)) return;
  EXPECT_GT(seen.cuts, 5 * seen.seeds);
  EXPECT_GT(seen.between, 0) << "no cut fell between COMMIT and the acknowledgement";
  EXPECT_GT(seen.restarts, seen.seeds);
}

// ------------------------------------------- nothing is counted twice when the receipt is lost

/// Half of the receipts are lost; in every other seed somebody clones the card on the way.
Seen receipts_are_lost(std::uint64_t seed) {
  WholeRoad road(seed);
  auto glass = road.glass_of(road.terminal());
  std::optional<AtTheGlass> other;
  road.link.troubled_by([&road](const Request& request) {
    if (request.method == "PUT" && road.dice(2) == 0) return Trouble::LosesReceipt;
    const int one = road.dice(20);
    if (one == 0) return Trouble::KillsAfter;
    return one < 3 ? Trouble::LosesRequest : Trouble::None;
  });
  const int cloned_on = seed % 2 == 0 ? 1 + road.dice(6) : 99;
  for (int day = 0; day < 9; ++day) {
    road.live_until(day_of(0, day), hours(12));
    for (int left = road.dice(6); left > 0; --left)
      EXPECT_TRUE(glass.visit(road.next_unit(), Pace::Calm));
    if (day == cloned_on) {
      road.clone_the_card();
      other.emplace(road.glass_of(road.clone()));
    }
    for (int left = other ? road.dice(4) : 0; left > 0; --left)
      EXPECT_TRUE(other->visit(road.next_unit(), Pace::Calm));
  }
  road.all_is_well();
  road.tallies_are_exact(road.promise_is_kept());
  return road.seen_at_the_end();
}

TEST(WholeRoad, NothingIsCountedTwiceWhenTheReceiptIsLost) {
  const auto seen = for_every_seed("nothing is counted twice", receipts_are_lost);

  if (!is_a_campaign(seen)) return;
  EXPECT_GT(seen.lost_receipts, 5 * seen.seeds);
}

// ------------------------------------------------------------ a login page is not the collector

/// Whoever answers 200 on the way is believed in nothing; in every other seed he is away at times.
Seen a_login_page_answers(std::uint64_t seed) {
  WholeRoad road(seed);
  auto glass = road.glass_of(road.terminal());
  const bool at_times = seed % 2 == 0;
  road.link.troubled_by([&road, at_times](const Request&) {
    if (at_times && road.dice(3) == 0) return Trouble::None;
    return at_times && road.dice(4) == 0 ? Trouble::Truncates : Trouble::LoginPage;
  });
  for (int day = 0; day < 4; ++day) {
    road.live_until(day_of(0, day), hours(12));
    for (int left = 1 + road.dice(5); left > 0; --left)
      EXPECT_TRUE(glass.visit(road.next_unit(), Pace::Calm));
  }
  road.live_until(day_of(0, 5), hours(12));
  EXPECT_GT(road.terminal().login_pages(), 0);
  const auto figures = road.terminal().book().figures().value();
  const auto stored = stored_answers(road.collector.state(), road.collector.keys());
  if (!at_times) {
    EXPECT_FALSE(road.terminal().reached());
    EXPECT_EQ(stored.sent, 0);
    EXPECT_EQ(figures.unsent_answers, road.promise.owed());
  }
  road.all_is_well();
  road.tallies_are_exact(road.promise_is_kept());
  return road.seen_at_the_end();
}

TEST(WholeRoad, ALoginPageIsNotTheCollector) {
  for_every_seed("a login page is not the collector", a_login_page_answers);
}

// ------------------------------------------------------- a term without network loses nothing

/// From September to January nobody is reached, and at times the power goes: then nobody knows the
/// day either.
Seen a_term_alone(std::uint64_t seed) {
  WholeRoad road(seed);
  auto glass = road.glass_of(road.terminal());
  road.link.troubled_by([](const Request&) { return Trouble::LosesRequest; });
  for (int week = 0; week < 17; ++week) {
    const auto noon = instant_of(day_of(week, road.dice(5)), hours(12), FoundedHouse::zone).value();
    road.live_until(noon, hours(6), 4);
    for (int left = road.dice(4); left > 0; --left)
      EXPECT_TRUE(glass.visit(road.next_unit(), Pace::Calm));
    if (road.dice(5) != 0) continue;
    road.terminal().end_now(End::PowerCut);
    road.get_up(road.terminal());
  }
  road.live_until(instant_of(day_of(17, 2), hours(12), FoundedHouse::zone).value(), hours(6), 4);
  EXPECT_EQ(stored_answers(road.collector.state(), road.collector.keys()).sent, 0);
  road.all_is_well();
  road.tallies_are_exact(road.promise_is_kept());
  return road.seen_at_the_end();
}

TEST(WholeRoad, ATermWithoutNetworkLosesNothing) {
  for_every_seed("a term without network", a_term_alone);
}

// -------------------------------------------- a vote in the circle is shown on its own kiosk

class Circle {
 public:
  explicit Circle(WholeRoad& road) : road_(&road) {
    plan_.pack = road.terminal().pack("valg-tur");
    question_ = road.dice(3) == 0 ? 1 : 0;
    plan_.unit = road.home().group;
    id_ = road.chance();
    plan_.questions = {{question_, id_}};
    plan_.date = road.terminal().house_time()->date;
    plan_.present = 3 + road.dice(14);
    plan_.language = "nb";
    plan_.seed = road.chance();
  }

  bool hold(AtTheGlass& glass) { return glass.hold_round(plan_, plan_.present, shown_); }
  const std::optional<Finding>& shown() const { return shown_; }

  std::optional<Finding> by_hand(const std::vector<std::optional<int>>& answers) const {
    const auto question = question_of(*road_, "valg-tur", question_);
    CountByHand count;
    count.options.resize(question->options.size());
    for (const auto& chosen : answers) count.add(chosen);
    return round_by_hand(count, question->vote);
  }
  /// The answers of the round that the collector has now.
  std::vector<std::optional<int>> stored() const {
    std::vector<std::optional<int>> answers;
    for (const auto& answer :
         stored_answers(road_->collector.state(), road_->collector.keys()).answers())
      if (answer.round == id_)
        answers.push_back(answer.chosen.empty() ? std::nullopt
                                                : std::optional(answer.chosen.front()));
    return answers;
  }
  std::optional<Finding> on_the_shelf() const {
    const auto week = week_of(plan_.date);
    const auto rounds =
        road_->collector.shelf().rounds(FoundedHouse::owner, plan_.unit, week, week).value();
    EXPECT_LE(rounds.size(), 1U);
    if (rounds.empty()) return std::nullopt;
    EXPECT_EQ(rounds[0].key.question, question_);
    return rounds[0].finding;
  }
  std::optional<Finding> in_the_programme() const {
    for (const auto& round : road_->terminal().programme()->rounds)
      if (round.id == id_) return round.finding;
    return std::nullopt;
  }

 private:
  WholeRoad* road_;
  RoundPlan plan_;
  int question_ = 0;
  RoundId id_ = 0;
  std::optional<Finding> shown_;
};

/// One tablet held it to the end: what stood on its glass is the finding, everywhere.
void whole_round_is_shown(WholeRoad& road, const Circle& circle, const AtTheGlass& glass) {
  std::vector<std::optional<int>> heard;
  for (const auto& said : glass.said()) heard.push_back(said.chosen);
  EXPECT_EQ(circle.shown(), circle.by_hand(heard));
  road.live_until(day_of(0, 1), hours(19), 1);
  const auto brought = circle.in_the_programme();
  EXPECT_TRUE(!brought || brought == circle.shown());
  // Too little for a daypart of its own leaves at midnight; the next day brings it.
  road.link.all_is_well();
  road.live_until(day_of(0, 2), hours(19), 1);
  EXPECT_EQ(circle.on_the_shelf(), circle.shown());
}

/// The tablet went down in the middle: at six the collector says what it has, and brings it back.
void cut_round_is_brought(WholeRoad& road, const Circle& circle) {
  road.live_until(day_of(0, 1), hours(16), 1);
  road.link.all_is_well();
  road.live_until(day_of(0, 1), hours(17), 1);
  const auto there = circle.stored();
  road.live_until(day_of(0, 1), hours(19), 1);
  const auto expected = there.size() < 5 ? std::nullopt : circle.by_hand(there);
  EXPECT_EQ(circle.on_the_shelf(), expected);
  EXPECT_EQ(circle.in_the_programme(), expected);
}

Seen a_circle_votes(std::uint64_t seed) {
  WholeRoad road(seed);
  auto glass = road.glass_of(road.terminal());
  road.live_until(day_of(0, 1), hours(10));
  road.link.troubled_by(one_in(road, 6, {Trouble::LosesReceipt, Trouble::LosesRequest}));
  Circle circle(road);
  if (road.dice(2) == 0)
    road.terminal().will_end(road.dice(2) == 0 ? End::Killed : End::PowerCut, 1 + road.dice(60));
  const bool is_whole = circle.hold(glass);
  if (!is_whole) road.get_up(road.terminal());
  road.terminal().nothing_more_will_end();
  if (is_whole)
    whole_round_is_shown(road, circle, glass);
  else
    cut_round_is_brought(road, circle);
  road.all_is_well();
  road.promise_is_kept();
  return road.seen_at_the_end();
}

TEST(WholeRoad, AVoteInTheCircleIsShownOnItsOwnKiosk) {
  const auto seen = for_every_seed("a vote in the circle", a_circle_votes);

  if (!is_a_campaign(seen)) return;
  EXPECT_GT(seen.cuts, 0) << "no round was cut";
}

/// Last, when more than one journey was made.
class InAll : public testing::Environment {
 public:
  void TearDown() override {
    if (seen_in_all().seeds > 0) say("in all", seen_in_all());
  }
};
const auto* const in_all = testing::AddGlobalTestEnvironment(new InAll);

}  // namespace
}  // namespace stemme
