#include "server-sync/protocol/enrolment_code.h"

#include <gtest/gtest.h>

#include <set>

namespace stemme {
namespace {

constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

VerifyKey counted_key() {
  VerifyKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  return key;
}

TEST(EnrolmentCode, PinsTheOwnerAsAnotherImplementationComputesIt) {
  // Python: hashlib.blake2b(bytes(range(32)), key=b"ABCDEF", digest_size=32), first 50 bits.
  EXPECT_TRUE(pins({"ABCDEF", "25TB8160R7"}, counted_key()));
  EXPECT_FALSE(pins({"ABCDEG", "25TB8160R7"}, counted_key()));
  EXPECT_FALSE(pins({"ABCDEF", "25TB8160R8"}, counted_key()));
  EXPECT_FALSE(pins({"ABCDEF", "25TB8160R7"}, SigningKey::generate().verify_key()));
}

TEST(EnrolmentCode, IsFourGroupsOfFourAndComesBack) {
  const auto code = make_enrolment_code(counted_key());
  const auto text = to_text(code);

  EXPECT_EQ(text.size(), 19U);
  EXPECT_EQ(text[4], '-');
  EXPECT_EQ(enrolment_code_from(text).value(), code);
  EXPECT_TRUE(pins(code, counted_key()));
}

TEST(EnrolmentCode, IsAnotherEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(make_enrolment_code(counted_key()).one_time);
  EXPECT_GT(seen.size(), 995U);
}

TEST(EnrolmentCode, ForgivesWhatLooksAlike) {
  const EnrolmentCode code{"A0B1C2", "D0E1F0G1H2"};
  for (auto typed :
       {"A0B1-C2D0-E1F0-G1H2", "a0b1 c2d0 e1f0 g1h2", "aob1c2doe1foglh2", " AOBIC2-DOEL-FOGIH2 "})
    EXPECT_EQ(enrolment_code_from(typed).value(), code) << typed;
}

TEST(EnrolmentCode, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(enrolment_code_from("A0B1-C2D0-E1F0-G1H").error().message(),
            "a code has 16 characters in four groups; 15 were typed");
  EXPECT_EQ(enrolment_code_from("A0B1-CUD0-E1F0-G1H2").error().message(),
            "character 6 is U, which no code has; look again");
  EXPECT_EQ(enrolment_code_from("A0B1-C2D0-E1F0-G1H\xc3\xa5").error().message(),
            "character 16 is no letter or digit, which no code has; look again");
  EXPECT_EQ(enrolment_code_from("").error().failure(), Failure::Invalid);
}

TEST(EnrolmentCode, PinsNothingWithAnyOneCharacterMistyped) {
  const auto text = to_text(make_enrolment_code(counted_key()));
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '-') continue;
    for (char letter : letters) {
      if (letter == text[at]) continue;
      auto mistyped = text;
      mistyped[at] = letter;
      ASSERT_FALSE(pins(enrolment_code_from(mistyped).value(), counted_key())) << mistyped;
    }
  }
}

TEST(Enrolment, RequestAndReplyComeBack) {
  EnrolmentRequest request{"ABCDEF", counted_key()};
  const auto read = enrolment_request_from_json(to_json(request)).value();
  EXPECT_EQ(read.one_time, request.one_time);
  EXPECT_EQ(read.device_key, request.device_key);
  EXPECT_FALSE(read.device);
  request.device = 0x29;
  EXPECT_EQ(enrolment_request_from_json(to_json(request)).value().device, 0x29U);

  const auto reply =
      enrolment_reply_from_json(to_json(EnrolmentReply{7, "maurtua", "tua"})).value();
  EXPECT_EQ(reply.device, 7U);
  EXPECT_EQ(reply.owner, "maurtua");
  EXPECT_EQ(reply.house, "tua");
}

TEST(Enrolment, RequestIsRefusedWhenItIsNone) {
  for (auto text : {"{}", R"({"code":"ABCDE","device_key":""})", R"({"code":"abcdef"})", "x"})
    EXPECT_FALSE(enrolment_request_from_json(text)) << text;
  EXPECT_FALSE(enrolment_reply_from_json(R"({"device":"7","owner":"a","house":"b"})"));
}

}  // namespace
}  // namespace stemme
