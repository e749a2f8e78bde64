// A collector in two processes (§2, C6): what passes between them and what does not, what waits
// while one is away, and a directory in which neither can take the other's place. Here both run in
// one process of one user; that the web side's user can read no key of counting's is shown by
// tests/journeys/two_users_share_a_collector.py.
#include <sys/stat.h>
#include <unistd.h>

#include "server-sync/collector/admin_socket.h"
#include "server-sync/collector/restoring.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/high_water.h"
#include "tests/server-sync/collector/a_terminal.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

class TwoSides : public testing::Test {
 protected:
  TwoSides() {
    at.collector.reset();
    std::filesystem::create_directory(offsite());
    set_offsite(state(), offsite()).value();
    split_collector(state()).value();
    count = open(Side::Count);
    at.collector = open(Side::Web);
    code = at.house_and_code();
    at.adopt_pack();
  }

  std::unique_ptr<Collector> open(Side side) {
    Collector::Settings settings{state()};
    settings.only = side;
    return Collector::open(settings, at.clock).value();
  }
  /// The web side takes up the log on a thread of its own, and tries every ten seconds: until then
  /// nobody is enrolled.
  OwnTerminal terminal() {
    for (;;) {
      auto enrolled = OwnTerminal::enrol(at, code, at.folder / "terminal");
      if (enrolled) return OwnTerminal(at, std::move(*enrolled));
      at.clock->advance(1s);
    }
  }
  Request answers(OwnTerminal& kiosk, int count_of_them) {
    auto reg = Register::open(state() / "register.db", Register::Access::Read).value();
    const auto pack = reg.packs().value().front().digest;
    return kiosk.answers(count_of_them, pack, id_from(at.unit).value(),
                         Date(std::chrono::floor<std::chrono::days>(at.clock->now())));
  }
  Result<std::string> hatch(const Verb& verb) {
    const auto answer = ask_admin_socket(state() / "hatch.sock", to_json(verb)).value();
    return answer_in(answer);
  }
  std::string log() {
    return read_text_file(offsite() / "release.log", 1U << 20U).value_or(std::string());
  }
  std::filesystem::path state() const { return at.folder / "state"; }
  std::filesystem::path offsite() const { return at.folder / "elsewhere"; }
  mode_t mode_of(const std::string& name) const {
    struct stat about {};
    EXPECT_EQ(stat((state() / name).c_str(), &about), 0) << name;
    return about.st_mode & 07777U;
  }

  TestCollector at;
  std::unique_ptr<Collector> count;
  std::string code;
};

TEST_F(TwoSides, TakeABatchTogetherAndCountIt) {
  auto kiosk = terminal();

  kiosk.receipt_of(answers(kiosk, 9));

  EXPECT_EQ(count->reconcile().value().counted, 9);
  EXPECT_NE(log().find("\"enrolled\""), std::string::npos) << "counting wrote it ahead";
}

TEST_F(TwoSides, AreOpenToEachOtherAsFarAsEachNeeds) {
  EXPECT_EQ(mode_of(""), 03770U);
  for (const auto* secret : {"identity.key", "reply-reserve.key", "tls-reserve.key"})
    EXPECT_EQ(mode_of(secret), 0600U) << secret;
  for (const auto* read : {"settings.json", "reply.key", "enrol.key", "tls.key", "tls.crt"})
    EXPECT_EQ(mode_of(read), 0640U) << read;
  for (const auto* file :
       {"register.db", "intake.db", "counts.db", "intake.db-wal", "admin.sock", "hatch.sock"})
    EXPECT_EQ(mode_of(file), 0660U) << file;
  EXPECT_EQ(mode_of("counting.sock"), 0600U) << "keys are rotated there";
}

TEST_F(TwoSides, AreNoneTwice) {
  for (const auto side :
       {std::optional(Side::Web), std::optional(Side::Count), std::optional<Side>()}) {
    Collector::Settings settings{state()};
    settings.only = side;
    EXPECT_EQ(Collector::open(settings, at.clock).error().failure(), Failure::Refused);
  }
}

