#include <nlohmann/json.hpp>

#include "server-sync/foundation/durable_file.h"
#include "tests/server-sync/register/test_register.h"
#include "tests/stand-ins/seeded_randomness.h"

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

/// Ids of 256 values instead of 2^64.
TEST_F(EnrolmentCodes, GiveNobodyAnIdThatAnotherHas) {
  const SeededRandomness few(33, {8, 256});
  std::map<DeviceId, VerifyKey> enrolled;
  for (int i = 0; i < 60; ++i) {
    const auto key = SigningKey::generate();
    enrolled[enrol(reg.code(), key).value().id] = key.verify_key();
  }
  EXPECT_EQ(enrolled.size(), 60U);
  for (const auto& [id, key] : enrolled) EXPECT_EQ(reg->device(id).value().key, key);
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

/// Whoever reads beside the writer is not told of a change, and sees it all the same.
TEST_F(DeviceKeys, AreKnownAsTheyStandNowToTheWriterAndToAReader) {
  auto reader = Register::open(reg.folder / "register.db", Register::Access::Read).value();
  const auto states = [&] {
    const auto name = key_name(reg.device_key.verify_key());
    return std::pair(reg->key_holder(name).value().device.state,
                     reader.key_holder(name).value().device.state);
  };
  EXPECT_EQ(states(), std::pair(DeviceState::Active, DeviceState::Active));

  reg->revoke(device.id, std::chrono::year{2026} / 11 / 20).value();

  EXPECT_EQ(states(), std::pair(DeviceState::Revoked, DeviceState::Revoked));
}

TEST_F(DeviceKeys, AreReplacedByACodeThatWasMadeForTheTerminal) {
  const auto code = reg->make_renewal(device.id, reg.identity.verify_key(), reg.now).value();

  const auto again = reg->enrol({code.one_time, next.verify_key()}, reg.now).value();

  EXPECT_EQ(again.id, device.id);
  EXPECT_EQ(again.place, device.place);
  EXPECT_TRUE(is_known(reg.device_key)) << "whoever was asked may never hear that it worked";
  EXPECT_EQ(reg->key_holder(key_name(next.verify_key())).value().key, next.verify_key());
  EXPECT_EQ(reg->devices().value().size(), 1U);
  EXPECT_EQ(reg->enrol({code.one_time, next.verify_key()}, reg.now + hours(1)).value().id,
            device.id);
  EXPECT_FALSE(reg->enrol({code.one_time, SigningKey::generate().verify_key()}, reg.now));

  reg->settle_key(device.id, next.verify_key()).value();
  EXPECT_FALSE(is_known(reg.device_key)) << "whoever has the old one is shut out";
  EXPECT_TRUE(is_known(next));
}

/// A code that is typed at the wrong terminal is still good at the right one, and makes nobody whom
/// weeks would wait for.
TEST_F(DeviceKeys, AreNotReplacedNorATerminalMadeByACodeForAnother) {
  const auto renewal = reg->make_renewal(device.id, reg.identity.verify_key(), reg.now).value();
  const auto fresh = reg.code();
  for (const auto& [code, who] : {std::pair(renewal, device.id + 1), std::pair(fresh, device.id)})
    EXPECT_EQ(reg->enrol({code.one_time, next.verify_key(), who}, reg.now).error().failure(),
              Failure::Invalid);

  EXPECT_EQ(reg->devices().value().size(), 1U);
  EXPECT_TRUE(reg->enrol({renewal.one_time, next.verify_key(), device.id}, reg.now));
  EXPECT_TRUE(reg->enrol({fresh.one_time, SigningKey::generate().verify_key()}, reg.now));
}

TEST_F(DeviceKeys, AreNotReplacedByACodeThatIsOldNorOfATerminalOutOfUse) {
  const auto code = reg->make_renewal(device.id, reg.identity.verify_key(), reg.now).value();
  EXPECT_FALSE(reg->enrol({code.one_time, next.verify_key()}, reg.now + hours(25)));
  EXPECT_TRUE(is_known(reg.device_key));

  reg->end_device(device.id).value();
  EXPECT_FALSE(reg->make_renewal(device.id, reg.identity.verify_key(), reg.now));
}

TEST_F(DeviceKeys, SayWhenTheyWereRevokedAndWhatWasTrusted) {
  reg->revoke(device.id, day(2026, 11, 20)).value();

  const auto found = reg->device(device.id).value();
  EXPECT_EQ(found.state, DeviceState::Revoked);
  EXPECT_EQ(found.trusted_through, day(2026, 11, 20));
}

class WhatIsWrittenAhead : public testing::Test {
 protected:
  WhatIsWrittenAhead() { reg->write_ahead_to(journal()); }
  Journal journal() {
    return {[this](const std::string& line) -> Result<void> {
              if (is_unreachable) return offline("no off-site");
              lines.push_back(line);
              return {};
            },
            [this](const Journal::Take& take) -> Result<void> {
              if (is_unreachable) return offline("no off-site");
              for (const auto& line : lines) TRY(take(line));
              return {};
            }};
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

/// A place in another spelling than UTF-8 was appended, could not be read, and ended each start.
TEST_F(WhatIsWrittenAhead, IsNoLineThatCouldNotBeReadAgain) {
  const auto code =
      reg->make_code({"lyngtua", "G\xe5rden", reg.children, {}}, reg.identity.verify_key(), reg.now)
          .value();

  EXPECT_EQ(reg->enrol({code.one_time, reg.device_key.verify_key()}, reg.now).error().failure(),
            Failure::Invalid);
  EXPECT_TRUE(lines.empty());
  EXPECT_TRUE(reg->end_device(1));
}

TEST_F(WhatIsWrittenAhead, IsTakenAsSoonAsItCanBeReachedWhereItWasAwayAtTheStart) {
  const auto device = reg.enrolled();
  reg->revoke(device.id, day(2026, 11, 20)).value();
  TestRegister older;
  is_unreachable = true;
  older->write_ahead_to(journal());

  EXPECT_EQ(older->catch_up().error().failure(), Failure::Offline);
  EXPECT_FALSE(older->device(device.id));
  is_unreachable = false;
  older->catch_up().value();

  EXPECT_EQ(older->device(device.id).value().state, DeviceState::Revoked);
}

/// A key set that nobody has taken yet must not be overtaken by an older one.
TEST_F(WhatIsWrittenAhead, IsTakenBeforeAnythingMoreIsWritten) {
  reg->put_identity(3, "third").value();
  TestRegister older;
  older->write_ahead_to(journal());

  EXPECT_EQ(older->put_identity(2, "second").error().failure(), Failure::Refused);

  EXPECT_EQ(older->newest_identity().value(), "third");
  EXPECT_EQ(lines.size(), 1U);
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

/// The journal lies on somebody else's disk. Each value of each line, one at a time, as another.
TEST_F(WhatIsWrittenAhead, IsCorruptWhereSomethingElseStandsInIt) {
  using Json = nlohmann::ordered_json;
  const auto device = reg.enrolled();
  const auto other_key = SigningKey::generate().verify_key();
  reg->offer_key(device.id, other_key).value();
  reg->settle_key(device.id, other_key).value();
  reg->revoke(device.id, day(2026, 11, 20)).value();
  reg->end_epoch({device.id, 7, 3}).value();
  reg->put_identity(3, "third").value();

  TestRegister another;
  int refused = 0;
  for (const auto& line : lines) {
    const auto whole = Json::parse(line);
    for (const auto& [field, value] : whole.items())
      for (const Json& other : {Json(nullptr), Json(-7), Json(true), Json("x"), Json::array()}) {
        auto changed = whole;
        changed[field] = other;
        const auto taken = another->replay(changed.dump());
        refused += taken ? 0 : 1;
        EXPECT_TRUE(taken || taken.error().failure() == Failure::Corrupt) << changed.dump();
        EXPECT_TRUE(another->devices()) << changed.dump();
      }
  }
  EXPECT_GT(refused, 80);
}

TEST(KeySets, AreNeverReplacedByOlderOnes) {
  TestRegister reg;
  reg->put_identity(3, "third").value();

  EXPECT_EQ(reg->put_identity(2, "second").error().failure(), Failure::Refused);
  EXPECT_EQ(reg->newest_identity().value(), "third");
}

}  // namespace
}  // namespace stemme
