/// A week of a collector, ready to be lived: four days' batches of one terminal, sealed and not yet
/// sent. What is stored, counted and shown is read from its files. One thread.
#pragma once

#include <set>

#include "tests/server-sync/counting/test_house.h"

namespace stemme {

struct CollectorsWeek {
  static constexpr int days = 4;
  static constexpr int answers_a_day = 8;

  struct Sent {
    Frame frame;
    Bytes body;
    Digest digest{};
    Date received{};
  };

  CollectorsWeek() {
    for (int day = 0; day < days; ++day) prepare(day);
    house.intake.reset();
  }

  static Result<IntakeOutcome> store(IntakeStore& intake, const Sent& sent) {
    std::promise<Result<IntakeOutcome>> outcome;
    intake.store({"lynghei", sent.frame, sent.digest, sent.body, "", sent.received}, std::nullopt,
                 [&](Result<IntakeOutcome> what) { outcome.set_value(std::move(what)); });
    return outcome.get_future().get();
  }
  std::set<Digest> stored() {
    auto ledger = Ledger::open(house.folder / "intake.db", *house.reg).value();
    std::set<Digest> there;
    for (const auto& batch : ledger.arrived_after(0, 100).value()) there.insert(batch.digest);
    return there;
  }
  /// Each finding with its key, as one text.
  std::set<std::string> shown() {
    std::set<std::string> findings;
    auto counts = Database::open(house.folder / "counts.db", Database::Role::Writer).value();
    auto made = counts.prepare("SELECT 1 FROM sqlite_master WHERE name='findings'").value();
    if (!made.step().value()) return findings;
    auto rows = counts
                    .prepare(
                        "SELECT hex(pack)||' '||question||' '||first||' '||last||' '||finding "
                        "FROM findings")
                    .value();
    while (rows.step().value()) findings.insert(rows.text(0));
    return findings;
  }
  /// The terminal sends all of it, whatever came of it before; then the page is out, says what it
  /// said before and more, and every answer that was given stands in it once.
  void finish() {
    house.open_intake();
    const auto before = shown();
    for (const auto& batch : sent) EXPECT_TRUE(store(*house.intake, batch).has_value());
    auto counting = house.counting();
    counting.release_due(TestHouse::monday_after(0)).value();
    const auto sums = counting.reconcile().value();
    EXPECT_TRUE(sums.holds());
    EXPECT_EQ(sums.counted, days * answers_a_day) << "as many as were given";
    const auto after = shown();
    EXPECT_FALSE(after.empty());
    for (const auto& finding : before)
      EXPECT_TRUE(after.contains(finding)) << "what was shown has changed: " << finding;
  }

  TestHouse house;
  UnitId unit = house.add_unit("Maurtua");
  PackId pack = house.add_pack("bhg-dagen-56");
  std::vector<Sent> sent;

 private:
  void prepare(int day) {
    auto boxes = TestHouse::answers(unit, pack, 0, {3, 2, 2, 1});
    const auto batch = house.batch_of({day_in(0, day), std::move(boxes), {}, {}, {}});
    auto body = to_body(batch).value();
    const auto digest = sha256(body);
    house.last_digests[batch.frame.epoch] = digest;
    sent.push_back({batch.frame, std::move(body), digest, day_in(0, day)});
  }
};

}  // namespace stemme
