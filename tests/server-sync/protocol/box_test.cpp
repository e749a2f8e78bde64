#include "server-sync/protocol/box.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace stemme {
namespace {

AnswerBox an_answer() {
  AnswerBox answer;
  answer.pack.fill(7);
  answer.question = 2;
  answer.shown = {0, 1, 2};
  answer.chosen = {2};
  answer.unit = 0x1122334455667788;
  answer.label = VisitLabel::Whole;
  return answer;
}

Failure failure_of_encoding(const AnswerBox& answer) {
  const auto encoded = encode_box(answer);
  return encoded ? Failure::Unexpected : encoded.error().failure();
}

/// An answer of any of the four kinds of question, at any size the format allows.
AnswerBox any_answer(std::mt19937_64& random) {
  AnswerBox answer;
  std::generate(answer.pack.begin(), answer.pack.end(),
                [&] { return static_cast<std::uint8_t>(random()); });
  answer.question = static_cast<int>(random() % 256);
  std::vector<int> options(256);
  std::iota(options.begin(), options.end(), 0);
  std::shuffle(options.begin(), options.end(), random);
  answer.shown.assign(options.begin(), options.begin() + 1 + std::ptrdiff_t(random() % 16));
  const auto most = std::min<std::size_t>(3, answer.shown.size());
  std::sample(answer.shown.begin(), answer.shown.end(), std::back_inserter(answer.chosen),
              std::ptrdiff_t(random() % (most + 1)), random);
  answer.unit = random() >> (random() % 64);
  answer.mode = static_cast<Mode>(random() % 3);
  if (random() % 2 == 0) answer.round = random();
  answer.label = static_cast<VisitLabel>(random() % 4);
  return answer;
}

TEST(Box, ComesBackWhateverIsInside) {
  const auto key = OpeningKey::generate();
  const auto seed = random_number();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);

  for (int i = 0; i < 2000; ++i) {
    const BoxContent answer = any_answer(random);
    ASSERT_EQ(open_box(seal_box(answer, key.sealing_key()).value(), key).value(), answer);
  }
  for (const BoxContent& content :
       {BoxContent(EmptyBox()), BoxContent(VisitBox{"nb", VisitEnd::TimedOut}),
        BoxContent(VisitBox{"zh-Hant", VisitEnd::Left})})
    EXPECT_EQ(open_box(seal_box(content, key.sealing_key()).value(), key).value(), content);
}

TEST(Box, HasRoomForTheLargestAnswer) {
  AnswerBox answer = an_answer();
  answer.question = 255;
  answer.shown.resize(16);
  std::iota(answer.shown.begin(), answer.shown.end(), 240);
  answer.chosen = {253, 254, 255};
  answer.unit = ~UnitId{0};
  answer.round = ~RoundId{0};

  EXPECT_EQ(decode_box(encode_box(answer).value()).value(), BoxContent(answer));
}

TEST(Box, ForgetsInWhichOrderChoicesWereMade) {
  AnswerBox answer = an_answer();
  answer.shown = {5, 3, 9, 1};
  answer.chosen = {1, 5, 9};

  const auto read = std::get<AnswerBox>(decode_box(encode_box(answer).value()).value());

  EXPECT_EQ(read.chosen, (std::vector<int>{5, 9, 1}));
}

TEST(Box, IsRefusedAfterEverySingleBitFlip) {
  const auto key = OpeningKey::generate();
  const auto box = seal_box(an_answer(), key.sealing_key()).value();

  for (std::size_t bit = 0; bit < box.size() * 8; ++bit) {
    auto flipped = box;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
    const auto opened = open_box(flipped, key);
    // X25519 ignores the top bit of a key (RFC 7748), but the nonce of a sealed box hashes it in.
    ASSERT_FALSE(opened) << "bit " << bit;
    ASSERT_EQ(opened.error().failure(), Failure::Invalid);
  }
}

TEST(Box, IsRefusedUnderAnotherKeyVersionOrLength) {
  const auto key = OpeningKey::generate();
  auto box = seal_box(EmptyBox(), key.sealing_key()).value();

  EXPECT_FALSE(open_box(box, OpeningKey::generate()));
  EXPECT_FALSE(open_box(ByteView(box).first(239), key));
  box.front() = 2;
  EXPECT_FALSE(open_box(box, key));
}

