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

/// RFC 4648 §10.
TEST(Bytes, AreSpelledAsElsewhere) {
  const std::pair<const char*, const char*> spelled[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}};
  for (const auto& [text, base64] : spelled) EXPECT_EQ(to_base64(as_bytes(text)), base64);
  EXPECT_EQ(to_base64(Bytes{0xfb, 0xff}), "+/8=");
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
  EXPECT_EQ(to_hex(Bytes{0x00, 0xab, 0xff}), "00abff");
}

/// One spelling for one value.
TEST(Bytes, RefuseEveryOtherSpelling) {
  using std::string_view_literals::operator""sv;
  for (const auto text :
       {"AA"sv, "aA"sv, "a"sv, "abc"sv, "0x"sv, "ab "sv, " ab"sv, "a\0"sv, "\xc3\xa6"sv})
    EXPECT_FALSE(from_hex(text)) << text;
  for (const auto text : {"Zg"sv, "Zg="sv, "Zg==="sv, "Zh=="sv, "Z==="sv, "===="sv, "Zm9v\n"sv,
                          " Zm9v"sv, "Zm9v=="sv, "AA=A"sv, "-_8="sv, "Zm9\0"sv})
    EXPECT_FALSE(from_base64(text)) << text;
  for (const auto text : {"AB"sv, "Zg=="sv, "Z"sv, "Zm9vY"sv, "+/8"sv, "Zm 9v"sv})
    EXPECT_FALSE(from_base64url(text)) << text;
}

}  // namespace
}  // namespace stemme
