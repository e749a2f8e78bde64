// A terminal whose memory runs out at any moment (trust §1.2, 7): what was acknowledged is there
// once, whatever its process made of it.
#include "tests/app/answers/store_driver.h"
#include "tests/crash/scarce_lives.h"

namespace stemme {
namespace {

/// A terminal that had been used before, and one more day of it.
class ATerminalsDay {
 public:
  ATerminalsDay() {
    store_->open_anchored();
    store_->visit_times(before);
    store_->book.reset();
  }

  bool life(Told& told) {
    if (!store_->try_open()) return false;
    if (!store_->book->anchor({store_->clock.boot_id(), store_->clock.boot_began()})) return false;
    for (int i = 0; i < 11; ++i)
      if (!visit(told)) return false;
    for (int part = 0; part < 4; ++part) {
      store_->clock.advance(hours(6));
      for (int i = 0; i < 4; ++i)
        if (!store_->book->work()) return false;
    }
    const auto next = store_->book->next_to_send(0);
    if (!next || !*next) return false;
    if (!store_->book->apply(store_->receipt(
            (*next)->name.epoch, {{(*next)->name.n, (*next)->name.n, (*next)->name.digest}})))
      return false;
    return visit(told);
  }

  void look(Told& told) {
    store_->open_anchored();
    for (int i = 0; i < 16; ++i) {
      store_->clock.advance(hours(6));
      store_->work();
    }
    const auto there = store_->answers_in(store_->every_batch());
    for (std::size_t answer = 0; answer < told.tried.size(); ++answer) {
      const auto found = there.count(static_cast<int>(answer));
      const bool is_of_before = answer < static_cast<std::size_t>(before);
      if (is_of_before || told.acknowledged[answer]) {
        EXPECT_EQ(found, 1U) << "acknowledged answer " << answer;
      } else {
        EXPECT_LE(found, told.tried[answer] ? 1U : 0U) << "answer " << answer;
      }
    }
  }

 private:
  static constexpr int before = 4;

  bool visit(Told& told) {
    const auto answer = static_cast<std::size_t>(store_->next_answer);
    told.tried[answer] = true;
    const auto kept = store_->try_visit();
    if (kept) told.acknowledged[answer] = true;
    return kept.has_value();
  }

  std::unique_ptr<StoreDriver> store_ = std::make_unique<StoreDriver>();
};

class ATerminalWithoutMemory : public testing::TestWithParam<Scarcity> {};

TEST_P(ATerminalWithoutMemory, HoldsWhatWasAcknowledgedOnce) {
  each_scarce_life(GetParam(), 50, [] { return ATerminalsDay(); });
}

INSTANTIATE_TEST_SUITE_P(At, ATerminalWithoutMemory, testing::ValuesIn(scarcities),
                         [](const auto& about) { return to_text(about.param); });

}  // namespace
}  // namespace stemme
