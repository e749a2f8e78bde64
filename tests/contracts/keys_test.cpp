// What boxes and signatures promise (C1, C7), asked of libsodium's and of those that stand in for
// them where a hundred thousand histories are lived.
#include "server-sync/protocol/keys.h"

#include <gtest/gtest.h>

#include <optional>

#include "server-sync/protocol/box.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {
namespace {

struct Real {};

template <typename T>
class KeysContract : public testing::Test {
 protected:
  static AnswerBox an_answer() {
    AnswerBox answer;
    answer.shown = {0, 1, 2};
    answer.chosen = {2};
    answer.unit = 0x1122334455667788;
    return answer;
  }

  T awake_;
  OpeningKey key_ = OpeningKey::generate();
  OpeningKey another_ = OpeningKey::generate();
  SigningKey signing_ = SigningKey::generate();
};

using Kinds = testing::Types<Real, PretendKeys>;
TYPED_TEST_SUITE(KeysContract, Kinds);

TYPED_TEST(KeysContract, OpenWhatWasSealedToThem) {
  for (const BoxContent& content :
       {BoxContent(this->an_answer()), BoxContent(EmptyBox()), BoxContent(VisitBox{"nb", {}})}) {
    const auto box = seal_box(content, this->key_.sealing_key()).value();

    EXPECT_EQ(box.size(), box_bytes);
    EXPECT_EQ(open_box(box, this->key_).value(), content);
  }
}

TYPED_TEST(KeysContract, OpenNothingThatWasSealedToAnother) {
  const auto box = seal_box(this->an_answer(), this->key_.sealing_key()).value();

  EXPECT_EQ(open_box(box, this->another_).error().failure(), Failure::Invalid);
}

TYPED_TEST(KeysContract, OpenNothingThatWasChangedInAnyBit) {
  const auto box = seal_box(this->an_answer(), this->key_.sealing_key()).value();

  for (std::size_t bit = 0; bit < 8 * box_bytes; ++bit) {
    auto changed = box;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_FALSE(open_box(changed, this->key_).has_value()) << "bit " << bit;
  }
}

TYPED_TEST(KeysContract, SealTheSameTwiceAndNobodySeesThatItIsTheSame) {
  const auto one = seal_box(this->an_answer(), this->key_.sealing_key()).value();
  const auto two = seal_box(this->an_answer(), this->key_.sealing_key()).value();

  int equal = 0;
  for (std::size_t i = 1; i < one.size(); ++i) equal += one[i] == two[i] ? 1 : 0;
  EXPECT_LT(equal, 16);
}

TYPED_TEST(KeysContract, OpenNothingThatIsTooShort) {
  EXPECT_FALSE(this->key_.open(Bytes(47)).has_value());
  EXPECT_FALSE(this->key_.open(Bytes()).has_value());
}

TYPED_TEST(KeysContract, SignForThemselvesAndForOneMessage) {
  const auto signature = this->signing_.sign(as_bytes("ja"));

  EXPECT_TRUE(signed_by(this->signing_.verify_key(), as_bytes("ja"), signature));
  EXPECT_FALSE(signed_by(this->signing_.verify_key(), as_bytes("nei"), signature));
  EXPECT_FALSE(signed_by(SigningKey::generate().verify_key(), as_bytes("ja"), signature));
  EXPECT_FALSE(signed_by(this->signing_.verify_key(), as_bytes("ja"), Bytes(64)));
}

TYPED_TEST(KeysContract, AreNotFooledByAChangedSignature) {
  const auto signature = this->signing_.sign(as_bytes("ja"));

  for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
    auto changed = signature;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_FALSE(signed_by(this->signing_.verify_key(), as_bytes("ja"), changed)) << "bit " << bit;
  }
}

TYPED_TEST(KeysContract, AreTheSameForTheSameSecret) {
  const auto seed = this->signing_.seed();

  EXPECT_EQ(SigningKey::from_seed(seed).verify_key(), this->signing_.verify_key());
  EXPECT_EQ(OpeningKey::from_secret(this->key_.secret()).sealing_key(), this->key_.sealing_key());
  EXPECT_NE(this->key_.sealing_key(), this->another_.sealing_key());
}

TEST(PretendedKeys, HaveTheSamePublicHalvesAsRealOnes) {
  const auto opening = OpeningKey::generate();
  const auto signing = SigningKey::generate();
  const auto sealing_to = opening.sealing_key();
  const auto verifying = signing.verify_key();

  const PretendKeys awake;
  EXPECT_EQ(OpeningKey::from_secret(opening.secret()).sealing_key(), sealing_to);
  EXPECT_EQ(SigningKey::from_seed(signing.seed()).verify_key(), verifying);
}

TEST(SealWitness, HearsOfEverySealAndMaySpoilIt) {
  const auto key = OpeningKey::generate();
  int heard = 0;
  const SealWitness witness([&](const SealingKey& to, std::span<std::uint8_t> sealed) {
    EXPECT_EQ(to, key.sealing_key());
    if (++heard == 2) sealed.back() ^= 1U;
  });

  const auto sound = seal_box(EmptyBox{}, key.sealing_key()).value();
  const auto spoiled = seal_box(EmptyBox{}, key.sealing_key()).value();
  EXPECT_TRUE(open_box(sound, key).has_value());
  EXPECT_FALSE(open_box(spoiled, key).has_value());
  EXPECT_EQ(heard, 2);
}

}  // namespace
}  // namespace stemme
