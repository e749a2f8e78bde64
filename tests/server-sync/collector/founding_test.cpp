#include "server-sync/collector/founding.h"

#include <sys/stat.h>

#include "server-sync/collector/key_export.h"
#include "server-sync/foundation/durable_file.h"
#include "tests/server-sync/collector/test_collector.h"

namespace stemme {
namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat about {};
  EXPECT_EQ(stat(path.c_str(), &about), 0) << path;
  return about.st_mode & 0777U;
}

class ANewCollector : public testing::Test {
 protected:
  Result<std::string> found() { return found_collector(founding); }
  StateDirectory state() { return StateDirectory::open(founding.directory).value(); }
  ScratchFolder folder;
  Founding founding = founding_in(folder);
};

TEST_F(ANewCollector, IsClosedToOthers) {
  found().value();

  EXPECT_EQ(mode_of(founding.directory), 0700U);
  for (const auto& entry : std::filesystem::directory_iterator(founding.directory)) {
    if (entry.path().extension() != ".key") continue;
    EXPECT_EQ(mode_of(entry.path()), 0600U) << entry.path();
  }
  EXPECT_EQ(mode_of(founding.export_file), 0600U);
}

TEST_F(ANewCollector, HasItsSecretKeysInAFileThatReadsBack) {
  const auto identity = found().value();

  const auto keys = read_exported_keys(founding.export_file, passphrase).value();
  EXPECT_EQ(to_hex(keys.identity.verify_key()), identity);
  EXPECT_EQ(keys.sealing.back().secret(), state().opening_keys().value().front().secret());
  EXPECT_EQ(read_exported_keys(founding.export_file, "en annen lapp").error().failure(),
            Failure::Refused);
}

TEST_F(ANewCollector, IsNotThereWithoutAPassphraseWorthTheName) {
  founding.passphrase = "kort";

  EXPECT_FALSE(found());
  EXPECT_FALSE(std::filesystem::exists(founding.directory));
}

TEST_F(ANewCollector, IsNotThereWhenItsKeysCannotBeExported) {
  founding.export_file = folder / "nowhere" / "keys.txt";

  EXPECT_FALSE(found());
  EXPECT_FALSE(std::filesystem::exists(founding.directory));
}

TEST_F(ANewCollector, IsNotThereWhenItsOffsiteCannotBeReached) {
  founding.settings.offsite = folder / "not-mounted";

  EXPECT_EQ(found().error().failure(), Failure::Offline);
  EXPECT_FALSE(std::filesystem::exists(founding.directory));
}

TEST_F(ANewCollector, NeverReplacesAnOldOne) {
  const auto first = found().value();
  founding.export_file = folder / "other.txt";

  EXPECT_EQ(found().error().failure(), Failure::Refused);
  EXPECT_TRUE(std::filesystem::exists(founding.directory / "register.db"));
}

TEST_F(ANewCollector, SignsAKeySetThatPinsItsOwnCertificate) {
  const auto owner = found().value();

  auto reg = Register::open(state().register_db(), Register::Access::Read).value();
  const auto identity = read_identity(reg.newest_identity().value(), std::nullopt).value();
  EXPECT_EQ(to_hex(identity.owner_key), owner);
  ASSERT_EQ(identity.keys.tls_pins.size(), 2U);
  EXPECT_EQ(identity.keys.tls_pins[0], pin_of_certificate(state().certificate()).value());
  EXPECT_NE(identity.keys.tls_pins[0], identity.keys.tls_pins[1]);
  EXPECT_EQ(identity.keys.reply.size(), 2U);
}

TEST_F(ANewCollector, TrustsPublicRootsWhereItIsGivenACertificate) {
  found().value();
  ScratchFolder elsewhere;
  auto second = founding_in(elsewhere);
  second.certificate =
      Founding::PublicCertificate{state().certificate(), state().certificate_key()};
  found_collector(second).value();

  const auto there = StateDirectory::open(second.directory).value();
  auto reg = Register::open(there.register_db(), Register::Access::Read).value();
  EXPECT_TRUE(
      read_identity(reg.newest_identity().value(), std::nullopt).value().keys.tls_pins.empty());
}

TEST_F(ANewCollector, SaysWhatIsWrongWithAnOwnersFile) {
  founding.owner_file = folder / "owner.toml";
  write_durably(founding.owner_file, as_bytes("id = \"x\"\nname = ")).value();

  const auto failed = found();
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message().find("owner.toml:2"), std::string::npos)
      << failed.error().message();
}

TEST(StateDirectory, IsRefusedWhenOthersMayLookIntoIt) {
  ScratchFolder folder;
  const auto founding = founding_in(folder);
  found_collector(founding).value();
  chmod(founding.directory.c_str(), 0750);

  EXPECT_EQ(StateDirectory::open(founding.directory).error().failure(), Failure::Refused);
}

TEST(StateDirectory, BelongsToOneProcess) {
  TestCollector at;

  const auto second = Collector::open({at.folder / "state"}, at.clock);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().failure(), Failure::Refused);
}

}  // namespace
}  // namespace stemme