TEST_F(TwoSides, HandOverNothingThatIsCountings) {
  const auto released = hatch({"log append", {{"line", R"({"event":"week","seq":1,"kind":"x"})"}}});
  EXPECT_EQ(released.error().failure(), Failure::Refused) << "a week only counting may release";
  const auto two = hatch({"log append", {{"line", "{\"kind\":\"x\"}\n{\"event\":\"week\"}"}}});
  EXPECT_EQ(two.error().failure(), Failure::Refused);
  for (const auto* verb : {"keys rotate", "keys list", "backup", "reconcile", "release"})
    EXPECT_EQ(hatch({verb, {}}).error().failure(), Failure::Invalid) << verb;
  EXPECT_EQ(log().find(R"("x")"), std::string::npos) << "neither line was written";
}

/// A web side that was broken into may put files into the directory. Here that takes another user.
TEST_F(TwoSides, KnowNoKeyThatAnotherUserPutThere) {
  if (geteuid() != 0) GTEST_SKIP() << "not root: no file of another user's can be made";
  const auto directory = StateDirectory::open(state()).value();
  const auto before = directory.opening_keys().value().size();
  const auto planted = state() / "sealing-999-0123456789abcdef.key";
  write_durably(planted, as_bytes(std::string(64, 'a') + "\n")).value();
  EXPECT_EQ(directory.opening_keys().value().size(), before + 1);
  ASSERT_EQ(chown(planted.c_str(), 64002, 64001), 0);

  EXPECT_EQ(directory.opening_keys().value().size(), before);
}

/// Here both are of one user, who can read everything; where the files are not, nobody can.
TEST_F(TwoSides, AreToldWhenTheWebSideCouldReadWhatOpensABox) {
  const auto said = at.verb("doctor").value();
  EXPECT_NE(said.find("WRONG  web side: runs as a user that can read the sealing keys\n"
                      "         do: run it as another user of the directory's group "
                      "(stemme-collector-web.service)\n"),
            std::string::npos)
      << said;

  for (const auto& entry : std::filesystem::directory_iterator(state())) {
    const auto name = entry.path().filename().string();
    if (name == "identity.key" || name.starts_with("sealing-"))
      std::filesystem::rename(entry.path(), at.folder / name);
  }

  const auto apart = at.verb("doctor").value();
  EXPECT_NE(apart.find("ok     web side: a process that cannot read the sealing keys\n"),
            std::string::npos)
      << apart;
}

TEST_F(TwoSides, TakeWhatTheyCanWhileCountingIsAwayAndTheRestWhenItIsBack) {
  auto kiosk = terminal();
  count.reset();

  kiosk.receipt_of(answers(kiosk, 9));
  const auto second =
      at.verb("device code", {{"house", "lyngtua"}, {"place", "Hall B"}, {"children", at.unit}})
          .value();
  code = second.substr(0, second.find('\n'));
  EXPECT_FALSE(OwnTerminal::enrol(at, code, at.folder / "terminal"))
      << "nobody is enrolled who is not written ahead";
  const auto said = at.verb("doctor").value();
  EXPECT_NE(said.find("WRONG  counting: not running"), std::string::npos) << said;
  EXPECT_NE(said.find("ok     certificate"), std::string::npos)
      << "the other side answers: " << said;
  EXPECT_EQ(at.verb("release").error().failure(), Failure::Refused);
  const auto metrics = at.get("/metrics").value();
  EXPECT_NE(as_text(metrics.body).find("stemme_counting_running 0"), std::string_view::npos);

  count = open(Side::Count);

  auto other = terminal();
  other.receipt_of(answers(other, 5));
  EXPECT_EQ(count->reconcile().value().counted, 14);
}

TEST_F(TwoSides, CountOnWhileTheWebSideIsAwayAndSaySo) {
  auto kiosk = terminal();
  kiosk.receipt_of(answers(kiosk, 9));
  at.collector.reset();

  EXPECT_EQ(count->reconcile().value().counted, 9);
  EXPECT_TRUE(at.verb("release"));
  EXPECT_EQ(at.verb("backup").error().failure(), Failure::Offline);
  EXPECT_EQ(at.verb("house list").error().failure(), Failure::Refused);
  const auto said = at.verb("doctor").value();
  EXPECT_NE(said.find("WRONG  the web side: not running"), std::string::npos) << said;
}

TEST_F(TwoSides, MakeABackupThatRaisesWhatIsPromised) {
  auto kiosk = terminal();
  kiosk.receipt_of(answers(kiosk, 6));

  EXPECT_NE(at.verb("backup").value().find("found sound"), std::string::npos);

  EXPECT_EQ(kiosk.receipt_of(answers(kiosk, 6)).durable_through, 1);
  EXPECT_FALSE(std::filesystem::exists(state() / "handed-over.db"));
}

