#include "app/answers/answer_book.h"

#include "server-sync/foundation/durable_file.h"
#include "tests/app/answers/store_driver.h"
#include "tests/stand-ins/damaged_database.h"
#include "tests/stand-ins/seeded_randomness.h"

namespace stemme {
namespace {

TEST(AnswerBook, ClosesADaypartIntoOneShuffledPaddedBatch) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(20);

  store.pass(hours(2));

  const auto batches = store.unsent();
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].frame.answers, 20);
  EXPECT_EQ(batches[0].boxes.size(), 32U);
  EXPECT_EQ(daypart_of(batches[0].frame), "morgen");
  EXPECT_TRUE(batches[0].frame.clock_anchored);
  EXPECT_EQ(store.answers_in(batches).size(), 20U);
  EXPECT_EQ(store.book->figures().value().unclosed_answers, 0);
}

TEST(AnswerBook, LosesTheOrderOfAnswers) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(60);
  store.pass(hours(2));

  std::vector<UnitId> order;
  for (const auto& content : store.open_boxes(store.unsent()[0]))
    if (const auto* box = std::get_if<AnswerBox>(&content)) order.push_back(box->unit);

  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
}

TEST(AnswerBook, LetsASingleAnswerWaitForTheDaysEnd) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(1);

  store.pass(hours(15));
  EXPECT_TRUE(store.unsent().empty());
  store.pass(hours(1));

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(daypart_of(frames[0]), whole_day);
}

TEST(AnswerBook, NeverClosesUnderAVisitAndGivesItTheDaypartItEndsIn) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(10);
  VisitWrite write{99, VisitWrite::Rows::Added, VisitWrite::Visit::Open, {store.answer(1)}, {}};
  store.book->keep(write).value();

  store.pass(hours(3));
  EXPECT_TRUE(store.unsent().empty());
  write.visit_is = VisitWrite::Visit::Over;
  write.answers = {store.answer(2)};
  store.book->keep(write).value();
  store.pass(hours(13));

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].answers, 10);
  EXPECT_EQ(daypart_of(frames[0]), "morgen");
  EXPECT_EQ(frames[1].answers, 2);
}

TEST(AnswerBook, ReplacesAVisitsRowsInOneGo) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(9);
  VisitWrite write{99, VisitWrite::Rows::Added, VisitWrite::Visit::Open, {store.answer(1)}, {}};
  store.book->keep(write).value();
  write = {99, VisitWrite::Rows::Replaced, VisitWrite::Visit::Over, {}, VisitBox{"nb"}};
  write.answers = {store.answer(2)};
  store.book->keep(write).value();

  store.pass(hours(2));

  EXPECT_EQ(store.answers_in(store.unsent()), (std::multiset<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 10}));
}

TEST(AnswerBook, ChainsNumbersDigestsAndTotals) {
  StoreDriver store;
  store.open_anchored();
  for (int day = 0; day < 3; ++day) {
    store.visit_times(12);
    store.pass(hours(24));
  }

  std::optional<Digest> before;
  std::int64_t n = 0;
  while (const auto next = store.book->next_to_send(n).value()) {
    const auto frame = batch_from_body(next->body).value().frame;
    EXPECT_EQ(frame.n, ++n);
    EXPECT_EQ(frame.prev, before);
    EXPECT_EQ(frame.answers_total, 12 * n);
    before = next->name.digest;
  }
  EXPECT_EQ(n, 3);
}

TEST(AnswerBook, ClosesAtFourHundredAndNinetySix) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(497);
  store.work();

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].answers, 496);
  EXPECT_EQ(frames[0].boxes, 496);
  EXPECT_EQ(store.book->figures().value().unclosed_answers, 1);
}

TEST(AnswerBook, SendsNowFromTenBoxesUp) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(9);
  EXPECT_EQ(store.book->send_now().error().failure(), Failure::Refused);
  store.visit_times(1);

  store.book->send_now().value();

  EXPECT_EQ(store.frames().size(), 1U);
}

TEST(AnswerBook, SaysThatAWeekIsClosedOnlyWhenItIs) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  ASSERT_EQ(store.frames().size(), 1U);
  EXPECT_EQ(store.frames()[0].closed_through, (IsoWeek{2026, 47}));

  store.pass(hours(24 * 7));

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[1].closed_through, (IsoWeek{2026, 48}));
  EXPECT_EQ(frames[1].answers, 0);
}

TEST(AnswerBook, SendsVisitBoxesAfterTheWeekInABatchOfTheirOwn) {
  StoreDriver store;
  store.open_anchored();
  for (int i = 0; i < 10; ++i) {
    VisitWrite write{VisitNumber(1000 + i), {}, VisitWrite::Visit::Over, {}, VisitBox{"nb"}};
    write.answers = {store.answer(1)};
    store.book->keep(write).value();
  }

  store.pass(hours(24 * 7));

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].visits, 0);
  EXPECT_EQ(frames[1].visits, 10);
  EXPECT_EQ(frames[1].answers, 0);
}

