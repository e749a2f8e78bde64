// Somebody else's batch stands under our number at the collector (C4): a new epoch carries ours.
#include "tests/app/answers/store_driver.h"

namespace stemme {
namespace {

TEST(CarriedBatches, AreTheUnsentOnesByteForByte) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(24));
  store.visit_times(11);
  store.pass(hours(24));
  const auto first = store.book->next_to_send(0).value();
  const auto second = store.book->next_to_send(1).value();
  store.book->apply(store.receipt(first->name.epoch, {{1, 1, first->name.digest}})).value();

  store.book->begin_new_epoch(first->name.epoch).value();
  store.book->begin_new_epoch(first->name.epoch).value();

  const auto batches = store.unsent();
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].frame.carried, second->name);
  EXPECT_EQ(batches[0].carried_body, second->body);
  EXPECT_EQ(batches[0].frame.previous, (PreviousEpoch{first->name.epoch, 2}));
  EXPECT_EQ(batches[0].frame.answers, 0);
  EXPECT_EQ(store.answers_in(batches).size(), 11U);
}

/// Two terminals from one card had one epoch; one was shut out while the collector came back from a
/// backup, and the other's batches took the numbers that this one's had there.
TEST(CarriedBatches, AreThoseOfAnEarlierIncarnationWhereAnothersIsNow) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(24));
  const auto first = store.book->next_to_send(0).value();
  store.book->apply(store.receipt(first->name.epoch, {{1, 1, first->name.digest}})).value();
  store.visit_times(11);
  store.pass(hours(24));
  store.book->begin_new_epoch(first->name.epoch).value();
  const auto carried = store.book->next_to_send(0).value();
  auto restored = store.receipt(carried->name.epoch, {{1, 1, carried->name.digest}});
  restored.incarnation = "another";
  store.book->apply(restored).value();
  EXPECT_EQ(store.book->next_to_send(1).value()->name, first->name) << "is it still there?";

  store.book->begin_new_epoch(first->name.epoch).value();

  const auto batches = store.unsent();
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].frame.carried, first->name);
  EXPECT_EQ(batches[0].carried_body, first->body);
}

TEST(CarriedBatches, KeepTheirFirstNameHoweverOften) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  const auto first = store.book->next_to_send(0).value();
  for (int times = 0; times < 2; ++times)
    store.book->begin_new_epoch(store.book->figures().value().epoch).value();

  const auto batches = store.unsent();

  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].frame.carried, first->name);
  EXPECT_EQ(batches[0].carried_body, first->body);
}

}  // namespace
}  // namespace stemme
