// What lies off-site, and a collector that comes back from it (C6, C12): backups that are made
// under load and checked, a restore after which no week is shown anew and no answer is lost or
// counted twice, an off-site that is away, keys that change, and a doctor who says what is wrong.
#include <atomic>
#include <thread>

#include "server-sync/collector/key_export.h"
#include "server-sync/device/refresh.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/offsite/backup.h"
#include "tests/server-sync/collector/a_collector_with_offsite.h"

namespace stemme {
namespace {

TEST_F(ACollectorWithOffsite, PromisesOnlyWhatLiesInASoundBackup) {
  auto kiosk = terminal();
  kiosk.receipt_of(kiosk.answers(6, pack, unit(), today()));
  EXPECT_NE(back_up().find("found sound"), std::string::npos);

  const auto receipt = kiosk.receipt_of(kiosk.answers(6, pack, unit(), today()));

  EXPECT_EQ(receipt.stored.front().last, 2);
  EXPECT_EQ(receipt.durable_through, 1);
}

/// The older of two backups; since then a terminal was put up, the sealing key was changed, and a
/// week was shown.
TEST_F(ACollectorWithOffsite, ComesBackWithEveryAnswerOnceAndTheWeeksThatWereShown) {
  auto kiosk = terminal();
  const auto first = kiosk.answers(9, pack, unit(), today());
  const auto old_incarnation = kiosk.receipt_of(first).incarnation;
  back_up();
  const auto from = newest_backup();
  next_day();
  const auto second = kiosk.answers(9, pack, unit(), today());
  kiosk.receipt_of(second);
  next_week();
  at.verb("release").value();
  const auto before = shown();
  ASSERT_EQ(before.size(), 1U);
  back_up();
  auto later = another();
  const auto keys = at.folder / "keys-2.txt";
  at.verb("keys rotate", {{"export", keys.string()}, {"passphrase", passphrase}}).value();
  later.identity.keys.sealing =
      read_exported_keys(keys, passphrase).value().sealing.back().sealing_key();
  const auto third = later.answers(7, pack, unit(), today());
  later.receipt_of(third);

  lose_everything();
  const auto said = restore(keys, from).value();
  at.open();

  EXPECT_NE(said.find("Brought back"), std::string::npos);
  EXPECT_EQ(shown(), before) << "a week that was shown is shown as it was";
  EXPECT_NE(kiosk.again(first, 1).incarnation, old_incarnation);
  kiosk.again(second, 2);
  later.again(third, 1);
  const auto sums = at.collector->reconcile().value();
  EXPECT_TRUE(sums.holds());
  EXPECT_EQ(sums.counted, 9 + 9 + 7) << "as many as the children gave";
  next_week();
  at.verb("release").value();
  const auto after = shown();
  EXPECT_EQ(after.back(), before.front());
}

TEST_F(ACollectorWithOffsite, IsLeftUntouchedByARestoreThatCannotBe) {
  back_up();
  lose_everything();
  EXPECT_EQ(restore(at.folder / "keys.txt", "2019-01-01T0000Z").error().failure(),
            Failure::Missing);
  EXPECT_EQ(
      restore_collector({state(), offsite(), "", at.folder / "keys.txt", "feil ord paa lappen"})
          .error()
          .failure(),
      Failure::Refused);
  EXPECT_FALSE(std::filesystem::exists(state()));
  restore(at.folder / "keys.txt").value();
  EXPECT_EQ(restore(at.folder / "keys.txt").error().failure(), Failure::Refused)
      << "a collector is never written over";
}

TEST_F(ACollectorWithOffsite, MakesABackupWhileAnswersArrive) {
  auto kiosk = terminal();
  std::atomic<int> answered = 0;
  std::vector<Request> requests;
  for (int i = 0; i < 60; ++i) requests.push_back(kiosk.answers(3, pack, unit(), today()));
  std::thread sender([&] {
    auto link = HttpsLink::create().value();
    for (const auto& request : requests)
      if (link->exchange(request, 1U << 20U).value().status == 200) ++answered;
  });
  for (int i = 0; i < 5; ++i) back_up();
  sender.join();
  EXPECT_EQ(answered, 60);
  EXPECT_EQ(at.collector->reconcile().value().counted, 180);
}

/// C6: its terminal keeps it, and what came after it, until somebody finds the key.
TEST_F(ACollectorWithOffsite, NeverPromisesABatchThatNobodyCanOpen) {
  auto kiosk = terminal();
  const auto first = kiosk.answers(9, pack, unit(), today());
  kiosk.receipt_of(first);
  kiosk.identity.keys.sealing = OpeningKey::generate().sealing_key();
  kiosk.receipt_of(kiosk.answers(7, pack, unit(), today()));
  auto other = another();
  const auto theirs = other.answers(9, pack, unit(), today());
  other.receipt_of(theirs);
  back_up();

  EXPECT_EQ(kiosk.receipt_of(first).durable_through, 1);
  EXPECT_EQ(other.receipt_of(theirs).durable_through, 1);
  at.collector.reset();
  at.open();
  EXPECT_EQ(kiosk.again(first, 1).durable_through, 1) << "and remembers it";
  EXPECT_EQ(at.collector->reconcile().value().set_aside.at("key_gone"), 7);
}

TEST_F(ACollectorWithOffsite, ServesOnWhileItIsAwayAndHoldsWhatMustBeWrittenAhead) {
  auto kiosk = terminal();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  next_day();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  back_up();
  std::filesystem::rename(offsite(), away());

  const auto receipt = kiosk.receipt_of(kiosk.answers(3, pack, unit(), today()));
  EXPECT_LT(receipt.durable_through, 3) << "frozen";
  next_week();
  EXPECT_EQ(at.verb("release").error().failure(), Failure::Offline);
  EXPECT_TRUE(shown().empty());
  EXPECT_NE(at.verb("doctor").value().find("WRONG  off-site"), std::string::npos);
  EXPECT_FALSE(at.verb("backup"));

  std::filesystem::rename(away(), offsite());
  at.verb("release").value();
  EXPECT_EQ(shown().size(), 1U);
}

/// Where a disk is mounted there is an empty folder when it is not.
TEST_F(ACollectorWithOffsite, WritesNothingIntoThePlaceOfADiskThatIsNotMounted) {
  auto kiosk = terminal();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  next_day();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  at.collector.reset();  // A night's work that is under way has seen the disk.
  std::filesystem::rename(offsite(), away());
  std::filesystem::create_directory(offsite());
  at.open();

  next_week();
  EXPECT_EQ(at.verb("release").error().failure(), Failure::Offline);
  EXPECT_FALSE(at.verb("backup"));
  EXPECT_NE(at.verb("doctor").value().find("WRONG  off-site"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(offsite()));

  std::filesystem::remove(offsite());
  std::filesystem::rename(away(), offsite());
  at.verb("release").value();
  EXPECT_EQ(shown().size(), 1U);
}

TEST_F(ACollectorWithOffsite, TakesNoFolderInWhichAnothersLogLies) {
  const ScratchFolder elsewhere;
  auto founding = founding_in(elsewhere);
  founding.settings.offsite = offsite().string();
  EXPECT_EQ(found_collector(founding).error().failure(), Failure::Refused);
  EXPECT_FALSE(std::filesystem::exists(founding.directory));
  EXPECT_FALSE(std::filesystem::exists(founding.export_file));
  at.verb("backup").value();
}

TEST_F(ACollectorWithOffsite, StartsWhileItIsAwayAndCountsWhenItIsBack) {
  auto kiosk = terminal();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  at.collector->reconcile().value();
  at.collector.reset();
  std::filesystem::rename(offsite(), away());

  at.open();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  EXPECT_EQ(at.collector->reconcile().value().unopened, 9) << "only the log says what was released";

  std::filesystem::rename(away(), offsite());
  next_week();
  at.verb("release").value();
  EXPECT_EQ(at.collector->reconcile().value().counted, 18);
}

/// The register that is there is yesterday's; whom to believe stands in the log, and the log is
/// away.
TEST_F(ACollectorWithOffsite, StartsWhileItIsAwayAndKnowsItsDevicesWhenItIsBack) {
  at.collector.reset();
  std::filesystem::copy_file(state() / "register.db", at.folder / "yesterday.db");
  at.open();
  auto kiosk = terminal();
  auto withdrawn = another();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  at.verb("device revoke",
          {{"device", id_text(withdrawn.me.device)}, {"trusted-through", to_text(today())}})
      .value();
  at.collector.reset();
  for (const char* tail : {"-wal", "-shm", ""})
    std::filesystem::remove(state() / (std::string("register.db") + tail));
  std::filesystem::copy_file(at.folder / "yesterday.db", state() / "register.db");
  std::filesystem::rename(offsite(), away());
  at.open();
  const auto status_of = [&](OwnTerminal& one) {
    return at.exchange(one.answers(3, pack, unit(), today())).value().status;
  };
  EXPECT_EQ(status_of(kiosk), 401) << "nobody knows it";

  std::filesystem::rename(away(), offsite());
  at.collector->reconcile().value();

  EXPECT_EQ(status_of(kiosk), 200);
  EXPECT_EQ(status_of(withdrawn), 403);
  EXPECT_EQ(at.collector->reconcile().value().counted, 12);
}

/// Somebody has put yesterday's file back by hand: devices must not believe what it forgot.
TEST_F(ACollectorWithOffsite, IsAnotherOnceItsStoreIsOlderThanWhatStandsOffsite) {
  auto kiosk = terminal();
  const auto first = kiosk.receipt_of(kiosk.answers(3, pack, unit(), today()));
  at.collector.reset();
  std::filesystem::copy_file(state() / "intake.db", at.folder / "yesterday.db");
  at.open();
  const auto second = kiosk.answers(3, pack, unit(), today());
  EXPECT_EQ(kiosk.receipt_of(second).incarnation, first.incarnation);
  back_up();
  Offsite(offsite()).write(HighWater{2}).value();
  at.collector.reset();
  for (const char* tail : {"", "-wal", "-shm"})
    std::filesystem::remove(state() / (std::string("intake.db") + tail));
  std::filesystem::copy_file(at.folder / "yesterday.db", state() / "intake.db");

  at.open();

  EXPECT_NE(kiosk.again(second, 2).incarnation, first.incarnation);
}

TEST_F(ACollectorWithOffsite, RotatesAKeyThatIsHeldBeforeAnybodySealsToIt) {
  auto kiosk = terminal();
  const auto before = at.verb("keys list").value();
  const auto keys = at.folder / "keys-2.txt";
  at.verb("keys rotate", {{"export", keys.string()}, {"passphrase", passphrase}}).value();

  const auto held = read_exported_keys(keys, passphrase).value().sealing;
  ASSERT_EQ(held.size(), 2U);
  const auto document = fetch_identity_document(*at.link, {at.authority(), ""}).value();
  const auto identity = read_identity(document, kiosk.identity.owner_key).value();
  EXPECT_EQ(identity.keys.serial, 2);
  EXPECT_EQ(identity.keys.sealing, held.back().sealing_key());
  kiosk.identity.keys.sealing = identity.keys.sealing;
  kiosk.receipt_of(kiosk.answers(5, pack, unit(), today()));
  EXPECT_EQ(at.collector->reconcile().value().counted, 5) << "without a restart";

  const auto old = before.substr(0, before.find(' '));
  EXPECT_EQ(at.verb("keys retire", {{"key", old}}).error().failure(), Failure::Refused)
      << "nobody knows that the terminal has nothing under it";
  EXPECT_EQ(
      at.verb("keys retire", {{"key", key_name(held.back().sealing_key())}}).error().failure(),
      Failure::Refused)
      << "devices seal to it";
  at.verb("keys retire", {{"key", old}, {"lost", old}}).value();
  EXPECT_EQ(at.verb("keys list").value().find(old), std::string::npos);
}

TEST_F(ACollectorWithOffsite, NeverWritesItsKeysIntoABackup) {
  back_up();
  const auto secret = to_hex(
      read_exported_keys(at.folder / "keys.txt", passphrase).value().sealing.front().secret());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(offsite())) {
    if (!entry.is_regular_file()) continue;
    EXPECT_NE(entry.path().extension(), ".key");
    EXPECT_EQ(read_text_file(entry.path(), 64U << 20U).value().find(secret), std::string::npos)
        << entry.path();
  }
}

TEST_F(ACollectorWithOffsite, IsWellWhenTheDoctorSaysSo) {
  back_up();
  const auto said = at.verb("doctor").value();
  EXPECT_EQ(said.find("WRONG"), std::string::npos) << said;
  auto kiosk = terminal();
  // One in the morning: the night's backup is still to come.
  at.clock->advance(std::chrono::days(5) - 8h);
  const auto later = at.verb("doctor").value();
  EXPECT_NE(later.find("WRONG  devices: silent: lyngtua/Hall A since 2026-11-23"),
            std::string::npos)
      << later;
  EXPECT_NE(later.find("WRONG  backups"), std::string::npos) << later;
}

TEST(ACollectorWithoutOffsite, SaysSoAndPromisesNothing) {
  TestCollector at;
  EXPECT_EQ(at.verb("backup").error().failure(), Failure::Refused);
  const auto said = at.verb("doctor").value();
  EXPECT_NE(said.find("WRONG  off-site: none"), std::string::npos) << said;
  EXPECT_NE(said.find("do: mount"), std::string::npos) << said;
}

TEST(ACollector, TellsMachinesThatItIsWell) {
  TestCollector at;
  EXPECT_EQ(at.get("/healthz").value().status, 200);
  const auto metrics = at.get("/metrics").value();
  EXPECT_EQ(metrics.status, 200);
  const auto text = std::string(as_text(metrics.body));
  for (const auto* name : {"batches_stored 0", "devices_active 0", "offsite_configured 0",
                           "certificate_seconds_left", "disk_free_bytes"})
    EXPECT_NE(text.find("\nstemme_" + std::string(name)), std::string::npos) << name;
  EXPECT_EQ(text.find("answer"), std::string::npos) << "no number that comes from answers";
}

TEST_F(ACollectorWithOffsite, KeepsNoBackupInWhichABatchIsMissing) {
  auto kiosk = terminal();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  at.collector->reconcile().value();
  at.collector.reset();
  BackupSources sources;
  const auto copied = [this](const char* name) {
    return [from = state() / name](const std::filesystem::path& to) -> Result<void> {
      auto database = Database::open(from, Database::Role::Writer).value();
      return DatabaseCopy::make(database, to);
    };
  };
  sources.counts = copied("counts.db");
  sources.intake = [whole = copied("intake.db")](const std::filesystem::path& to) -> Result<void> {
    whole(to).value();
    return Database::open(to, Database::Role::Writer).value().run("DELETE FROM batches");
  };
  sources.registry = copied("register.db");
  sources.state_folder = state();
  sources.log_folder = offsite();
  sources.keys = [this] { return StateDirectory::open(state()).value().opening_keys(); };

  const auto made = stemme::back_up(sources, Offsite(offsite()), monday + 24h);

  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message().find("do not add up"), std::string::npos)
      << made.error().message();
}

/// What was counted and lies in a backup goes after 35 days, and is still accounted for (C8).
TEST_F(ACollectorWithOffsite, DestroysRawAfterFiveWeeksAndStillAddsUp) {
  auto kiosk = terminal();
  kiosk.receipt_of(kiosk.answers(9, pack, unit(), today()));
  back_up();
  EXPECT_EQ(bodies(), 1);
  at.clock->advance(36 * 24h);
  back_up();

  EXPECT_EQ(bodies(), 0);
  const auto sums = at.collector->reconcile().value();
  EXPECT_EQ(sums.counted, 9);
  EXPECT_EQ(sums.stored, 9);
  EXPECT_TRUE(sums.holds());
}

/// A copy that is not whole is no backup, and what was there before stays.
TEST(ABackup, ThatIsNotSoundIsNotKept) {
  TestCollector at;
  at.collector.reset();
  const auto state = at.folder / "state";
  const Offsite offsite(at.folder.path() / "elsewhere");
  std::filesystem::create_directory(offsite.folder());
  ReleaseLog::begin(offsite.folder()).value();
  BackupSources sources;
  const auto copy_of = [&](const char* name) {
    return [from = state / name](const std::filesystem::path& to) -> Result<void> {
      std::filesystem::copy_file(from, to);
      return {};
    };
  };
  sources.counts = copy_of("counts.db");
  sources.intake = copy_of("intake.db");
  sources.registry = copy_of("register.db");
  sources.state_folder = sources.log_folder = state;
  sources.keys = [&] { return StateDirectory::open(state).value().opening_keys(); };
  back_up(sources, offsite, monday).value();
  sources.intake = [from = state / "intake.db"](const std::filesystem::path& to) -> Result<void> {
    std::filesystem::copy_file(from, to);
    std::filesystem::resize_file(to, std::filesystem::file_size(to) - 4096);
    return {};
  };

  EXPECT_FALSE(back_up(sources, offsite, monday + 24h));

  EXPECT_EQ(offsite.backups().value().size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(state / "checking"));
}

TEST(ABackup, TakesNoOthersPlaceInTheSameMinute) {
  ScratchFolder folder;
  ReleaseLog::begin(folder.path()).value();
  const Offsite offsite(folder.path());
  for (int row : {1, 2, 3}) offsite.keep(offsite.begin_backup().value(), monday, row).value();
  EXPECT_EQ(offsite.backups().value().size(), 3U);
}

TEST(ABackup, IsKeptForFiveWeeksAndTheNewestForever) {
  ScratchFolder folder;
  ReleaseLog::begin(folder.path()).value();
  const Offsite offsite(folder.path());
  for (int night = 0; night < 40; ++night)
    offsite.keep(offsite.begin_backup().value(), monday + night * 24h, night).value();
  offsite.prune(monday + 39 * 24h - 35 * 24h).value();
  EXPECT_EQ(offsite.backups().value().size(), 36U);
  offsite.prune(monday + 400 * 24h).value();
  EXPECT_EQ(offsite.backups().value().size(), 1U);
}

}  // namespace
}  // namespace stemme
