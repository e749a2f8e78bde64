#include "server-sync/protocol/batch.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace stemme {
namespace {

Batch a_batch(int answers) {
  static const auto key = OpeningKey::generate();
  Batch batch;
  batch.frame.owner = "maurtua";
  batch.frame.house = "tua";
  batch.frame.n = 1;
  batch.frame.key = key_name(key.sealing_key());
  batch.frame.answers = answers;
  batch.frame.answers_total = answers;
  batch.frame.stamp = DayStamp{date_from("2026-11-24").value(), std::string(whole_day)};
  const auto count = static_cast<std::size_t>(answers);
  batch.boxes.resize(count + padding_for(count));
  for (auto& box : batch.boxes) box = seal_box(EmptyBox(), key.sealing_key()).value();
  batch.frame.boxes = static_cast<int>(batch.boxes.size());
  return batch;
}

Batch carrying(const Bytes& old, std::int64_t n) {
  auto batch = a_batch(0);
  batch.frame.carried = BatchName{9, n, sha256(old)};
  batch.carried_body = old;
  return batch;
}

TEST(Batch, ComesBackByteForByte) {
  for (int answers : {0, 1, 16, 17, 100}) {
    const auto batch = a_batch(answers);
    const auto body = to_body(batch).value();
    const auto read = batch_from_body(body).value();

    EXPECT_EQ(read.frame, batch.frame);
    EXPECT_EQ(read.boxes, batch.boxes);
    EXPECT_EQ(to_body(read).value(), body);
  }
}

TEST(Batch, IsPaddedToSixteens) {
  EXPECT_EQ(padding_for(0), 0U);
  EXPECT_EQ(padding_for(1), 15U);
  EXPECT_EQ(padding_for(16), 0U);
  EXPECT_EQ(padding_for(496), 0U);
  EXPECT_EQ(padding_for(497), 15U);
}

TEST(Batch, HoldsItsLargestWithinTheLimit) {
  const auto body = to_body(a_batch(496)).value();

  EXPECT_LT(body.size(), batch_bytes_max);
  EXPECT_EQ(batch_from_body(body).value().boxes.size(), 496U);
}

TEST(Batch, IsRefusedAtEveryCut) {
  const auto body = to_body(a_batch(3)).value();

  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto read = batch_from_body(ByteView(body).first(size));
    ASSERT_FALSE(read) << size;
    ASSERT_EQ(read.error().failure(), Failure::Invalid);
  }
}

TEST(Batch, IsRefusedWithAnythingBehindIt) {
  auto body = to_body(a_batch(3)).value();
  body.push_back(0);
  EXPECT_FALSE(batch_from_body(body));
  body.resize(body.size() - 1 + 16 * box_bytes);
  EXPECT_FALSE(batch_from_body(body)) << "sixteen boxes the frame does not count";
}

TEST(Batch, IsRefusedAboveTwoHundredFiftySixKibibytes) {
  EXPECT_FALSE(batch_from_body(Bytes(batch_bytes_max + 1, '\n')));
}

TEST(Batch, IsRefusedWhenItsCountsDisagree) {
  auto more_answers = a_batch(16);
  more_answers.frame.answers = 17;
  more_answers.frame.answers_total = 17;
  EXPECT_FALSE(to_body(more_answers));

  auto odd = a_batch(16);
  odd.boxes.pop_back();
  odd.frame.boxes = 15;
  odd.frame.answers = 15;
  EXPECT_FALSE(to_body(odd));

  auto mixed = a_batch(16);
  mixed.frame.answers = 8;
  mixed.frame.visits = 8;
  EXPECT_FALSE(to_body(mixed)) << "visits travel in batches of their own";
}

TEST(Batch, IsNotMadeFromAFrameThatCannotBeRead) {
  auto nameless = a_batch(16);
  nameless.frame.owner = "";
  EXPECT_FALSE(to_body(nameless));

  auto unchained = a_batch(16);
  unchained.frame.n = 2;
  EXPECT_FALSE(to_body(unchained)) << "batch 2 names the digest of batch 1";
}

TEST(CarriedBatch, HoldsTheOldBodyByteForByte) {
  const auto old = to_body(a_batch(20)).value();
  const auto batch = carrying(old, 3);
  const auto read = batch_from_body(to_body(batch).value()).value();

  EXPECT_EQ(read.carried_body, old);
  EXPECT_EQ(read.frame, batch.frame);
  EXPECT_EQ(batch_from_body(read.carried_body).value().boxes.size(), 32U);
}

TEST(CarriedBatch, IsRefusedWhenItIsNotTheOneItNames) {
  const auto old = to_body(a_batch(20)).value();
  auto batch = carrying(old, 3);
  batch.carried_body.back() ^= 1;
  EXPECT_FALSE(to_body(batch));

  auto body = to_body(carrying(old, 3)).value();
  body.back() ^= 1;
  EXPECT_FALSE(batch_from_body(body));
}

TEST(CarriedBatch, CountsNothingOfItsOwn) {
  auto batch = carrying(to_body(a_batch(20)).value(), 3);
  batch.frame.answers = 1;
  batch.frame.answers_total = 1;
  EXPECT_FALSE(to_body(batch));
}

TEST(CarriedBatch, MayBeCarriedAgainButNotForEver) {
  auto body = to_body(a_batch(1)).value();
  for (int i = 0; i < batch_carries_max; ++i) body = to_body(carrying(body, 1)).value();
  EXPECT_TRUE(batch_from_body(body));

  body = to_body(carrying(body, 1)).value();
  EXPECT_FALSE(batch_from_body(body));
}

}  // namespace
}  // namespace stemme
