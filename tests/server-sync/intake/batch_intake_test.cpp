#include "server-sync/intake/batch_intake.h"

#include <atomic>
#include <thread>

#include "server-sync/intake/ledger.h"
#include "tests/server-sync/intake/test_intake.h"

namespace stemme {
namespace {

class BatchesThatArrive : public testing::Test {
 protected:
  ArrivedBatch only_one() {
    auto ledger = Ledger::open(at.folder / "intake.db", at.reg).value();
    auto all = ledger.arrived_after(0, 10).value();
    EXPECT_EQ(all.size(), 1U);
    return all.at(0);
  }
  std::size_t count() {
    auto ledger = Ledger::open(at.folder / "intake.db", at.reg).value();
    return ledger.arrived_after(0, 10'000).value().size();
  }
  TestIntake at;
};

TEST_F(BatchesThatArrive, AreStoredAsTheyCameAndAnsweredWithASignedReceipt) {
  const auto batch = at.next_batch();
  const auto request = at.sign(at.put(batch));

  const auto reply = at.take(request, TestIntake::address_of(batch));

  at.expect_signed(reply, request);
  const auto receipt = receipt_of(reply);
  EXPECT_EQ(receipt.device, at.device);
  EXPECT_EQ(receipt.stored, (std::vector<StoredRange>{{1, 1, sha256(request.body)}}));
  EXPECT_EQ(only_one().body, request.body);
  EXPECT_EQ(at.stored_calls, 1);
}

/// Its own thread has the next commit to write.
TEST_F(BatchesThatArrive, AreNotSignedForOnTheStoresThreadWhereThereIsAnother) {
  std::promise<std::function<void()>> handed_over;
  BatchIntake intake(at.front, [&](auto work) { handed_over.set_value(std::move(work)); });
  const auto batch = at.next_batch();
  const auto request = at.sign(at.put(batch));
  std::optional<Reply> reply;
  intake.take(request, TestIntake::address_of(batch),
              [&](Reply given) { reply = std::move(given); });

  auto work = handed_over.get_future().get();
  EXPECT_FALSE(reply);
  work();

  ASSERT_TRUE(reply);
  at.expect_signed(*reply, request);
}

TEST_F(BatchesThatArrive, AreNotSafeToDeleteWhileNothingLiesOffSite) {
  EXPECT_EQ(receipt_of(at.send(at.next_batch())).durable_through, 0);
}

TEST_F(BatchesThatArrive, AreSafeToDeleteUpToTheFirstThatCameAfterTheBackup) {
  const auto one = at.next_batch();
  const auto two = at.next_batch();
  const auto three = at.next_batch();
  at.send(one);
  at.send(three);
  at.store->set_backed_up({2, {}}).value();

  const auto without_two = receipt_of(at.send(two));
  at.store->set_backed_up({3, {}}).value();
  const auto with_all = receipt_of(at.send(at.next_batch()));
  const auto again = receipt_of(at.send(one));

  EXPECT_EQ(without_two.durable_through, 1);
  EXPECT_EQ(with_all.durable_through, 3);
  EXPECT_EQ(again.durable_through, 3);
}

/// C6: of a batch that nobody can open it is not known what comes of it.
TEST_F(BatchesThatArrive, AreNotSafeToDeleteFromTheFirstOnThatNobodyCanOpen) {
  const auto one = at.next_batch();
  at.send(one);
  at.send(at.next_batch());
  at.store->set_backed_up({2, {2}}).value();
  const auto without = receipt_of(at.send(one));
  at.store->set_backed_up({1, {}}).value();  // An older backup: nothing new.
  const auto still = receipt_of(at.send(one));

  at.store->set_backed_up({2, {}}).value();  // The key is back.
  const auto with = receipt_of(at.send(one));

  EXPECT_EQ(without.durable_through, 1);
  EXPECT_EQ(still.durable_through, 1);
  EXPECT_EQ(with.durable_through, 2);
}

TEST_F(BatchesThatArrive, AreStoredOnceHoweverOftenTheyCome) {
  const auto batch = at.next_batch();
  const auto first = receipt_of(at.send(batch));

  const auto again = receipt_of(at.send(batch));

  EXPECT_EQ(again.stored, first.stored);
  EXPECT_EQ(count(), 1U);
}

TEST_F(BatchesThatArrive, MeetAConflictWhenTheNumberIsTaken) {
  auto batch = at.next_batch();
  const auto before = at.put(batch).body;
  at.send(batch);
  batch.boxes[0][0] = 9;

  const auto reply = at.send(batch);

  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(problem_of(reply), ProblemType::IdentityConflict);
  EXPECT_EQ(only_one().body, before);
  EXPECT_TRUE(only_one().may_repeat);
}

TEST_F(BatchesThatArrive, AreVouchedForInRangesThatGapsDivide) {
  const auto one = at.next_batch();
  const auto two = at.next_batch();
  const auto three = at.next_batch();
  const auto digest = [&](const Batch& batch) { return sha256(to_body(batch).value()); };

  at.send(one);
  const auto gap = receipt_of(at.send(three));
  const auto whole = receipt_of(at.send(two));

  EXPECT_EQ(gap.stored, (std::vector<StoredRange>{{1, 1, digest(one)}, {3, 3, digest(three)}}));
  EXPECT_EQ(whole.stored, (std::vector<StoredRange>{{1, 2, digest(two)}, {3, 3, digest(three)}}));
}

// Two terminals from one card share an epoch up to where they part. Whoever left it knows the last
// number of the other's neither by content nor by digest, and must believe what both had.
TEST_F(BatchesThatArrive, AreVouchedForByTheirOwnDigestWhenOthersHaveComeAfter) {
  const auto one = at.next_batch();
  const auto two = at.next_batch();
  const auto three = at.next_batch();
  const auto digest = [&](const Batch& batch) { return sha256(to_body(batch).value()); };
  at.send(one);
  at.send(two);
  at.send(three);

  const auto again = receipt_of(at.send(two));

  EXPECT_EQ(again.stored, (std::vector<StoredRange>{{1, 2, digest(two)}, {3, 3, digest(three)}}));
}

TEST_F(BatchesThatArrive, AreNotVouchedForAcrossABrokenChain) {
  at.send(at.next_batch());
  auto stray = at.next_batch();
  stray.frame.prev = sha256(as_bytes("another history"));

  EXPECT_EQ(receipt_of(at.send(stray)).stored.size(), 2U);
}

TEST_F(BatchesThatArrive, AreRefusedWithAnotherSignature) {
  const auto batch = at.next_batch();
  const auto request = at.sign(at.put(batch), SigningKey::generate());

  const auto reply = at.take(request, TestIntake::address_of(batch));

  EXPECT_EQ(problem_of(reply), ProblemType::NotSigned);
  at.expect_signed(reply, request);
  EXPECT_EQ(count(), 0U);
}

TEST_F(BatchesThatArrive, AreRefusedWhenSignedByAnotherDevice) {
  const auto other = SigningKey::generate();
  at.enrol(other);
  const auto batch = at.next_batch();

  const auto reply = at.take(at.sign(at.put(batch), other), TestIntake::address_of(batch));

  EXPECT_EQ(problem_of(reply), ProblemType::NotSigned);
}

TEST_F(BatchesThatArrive, AreRefusedWhenTheBodyWasCutShort) {
  const auto batch = at.next_batch();
  auto request = at.sign(at.put(batch));
  while (!request.body.empty() && !HasFailure()) {
    request.body.pop_back();
    const auto reply = at.take(request, TestIntake::address_of(batch));
    ASSERT_EQ(problem_of(reply), ProblemType::Malformed) << request.body.size() << " bytes";
  }
  EXPECT_EQ(count(), 0U);
}

TEST_F(BatchesThatArrive, AreRefusedOver256KiB) {
  const auto batch = at.next_batch();
  auto request = at.put(batch);
  request.body.resize(batch_bytes_max + 1);
  request = at.sign(std::move(request));

  const auto reply = at.take(request, TestIntake::address_of(batch));
  EXPECT_EQ(reply.status, 413);
  at.expect_signed(reply, request);
}

TEST_F(BatchesThatArrive, AreRefusedAsAnotherMediaType) {
  const auto batch = at.next_batch();
  auto html = at.put(batch);
  html.fields.set("content-type", "text/html");
  auto zipped = at.put(batch);
  zipped.fields.set("content-encoding", "gzip");

  EXPECT_EQ(at.take(at.sign(html), TestIntake::address_of(batch)).status, 415);
  EXPECT_EQ(at.take(at.sign(zipped), TestIntake::address_of(batch)).status, 415);
}

TEST_F(BatchesThatArrive, AreRefusedUnderAnotherAddressOrHouse) {
  auto batch = at.next_batch();
  auto elsewhere = TestIntake::address_of(batch);
  ++elsewhere.n;
  EXPECT_EQ(problem_of(at.take(at.sign(at.put(batch)), elsewhere)), ProblemType::Malformed);

  batch.frame.house = "another";
  EXPECT_EQ(problem_of(at.send(batch)), ProblemType::Malformed);
}

TEST_F(BatchesThatArrive, AreRefusedFromARevokedDevice) {
  at.reg.revoke(at.device, at.today()).value();

  const auto reply = at.send(at.next_batch());
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(problem_of(reply), ProblemType::Revoked);
}

TEST_F(BatchesThatArrive, KeepTheSignatureThatCameWithThem) {
  const auto request = at.sign(at.put(at.next_batch()));
  at.take(request, {at.device, 0xe1, 1});

  auto database = Database::open(at.folder / "intake.db", Database::Role::Reader).value();
  auto select = database.prepare("SELECT signature FROM batches").value();
  ASSERT_TRUE(select.step().value());
  EXPECT_NE(select.text(0).find(std::string(*request.fields.find("stemme-nonce"))),
            std::string::npos);
  EXPECT_NE(select.text(0).find("signature-input"), std::string::npos);
}

TEST_F(BatchesThatArrive, LoseTheirBodyOnlyOnCountingsWord) {
  const auto batch = at.next_batch();
  at.send(batch);
  at.store->destroy_raw({only_one().row}).value();

  EXPECT_TRUE(only_one().body.empty());
  EXPECT_EQ(at.send(batch).status, 200);
  EXPECT_EQ(count(), 1U);
}

TEST_F(BatchesThatArrive, AreAllStoredWhenManyConnectionsShareCommits) {
  constexpr int threads = 8;
  constexpr int each = 25;
  std::vector<std::vector<Batch>> queues(threads);
  for (auto& queue : queues)
    for (int i = 0; i < each; ++i)
      queue.push_back(at.next_batch(16, 0x100U + static_cast<Epoch>(&queue - queues.data())));

  std::atomic<int> answered = 0;
  std::vector<std::thread> senders;
  for (auto& queue : queues)
    senders.emplace_back([&] {
      for (const auto& batch : queue) {
        const auto reply = at.send(batch);
        if (reply.status == 200 && receipt_of(reply).stored.back().last == batch.frame.n)
          ++answered;
      }
    });
  for (auto& sender : senders) sender.join();

  EXPECT_EQ(answered, threads * each);
  EXPECT_EQ(count(), static_cast<std::size_t>(threads * each));
}

TEST_F(BatchesThatArrive, AreThereAfterTheStoreIsOpenedAnew) {
  const auto incarnation = receipt_of(at.send(at.next_batch())).incarnation;
  at.store.reset();

  auto again = IntakeStore::open(at.folder / "intake.db", {}).value();
  EXPECT_EQ(again->incarnation(), incarnation);
  EXPECT_EQ(count(), 1U);
}

}  // namespace
}  // namespace stemme
