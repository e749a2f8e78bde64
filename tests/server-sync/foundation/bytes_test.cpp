#include "server-sync/foundation/bytes.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

TEST(Bytes, ComeBackFromEachSpelling) {
  for (std::size_t size = 0; size < 70; ++size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 + size);

    EXPECT_EQ(from_hex(to_hex(bytes)).value(), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)).value(), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)).value(), bytes);
  }
}

TEST(Bytes, RefusesASecondSpellingOfTheSameValue) {
  EXPECT_FALSE(from_base64url("AB").has_value());
  EXPECT_TRUE(from_base64url("AA").has_value());
  EXPECT_FALSE(from_hex("AA").has_value());
  EXPECT_FALSE(from_base64("AA=A").has_value());
}

}  // namespace
}  // namespace stemme
