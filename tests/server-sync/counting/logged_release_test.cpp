// The release log is what a restored collector believes, and it lies on somebody else's disk: each
// line is for ever, and one that is not ours is Corrupt, whatever stands in it.
#include "server-sync/counting/logged_release.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace stemme {
namespace {

using Json = nlohmann::ordered_json;

/// As they were written before this test was: whatever changes, these are read.
const std::vector<std::string>& lines() {
  static const std::vector<std::string> all{
      R"({"event":"week","seq":7,"owner":"lynghei","house":"storvik","through":"2026-W38","atoms":[)"
      R"({"key":["7121b24ef9f0bcf8","00112233445566778899aabbccddeeff",1,0],"first":"2026-W37",)"
      R"("last":"2026-W38","late":true,"finding":{"form":"word","word":"mostly-good"},"batches":[)"
      R"("1111111111111111111111111111111111111111111111111111111111111111"]},)"
      R"({"key":["7121b24ef9f0bcf8","00112233445566778899aabbccddeeff",2,0],"first":"2026-W38",)"
      R"("last":"2026-W38","late":false,"batches":[]}],)"
      R"("note":{"waiting":[["55e45882cf2a1845","00112233445566778899aabbccddeeff",0,0]],)"
      R"("heard":["7121b24ef9f0bcf8"],"runs":3,"aside":[["key_gone",6]],"aside_few":true,)"
      R"("never_shown":false}})",
      R"({"event":"rounds","seq":8,"owner":"lynghei","house":"storvik","through":"2026-09-17",)"
      R"("shown":"2026-W38","atoms":[)"
      R"({"key":["7121b24ef9f0bcf8","00112233445566778899aabbccddeeff",0,1],"first":"2026-09-17",)"
      R"("last":"2026-09-17","rounds":["0093d61101d7060c","01ee0e700fc4572e"],"late":false,)"
      R"("finding":{"form":"vote","winners":[1],"runner_up":2},"batches":[]}]})",
      R"({"event":"together","seq":9,"owner":"lynghei","house":"storvik","through":"",)"
      R"("shown":"2026-W39","atoms":[)"
      R"({"key":["7121b24ef9f0bcf8","00112233445566778899aabbccddeeff",0,2],"first":"2026-09-18",)"
      R"("last":"2026-09-18","round":"0408241d207a6318","late":false,)"
      R"("finding":{"form":"numbers","numbers":[3,9,0],"skips":0,"about":12},"batches":[]}]})",
      R"({"event":"overfull","seq":10,"owner":"lynghei","house":"storvik","through":"2026-W38",)"
      R"("atoms":[{"key":["7121b24ef9f0bcf8","00000000000000000000000000000000",0,0],)"
      R"("first":"2026-09-16","last":"2026-09-16","late":false,"aside":31,)"
      R"("of":[["33bb3798e734c6d4",20],["68c11019f54f7dc3",11]],"batches":[]}]})"};
  return all;
}

TEST(ALineOfTheReleaseLog, IsWrittenAgainAsItWasRead) {
  for (const auto& line : lines()) {
    const auto release = release_from_line(line).value();
    ASSERT_TRUE(release.has_value());
    EXPECT_EQ(to_line(*release), line);
  }
}

TEST(ALineOfTheReleaseLog, IsNotOursWhenAnotherRoomHasWrittenIt) {
  for (const auto* line : {R"({"kind":"revoked","device":"33bb3798e734c6d4"})", "{}",
                           R"({"event":"of a newer version","seq":"x"})"})
    EXPECT_FALSE(release_from_line(line).value().has_value()) << line;
}

/// Each value of each line, one at a time, as something else.
TEST(ALineOfTheReleaseLog, IsCorruptWhereSomethingElseStandsInIt) {
  const std::vector<Json> instead{nullptr, 7, -1, 1.5, true, "x", Json::array(), Json::object()};
  int refused = 0;
  for (const auto& line : lines()) {
    const auto flat = Json::parse(line).flatten();
    for (const auto& [pointer, value] : flat.items())
      for (const auto& other : instead) {
        auto changed = Json::parse(line);
        changed[Json::json_pointer(pointer)] = other;
        const auto read = release_from_line(changed.dump());
        if (read) continue;
        ++refused;
        EXPECT_EQ(read.error().failure(), Failure::Corrupt) << changed.dump();
      }
  }
  EXPECT_GT(refused, 300);
}

TEST(ALineOfTheReleaseLog, IsCorruptWithoutWhatEveryLineHas) {
  for (const auto* field : {"seq", "owner", "house", "through", "atoms"}) {
    auto line = Json::parse(lines().front());
    line.erase(field);
    const auto read = release_from_line(line.dump());
    ASSERT_FALSE(read) << field;
    EXPECT_EQ(read.error().failure(), Failure::Corrupt);
    EXPECT_NE(read.error().message().find(field), std::string::npos) << read.error().message();
  }
}

}  // namespace
}  // namespace stemme
