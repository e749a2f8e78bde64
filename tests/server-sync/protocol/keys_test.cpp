#include "server-sync/protocol/keys.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

FixedBytes<32> hex32(std::string_view text) { return fixed<32>(from_hex(text).value()).value(); }

TEST(Keys, SignAsRfc8032sSecondExample) {
  const auto key = SigningKey::from_seed(
      hex32("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  const Bytes message = {0x72};

  EXPECT_EQ(to_hex(key.verify_key()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(to_hex(key.sign(message)),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(signed_by(key.verify_key(), message, key.sign(message)));
}

TEST(Keys, RefuseASignatureOfAnotherMessageKeyOrLength) {
  const auto key = SigningKey::generate();
  const auto signature = key.sign(as_bytes("bra"));

  EXPECT_FALSE(signed_by(key.verify_key(), as_bytes("ikke bra"), signature));
  EXPECT_FALSE(signed_by(SigningKey::generate().verify_key(), as_bytes("bra"), signature));
  EXPECT_FALSE(signed_by(key.verify_key(), as_bytes("bra"), ByteView(signature).first(63)));
}

TEST(Keys, OpenWhatWasSealedToThemAndNothingElse) {
  const auto key = OpeningKey::generate();
  const auto sealed = seal_to(key.sealing_key(), as_bytes("bra"));

  EXPECT_EQ(sealed.size(), 3 + 48U);
  EXPECT_EQ(as_text(key.open(sealed).value()), "bra");
  EXPECT_EQ(OpeningKey::generate().open(sealed).error().failure(), Failure::Invalid);
  EXPECT_EQ(key.open(ByteView(sealed).first(47)).error().failure(), Failure::Invalid);
}

TEST(Keys, SealTheSameThingDifferentlyEachTime) {
  const auto key = OpeningKey::generate().sealing_key();

  EXPECT_NE(seal_to(key, as_bytes("bra")), seal_to(key, as_bytes("bra")));
}

TEST(Keys, ComeBackFromTheirSecretHalf) {
  const auto opening = OpeningKey::generate();
  const auto signing = SigningKey::generate();

  EXPECT_EQ(OpeningKey::from_secret(opening.secret()).sealing_key(), opening.sealing_key());
  EXPECT_EQ(SigningKey::from_seed(signing.seed()).verify_key(), signing.verify_key());
}

TEST(Keys, DeriveTheSealingKeyThatOpenSslDerives) {
  const auto key = OpeningKey::from_secret(
      hex32("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));

  EXPECT_EQ(to_hex(key.sealing_key()),
            "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f");
}

TEST(Hashes, AreTheOnesOthersCompute) {
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(blake2b(as_bytes("abc"), {}, 64)),
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

TEST(Hashes, NameAKeyByItsFirstSixteenDigits) {
  FixedBytes<32> key{};
  EXPECT_EQ(key_name(key), to_hex(sha256(key)).substr(0, 16));
}

TEST(Passwords, AreHashedWithSixtyFourMebibytesInTwoPasses) {
  const auto hash = hash_secret("2580");

  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << hash;
  EXPECT_TRUE(secret_matches(hash, "2580"));
  EXPECT_FALSE(secret_matches(hash, "2581"));
  EXPECT_NE(hash, hash_secret("2580"));
}

TEST(Passwords, MatchNothingThatIsNoHash) {
  EXPECT_FALSE(secret_matches("", ""));
  EXPECT_FALSE(secret_matches(std::string(4000, 'a'), "2580"));
}

TEST(Random, DoesNotRepeatItself) {
  EXPECT_NE(random_bytes<32>(), random_bytes<32>());
  EXPECT_NE(random_number(), random_number());
}

TEST(ConstantTime, ComparisonTellsEqualFromOther) {
  EXPECT_TRUE(equal_in_constant_time(as_bytes("abc"), as_bytes("abc")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("abd")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("ab")));
}

}  // namespace
}  // namespace stemme
