#include "server-sync/protocol/key_set.h"

#include <gtest/gtest.h>

#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

KeySet a_key_set() {
  KeySet keys;
  keys.owner = "maurtua";
  keys.serial = 3;
  keys.sealing = OpeningKey::generate().sealing_key();
  keys.reply = {SigningKey::generate().verify_key(), SigningKey::generate().verify_key()};
  keys.enrol = OpeningKey::generate().sealing_key();
  keys.tls_pins = {sha256(as_bytes("one")), sha256(as_bytes("two"))};
  return keys;
}

std::string signed_text(const std::string& keys, const SigningKey& owner) {
  return JsonObject()
      .text("identity", to_hex(owner.verify_key()))
      .text("keys", keys)
      .text("signature", to_base64(owner.sign(as_bytes(keys))))
      .written();
}

TEST(Identity, ComesBackWithItsKeySet) {
  const auto owner = SigningKey::generate();
  auto keys = a_key_set();
  EXPECT_EQ(read_identity(identity_document(keys, owner), owner.verify_key()).value().keys, keys);

  keys.tls_pins.clear();
  const auto identity = read_identity(identity_document(keys, owner), std::nullopt).value();
  EXPECT_EQ(identity.keys, keys);
  EXPECT_EQ(identity.owner_key, owner.verify_key());
}

TEST(Identity, IsRefusedWhenItIsNotTheOneRemembered) {
  const auto document = identity_document(a_key_set(), SigningKey::generate());

  const auto other = read_identity(document, SigningKey::generate().verify_key());

  EXPECT_EQ(other.error().failure(), Failure::Refused);
}

TEST(Identity, IsRefusedAfterEveryBitFlip) {
  const auto owner = SigningKey::generate();
  const auto document = identity_document(a_key_set(), owner);
  for (std::size_t bit = 0; bit < document.size() * 8; ++bit) {
    auto flipped = document;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_FALSE(read_identity(flipped, owner.verify_key())) << "bit " << bit;
  }
}

TEST(Identity, IsInvalidWhenTheOwnerSignedNoKeySet) {
  const auto owner = SigningKey::generate();
  const auto text = to_json(a_key_set());
  for (const auto& [old, fresh] :
       std::vector<std::pair<std::string, std::string>>{{"\"serial\":3", "\"serial\":0"},
                                                        {"\"tls\":[", "\"tls\":\"none\",\"x\":["},
                                                        {"\"sealing\":\"", "\"sealing\":\"00"},
                                                        {"\"enrol\"", "\"other\""},
                                                        {"\"reply\":[", "\"reply\":[\"00\","}}) {
    auto changed = text;
    changed.replace(changed.find(old), old.size(), fresh);
    const auto read = read_identity(signed_text(changed, owner), owner.verify_key());
    ASSERT_FALSE(read) << fresh;
    EXPECT_EQ(read.error().failure(), Failure::Invalid) << read.error().message();
  }
  EXPECT_TRUE(read_identity(signed_text(text, owner), owner.verify_key()));
}

TEST(Identity, IsNotFoundInALoginPage) {
  EXPECT_EQ(read_identity("<html>Logg inn</html>", std::nullopt).error().failure(),
            Failure::Invalid);
}

}  // namespace
}  // namespace stemme
