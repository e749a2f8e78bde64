#include "server-sync/protocol/key_rotation.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

TEST(KeyRotation, ComesBackSignedByBothKeys) {
  const auto old_key = SigningKey::generate();
  const auto new_key = SigningKey::generate();

  const auto rotation = read_rotation(rotation_request(0xab, old_key, new_key)).value();

  EXPECT_EQ(rotation, (KeyRotation{0xab, old_key.verify_key(), new_key.verify_key()}));
}

TEST(KeyRotation, IsRefusedAfterEveryBitFlip) {
  const auto request = rotation_request(0xab, SigningKey::generate(), SigningKey::generate());
  for (std::size_t bit = 0; bit < request.size() * 8; ++bit) {
    auto flipped = request;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_FALSE(read_rotation(flipped)) << "bit " << bit;
  }
}

TEST(KeyRotation, IsRefusedWhenTheNewKeyDoesNotSign) {
  const auto old_key = SigningKey::generate();
  const auto request = rotation_request(0xab, old_key, SigningKey::generate());
  const auto other = rotation_request(0xab, old_key, SigningKey::generate());

  const auto mixed = request.substr(0, request.find("by_new")) + other.substr(other.find("by_new"));

  EXPECT_EQ(read_rotation(mixed).error().failure(), Failure::Refused);
}

}  // namespace
}  // namespace stemme
