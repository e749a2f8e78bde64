// After anybody, the next one meets the same screen (D48): the whole kiosk, lived through by people
// who press whatever there is, and compared pixel by pixel with one that nobody has touched.
#include <gtest/gtest.h>

#include <random>

#include "tests/hands/places.h"
#include "tests/hands/whole_kiosk.h"
#include "tests/simulation/seeds.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;
using Glimpse = std::vector<std::uint32_t>;

/// Presses whatever there is, anywhere, in any language; then leaves the kiosk alone.
class Anybody {
 public:
  Anybody(WholeKiosk& kiosk, std::uint64_t seed, int presses)
      : kiosk_(&kiosk), chance_(seed), left_(presses) {}

  void look(const SeenFrame& frame) {
    if (frame.targets.empty() || left_ == 0) return;
    --left_;
    auto target = frame.targets.begin();
    std::advance(target, chance_() % frame.targets.size());
    kiosk_->press(target->second, Ticks(200 + chance_() % 3000));
    kiosk_->again_in(Ticks(3500));
  }
  bool has_gone() const { return left_ == 0; }

 private:
  WholeKiosk* kiosk_;
  std::mt19937_64 chance_;
  int left_;
};

/// The start screen long after everything, and the question that the next child gets.
struct NextOne {
  Glimpse start;
  std::string question;
  Glimpse asked;
};

NextOne after(std::uint64_t seed, int presses) {
  WholeKiosk kiosk(cloakroom());
  Anybody anybody(kiosk, seed, presses);
  NextOne next;
  std::optional<Ticks> left_alone_until;
  bool has_come = false;
  EXPECT_EQ(Kiosk::End::Closed, kiosk.run([&](const SeenFrame& frame) {
    if (!anybody.has_gone()) return anybody.look(frame);
    if (!left_alone_until) {
      left_alone_until = kiosk.now() + 10min;
      return kiosk.again_in(10min);
    }
    if (kiosk.now() < *left_alone_until) return;
    if (has_come) {
      next.question = frame.question;
      next.asked = kiosk.pixels();
      return kiosk.stop();
    }
    EXPECT_EQ(frame.screen, "attract") << "nobody has touched it for ten minutes";
    next.start = kiosk.pixels();
    has_come = true;
    kiosk.press(frame.targets.at("start"), Ticks(800));
  }));
  return next;
}

TEST(TheNextOne, MeetsAScreenThatNobodyHasTouched) {
  const auto fresh = after(1, 0);
  std::map<std::string, Glimpse> questions{{fresh.question, fresh.asked}};
  for (long seed = 1; seed <= number_in_environment("STEMME_SEEDS", 4); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto next = after(static_cast<std::uint64_t>(seed), 25);
    EXPECT_TRUE(next.start == fresh.start) << "the start screen remembers something";
    const auto known = questions.try_emplace(next.question, next.asked);
    EXPECT_TRUE(known.first->second == next.asked) << next.question << " remembers something";
  }
}

}  // namespace
}  // namespace stemme
