#include "server-sync/protocol/receipt.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

Receipt a_receipt() {
  return {"stemme.example",
          "f00d",
          0xab,
          0xcd,
          {{1, 41, sha256(as_bytes("41"))}, {43, 60, sha256(as_bytes("60"))}},
          38,
          instant_from("2026-11-24T09:30:00.000Z").value()};
}

DeviceStatus a_status() { return {0xcd, 41, "hours", "ok", 0xef, 5, "0.1.0", 17, 412}; }

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), fresh);
}

TEST(Receipt, ComesBack) {
  EXPECT_EQ(receipt_from_json(to_json(a_receipt())).value(), a_receipt());

  auto empty = a_receipt();
  empty.stored.clear();
  EXPECT_EQ(receipt_from_json(to_json(empty)).value(), empty);
}

TEST(Receipt, IsRefusedWhenItsRangesAreNoRanges) {
  const auto text = to_json(a_receipt());
  for (const auto& [old, fresh] : std::vector<std::pair<std::string, std::string>>{
           {"[1,41", "[0,41"},
           {"[1,41", "[42,41"},
           {"[43,60", "[41,60"},
           {"[43,60", "[43"},
           {"\"durable_through\":38", "\"durable_through\":-1"},
           {"2026-11-24T", "2026-11-24 "},
           {"00000000000000cd", "cd"}})
    EXPECT_FALSE(receipt_from_json(with(text, old, fresh))) << fresh;
}

TEST(Receipt, IsRefusedAtEveryCut) {
  const auto text = to_json(a_receipt());
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(receipt_from_json(text.substr(0, size)));
  EXPECT_FALSE(receipt_from_json("<html>Logg inn</html>"));
}

TEST(SignedTime, ComesBack) {
  const auto now = instant_from("2026-11-24T09:30:00.125Z").value();
  EXPECT_EQ(time_from_json(time_to_json(now)).value(), now);
  EXPECT_FALSE(time_from_json("{}"));
}

TEST(DeviceStatus, ComesBackFromItsField) {
  const auto field = to_field(a_status());

  EXPECT_EQ(field,
            "epoch=\"00000000000000cd\", closed=41, unsent=hours, space=ok, "
            "boot=\"00000000000000ef\", boot-age=5, software=\"0.1.0\", programme=17, made=412");
  EXPECT_EQ(status_from_field(field).value(), a_status());
  EXPECT_EQ(status_from_field(field + ", newer=1").value(), a_status());
}

TEST(DeviceStatus, OfAnOlderDeviceSaysNothingOfWhatItHasMade) {
  auto status = a_status();
  status.made.reset();

  EXPECT_EQ(status_from_field(with(to_field(a_status()), ", made=412", "")).value(), status);
}

TEST(DeviceStatus, KnowsClassesAndNothingFiner) {
  const auto field = to_field(a_status());
  EXPECT_FALSE(status_from_field(with(field, "unsent=hours", "unsent=minutes")));
  EXPECT_FALSE(status_from_field(with(field, "unsent=hours", "unsent=3")));
  EXPECT_FALSE(status_from_field(with(field, "space=ok", "space=\"ok\"")));
  EXPECT_FALSE(status_from_field(with(field, "closed=41", "closed=-1")));
  EXPECT_FALSE(status_from_field(with(field, "closed=41, ", "")));
  EXPECT_FALSE(status_from_field(with(field, "made=412", "made=-1")));
  EXPECT_FALSE(status_from_field(""));
}

}  // namespace
}  // namespace stemme
