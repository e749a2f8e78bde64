#include "server-sync/device/delivery.h"

#include <gtest/gtest.h>

#include <random>

#include "server-sync/device/retry_schedule.h"
#include "tests/stand-ins/memory_outbox.h"
#include "tests/stand-ins/pretend_collector.h"

namespace stemme {
namespace {

using Script = PretendCollector::Script;
constexpr DeviceId device = 7;
const Date monday = std::chrono::year{2026} / 11 / 23;

struct Road {
  Road() {
    const auto key = SigningKey::from_seed(seed).verify_key();
    collector.knows_device(device, key);
    line.speak_as(seed, key_name(key));
    line.believe(collector.keys().reply);
  }
  Delivered deliver() { return Delivery(outbox, line, device).deliver_all().value(); }
  std::int64_t unsent() { return outbox.figures().value().unsent_batches; }

  Instant now{std::chrono::sys_days(monday)};
  FixedBytes<32> seed = random_bytes<32>();
  MemoryOutbox outbox;
  PretendCollector collector{[this] { return now; }};
  CollectorLine line{collector, "collector.test"};
};

TEST(Delivery, SendsOldestFirstUntilNothingIsUnsent) {
  Road road;
  for (int i = 0; i < 3; ++i) road.outbox.close(12, monday);

  const auto delivered = road.deliver();

  EXPECT_TRUE(delivered.complete);
  EXPECT_EQ(delivered.batches, 3);
  EXPECT_EQ(road.unsent(), 0);
  EXPECT_TRUE(road.collector.heard()[0].path.ends_with("/batches/1"));
  EXPECT_TRUE(road.collector.heard()[2].path.ends_with("/batches/3"));
}

TEST(Delivery, StoresOnceWhenTheReceiptIsLost) {
  Road road;
  road.outbox.close(12, monday);
  road.collector.next(Script::LosesReceipt);

  EXPECT_FALSE(road.deliver().complete);
  EXPECT_EQ(road.unsent(), 1);
  EXPECT_TRUE(road.deliver().complete);

  EXPECT_EQ(road.collector.batches().size(), 1U);
  EXPECT_EQ(road.unsent(), 0);
}

class WhatIsNotTheCollector : public testing::TestWithParam<Script> {};

TEST_P(WhatIsNotTheCollector, IsNoReplyAtAll) {
  Road road;
  road.outbox.close(12, monday);
  road.deliver();
  road.outbox.close(12, monday);
  road.collector.next(GetParam());

  const auto delivered = road.deliver();

  EXPECT_FALSE(delivered.complete);
  EXPECT_FALSE(delivered.retry_after.has_value());
  EXPECT_TRUE(road.line.somebody_else_answered());
  EXPECT_EQ(road.unsent(), 1);
  EXPECT_TRUE(road.deliver().complete);
}

INSTANTIATE_TEST_SUITE_P(Delivery, WhatIsNotTheCollector,
                         testing::Values(Script::LoginPage, Script::ReplaysLastReply,
                                         Script::WrongSignature, Script::TruncatesReply,
                                         Script::BusyUnsigned));

/// A receipt has five: of what kind it is, its digest, our protocol, and two of its signature.
TEST(Delivery, BelievesNoReceiptThatLacksAnyOneField) {
  Road road;
  road.outbox.close(12, monday);
  for (int field = 0; field < 5; ++field) {
    road.collector.next(Script::StripsReply);
    EXPECT_FALSE(road.deliver().complete) << "field " << field;
    EXPECT_TRUE(road.line.somebody_else_answered());
    EXPECT_EQ(road.unsent(), 1);
  }
  EXPECT_TRUE(road.deliver().complete);
  EXPECT_EQ(road.collector.batches().size(), 1U);
}

TEST(Delivery, ObeysASignedRetryAfter) {
  Road road;
  road.outbox.close(12, monday);
  road.collector.next(Script::BusySigned);

  const auto delivered = road.deliver();

  EXPECT_FALSE(delivered.complete);
  EXPECT_EQ(delivered.retry_after, std::chrono::seconds(3600));
  EXPECT_FALSE(delivered.trouble.has_value());
}

TEST(Delivery, HoldsOnlyTheBatchThatCannotBeTaken) {
  Road road;
  for (int i = 0; i < 3; ++i) road.outbox.close(12, monday);
  road.collector.next(Script::Malformed);

  const auto delivered = road.deliver();

  EXPECT_TRUE(delivered.complete);
  EXPECT_EQ(delivered.batches, 2);
  EXPECT_EQ(delivered.trouble, ProblemType::Malformed);
  EXPECT_EQ(road.outbox.figures().value().held_batches, 1);
  EXPECT_EQ(road.unsent(), 1);
}

TEST(Delivery, KeepsEverythingAndTellsStaffWhenItsKeyIsRevoked) {
  Road road;
  for (int i = 0; i < 2; ++i) road.outbox.close(12, monday);
  road.collector.next(Script::Revoked);

  const auto delivered = road.deliver();

  EXPECT_FALSE(delivered.complete);
  EXPECT_EQ(delivered.trouble, ProblemType::Revoked);
  EXPECT_EQ(road.unsent(), 2);
}

TEST(Delivery, CarriesOnInANewEpochWhenItsNumberIsTaken) {
  Road road;
  const auto first = road.outbox.close(12, monday);
  const auto second = road.outbox.close(11, monday);
  road.collector.has_another_batch({first.epoch, 1});

  const auto delivered = road.deliver();

  EXPECT_TRUE(delivered.complete);
  EXPECT_EQ(delivered.trouble, ProblemType::IdentityConflict);
  EXPECT_EQ(road.unsent(), 0);
  ASSERT_EQ(road.collector.batches().size(), 2U);
  const auto last = batch_from_body(road.collector.batches().rbegin()->second).value();
  EXPECT_EQ(last.frame.carried, second);
}

TEST(Delivery, SendsAgainToACollectorThatWasRestoredToAnOlderState) {
  Road road;
  road.outbox.close(12, monday);
  road.deliver();
  road.collector.back_up();
  for (int i = 0; i < 3; ++i) road.outbox.close(12, monday);
  road.deliver();
  road.collector.restore_backup();
  road.outbox.close(12, monday);

  EXPECT_TRUE(road.deliver().complete);

  EXPECT_EQ(road.collector.batches().size(), 5U);
  EXPECT_EQ(road.unsent(), 0);
}

TEST(Delivery, DoesNotBelieveARangeThatEndsInAnotherDigest) {
  Road road;
  const auto mine = road.outbox.close(12, monday);
  Receipt receipt{"c", "one", device, mine.epoch, {{1, 1, random_bytes<32>()}}, 99, road.now};

  road.outbox.apply(receipt).value();

  EXPECT_EQ(road.unsent(), 1);
}

TEST(NothingIsLostAndNothingTwice, OverABadRoadForEverySeed) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 chance(seed);
    Road road;
    std::set<Digest> closed;
    for (int step = 0; step < 40; ++step) {
      road.now += std::chrono::hours(6);
      if (chance() % 3 == 0)
        closed.insert(road.outbox.close(10 + int(chance() % 9), monday).digest);
      if (chance() % 9 == 0) road.collector.back_up();
      if (chance() % 20 == 0) road.collector.restore_backup();
      if (chance() % 2 == 0) road.collector.next(Script(chance() % 9));
      road.deliver();
    }
    road.collector.always(std::nullopt);
    // A restored collector is noticed at the next close at the latest.
    closed.insert(road.outbox.close(12, monday).digest);
    for (int i = 0; i < 20 && road.unsent() > 0; ++i) road.deliver();

    std::multiset<Digest> stored;
    for (const auto& [place, body] : road.collector.batches()) stored.insert(sha256(body));
    EXPECT_EQ(stored, std::multiset<Digest>(closed.begin(), closed.end()));
  }
}

}  // namespace
}  // namespace stemme
