// What every outbox promises (C4), asked of the real store and of the one that tests use.
#include "server-sync/device/outbox.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>

#include "app/answers/answer_store.h"
#include "server-sync/protocol/batch.h"
#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/memory_outbox.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

const Date monday = std::chrono::year{2026} / 11 / 23;

/// An outbox, and the way answers get into it.
class Candidate {
 public:
  virtual ~Candidate() = default;
  virtual Outbox& outbox() = 0;
  virtual void close_a_batch() = 0;
};

class InMemory final : public Candidate {
 public:
  Outbox& outbox() override { return outbox_; }
  void close_a_batch() override { outbox_.close(12, monday); }

 private:
  MemoryOutbox outbox_;
};

class OnDisk final : public Candidate {
 public:
  OnDisk() {
    store_ = AnswerStore::open({folder_.path(), "", 0}, clock_).value();
    OutboxTerms terms;
    terms.owner = "eid";
    terms.house = "solbakken";
    terms.device = 7;
    terms.sealing = OpeningKey::generate().sealing_key();
    terms.zone = "Europe/Oslo";
    terms.dayparts = {{"dag", std::chrono::minutes(0)}};
    terms.software = "test";
    store_->adopt(terms).value();
    store_->anchor({clock_->boot_id(), clock_->boot_began()}).value();
  }
  Outbox& outbox() override { return *store_; }
  void close_a_batch() override {
    VisitWrite write;
    write.visit_is = VisitWrite::Visit::Over;
    AnswerBox answer;
    answer.shown = {0, 1};
    answer.chosen = {1};
    write.answers = {answer};
    for (int i = 0; i < 12; ++i) store_->keep(write);
    const auto last = store_->send_now();
    for (bool done = false; !done;) {
      pollfd fd{store_->readable(), POLLIN, 0};
      poll(&fd, 1, 10'000);
      for (const auto& outcome : store_->take_outcomes()) {
        EXPECT_TRUE(outcome.result.has_value());
        done = done || outcome.ticket == last;
      }
    }
  }

 private:
  ScratchFolder folder_;
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>();
  std::unique_ptr<AnswerStore> store_;
};

template <typename T>
class OutboxContract : public testing::Test {
 protected:
  OutgoingBatch next(std::int64_t after = 0) {
    auto batch = outbox.next_to_send(after).value();
    EXPECT_TRUE(batch.has_value());
    return batch.value_or(OutgoingBatch{});
  }
  bool nothing_to_send(std::int64_t after = 0) {
    return !outbox.next_to_send(after).value().has_value();
  }
  Receipt receipt(Epoch epoch, std::vector<StoredRange> stored) {
    const Instant utc{std::chrono::sys_days(monday)};
    return {"c", "one", 7, epoch, std::move(stored), 0, utc};
  }

