// Backups that are made each night and found unsound, for longer than a terminal keeps what has
// been taken from it (C4, C12; trust.md §1.2, 18): nobody believes them, and nobody destroys
// anything on their word.
#include "tests/app/answers/store_driver.h"
#include "tests/server-sync/collector/a_collector_with_offsite.h"
#include "tests/server-sync/collector/a_spoiled_database.h"

namespace stemme {
namespace {

/// A terminal that keeps its answers as a real one does, in a book of its own, and sends what it
/// has closed each morning.
class ATerminalWithABook {
 public:
  explicit ATerminalWithABook(OwnTerminal enrolled) : kiosk_(std::move(enrolled)) { open(); }

  /// As many children as fit into its group; the next morning the batch is on its way.
  void live_a_day(const PackId& pack, UnitId unit) {
    for (int child = 0; child < 12; ++child) {
      VisitWrite write;
      write.visit = ++store_.visits;
      write.answers = {store_.answer(child)};
      write.answers.front().question = 0;
      write.answers.front().pack = pack;
      write.answers.front().unit = unit;
      write.visit_is = VisitWrite::Visit::Over;
      store_.book->keep(write).value();
    }
    store_.pass(24h);
  }
  /// What the last receipt promised.
  std::int64_t send() {
    std::int64_t after = 0;
    while (const auto next = store_.book->next_to_send(after).value()) {
      if (next->name.n <= after) break;
      after = next->name.n;
      kiosk_.epoch = next->name.epoch;
      const auto receipt = kiosk_.receipt_of(kiosk_.put_body(next->body, after));
      store_.book->apply(receipt).value();
      promised_ = receipt.durable_through;
    }
    return promised_;
  }
  std::int64_t last() { return store_.book->figures().value().last_closed; }
  /// The numbers of the batches whose body is still on the terminal. It is started anew.
  std::vector<std::int64_t> kept() {
    store_.book.reset();
    std::vector<std::int64_t> numbers;
    {
      auto reader = Database::open(store_.folder / "answers.db", Database::Role::Reader).value();
      auto row = reader.prepare("SELECT n FROM batches WHERE body IS NOT NULL ORDER BY n").value();
      while (row.step().value()) numbers.push_back(row.integer(0));
    }
    open();
    return numbers;
  }

 private:
  void open() {
    store_.open_anchored();
    auto terms = terms_of_solbakken(kiosk_.identity.keys.sealing);
    terms.owner = kiosk_.me.owner;
    terms.house = kiosk_.me.house;
    terms.device = kiosk_.me.device;
    store_.book->adopt(terms).value();
  }

  OwnTerminal kiosk_;
  StoreDriver store_;
  std::int64_t promised_ = 0;
};

class FortyNights : public ACollectorWithOffsite {
 protected:
  /// The day's answers, the caretaker's own try at night, and one by hand.
  void live_through_a_night() {
    terminal_.live_a_day(pack, unit());
    next_day();
    const auto made = at.verb("backup");
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message().find("of the backup"), std::string::npos)
        << made.error().message();
  }
  std::string doctor() { return at.verb("doctor").value(); }

  ATerminalWithABook terminal_{terminal()};
};

TEST_F(FortyNights, OfUnsoundBackupsPromiseNothingAndDestroyNothing) {
  terminal_.live_a_day(pack, unit());
  next_day();
  terminal_.send();
  back_up();
  ASpoiledDatabase counts(state() / "counts.db");
  std::optional<ASpoiledDatabase> intake;
  const auto promised = terminal_.last();

  for (int night = 1; night <= 40; ++night) {
    SCOPED_TRACE("night " + std::to_string(night));
    // Another copy is the unsound one from here on.
    if (night == 20) {
      intake.emplace(state() / "intake.db");
      counts.mend();
    }
    ASSERT_NO_FATAL_FAILURE(live_through_a_night());
    ASSERT_EQ(terminal_.send(), promised) << "it stands where the last sound one put it";
    if (night < 2) continue;
    const auto said = doctor();
    ASSERT_NE(said.find("WRONG  backups: "), std::string::npos) << said;
    ASSERT_NE(said.find("do: run backup, and see what it says"), std::string::npos) << said;
  }
  const auto last = terminal_.last();
  EXPECT_GE(last, 41);
  const auto held = terminal_.kept();
  EXPECT_EQ(held.front(), promised + 1) << "what was promised has gone after its 35 days";
  EXPECT_EQ(std::ssize(held), last - promised) << "and nothing else has";
  EXPECT_EQ(bodies(), last) << "here no body was destroyed at all";

  intake->mend();
  back_up();
  terminal_.live_a_day(pack, unit());
  next_day();
  EXPECT_GE(terminal_.send(), last) << "all of it lies elsewhere now";

  const auto left = terminal_.kept();
  EXPECT_GT(left.front(), promised + 1) << "and is let go when its 35 days are over";
  EXPECT_GT(left.size(), 30U);
  EXPECT_LT(bodies(), terminal_.last());
  const auto sums = at.collector->reconcile().value();
  EXPECT_TRUE(sums.holds());
  EXPECT_EQ(sums.counted, 42 * 12);
}

}  // namespace
}  // namespace stemme
