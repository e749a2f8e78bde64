// A round that others wait for leaves as soon as it can (C11, and the reason in
// app/answers/README).
#include <gtest/gtest.h>

#include "tests/app/answers/store_driver.h"

namespace stemme {
namespace {

RoundNote of_two_tablets() {
  RoundNote note;
  note.id = 5;
  note.present = 8;
  note.tablets = 2;
  note.date = std::chrono::year{2026} / 11 / 23;
  return note;
}

/// The other tablet's children wait for it; at the daypart's end it would be too late (C11).
TEST(ARoundOnSeveralTablets, LeavesWithItsNoteAsSoonAsItIsClosed) {
  StoreDriver store;
  store.open_anchored();
  store.book->round_opened(of_two_tablets()).value();
  store.visit_times(round_boxes_min);
  store.book->round_closed(of_two_tablets()).value();

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].answers, round_boxes_min);
  ASSERT_EQ(frames[0].rounds.size(), 1U);
  EXPECT_EQ(frames[0].rounds[0].tablets, 2);
}

TEST(ARoundOnSeveralTablets, WithFewerThanFiveWaitsForTheDaysEnd) {
  StoreDriver store;
  store.open_anchored();
  store.book->round_opened(of_two_tablets()).value();
  store.visit_times(round_boxes_min - 1);
  store.book->round_closed(of_two_tablets()).value();
  EXPECT_TRUE(store.unsent().empty()) << "nobody's single answer has an arrival time (C3)";
}

TEST(ARoundOnOneTablet, WaitsForItsDaypartAsEverythingDoes) {
  StoreDriver store;
  store.open_anchored();
  auto note = of_two_tablets();
  note.tablets = 1;
  store.book->round_opened(note).value();
  store.visit_times(12);
  store.book->round_closed(note).value();
  EXPECT_TRUE(store.unsent().empty());
}

TEST(ARoundThatWasCut, LeavesAsSoonAsTheTerminalIsUpAgain) {
  StoreDriver store;
  store.open_anchored();
  store.book->round_opened(of_two_tablets()).value();
  store.visit_times(6);

  store.open();
  store.book->work().value();

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_TRUE(frames[0].rounds.at(0).cut);
}

}  // namespace
}  // namespace stemme
