#include "server-sync/protocol/frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "server-sync/protocol/json_text.h"
#include "server-sync/protocol/pack.h"

namespace stemme {
namespace {

Date a_date() { return date_from("2026-11-24").value(); }

Frame a_frame() {
  Frame frame;
  frame.owner = "maurtua";
  frame.house = "tua";
  frame.device = 0x0123456789abcdef;
  frame.epoch = 0xfedcba9876543210;
  frame.n = 1;
  frame.key = "00112233445566aa";
  frame.boxes = 16;
  frame.answers = 12;
  frame.answers_total = 12;
  frame.stamp = DayStamp{a_date(), "formiddag"};
  frame.clock_anchored = true;
  frame.software = "0.1.0";
  frame.programme = 4;
  return frame;
}

RoundNote any_round(std::mt19937_64& random) {
  RoundNote round;
  round.id = random();
  round.pack.fill(static_cast<std::uint8_t>(random()));
  round.question = static_cast<int>(random() % 256);
  round.unit = random();
  round.mode = random() % 2 == 0 ? Mode::Veiledet : Mode::Brikke;
  round.date = a_date();
  round.present = static_cast<int>(random() % 40);
  round.cut = random() % 2 == 0;
  round.tokens_issued = static_cast<int>(random() % 30);
  round.tokens_used = round.tokens_issued / 2;
  if (!round.cut) {
    round.finding.emplace();
    round.finding->form = Finding::Form::Numbers;
    round.finding->numbers = {3, 9, 6};
    round.finding->about = 18;
  }
  return round;
}

Frame any_frame(std::mt19937_64& random) {
  auto frame = a_frame();
  frame.device = random();
  frame.epoch = random();
  if (random() % 2 == 0) {
    frame.n = static_cast<std::int64_t>(2 + random() % 1'000'000);
    frame.prev.emplace().fill(static_cast<std::uint8_t>(random()));
  } else if (random() % 2 == 0) {
    frame.previous = PreviousEpoch{random(), static_cast<std::int64_t>(random() % 1000),
                                   static_cast<std::int64_t>(random() % 3)};
  }
  if (random() % 2 == 0) frame.stamp = BootStamp{random(), 3, static_cast<int>(3 + random() % 20)};
  frame.clock_anchored = random() % 2 == 0;
  if (random() % 2 == 0) frame.closed_through = IsoWeek{2026, static_cast<int>(1 + random() % 53)};
  for (auto left = random() % 4; left > 0; --left) frame.rounds.push_back(any_round(random));
  if (random() % 4 == 0) frame.carried = BatchName{random(), 7, sha256(as_bytes("old"))};
  frame.answers_total += static_cast<std::int64_t>(random() % 1'000'000);
  return frame;
}

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), fresh);
}

TEST(Frame, ComesBackWhateverItSays) {
  const auto seed = random_number();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);

  for (int i = 0; i < 500; ++i) {
    const auto frame = any_frame(random);
    const auto read = frame_from_json(to_json(frame));
    ASSERT_TRUE(read) << read.error().message();
    ASSERT_EQ(*read, frame) << to_json(frame);
    ASSERT_EQ(to_json(*read), to_json(frame));
  }
}

TEST(Frame, IsOneLineWithItsFieldsInOneOrder) {
  EXPECT_EQ(to_json(a_frame()),
            R"({"v":1,"owner":"maurtua","house":"tua","device":"0123456789abcdef",)"
            R"("epoch":"fedcba9876543210","n":1,"key":"00112233445566aa","boxes":16,"answers":12,)"
            R"("visits":0,"answers_total":12,"stamp":{"date":"2026-11-24","daypart":"formiddag"},)"
            R"("clock":"anchored","rounds":[],"versions":{"software":"0.1.0","programme":4}})");
}

TEST(Frame, IgnoresWhatANewerVersionAdds) {
  const auto newer = with(to_json(a_frame()), "\"n\":1", "\"n\":1,\"mood\":{\"a\":[1,null]}");

  EXPECT_EQ(frame_from_json(newer).value(), a_frame());
}