TEST(Box, TakesOnlyWhatAnAnswerCanBe) {
  auto answer = an_answer();
  answer.chosen = {3};
  EXPECT_EQ(failure_of_encoding(answer), Failure::Invalid) << "not shown";
  answer.shown = {0, 1, 2, 3, 4};
  answer.chosen = {0, 1, 2, 3};
  EXPECT_EQ(failure_of_encoding(answer), Failure::Invalid) << "more than three";
  answer.chosen = {1, 1};
  EXPECT_EQ(failure_of_encoding(answer), Failure::Invalid) << "twice";
  answer = an_answer();
  answer.shown.assign(17, 0);
  std::iota(answer.shown.begin(), answer.shown.end(), 0);
  EXPECT_EQ(failure_of_encoding(answer), Failure::Invalid) << "more than sixteen";
  answer = an_answer();
  answer.question = -1;
  EXPECT_EQ(failure_of_encoding(answer), Failure::Invalid);
}

TEST(Box, HasNoSpellingForModesThatStoreNothing) {
  for (auto mode : {Mode::Samtale, Mode::Oving}) {
    auto answer = an_answer();
    answer.mode = mode;
    EXPECT_EQ(failure_of_encoding(answer), Failure::Invalid);
  }
}

TEST(Box, HasNoRoomForFreeText) {
  EXPECT_FALSE(encode_box(VisitBox{"Ola N", VisitEnd::Finished}));
  EXPECT_FALSE(encode_box(VisitBox{"norwegian", VisitEnd::Finished}));
  EXPECT_FALSE(encode_box(VisitBox{"", VisitEnd::Finished}));
}

FixedBytes<191> padded(std::string_view hex) {
  FixedBytes<191> plain{};
  const auto bytes = from_hex(hex).value();
  std::copy(bytes.begin(), bytes.end(), plain.begin());
  return plain;
}

TEST(BoxSpelling, IsCanonicalCbor) {
  EXPECT_EQ(encode_box(EmptyBox()).value(), padded("a10000"));
  EXPECT_EQ(encode_box(VisitBox{"nb", VisitEnd::TimedOut}).value(), padded("a3000209626e620a01"));
  EXPECT_EQ(encode_box(an_answer()).value(), padded("a80001015007070707070707070707070707070707"
                                                    "02020383000102048102051b1122334455667788060008"
                                                    "00"));
}

TEST(BoxSpelling, RefusesEveryOtherWayOfSayingTheSame) {
  for (auto hex : {"a20000"
                   "0000",                  // the kind twice
                   "a1180000",              // a long form of a small number
                   "a1000000000000000001",  // something behind the map
                   "a0",                    // no kind
                   "bf0000ff",              // an indefinite map
                   "a20000"
                   "1863"
                   "00",  // an unknown key
                   "a2"
                   "0962"
                   "6e62"
                   "0002",                // a visit without its end, out of order
                   "a3000209626e620a03",  // an end we do not know
                   "a1190000"
                   "00"}) {
    EXPECT_FALSE(decode_box(padded(hex))) << hex;
  }
}

TEST(BoxSpelling, SurvivesAnyBytesWithoutReadingPastThem) {
  rc::check("decode_box refuses or reads canonically", [](const std::vector<std::uint8_t>& bytes) {
    FixedBytes<191> plain{};
    std::copy_n(bytes.begin(), std::min<std::size_t>(bytes.size(), plain.size()), plain.begin());
    const auto content = decode_box(plain);
    if (content) RC_ASSERT(encode_box(*content).value() == plain);
  });
}

TEST(BoxSpelling, SurvivesEverySingleByteReplaced) {
  const auto plain = encode_box(an_answer()).value();
  for (std::size_t at = 0; at < 60; ++at) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      auto changed = plain;
      changed[at] = static_cast<std::uint8_t>(byte);
      const auto content = decode_box(changed);
      if (!content) continue;
      ASSERT_EQ(encode_box(*content).value(), changed);
    }
  }
}

}  // namespace
}  // namespace stemme