TEST_F(TwoSides, ChangeAKeyThatCountingSignsAndTheWebSideGivesOut) {
  auto kiosk = terminal();
  const auto keys = at.folder / "keys-2.txt";

  at.verb("keys rotate", {{"export", keys.string()}, {"passphrase", passphrase}}).value();

  const auto document = at.get("/v1/identity").value();
  const auto identity = read_identity(as_text(document.body), kiosk.identity.owner_key).value();
  EXPECT_EQ(identity.keys.serial, 2);
  kiosk.identity.keys.sealing = identity.keys.sealing;
  kiosk.receipt_of(answers(kiosk, 5));
  EXPECT_EQ(count->reconcile().value().counted, 5);
}

TEST_F(TwoSides, DestroyRawTogetherAfterFiveWeeks) {
  auto kiosk = terminal();
  kiosk.receipt_of(answers(kiosk, 9));
  at.verb("backup").value();
  at.clock->advance(36 * 24h);

  at.verb("backup").value();

  auto intake = Database::open(state() / "intake.db", Database::Role::Reader).value();
  auto bodies = intake.prepare("SELECT count(*) FROM batches WHERE body IS NOT NULL").value();
  bodies.step().value();
  EXPECT_EQ(bodies.integer(0), 0);
  EXPECT_TRUE(count->reconcile().value().holds());
}

/// Counting knows which key nobody holds; the web side makes the promise (C6).
TEST_F(TwoSides, PromiseNothingOfABatchThatNobodyCanOpen) {
  auto kiosk = terminal();
  const auto first = answers(kiosk, 9);
  kiosk.receipt_of(first);
  kiosk.identity.keys.sealing = OpeningKey::generate().sealing_key();
  kiosk.receipt_of(answers(kiosk, 9));

  at.verb("backup").value();

  EXPECT_EQ(kiosk.again(first, 1).durable_through, 1);
}

/// Counting may come after the web side has taken batches into a store that somebody put back by
/// hand: by then it is as long as the mark off-site, and another.
TEST_F(TwoSides, AreAnotherOnceTheStoreHasGoneAnotherWayThanWhatStandsOffsite) {
  auto kiosk = terminal();
  const auto first = kiosk.receipt_of(answers(kiosk, 3));
  at.collector.reset();
  count.reset();  // The last to close a file writes its WAL into it.
  std::filesystem::copy_file(state() / "intake.db", at.folder / "yesterday.db");
  at.collector = open(Side::Web);
  kiosk.receipt_of(answers(kiosk, 3));
  const auto mark = high_water_in(state() / "intake.db").value();
  ASSERT_EQ(mark.newest_row, 2);
  at.collector.reset();
  Offsite(offsite()).write(mark).value();
  for (const char* tail : {"", "-wal", "-shm"})
    std::filesystem::remove(state() / (std::string("intake.db") + tail));
  std::filesystem::copy_file(at.folder / "yesterday.db", state() / "intake.db");

  at.collector = open(Side::Web);
  kiosk.sent = 1;
  const auto other = answers(kiosk, 4);  // the second row once more, and another batch
  EXPECT_EQ(kiosk.receipt_of(other).incarnation, first.incarnation);
  ASSERT_EQ(high_water_in(state() / "intake.db").value().newest_row, 2);
  count = open(Side::Count);

  EXPECT_NE(kiosk.again(other, 2).incarnation, first.incarnation);
}

TEST(ASplitDirectory, IsForNobodyWhileAServerRuns) {
  TestCollector at;
  EXPECT_EQ(split_collector(at.folder / "state").error().failure(), Failure::Refused);
}

TEST(ASplitDirectory, MayBeOneProcessAgain) {
  TestCollector at;
  at.collector.reset();
  split_collector(at.folder / "state").value();
  split_collector(at.folder / "state").value();

  at.open();

  EXPECT_TRUE(at.verb("doctor"));
  EXPECT_EQ(at.get("/healthz").value().status, 200);
}

TEST(ADirectoryOfOneUser, IsNoPlaceForTwoProcesses) {
  TestCollector at;
  at.collector.reset();
  Collector::Settings settings{at.folder / "state"};
  settings.only = Side::Web;
  EXPECT_EQ(Collector::open(settings, at.clock).error().failure(), Failure::Refused);
}

}  // namespace
}  // namespace stemme
