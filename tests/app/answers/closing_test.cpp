#include "app/answers/closing.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Date monday = std::chrono::year{2026} / 11 / 23;
const DayStamp morning{monday, "morgen"};
const DayStamp whole_monday{monday, "hele-dagen"};

/// A moment on that Monday in Oslo, an hour ahead of UTC; the boot began at 07:00 there.
ClosingMoment at(int hour, int minute = 0) {
  ClosingMoment moment;
  moment.now = Instant(std::chrono::sys_days(monday)) + hours(hour - 1) + minutes(minute);
  moment.boot = 1;
  moment.boot_age_h = hour - 7;
  moment.boots[1] = Instant(std::chrono::sys_days(monday)) + hours(6);
  moment.zone = "Europe/Oslo";
  moment.dayparts = {{"natt", minutes(0)}, {"morgen", minutes(360)}, {"sen", minutes(900)}};
  return moment;
}

ClosingMoment unanchored(int boot_age_h) {
  auto moment = at(8);
  moment.now.reset();
  moment.boots.clear();
  moment.boot_age_h = boot_age_h;
  return moment;
}

Pile pile(PileId id, int boxes, std::optional<DayStamp> day = morning) {
  Pile pile;
  pile.id = id;
  pile.key = "aa";
  pile.day = std::move(day);
  pile.boot = 1;
  pile.boxes = boxes;
  return pile;
}

Pile waiting(PileId id, int boxes) {
  auto small = pile(id, boxes);
  small.state = PileState::Waiting;
  return small;
}

using Batches = std::vector<PlannedBatch>;

TEST(Closing, WaitsForTheDaypartToEnd) {
  EXPECT_TRUE(plan_closing({pile(1, 40)}, at(14, 59)).empty());
  EXPECT_EQ(plan_closing({pile(1, 40)}, at(15)).batches, (Batches{{{1}, morning}}));
}

TEST(Closing, LetsFewerThanTenWaitForTheDaysEnd) {
  EXPECT_EQ(plan_closing({pile(1, 9)}, at(15)).waiting, std::vector<PileId>{1});
  EXPECT_TRUE(plan_closing({waiting(1, 9)}, at(23, 59)).empty());
  EXPECT_EQ(plan_closing({waiting(1, 9)}, at(24)).batches, (Batches{{{1}, whole_monday}}));
}

TEST(Closing, PutsWhatRemainsOfADayTogether) {
  const DayStamp late{monday, "sen"};
  const auto plan = plan_closing({waiting(1, 4), pile(2, 3, late)}, at(24));

  EXPECT_EQ(plan.batches, (Batches{{{1, 2}, whole_monday}}));
}

TEST(Closing, GivesTheLastDaypartItsOwnStampFromTenUp) {
  const DayStamp late{monday, "sen"};
  const auto plan = plan_closing({waiting(1, 4), pile(2, 10, late)}, at(24));

  EXPECT_EQ(plan.batches, (Batches{{{2}, late}, {{1}, whole_monday}}));
}

TEST(Closing, ClosesWhatWouldNotFitOneBatch) {
  EXPECT_TRUE(plan_closing({pile(1, 495)}, at(9)).empty());
  EXPECT_EQ(plan_closing({pile(1, 496)}, at(9)).batches, (Batches{{{1}, morning}}));
  EXPECT_EQ(plan_closing({pile(1, 494), pile(2, 3)}, at(9)).batches, (Batches{{{1}, morning}}));
}

TEST(Closing, NeverMixesTwoSealingKeysInABatch) {
  auto other = pile(2, 12);
  other.key = "bb";

  EXPECT_EQ(plan_closing({pile(1, 12), other}, at(15)).batches,
            (Batches{{{1}, morning}, {{2}, morning}}));
}

TEST(Closing, HoldsTheDaypartOfAnOpenRound) {
  auto moment = at(15, 10);
  moment.held_by_round = morning;

  EXPECT_TRUE(plan_closing({pile(1, 20)}, moment).empty());
}

TEST(Closing, ClosesEverySixHoursOfBootWithoutAnAnchor) {
  auto undated = pile(1, 2, std::nullopt);
  undated.age_from_h = 3;
  undated.age_to_h = 5;

  EXPECT_TRUE(plan_closing({undated}, unanchored(5)).empty());
  EXPECT_EQ(plan_closing({undated}, unanchored(6)).batches, (Batches{{{1}, BootStamp{1, 3, 5}}}));
}

TEST(Closing, ClosesAnEarlierBootThatNobodyDated) {
  auto undated = pile(1, 2, std::nullopt);
  undated.boot = 99;

  EXPECT_EQ(plan_closing({undated}, at(8)).batches, (Batches{{{1}, BootStamp{99, 0, 0}}}));
}

TEST(Closing, DatesABootsBoxesOnceTheTimeIsTold) {
  auto one_daypart = pile(1, 12, std::nullopt);
  one_daypart.age_to_h = 2;

  const auto plan = plan_closing({one_daypart}, at(11));

  ASSERT_EQ(plan.dated.size(), 1U);
  EXPECT_EQ(plan.dated[0].second, morning);
  EXPECT_TRUE(plan.batches.empty());
}

TEST(Closing, GivesHoursOfTwoDaypartsTheWholeDay) {
  auto two_dayparts = pile(1, 12, std::nullopt);
  two_dayparts.age_from_h = 7;
  two_dayparts.age_to_h = 8;

  EXPECT_EQ(plan_closing({two_dayparts}, at(16)).dated[0].second, whole_monday);
}

TEST(Closing, LeavesHoursAcrossMidnightToTheCollector) {
  auto across = pile(1, 12, std::nullopt);
  across.age_from_h = 16;
  across.age_to_h = 18;

  EXPECT_EQ(plan_closing({across}, at(26)).batches, (Batches{{{1}, BootStamp{1, 16, 18}}}));
}

TEST(SendNow, TakesWhatHasTenBoxesAndNothingLess) {
  EXPECT_TRUE(plan_send_now({pile(1, 9)}, at(9)).batches.empty());
  EXPECT_EQ(plan_send_now({pile(1, 10)}, at(9)).batches, (Batches{{{1}, morning}}));
  EXPECT_EQ(plan_send_now({waiting(1, 4), pile(2, 6)}, at(9)).batches,
            (Batches{{{1, 2}, whole_monday}}));
}

TEST(VisitBoxes, TravelAfterTheWeekFromTenUp) {
  auto visits = pile(1, 9, whole_monday);
  visits.kind = PileKind::Visits;
  const auto week = week_of(monday);

  EXPECT_TRUE(plan_visits({visits}, week, 1).batches.empty());
  visits.boxes = 10;
  EXPECT_TRUE(plan_visits({visits}, week + -1, 1).batches.empty());
  const DayStamp sunday{std::chrono::year{2026} / 11 / 29, "hele-dagen"};
  EXPECT_EQ(plan_visits({visits}, week, 1).batches, (Batches{{{1}, sunday}}));
}

TEST(VisitBoxes, DoNotCloseWithTheirDay) {
  auto visits = pile(1, 40, whole_monday);
  visits.kind = PileKind::Visits;

  EXPECT_TRUE(plan_closing({visits}, at(40)).empty());
}

}  // namespace
}  // namespace stemme
