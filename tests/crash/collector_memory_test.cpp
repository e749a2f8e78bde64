// A collector whose memory runs out at any moment, while it stores or while it counts and releases
// (trust §1.2, 7): no receipt for what is not there, nothing counted twice, nothing set aside that
// could have been counted, and a page that was out is as it was.
#include "tests/crash/collectors_week.h"
#include "tests/crash/scarce_lives.h"

namespace stemme {
namespace {

class ACollectorsWeek {
 public:
  bool life(Told& told) {
    auto intake = IntakeStore::open(week_->house.folder / "intake.db", {[] {}, [] {}});
    if (!intake) return false;
    for (std::size_t i = 0; i < week_->sent.size(); ++i) {
      told.tried[i] = true;
      if (!CollectorsWeek::store(**intake, week_->sent[i])) return false;
      told.acknowledged[i] = true;
    }
    intake->reset();
    auto counting = Counting::open(week_->house.settings());
    if (!counting || !counting->count_all()) return false;
    return counting->release_due(TestHouse::monday_after(0)).has_value();
  }

  void look(Told& told) {
    week_->house.open_intake();
    const auto there = week_->stored();
    for (std::size_t i = 0; i < week_->sent.size(); ++i)
      EXPECT_TRUE(!told.acknowledged[i] || there.contains(week_->sent[i].digest)) << "batch " << i;
    week_->finish();
  }

 private:
  std::unique_ptr<CollectorsWeek> week_ = std::make_unique<CollectorsWeek>();
};

class ACollectorWithoutMemory : public testing::TestWithParam<Scarcity> {};

TEST_P(ACollectorWithoutMemory, ReceiptsWhatItHoldsAndCountsEachAnswerOnce) {
  each_scarce_life(GetParam(), 40, [] { return ACollectorsWeek(); });
}

INSTANTIATE_TEST_SUITE_P(At, ACollectorWithoutMemory, testing::ValuesIn(scarcities),
                         [](const auto& about) { return to_text(about.param); });

}  // namespace
}  // namespace stemme