TEST(AnswerBook, ClosesByBootHoursWhenNobodyTellsTheTime) {
  StoreDriver store;
  store.open();
  store.clock.advance(hours(4));
  store.visit_times(3);

  store.pass(hours(2));

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(std::get<BootStamp>(frames[0].stamp), (BootStamp{1, 4, 4}));
  EXPECT_FALSE(frames[0].clock_anchored);
}

TEST(AnswerBook, KnowsTheTimeAgainInTheSameBootAndNotInTheNext) {
  StoreDriver store;
  store.open_anchored();
  store.open();
  EXPECT_TRUE(store.book->present_anchor().has_value());

  store.clock.reboot(2);
  store.open();

  EXPECT_FALSE(store.book->present_anchor().has_value());
}

TEST(AnswerBook, BelievesAReceiptOnlyByItsOwnDigest) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  const auto batch = store.book->next_to_send(0).value();
  auto receipt = store.receipt(batch->name.epoch, {{1, 1, random_bytes<32>()}});

  store.book->apply(receipt).value();
  EXPECT_EQ(store.unsent().size(), 1U);
  receipt.stored[0].last_digest = batch->name.digest;
  store.book->apply(receipt).value();

  EXPECT_TRUE(store.unsent().empty());
}

TEST(AnswerBook, SendsAgainWhatARestoredCollectorNoLongerNames) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  const auto receipt = store.receipt_for_all();
  store.book->apply(receipt).value();
  ASSERT_TRUE(store.unsent().empty());

  auto restored = receipt;
  restored.incarnation = "two";
  restored.stored.clear();
  store.book->apply(restored).value();

  EXPECT_EQ(store.unsent().size(), 1U);
}

// A proxy cut the batch in half, the collector said so, and the terminal held a sound batch until
// somebody restarted it.
TEST(AnswerBook, TriesAHeldBatchAgainTheNextDay) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.book->send_now().value();
  const auto name = store.book->next_to_send(0).value()->name;
  store.book->hold(name, ProblemType::Malformed).value();

  store.clock.advance(hours(23));
  EXPECT_FALSE(store.book->next_to_send(0).value().has_value());
  store.clock.advance(hours(1));
  EXPECT_EQ(store.book->next_to_send(0).value()->name, name);
}

TEST(AnswerBook, NamesThePredecessorWhenTheDatabaseIsGone) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  const auto before = store.book->figures().value();
  store.book.reset();
  std::filesystem::remove(store.folder / "answers.db");
  std::filesystem::remove(store.folder / "answers.db-wal");

  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(8));

  const auto frames = store.frames();
  ASSERT_FALSE(frames.empty());
  EXPECT_EQ(frames[0].previous, (PreviousEpoch{before.epoch, 1}));
  EXPECT_NE(frames[0].epoch, before.epoch);
}

TEST(AnswerBook, MovesACorruptFileAsideAndSavesItsClosedBatches) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  store.visit_times(3);
  store.book.reset();
  damage(store.folder / "answers.db");

  store.open_anchored();
  store.book->next_to_send(0).value();

  const auto batches = store.unsent();
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_TRUE(batches[0].frame.carried.has_value());
  EXPECT_EQ(batches[0].frame.previous->last, 1);
  EXPECT_EQ(batches[0].frame.previous->lost_at_most, 3);
  EXPECT_EQ(store.answers_in(batches).size(), 12U);
  EXPECT_EQ(store.book->figures().value().lost_at_most, 3);
  EXPECT_TRUE(std::filesystem::exists(store.folder / "answers.db.corrupt-1"));
}

TEST(AnswerBook, BeginsAnewWhenTheFileIsNoDatabaseAtAll) {
  StoreDriver store;
  write_durably(store.folder / "answers.db", as_bytes(std::string(24000, 'x'))).value();

  store.open_anchored();
  store.visit_times(1);

  EXPECT_EQ(store.book->figures().value().unclosed_answers, 1);
  EXPECT_EQ(store.book->figures().value().lost_at_most, 100);
}

TEST(AnswerBook, TakesANewSealingKeyAtAClose) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(6);
  const auto newer = OpeningKey::generate();
  store.book->adopt(terms_of_solbakken(newer.sealing_key())).value();
  store.visit_times(6);
  store.pass(hours(2));
  store.visit_times(12);
  store.pass(hours(6));

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].key, key_name(store.key.sealing_key()));
  EXPECT_EQ(frames[0].answers, 12);
  EXPECT_EQ(frames[1].key, key_name(newer.sealing_key()));
}

