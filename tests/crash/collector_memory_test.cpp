// A collector whose memory runs out at any moment, while it stores or while it counts and releases
// (trust §1.2, 7): no receipt for what is not there, nothing counted twice, nothing set aside that
// could have been counted, and a page that was out is as it was.
#include <future>
#include <set>

#include "tests/crash/scarce_lives.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {
namespace {

class ACollectorsWeek {
 public:
  ACollectorsWeek() {
    for (int day = 0; day < days; ++day) prepare(day);
    house_->intake.reset();
  }

  bool life(Told& told) {
    auto intake = IntakeStore::open(house_->folder / "intake.db", {[] {}, [] {}});
    if (!intake) return false;
    for (std::size_t i = 0; i < sent_.size(); ++i) {
      told.tried[i] = true;
      if (!store(**intake, sent_[i])) return false;
      told.acknowledged[i] = true;
    }
    intake->reset();
    auto counting = Counting::open(settings());
    if (!counting || !counting->count_all()) return false;
    return counting->release_due(TestHouse::monday_after(0)).has_value();
  }

  void look(Told& told) {
    house_->open_intake();
    {
      auto ledger = Ledger::open(house_->folder / "intake.db", *house_->reg).value();
      std::set<Digest> there;
      for (const auto& batch : ledger.arrived_after(0, 100).value()) there.insert(batch.digest);
      for (std::size_t i = 0; i < sent_.size(); ++i)
        EXPECT_TRUE(!told.acknowledged[i] || there.contains(sent_[i].digest)) << "batch " << i;
    }
    const auto before = shown();
    for (const auto& sent : sent_) EXPECT_TRUE(store(*house_->intake, sent));
    auto counting = house_->counting();
    counting.release_due(TestHouse::monday_after(0)).value();
    const auto sums = counting.reconcile().value();
    EXPECT_TRUE(sums.holds());
    EXPECT_EQ(sums.counted, days * answers_a_day) << "as many as were given";
    const auto after = shown();
    EXPECT_FALSE(after.empty());
    for (const auto& finding : before)
      EXPECT_TRUE(after.contains(finding)) << "what was shown has changed: " << finding;
  }

 private:
  static constexpr int days = 4;
  static constexpr int answers_a_day = 8;

  struct Sent {
    Frame frame;
    Bytes body;
    Digest digest{};
    Date received{};
  };

  void prepare(int day) {
    auto boxes = TestHouse::answers(unit_, pack_, 0, {3, 2, 2, 1});
    const auto batch = house_->batch_of({day_in(0, day), std::move(boxes), {}, {}, {}});
    auto body = to_body(batch).value();
    const auto digest = sha256(body);
    house_->last_digests[batch.frame.epoch] = digest;
    sent_.push_back({batch.frame, std::move(body), digest, day_in(0, day)});
  }
  static bool store(IntakeStore& intake, const Sent& sent) {
    std::promise<bool> is_stored;
    intake.store(
        {"lynghei", sent.frame, sent.digest, sent.body, "", sent.received}, std::nullopt,
        [&](const Result<IntakeOutcome>& outcome) { is_stored.set_value(outcome.has_value()); });
    return is_stored.get_future().get();
  }
  CountingSettings settings() const {
    return {house_->folder.path(), house_->opening_keys,
            std::make_shared<ReleaseLog>(house_->folder.path())};
  }
  /// Each finding with its key, as one text.
  std::set<std::string> shown() {
    std::set<std::string> findings;
    auto counts = Database::open(house_->folder / "counts.db", Database::Role::Writer).value();
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

  std::unique_ptr<TestHouse> house_ = std::make_unique<TestHouse>();
  UnitId unit_ = house_->add_unit("Maurtua");
  PackId pack_ = house_->add_pack("bhg-dagen-56");
  std::vector<Sent> sent_;
};

class ACollectorWithoutMemory : public testing::TestWithParam<Scarcity> {};

TEST_P(ACollectorWithoutMemory, ReceiptsWhatItHoldsAndCountsEachAnswerOnce) {
  each_scarce_life(GetParam(), 40, [] { return ACollectorsWeek(); });
}

INSTANTIATE_TEST_SUITE_P(At, ACollectorWithoutMemory, testing::ValuesIn(scarcities),
                         [](const auto& about) { return to_text(about.param); });

}  // namespace
}  // namespace stemme
