// The collector's three databases and its log at every write, truncate, sync and removal of a week
// with a release: whatever is found opens, every receipted batch is there, everything stored adds
// up, and when the devices have sent the rest, the page says what it would have said (C2, C12).
#include <random>
#include <set>

#include "tests/crash/crash_points.h"
#include "tests/server-sync/counting/test_house.h"
#include "tests/stand-ins/pretend_keys.h"

namespace stemme {
namespace {

class ACollectorsDisk : public TheOnlyDisk, public testing::Test {
 protected:
  ACollectorsDisk() {
    house.counting();
    disk.record([this](std::size_t step) { beside.note(step); });
    live();
    house.intake.reset();
    expected = shown();
    disk.stop_recording();
  }

  void send(int day) {
    auto boxes = TestHouse::answers(unit, pack, day % 2, {3, 2, 2, 1});
    Parcel parcel;
    parcel.day = day_in(0, day);
    parcel.boxes = std::move(boxes);
    const auto batch = house.batch_of(parcel);
    auto body = to_body(batch).value();
    house.store(batch.frame, body, day_in(0, day));
    receipted.add(disk.steps(), sha256(body));
    sent.push_back({batch.frame, std::move(body), day_in(0, day)});
  }
  void live() {
    for (int day = 0; day < 4; ++day) {
      send(day);
      send(day);
      house.counting().count_all().value();
    }
    house.counting().release_due(TestHouse::monday_after(0)).value();
    send(4);
    house.counting().count_all().value();
  }
  /// Each finding with its key, as one text.
  std::set<std::string> shown() {
    auto counts = Database::open(house.folder / "counts.db", Database::Role::Reader).value();
    auto rows = counts.prepare("SELECT name FROM sqlite_master WHERE name='findings'").value();
    if (!rows.step().value()) return {};
    rows = counts
               .prepare(
                   "SELECT hex(pack)||' '||question||' '||first||' '||last||' '||finding "
                   "FROM findings")
               .value();
    std::set<std::string> findings;
    while (rows.step().value()) findings.insert(rows.text(0));
    return findings;
  }
  std::set<Digest> stored() {
    auto ledger = Ledger::open(house.folder / "intake.db", *house.reg).value();
    std::set<Digest> digests;
    for (const auto& batch : ledger.arrived_after(0, 1000).value()) digests.insert(batch.digest);
    return digests;
  }
  void begin_anew() {
    house.reg = std::make_unique<Register>(
        Register::open(house.folder / "register.db", Register::Access::Write).value());
    house.open_intake();
  }

  struct Sent {
    Frame frame;
    Bytes body;
    Date received;
  };
  PretendKeys quick;  ///< thousands of lives, and none of them is about keys
  TestHouse house;
  UnitId unit = house.add_unit("Maurtua");
  PackId pack = house.add_pack("bhg-dagen-56");
  FilesBeside beside{house.folder.path()};
  KnownByStep<Digest> receipted;
  std::vector<Sent> sent;
  std::set<std::string> expected;
};

TEST_F(ACollectorsDisk, HoldsWhatWasReceiptedAndSaysTheSameWheneverThePlugIsPulled) {
  house.reg.reset();
  ASSERT_FALSE(expected.empty());
  each_crash_point(disk, 3000, [&](const CrashPoint& point, std::mt19937_64& chance) {
    beside.show(point.step);
    beside.tear(ReleaseLog::file_name, point.step, chance);
    begin_anew();
    const auto there = stored();
    receipted.each_before(point.step, [&](const Digest& digest) {
      EXPECT_TRUE(there.contains(digest)) << "a batch with a receipt is gone";
    });
    const auto before = shown();
    {
      auto counting = house.counting();
      counting.count_all().value();
      EXPECT_TRUE(counting.reconcile().value().holds());
    }
    for (const auto& [frame, body, received] : sent) house.store(frame, body, received);
    auto counting = house.counting();
    counting.release_due(TestHouse::monday_after(0)).value();
    const auto sums = counting.reconcile().value();
    EXPECT_TRUE(sums.holds());
    EXPECT_EQ(sums.counted, 9 * 8) << "as many as were given";
    const auto after = shown();
    for (const auto& finding : before)
      EXPECT_TRUE(after.contains(finding)) << "what was shown has changed: " << finding;
    house.intake.reset();
    house.reg.reset();
  });
}

}  // namespace
}  // namespace stemme
