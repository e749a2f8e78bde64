#include "app/display/wait.h"

#include <gtest/gtest.h>

#include <vector>

namespace stemme {
namespace {

/// Sleeps never; remembers what it was asked to wait for.
class SleeplessClock final : public Clock {
 public:
  struct Wish {
    std::vector<int> readable;
    std::optional<Ticks> until;
  };

  Instant now() override { return {}; }
  Ticks ticks() override { return {}; }
  std::uint64_t boot_id() override { return 0; }
  void wait(std::span<const int> readable, std::optional<Ticks> until) override {
    wishes.push_back({{readable.begin(), readable.end()}, until});
  }
  Errand errand() override { return nullptr; }
  void enter(Errand) override {}
  std::vector<Wish> wishes;
};

class StillFingers final : public Fingers {
 public:
  std::vector<Contact> take() override { return {}; }
  bool gather() override { return has_something; }
  std::optional<int> fd() const override { return input; }

  bool has_something = false;
  std::optional<int> input;
};

class WaitTest : public testing::Test {
 protected:
  std::shared_ptr<SleeplessClock> clock_ = std::make_shared<SleeplessClock>();
  StillFingers fingers_;
  Wait wait_ = Wait::open(clock_, fingers_).value();
};

TEST_F(WaitTest, SleepsUntilInputTheBellOrTheDeadline) {
  fingers_.input = 42;
  wait_.until(Ticks(900));

  ASSERT_EQ(clock_->wishes.size(), 1U);
  EXPECT_EQ(clock_->wishes[0].readable, (std::vector<int>{wait_.bell()->fd(), 42}));
  EXPECT_EQ(clock_->wishes[0].until, Ticks(900));
}

TEST_F(WaitTest, SleepsWithoutADeadlineWhenThereIsNone) {
  wait_.until(std::nullopt);
  EXPECT_EQ(clock_->wishes.at(0).readable.size(), 1U);
  EXPECT_FALSE(clock_->wishes.at(0).until);
}

TEST_F(WaitTest, NeverSleepsOverEventsThatAreAlreadyInMemory) {
  fingers_.has_something = true;
  wait_.until(std::nullopt);
  EXPECT_TRUE(clock_->wishes.empty());
}

TEST_F(WaitTest, HearsManyRingsAsOne) {
  EXPECT_FALSE(wait_.bell()->take());
  wait_.bell()->ring();
  wait_.bell()->ring();

  EXPECT_TRUE(wait_.bell()->take());
  EXPECT_FALSE(wait_.bell()->take());
}

TEST_F(WaitTest, WakesFromTheRealClockWhenTheBellRings) {
  Wait wait = Wait::open(open_clock().value(), fingers_).value();
  wait.bell()->ring();
  wait.until(std::nullopt);
  EXPECT_TRUE(wait.bell()->take());
}

}  // namespace
}  // namespace stemme
