// Tokens (C11): codes that a slip of a finger does not confuse, and marks that a programme carries.
#include "server-sync/protocol/token.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace stemme {
namespace {

TEST(TokenCodes, HaveFourDifferentPicturesEach) {
  const auto codes = make_token_codes(200).value();
  ASSERT_EQ(codes.size(), 200U);
  for (const auto& code : codes) {
    EXPECT_EQ(std::set<int>(code.begin(), code.end()).size(), 4U);
    for (const auto picture : code) EXPECT_LT(picture, token_pictures);
  }
}

TEST(TokenCodes, OnePictureWrongIsNobodysToken) {
  const auto codes = make_token_codes(tokens_max).value();
  const auto set = token_set_of(codes);
  for (const auto& code : codes)
    for (std::size_t place = 0; place < code.size(); ++place)
      for (std::uint8_t picture = 0; picture < token_pictures; ++picture) {
        auto slipped = code;
        slipped[place] = picture;
        EXPECT_EQ(contains(set, mark_of(slipped, set.salt)), slipped == code);
      }
}

TEST(TokenCodes, AreNotMoreThanAHouseCanKeepApart) {
  EXPECT_FALSE(make_token_codes(0));
  EXPECT_FALSE(make_token_codes(tokens_max + 1));
}

TEST(ATokenSet, KnowsItsOwnAndNoOther) {
  const auto codes = make_token_codes(2).value();
  const auto set = token_set_of({codes.front()});
  EXPECT_TRUE(contains(set, mark_of(codes.front(), set.salt)));
  EXPECT_FALSE(contains(set, mark_of(codes.back(), set.salt)));
}

TEST(ATokenSet, SaysNothingOfItsCodesOrder) {
  const auto codes = make_token_codes(50).value();
  const auto set = token_set_of(codes);
  std::vector<TokenMark> as_made;
  for (const auto& code : codes) as_made.push_back(mark_of(code, set.salt));
  EXPECT_NE(as_made, set.marks);
  EXPECT_TRUE(std::ranges::is_sorted(set.marks));
  EXPECT_NE(token_set_of(codes).salt, set.salt) << "two sets of the same codes look alike";
}

TEST(ATokenSet, RoundTripsAndRefusesWhatIsNone) {
  const auto set = token_set_of(make_token_codes(12).value());
  EXPECT_EQ(token_set_from_json(to_json(set)).value(), set);
  EXPECT_FALSE(token_set_from_json(R"({"salt":"00","marks":[]})"));
  EXPECT_FALSE(token_set_from_json(R"({"salt":"00112233445566778899aabbccddeeff","marks":[]})"))
      << "nobody could be handed one";
  EXPECT_FALSE(
      token_set_from_json(R"({"salt":"00112233445566778899aabbccddeeff","marks":["xy"]})"));
}

TEST(TokenPictures, AreSixteenDifferentOnes) {
  EXPECT_EQ(std::set(token_picture_ids.begin(), token_picture_ids.end()).size(), 16U);
}

}  // namespace
}  // namespace stemme
