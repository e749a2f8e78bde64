#include "server-sync/foundation/database.h"
#include "tests/server-sync/register/test_register.h"

namespace stemme {
namespace {

TEST(Units, HaveTenMembersOrMore) {
  TestRegister reg;

  EXPECT_EQ(reg->add_unit(TestRegister::unit("Små", "barn", 9)).error().failure(),
            Failure::Refused);
  EXPECT_TRUE(reg->add_unit(TestRegister::unit("Store", "barn", 10)));
}

/// A device takes no programme with a larger one, and would go on with the last for ever.
TEST(Units, AreNoLargerThanADeviceTakes) {
  TestRegister reg;

  EXPECT_TRUE(reg->add_unit(TestRegister::unit("Største", "barn", unit_size_max)));
  EXPECT_EQ(
      reg->add_unit(TestRegister::unit("For stor", "barn", unit_size_max + 1)).error().failure(),
      Failure::Refused);
}

/// A register that was brought back may hold anything, and a band is an index.
TEST(Units, AreCorruptWhereTheirBandIsNone) {
  TestRegister reg;
  for (const char* change : {"UPDATE units SET band = 7", "UPDATE units SET band = -1"}) {
    auto file = Database::open(reg.folder / "register.db", Database::Role::Writer).value();
    file.run(change).value();

    EXPECT_EQ(reg->unit(reg.children).error().failure(), Failure::Corrupt);
    EXPECT_EQ(reg->units("lyngtua").error().failure(), Failure::Corrupt);
  }
}

TEST(Units, OfParentsAreOneAHouse) {
  TestRegister reg;

  const auto second = reg->add_unit(TestRegister::unit("Foreldre 2", "forelder", 40));

  EXPECT_EQ(second.error().failure(), Failure::Refused);
}

TEST(Units, MakeRoomForNextYearsWhenTheyEnd) {
  TestRegister reg;
  reg->end_unit(reg.parents, day(2027, 7, 31)).value();

  EXPECT_TRUE(reg->add_unit(TestRegister::unit("Foreldre", "forelder", 62)));
  EXPECT_EQ(reg->unit(reg.parents).value().ended, day(2027, 7, 31));
}

TEST(Houses, KeepHoursAndClosedDaysWhenReopened) {
  TestRegister reg;
  auto house = reg->house("lyngtua").value();
  house.windows = {{"hvile", std::chrono::minutes(690), std::chrono::minutes(810), true}};
  house.parents_week = 2;
  reg->put_house(house).value();
  reg->add_closed_days("lyngtua", {day(2026, 12, 24), day(2027, 1, 1)}).value();
  reg.reopen();

  const auto found = reg->house("lyngtua").value();
  EXPECT_EQ(found.windows.front().to, std::chrono::minutes(810));
  EXPECT_TRUE(found.windows.front().quiet);
  EXPECT_EQ(found.parents_week, 2);
  EXPECT_EQ(reg->closed_days("lyngtua").value().front().to, day(2027, 1, 1));
}

TEST(Houses, KeepThePinAsASlowHash) {
  TestRegister reg;
  EXPECT_EQ(reg->pin_hash("lyngtua").error().failure(), Failure::Missing);

  reg->set_pin("lyngtua", "482913").value();

  const auto hash = reg->pin_hash("lyngtua").value();
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(secret_matches(hash, "482913"));
  EXPECT_FALSE(secret_matches(hash, "482914"));
}

TEST(Houses, HaveOneSetOfTokens) {
  TestRegister reg;
  EXPECT_EQ(reg->tokens("lyngtua").value(), std::nullopt);
  const auto first = token_set_of(make_token_codes(20).value());
  const auto second = token_set_of(make_token_codes(30).value());
  const auto before = reg->edition();

  reg->put_tokens("lyngtua", first).value();
  reg->put_tokens("lyngtua", second).value();

  EXPECT_EQ(reg->tokens("lyngtua").value(), second);
  EXPECT_GT(reg->edition(), before);
  EXPECT_EQ(reg->put_tokens("nowhere", first).error().failure(), Failure::Missing);
}

TEST(Register, RaisesItsEditionWithWhatDevicesMaySee) {
  TestRegister reg;
  const auto before = reg->edition();

  reg->houses().value();
  EXPECT_EQ(reg->edition(), before);
  reg->add_closed_days("lyngtua", {day(2026, 12, 24), day(2026, 12, 24)}).value();
  EXPECT_GT(reg->edition(), before);
}

TEST(Register, DoesNotWriteWhenOpenedToRead) {
  TestRegister reg;
  auto reader = Register::open(reg.folder / "register.db", Register::Access::Read).value();

  EXPECT_EQ(reader.houses().value().size(), 1U);
  EXPECT_FALSE(reader.set_pin("lyngtua", "1234"));
}

class PacksInUse : public testing::Test {
 protected:
  PackId store(const std::string& id, int version) {
    StoredPack pack;
    pack.digest = random_bytes<16>();
    pack.id = id;
    pack.version = version;
    pack.structure = "id = \"" + id + "\"";
    pack.texts = {{"nb", "title = \"T\""}};
    reg->store_pack(pack).value();
    return pack.digest;
  }
  Adoption adoption(const PackId& pack) {
    return {"lyngtua", pack, "styrer", "hva vi leker ute", day(2026, 11, 23), {}};
  }
  TestRegister reg;
};

TEST_F(PacksInUse, StartWithTheHeadsAcceptance) {
  auto nobody = adoption(store("bhg-dagen-56", 1));
  nobody.decision.clear();

  EXPECT_EQ(reg->adopt(nobody).error().failure(), Failure::Refused);
  EXPECT_TRUE(reg->adoptions("lyngtua").value().empty());
}

TEST_F(PacksInUse, AreReplacedByTheirOwnNewerVersionOnly) {
  reg->adopt(adoption(store("bhg-dagen-56", 1))).value();
  reg->adopt(adoption(store("valg-tur", 1))).value();
  reg->adopt(adoption(store("bhg-dagen-56", 2))).value();

  const auto adoptions = reg->adoptions("lyngtua").value();
  ASSERT_EQ(adoptions.size(), 3U);
  EXPECT_TRUE(adoptions[0].ended);
  EXPECT_FALSE(adoptions[1].ended);
  EXPECT_FALSE(adoptions[2].ended);
}

TEST_F(PacksInUse, AreKeptByteForByteForWhatOldBoxesMean) {
  const auto digest = store("bhg-dagen-56", 1);
  reg->end_adoption("lyngtua", digest, day(2026, 12, 1)).value();

  EXPECT_EQ(reg->pack(digest).value().structure, "id = \"bhg-dagen-56\"");
}

TEST_F(PacksInUse, GiveAProgrammeItsNextNumberOnlyWhenItChanges) {
  const auto a = sha256(as_bytes("a"));

  EXPECT_EQ(reg->programme_serial(5, a).value(), 1);
  EXPECT_EQ(reg->programme_serial(5, a).value(), 1);
  EXPECT_EQ(reg->programme_serial(5, sha256(as_bytes("b"))).value(), 2);
  EXPECT_EQ(reg->programme_serial(6, a).value(), 1);
}

}  // namespace
}  // namespace stemme