TEST(AnswerBook, HoldsTheBatchForAnOpenRoundAtMostAnHour) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  RoundNote note;
  note.id = 5;
  note.date = std::chrono::year{2026} / 11 / 23;
  store.book->round_opened(note).value();

  store.pass(hours(2) + minutes(30));
  EXPECT_TRUE(store.unsent().empty());
  store.pass(minutes(31));

  EXPECT_EQ(store.unsent().size(), 1U);
}

TEST(AnswerBook, SendsARoundsNoteWithItsBatchAndCutsItAfterACrash) {
  StoreDriver store;
  store.open_anchored();
  RoundNote note;
  note.id = 5;
  note.present = 14;
  note.date = std::chrono::year{2026} / 11 / 23;
  store.book->round_opened(note).value();
  store.visit_times(12);

  store.open();
  store.pass(hours(2));

  const auto frames = store.frames();
  ASSERT_EQ(frames.size(), 1U);
  ASSERT_EQ(frames[0].rounds.size(), 1U);
  EXPECT_TRUE(frames[0].rounds[0].cut);
  EXPECT_EQ(frames[0].rounds[0].present, 14);
}

/// One person with a token, who has answered the first question.
VisitWrite with_token(StoreDriver& store, const TokenUse& use) {
  VisitWrite write;
  write.visit = 1000;
  write.answers = {store.answer(1)};
  write.token = use;
  return write;
}

TEST(AnswerBook, SpendsATokenWithTheAnswerOrNeither) {
  StoreDriver store;
  store.open_anchored();
  const TokenUse use{{1}, {7}, date_from("2026-11-23").value()};
  EXPECT_TRUE(store.book->token_is_good(use));

  store.book->keep(with_token(store, use)).value();
  EXPECT_EQ(store.book->token_is_good(use).error().failure(), Failure::Refused);
  EXPECT_EQ(store.book->figures().value().unclosed_answers, 1);

  EXPECT_EQ(store.book->keep(with_token(store, use)).error().failure(), Failure::Refused);
  EXPECT_EQ(store.book->figures().value().unclosed_answers, 1) << "an answer without a token";
}

TEST(AnswerBook, KnowsAUsedTokenAfterARestartAndForgetsItWithTheDay) {
  StoreDriver store;
  store.open_anchored();
  const TokenUse use{{1}, {7}, date_from("2026-11-23").value()};
  store.book->keep(with_token(store, use)).value();
  store.open_anchored();
  EXPECT_FALSE(store.book->token_is_good(use));

  const TokenUse tomorrow{{1}, {7}, date_from("2026-11-24").value()};
  const TokenUse elsewhere{{1}, {8}, use.day};
  EXPECT_TRUE(store.book->token_is_good(tomorrow)) << "a round of another day";
  EXPECT_TRUE(store.book->token_is_good(elsewhere)) << "a round of another pack";
  store.visit_times(20);
  store.pass(hours(30));
  store.visit_times(20);
  store.pass(hours(30));
  EXPECT_TRUE(store.book->token_is_good(use)) << "its mark is still there";
}

TEST(AnswerBook, RefusesAnswersBeforeEnrolment) {
  StoreDriver store;
  store.book = AnswerBook::open(store.settings, store.clock).value();

  EXPECT_EQ(store.try_visit().error().failure(), Failure::Refused);
}

TEST(AnswerBook, LetsGoOfTheBodyByTheKeepRuleOnly) {
  StoreDriver store;
  store.open_anchored();
  store.visit_times(12);
  store.pass(hours(2));
  auto receipt = store.receipt_for_all();
  store.book->apply(receipt).value();
  const auto size = [&] { return store.book->figures().value().unsent_batches; };
  receipt.utc += std::chrono::days(36);
  receipt.durable_through = 1;
  store.book->apply(receipt).value();

  // Gone for good: a collector that forgot it cannot have it again.
  receipt.stored.clear();
  store.book->apply(receipt).value();

  EXPECT_EQ(size(), 0);
}

/// Box keys of 256 values instead of 2^128: each of ninety answers meets one that is taken.
TEST(AnswerBook, KeepsEveryAnswerWhereBoxKeysCollide) {
  StoreDriver store;
  store.open_anchored();
  {
    const SeededRandomness few(33, {16, 256});
    store.visit_times(90);
  }
  store.pass(hours(24));

  const auto there = store.answers_in(store.unsent());
  for (int answer = 0; answer < 90; ++answer) EXPECT_EQ(there.count(answer), 1U) << answer;
}

TEST(AnswerBook, AcknowledgesNothingWhereNoBoxKeyIsFree) {
  StoreDriver store;
  store.open_anchored();
  {
    const SeededRandomness few(33, {16, 3});
    store.visit_times(3);
    EXPECT_FALSE(store.try_visit());
  }
  store.open_anchored();
  store.pass(hours(24));

  const auto there = store.answers_in(store.unsent());
  EXPECT_EQ(there, (std::multiset<int>{0, 1, 2})) << "and none was written over";
}

}  // namespace
}  // namespace stemme
