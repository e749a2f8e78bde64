#include "server-sync/counting/release.h"

#include <fstream>

#include "tests/server-sync/counting/test_house.h"

namespace stemme {
namespace {

class WriteAheadRelease : public testing::Test {
 protected:
  WriteAheadRelease() {
    for (int day : {0, 1, 2}) {
      house.send({day_in(0, day), TestHouse::answers(unit, pack, 0, {2, 1, 5, 1}), {}, {}, {}});
    }
    house.send({day_in(0, 3), TestHouse::answers(unit, pack, 1, {1, 1, 1, 0}), {}, {}, {}});
  }
  std::vector<ShelvedFinding> findings() {
    return house.shelf().findings("lynghei", unit, week_at(0), week_at(9)).value();
  }
  void release(int week) { house.counting().release_due(TestHouse::monday_after(week)).value(); }
  std::string log() { return read_text_file(house.folder / "release.log", 1 << 20).value(); }
  void keep_counts() { copy("counts.db", "kept.db"); }
  void restore_counts() {
    for (const char* tail : {"-wal", "-shm"}) {
      std::filesystem::remove(house.folder / (std::string("counts.db") + tail));
    }
    copy("kept.db", "counts.db");
  }
  void copy(const char* from, const char* to) {
    std::filesystem::copy_file(house.folder / from, house.folder / to,
                               std::filesystem::copy_options::overwrite_existing);
  }

  TestHouse house;
  UnitId unit = house.add_unit("Maurtua");
  PackId pack = house.add_pack("bhg-dagen-56");
};

TEST_F(WriteAheadRelease, WritesTheSameFindingAfterACrashBetweenTheLogAndTheCounts) {
  house.counting().count_all().value();
  keep_counts();
  release(0);
  const auto before = findings();
  const auto logged = log();

  restore_counts();  // As if the process died after the log's fsync.
  house.counting();

  EXPECT_EQ(findings(), before);
  EXPECT_EQ(log(), logged);
}

TEST_F(WriteAheadRelease, NeverCountsAnAnswerAgainThatALoggedAtomHolds) {
  house.counting();
  keep_counts();  // A backup from before anything was counted.
  release(0);
  const auto before = findings();

  restore_counts();
  auto counting = house.counting();
  counting.count_all().value();
  house.send({day_in(1, 0), TestHouse::answers(unit, pack, 1, {3, 3, 3, 0}), {}, {}, {}});
  house.send({day_in(1, 1), TestHouse::answers(unit, pack, 0, {9, 9, 9, 0}), {}, {}, {}});
  counting.release_due(TestHouse::monday_after(1)).value();

  const auto after = findings();
  ASSERT_EQ(after.size(), 2U);
  EXPECT_EQ(after[1], before[0]);
  EXPECT_EQ(after[0].key.question, 1);  // Its own key only: the other question was still open.
  EXPECT_EQ(after[0].finding.about, 12);
  EXPECT_TRUE(counting.reconcile().value().holds());
}

TEST_F(WriteAheadRelease, CutsOffALineThatAPowerCutLeftUnfinished) {
  release(0);
  const auto whole = log();
  std::ofstream(house.folder / "release.log", std::ios::app) << R"({"event":"week","seq":)";

  house.counting();

  EXPECT_EQ(log(), whole);
}

TEST_F(WriteAheadRelease, RefusesALogThatIsNotItsOwn) {
  release(0);
  std::ofstream(house.folder / "release.log", std::ios::trunc) << "";

  const auto counting = Counting::open(house.settings());

  ASSERT_FALSE(counting);
  EXPECT_EQ(counting.error().failure(), Failure::Corrupt);
}

TEST_F(WriteAheadRelease, WaitsWhenTheLogCannotBeReached) {
  std::filesystem::create_directory(house.folder / "offsite");
  ReleaseLog::begin(house.folder / "offsite").value();
  auto settings = house.settings();
  settings.log = std::make_shared<ReleaseLog>(house.folder / "offsite");
  auto counting = Counting::open(std::move(settings)).value();
  std::filesystem::rename(house.folder / "offsite", house.folder / "away");

  const auto done = counting.release_due(TestHouse::monday_after(0));

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().failure(), Failure::Offline);
  EXPECT_TRUE(findings().empty());
  std::filesystem::rename(house.folder / "away", house.folder / "offsite");
  counting.release_due(TestHouse::monday_after(0)).value();
  EXPECT_EQ(findings().size(), 1U);
}

/// Half a log taken for the whole would count again what was released.
TEST_F(WriteAheadRelease, WaitsWhenTheDiskStopsReadingTheLog) {
  release(0);
  std::filesystem::remove(house.folder / "release.log");
  // Opens, and fails when it is read.
  std::filesystem::create_symlink("/proc/self/mem", house.folder / "release.log");
  auto lines = 0;

  const auto replayed = ReleaseLog(house.folder.path()).replay([&](const auto&) -> Result<void> {
    ++lines;
    return {};
  });

  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().failure(), Failure::Offline);
  EXPECT_EQ(lines, 0);
}

TEST_F(WriteAheadRelease, DoesNothingTwice) {
  release(0);
  const auto logged = log();

  release(0);

  EXPECT_EQ(log(), logged);
}

/// C9's promise seen from outside: what an open period holds reaches nobody.
TEST(TwoWorlds, LookTheSameWhileThePeriodIsOpen) {
  std::vector<std::string> seen;
  for (const int option : {0, 2}) {
    TestHouse house;
    const auto unit = house.add_unit("Maurtua");
    const auto pack = house.add_pack("bhg-dagen-56");
    auto boxes = TestHouse::answers(unit, pack, 0, {2, 2, 2, 0});
    boxes.push_back(TestHouse::answer(unit, pack, 0, {option}));
    house.send({day_in(0, 0), boxes, {}, {}, {}});
    house.counting().release_due(TestHouse::monday_after(0)).value();
    auto note = house.shelf().week_note("lynghei", "storvik", week_at(0)).value().value();
    for (auto& key : note.waiting) key.unit = 0;
    seen.push_back(
        std::to_string(note.waiting.size()) + std::to_string(note.heard.size()) +
        std::to_string(
            house.shelf().findings("lynghei", unit, week_at(0), week_at(0)).value().size()));
  }
  EXPECT_EQ(seen[0], seen[1]);
}

/// A batch holds answers to several questions; only those of the question that was shown are in the
/// log's atom (C12).
TEST(ARestoredCollector, CountsWhatElseLiesInABatchOfAShownWeek) {
  TestHouse house;
  const auto unit = house.add_unit("Maurtua");
  const auto pack = house.add_pack("bhg-dagen-56");
  auto boxes = TestHouse::answers(unit, pack, 0, {3, 3, 2, 1});
  for (auto& box : TestHouse::answers(unit, pack, 1, {1, 1, 0, 0})) boxes.push_back(box);
  house.send({day_in(0, 0), boxes, {}, {}, {}});
  house.send({day_in(0, 1), TestHouse::answers(unit, pack, 0, {3, 3, 2, 1}), {}, {}, {}});
  house.counting().release_due(TestHouse::monday_after(0)).value();

  house.lose_counts();
  house.counting().count_all().value();

  auto counts = Database::open(house.folder / "counts.db", Database::Role::Reader).value();
  auto waiting = counts.prepare("SELECT question, sum(answers) FROM tallies").value();
  ASSERT_TRUE(waiting.step().value());
  EXPECT_EQ(waiting.integer(0), 1);
  EXPECT_EQ(waiting.integer(1), 2);
}

}  // namespace
}  // namespace stemme
