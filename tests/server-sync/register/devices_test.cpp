#include "server-sync/foundation/durable_file.h"
#include "tests/server-sync/register/test_register.h"

namespace stemme {
namespace {

using std::chrono::hours;

class EnrolmentCodes : public testing::Test {
 protected:
  Result<Device> enrol(const EnrolmentCode& code, const SigningKey& key, hours later = hours(0)) {
    return reg->enrol({code.one_time, key.verify_key()}, reg.now + later);
  }
  TestRegister reg;
  SigningKey other = SigningKey::generate();
};

TEST_F(EnrolmentCodes, MakeADeviceOfTheHouseAndUnitsTheyWereMadeFor) {
  const auto device = reg.enrolled();

  EXPECT_EQ(device.house, "lyngtua");
  EXPECT_EQ(device.place, "Hall A");
  EXPECT_EQ(device.children, reg.children);
  EXPECT_EQ(device.parents, reg.parents);
  EXPECT_EQ(device.enrolled, day(2026, 11, 23));
  EXPECT_NE(device.id, 0U);
}

TEST_F(EnrolmentCodes, RepeatTheirAnswerToTheKeyTheyAreBoundTo) {
  const auto code = reg.code();
  const auto first = enrol(code, reg.device_key).value();

  EXPECT_EQ(enrol(code, reg.device_key, hours(1)).value().id, first.id);
  EXPECT_EQ(reg->devices().value().size(), 1U);
}

TEST_F(EnrolmentCodes, RefuseASecondDevice) {
  const auto code = reg.code();
  enrol(code, reg.device_key).value();

  EXPECT_EQ(enrol(code, other).error().failure(), Failure::Refused);
}

TEST_F(EnrolmentCodes, LiveTwentyFourHours) {
  EXPECT_TRUE(enrol(reg.code(), reg.device_key, hours(24)));
  EXPECT_EQ(enrol(reg.code(), other, hours(25)).error().failure(), Failure::Refused);
}

TEST_F(EnrolmentCodes, AreRefusedWhenMistyped) {
  auto code = reg.code();
  code.one_time[3] = code.one_time[3] == '7' ? '8' : '7';

  EXPECT_EQ(enrol(code, other).error().failure(), Failure::Refused);
}

TEST_F(EnrolmentCodes, AreNotInTheFile) {
  const auto code = reg.code();
  reg.room.reset();

  const auto file = read_file(reg.folder / "register.db", 1U << 24U).value();
  EXPECT_EQ(as_text(file).find(code.one_time), std::string_view::npos);
}

TEST_F(EnrolmentCodes, BelongToAHouseThatExists) {
  EXPECT_FALSE(reg->make_code({"nowhere", "Hall", {}, {}}, reg.identity.verify_key(), reg.now));
}

class DeviceKeys : public testing::Test {
 protected:
  bool is_known(const SigningKey& key) {
    return reg->key_holder(key_name(key.verify_key())).has_value();
  }
  TestRegister reg;
  Device device = reg.enrolled();
  SigningKey next = SigningKey::generate();
};

TEST_F(DeviceKeys, AreBothTakenUntilTheFirstRequestUnderTheNew) {
  reg->offer_key(device.id, next.verify_key()).value();
  EXPECT_TRUE(is_known(reg.device_key));
  EXPECT_EQ(reg->key_holder(key_name(next.verify_key())).value().key, next.verify_key());

  reg->settle_key(device.id, next.verify_key()).value();
  EXPECT_FALSE(is_known(reg.device_key));
  EXPECT_TRUE(is_known(next));
}

TEST_F(DeviceKeys, SayWhenTheyWereRevokedAndWhatWasTrusted) {
  reg->revoke(device.id, day(2026, 11, 20)).value();

  const auto found = reg->device(device.id).value();
  EXPECT_EQ(found.state, DeviceState::Revoked);
  EXPECT_EQ(found.trusted_through, day(2026, 11, 20));
}

class WhatIsWrittenAhead : public testing::Test {
 protected:
  WhatIsWrittenAhead() {
    reg->write_ahead_to([this](const std::string& line) -> Result<void> {
      if (is_unreachable) return offline("no off-site");
      lines.push_back(line);
      return {};
    });
  }
  TestRegister reg;
  std::vector<std::string> lines;
  bool is_unreachable = false;
};

TEST_F(WhatIsWrittenAhead, BringsEverythingBackAfterARestore) {
  const auto device = reg.enrolled();
  reg->put_identity(2, "a document").value();
  reg->end_epoch({device.id, 7, 12}).value();
  reg->revoke(device.id, day(2026, 11, 20)).value();

  TestRegister older;
  for (const auto& line : lines) older->replay(line).value();
  for (const auto& line : lines) older->replay(line).value();

  EXPECT_EQ(older->device(device.id).value().state, DeviceState::Revoked);
  EXPECT_EQ(older->device(device.id).value().key, device.key);
  EXPECT_EQ(older->ended_epochs(device.id).value().front().lost_from, 12);
  EXPECT_EQ(older->newest_identity().value(), "a document");
}

TEST_F(WhatIsWrittenAhead, ComesBeforeAnythingTakesEffect) {
  const auto code = reg.code();
  is_unreachable = true;

  EXPECT_EQ(reg->enrol({code.one_time, reg.device_key.verify_key()}, reg.now).error().failure(),
            Failure::Offline);
  EXPECT_TRUE(reg->devices().value().empty());
}

TEST_F(WhatIsWrittenAhead, FindsTheDeviceAgainWhenThePlugWasPulledInBetween) {
  const auto code = reg.code();
  const EnrolmentRequest request{code.one_time, reg.device_key.verify_key()};
  const auto first = reg->enrol(request, reg.now).value();
  TestRegister cut;
  const auto again =
      cut->make_code({"lyngtua", "Hall A", {}, {}}, cut.identity.verify_key(), cut.now);
  cut->replay(lines.front()).value();

  const auto found = cut->enrol({again->one_time, reg.device_key.verify_key()}, cut.now);
  EXPECT_EQ(found.value().id, first.id);
}

TEST_F(WhatIsWrittenAhead, IgnoresLinesOfOtherRooms) {
  EXPECT_TRUE(reg->replay(R"({"kind":"week","house":"lyngtua"})"));
  EXPECT_EQ(reg->replay("{\"kind\":").error().failure(), Failure::Corrupt);
}

TEST(KeySets, AreNeverReplacedByOlderOnes) {
  TestRegister reg;
  reg->put_identity(3, "third").value();

  EXPECT_EQ(reg->put_identity(2, "second").error().failure(), Failure::Refused);
  EXPECT_EQ(reg->newest_identity().value(), "third");
}

}  // namespace
}  // namespace stemme