TEST(Frame, IsRefusedWhenAnyFieldIsMissing) {
  for (auto field : {"v", "owner", "house", "device", "epoch", "n", "key", "boxes", "answers",
                     "visits", "answers_total", "stamp", "clock", "rounds", "versions", "date",
                     "daypart", "software", "programme"}) {
    const auto quoted = "\"" + std::string(field) + "\":";
    const auto read = frame_from_json(with(to_json(a_frame()), quoted, "\"x\":"));
    ASSERT_FALSE(read) << field;
    EXPECT_NE(read.error().message().find(field), std::string::npos) << read.error().message();
  }
}

TEST(Frame, IsRefusedWhenAFieldIsOfAnotherKindOrSize) {
  const auto text = to_json(a_frame());
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"\"v\":1", "\"v\":2"},
      {"\"n\":1", "\"n\":0"},
      {"\"n\":1", "\"n\":1.0"},
      {"\"n\":1", "\"n\":\"1\""},
      {"\"n\":1", "\"n\":2"},
      {"\"n\":1", "\"n\":1,\"n\":1"},
      {"\"boxes\":16", "\"boxes\":-1"},
      {"\"boxes\":16", "\"boxes\":513"},
      {"maurtua", ""},
      {"maurtua", "to ord"},
      {"maurtua", std::string(65, 'm')},
      {"0123456789abcdef", "0123456789ABCDEF"},
      {"0123456789abcdef", "123"},
      {"2026-11-24", "2026-11-31"},
      {"\"anchored\"", "true"},
      {"\"answers_total\":12", "\"answers_total\":11"},
      {"\"answers_total\":12", "\"answers_total\":99999999999999999999"},
      {"\"rounds\":[]", "\"rounds\":[{}]"},
      {"\"rounds\":[]", "\"rounds\":[[[[[[[[[[]]]]]]]]]]"},
      {"}}", "}"},
      {"}}", "}}x"},
  };
  for (const auto& [old, fresh] : changes) {
    const auto read = frame_from_json(with(text, old, fresh));
    ASSERT_FALSE(read) << fresh;
    EXPECT_EQ(read.error().failure(), Failure::Invalid);
  }
}

TEST(Frame, NamesAnotherEpochOnlyInItsFirstBatch) {
  auto frame = a_frame();
  frame.previous = PreviousEpoch{5, 41};
  EXPECT_TRUE(frame_from_json(to_json(frame)));

  frame.n = 2;
  frame.prev = Digest{};
  EXPECT_FALSE(frame_from_json(to_json(frame)));
}

TEST(Frame, IsReadOrRefusedAtEveryCutAndReplacedByte) {
  const auto text = to_json(a_frame());
  for (std::size_t at = 0; at < text.size(); ++at) {
    EXPECT_FALSE(frame_from_json(text.substr(0, at)));
    for (char c : {'\0', '"', '{', '}', '9', '\x80'}) {
      auto changed = text;
      changed[at] = c;
      static_cast<void>(frame_from_json(changed).has_value());
    }
  }
}

TEST(Frame, TakesNoMoreThanItsLimit) {
  EXPECT_FALSE(frame_from_json(std::string(frame_bytes_max + 1, ' ') + to_json(a_frame())));
}

TEST(Ids, AreSixteenHexDigits) {
  EXPECT_EQ(id_text(0), "0000000000000000");
  EXPECT_EQ(id_text(0xab), "00000000000000ab");
  EXPECT_EQ(id_from("fedcba9876543210").value(), 0xfedcba9876543210U);
  for (auto text : {"", "ab", "00000000000000AB", "00000000000000abcd", "g000000000000000"})
    EXPECT_FALSE(id_from(text)) << text;
}

TEST(Modes, HaveNamesOnlyWhenTheyStoreAnswers) {
  for (auto mode : {Mode::Apen, Mode::Veiledet, Mode::Brikke})
    EXPECT_EQ(mode_from(mode_text(mode)).value(), mode);
  auto frame = a_frame();
  frame.rounds.emplace_back();
  frame.rounds.back().date = a_date();
  auto line = to_json(frame);
  ASSERT_TRUE(frame_from_json(line)) << frame_from_json(line).error().message();
  line.replace(line.find("veiledet"), 8, "samtale");
  EXPECT_FALSE(frame_from_json(line));
}

}  // namespace
}  // namespace stemme