  T candidate;
  Outbox& outbox = candidate.outbox();
};

using Candidates = testing::Types<InMemory, OnDisk>;
TYPED_TEST_SUITE(OutboxContract, Candidates);

TYPED_TEST(OutboxContract, HandsBatchesOutOldestFirstUnchanged) {
  this->candidate.close_a_batch();
  this->candidate.close_a_batch();

  const auto first = this->next();
  const auto second = this->next(1);

  EXPECT_EQ(first.name.n, 1);
  EXPECT_EQ(second.name.n, 2);
  EXPECT_EQ(sha256(first.body), first.name.digest);
  EXPECT_EQ(batch_from_body(second.body).value().frame.prev, first.name.digest);
  EXPECT_EQ(this->next().body, first.body);
  EXPECT_TRUE(this->nothing_to_send(2));
}

TYPED_TEST(OutboxContract, BelievesARangeByItsLastDigest) {
  for (int i = 0; i < 3; ++i) this->candidate.close_a_batch();
  const auto epoch = this->next().name.epoch;
  const auto second = this->next(1).name.digest;

  this->outbox.apply(this->receipt(epoch, {{1, 2, second}})).value();

  EXPECT_EQ(this->next().name.n, 3);
}

TYPED_TEST(OutboxContract, DoesNotBelieveAnotherDigest) {
  this->candidate.close_a_batch();
  const auto epoch = this->next().name.epoch;

  this->outbox.apply(this->receipt(epoch, {{1, 1, random_bytes<32>()}})).value();

  EXPECT_EQ(this->next().name.n, 1);
}

TYPED_TEST(OutboxContract, SendsAgainWhatAReceiptNoLongerNames) {
  this->candidate.close_a_batch();
  const auto name = this->next().name;
  this->outbox.apply(this->receipt(name.epoch, {{1, 1, name.digest}})).value();
  ASSERT_TRUE(this->nothing_to_send());

  this->outbox.apply(this->receipt(name.epoch, {})).value();

  EXPECT_EQ(this->next().name, name);
}

TYPED_TEST(OutboxContract, PassesOverWhatIsHeldAndKeepsIt) {
  this->candidate.close_a_batch();
  this->candidate.close_a_batch();
  this->outbox.hold(this->next().name, ProblemType::Malformed).value();

  EXPECT_EQ(this->next().name.n, 2);
  EXPECT_EQ(this->outbox.figures().value().held_batches, 1);
  EXPECT_EQ(this->outbox.figures().value().unsent_batches, 2);
}

TYPED_TEST(OutboxContract, CarriesOnlyWhatHasNoReceipt) {
  for (int i = 0; i < 3; ++i) this->candidate.close_a_batch();
  const auto first = this->next();
  const auto second = this->next(1);
  this->outbox.apply(this->receipt(first.name.epoch, {{1, 1, first.name.digest}})).value();

  this->outbox.begin_new_epoch(first.name.epoch).value();

  const auto carried = batch_from_body(this->next().body).value();
  EXPECT_EQ(carried.frame.n, 1);
  EXPECT_EQ(carried.frame.previous, (PreviousEpoch{first.name.epoch, 3}));
  EXPECT_EQ(carried.frame.carried, second.name);
  EXPECT_EQ(carried.carried_body, second.body);
  EXPECT_EQ(this->next(1).name.n, 2);
  // A store may close a week of its own meanwhile; what it must not do is carry what has a receipt.
  const auto more = this->outbox.next_to_send(2).value();
  EXPECT_FALSE(more && batch_from_body(more->body).value().frame.carried.has_value());
}

TYPED_TEST(OutboxContract, BeginsNoSecondEpochForTheSameConflict) {
  this->candidate.close_a_batch();
  const auto old = this->next().name.epoch;
  this->outbox.begin_new_epoch(old).value();
  const auto name = this->next().name;

  this->outbox.begin_new_epoch(old).value();

  EXPECT_EQ(this->next().name, name);
}

TYPED_TEST(OutboxContract, RefusesAReceiptForAnotherDevice) {
  this->candidate.close_a_batch();
  const auto name = this->next().name;
  auto receipt = this->receipt(name.epoch, {{1, 1, name.digest}});
  receipt.device = 8;

  EXPECT_FALSE(this->outbox.apply(receipt).has_value());
  EXPECT_EQ(this->next().name, name);
}

TYPED_TEST(OutboxContract, TellsWhenABatchWasClosed) {
  std::atomic<int> woken = 0;
  this->outbox.on_close([&] { ++woken; });

  this->candidate.close_a_batch();
  this->outbox.figures().value();

  EXPECT_EQ(woken, 1);
  this->outbox.on_close({});
}

TYPED_TEST(OutboxContract, CountsWhatIsUnsent) {
  this->candidate.close_a_batch();
  this->candidate.close_a_batch();

  const auto figures = this->outbox.figures().value();

  EXPECT_EQ(figures.unsent_batches, 2);
  EXPECT_EQ(figures.unsent_answers, 24);
  EXPECT_EQ(figures.last_closed, 2);
}

}  // namespace
}  // namespace stemme
