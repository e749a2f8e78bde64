// What is believed of a corrupt file, of a week and of an ended epoch (C3, C4): no more than can be
// proven.
#include "app/answers/salvage.h"

#include "server-sync/foundation/database.h"
#include "tests/app/answers/store_driver.h"
#include "tests/stand-ins/damaged_database.h"

namespace stemme {
namespace {

TEST(ACorruptFile, IsBelievedOnlyInBatchesWhoseDigestFits) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  store.visit_times(11);
  store.pass(hours(6));
  store.book.reset();
  {
    auto file = Database::open(store.folder / "answers.db", Database::Role::SoleOwner).value();
    file.run(
            "UPDATE batches SET body = CAST(replace(body, '\"v\":1', '\"v\":2') AS BLOB) "
            "WHERE n = 1")
        .value();
    file.checkpoint_and_truncate().value();
  }
  damage(store.folder / "answers.db");

  store.open_anchored();
  store.book->next_to_send(0).value();

  const auto batches = store.unsent();
  ASSERT_EQ(batches.size(), 1U) << "the one whose bytes were changed is not carried";
  EXPECT_EQ(store.answers_in(batches).size(), 11U);
}

/// Every page of it is sound: a card had said that all of a batch was written, and one page of it
/// was not.
TEST(ABodyThatIsNotItsDigests, MakesTheFileACorruptOne) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  store.visit_times(11);
  store.pass(hours(6));
  store.visit_times(3);
  store.book.reset();
  Database::open(store.folder / "answers.db", Database::Role::SoleOwner)
      .value()
      .run(
          "UPDATE batches SET body = CAST(replace(body, '\"v\":1', '\"v\":2') AS BLOB) "
          "WHERE n = 1")
      .value();

  store.open_anchored();
  store.book->next_to_send(0).value();

  const auto batches = store.unsent();
  ASSERT_EQ(batches.size(), 1U) << "what is torn is not sent";
  EXPECT_EQ(store.answers_in(batches).size(), 11U);
  EXPECT_EQ(batches[0].frame.previous->last, 2) << "so that the collector sees which is missing";
  EXPECT_EQ(batches[0].frame.previous->lost_at_most, 3);
}

/// Nor may an index name what is not there: a close would never get past it.
TEST(AnIndexThatIsNotItsTables, MakesTheFileACorruptOne) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.book.reset();
  const auto run = [&](const char* sql) {
    auto file = Database::open(store.folder / "answers.db", Database::Role::SoleOwner).value();
    file.run("PRAGMA writable_schema=ON").value();
    file.run(sql).value();
  };
  run("CREATE TABLE kept AS SELECT * FROM sqlite_master WHERE name = 'rows_by_pile';"
      "DELETE FROM sqlite_master WHERE name = 'rows_by_pile'");
  run("DELETE FROM rows WHERE id = (SELECT min(id) FROM rows)");
  run("INSERT INTO sqlite_master SELECT * FROM kept; DROP TABLE kept");

  store.open_anchored();
  store.pass(hours(24));
  store.visit_times(10);
  store.pass(hours(24));

  EXPECT_TRUE(std::filesystem::exists(store.folder / "answers.db.corrupt-1"));
  EXPECT_EQ(store.answers_in(store.unsent()).size(), 10U);
  EXPECT_GE(store.book->figures().value().lost_at_most, 11);
}

/// The name beside it leads to itself: nobody can say what is there.
TEST(ACorruptFile, IsAFailureThatIsSaidWhereNothingBesideItCanBeLookedAt) {
  StoreDriver store;
  store.open_anchored();
  store.book.reset();
  damage(store.folder / "answers.db");
  const auto beside = store.folder / "answers.db.corrupt-1";
  std::filesystem::create_symlink(beside, beside);

  const auto opened = open_answers(store.folder / "answers.db", "");

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().failure(), Failure::Unexpected);
}

/// A terminal that was asleep over the weekend closes two dayparts of the week before at once:
/// while the first is on its way, the second may still be lost.
TEST(AWeek, IsSaidToBeOverInTheLastOfItsBatchesOnly) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.clock.advance(hours(3));
  store.visit_times(12);
  store.clock.advance(hours(24 * 7));
  store.work();

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_NE(frames[0].closed_through, (IsoWeek{2026, 48}));
  EXPECT_EQ(frames[1].closed_through, (IsoWeek{2026, 48}));
}

/// Receipts speak of the present epoch only. When another collector answers, what the one before
/// had of an ended epoch is asked about by sending it again (C4, C7).
TEST(AnEndedEpoch, IsAskedAboutWhenAnotherCollectorAnswers) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  const auto ended = store.book->figures().value().epoch;
  store.book->apply(store.receipt_for_all()).value();
  store.book->begin_new_epoch(ended).value();
  store.visit_times(12);
  store.pass(hours(24));
  auto restored = store.receipt_for_all();
  restored.incarnation = "two";

  store.book->apply(restored).value();

  const auto asked = store.book->next_to_send(0).value();
  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(asked->name.epoch, ended);
}

}  // namespace
}  // namespace stemme
