#include <future>

#include "tests/app/answers/running_store.h"

namespace stemme {
namespace {

TEST(AnswerStore, AnswersEveryTicketOnce) {
  RunningStore running;
  std::set<Ticket> tickets;
  for (int i = 0; i < 20; ++i) tickets.insert(running.store->keep(running.visit()));

  std::set<Ticket> answered;
  for (const auto& outcome : outcomes_of(*running.store, 20)) {
    EXPECT_TRUE(outcome.result.has_value());
    answered.insert(outcome.ticket);
  }

  EXPECT_EQ(answered, tickets);
  EXPECT_EQ(running.store->figures().value().unclosed_answers, 20);
}

TEST(AnswerStore, FinishesWhatWasPostedBeforeItEnds) {
  RunningStore running;
  for (int i = 0; i < 20; ++i) running.store->keep(running.visit());
  running.store.reset();

  running.store = AnswerStore::open(running.settings, running.clock).value();

  EXPECT_EQ(running.store->figures().value().unclosed_answers, 20);
}

TEST(AnswerStore, IsTheOnlyOneWhoCanOpenTheFile) {
  RunningStore running;

  EXPECT_FALSE(AnswerStore::open(running.settings, running.clock).has_value());
}

TEST(AnswerStore, ClosesByItselfWhenTheDaypartEndsAndSaysSo) {
  RunningStore running;
  std::promise<void> closed;
  running.store->on_close([&] { closed.set_value(); });
  running.store->anchor({running.clock->boot_id(), running.clock->boot_began()}).value();
  for (int i = 0; i < 12; ++i) running.store->keep(running.visit());
  outcomes_of(*running.store, 12);

  running.clock->advance(hours(3));
  closed.get_future().wait();

  EXPECT_EQ(running.store->figures().value().unsent_answers, 12);
  running.store->on_close({});
}

TEST(AnswerStore, TellsThePresentAnchorWithoutAsking) {
  RunningStore running;
  EXPECT_FALSE(running.store->present_anchor().has_value());
  const Anchor anchor{running.clock->boot_id(), running.clock->boot_began()};

  running.store->anchor(anchor).value();
  running.store->figures().value();

  EXPECT_EQ(running.store->present_anchor(), anchor);
}

}  // namespace
}  // namespace stemme
