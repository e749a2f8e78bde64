// At pickup the question is the door (design §8): a parent with an arm full of rain clothes taps
// one face in five seconds, in every language we have released, and that one tap counts.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/hands/places.h"
#include "tests/simulation/seeds.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

/// Log-normal, median 2.1 s, domain §7.5: reading the question is part of it.
constexpr double thought_median_ms = 2100;
constexpr double thought_sigma = 0.5;
/// To find the name of one's language along the foot.
constexpr Ticks finds_language{800};
constexpr Ticks next_parent_after{20s};

/// Parents who come, read, tap and go; the first tap of each that is not at home in Norwegian is on
/// the language.
class Parents {
 public:
  Parents(WholeKiosk& kiosk, int language, int many)
      : kiosk_(&kiosk), language_(language), left_(many) {}

  void look(const SeenFrame& frame) {
    if (frame.screen == "question" && !frame.chosen.empty() && came_) return went(frame);
    if (came_ || frame.screen != "question" || !frame.chosen.empty()) return;
    if (kiosk_->now() < next_) return kiosk_->again_in(next_ - kiosk_->now());
    if (left_ == 0) return kiosk_->stop();
    came_ = kiosk_->now();
    const auto name = language_names_.at(static_cast<std::size_t>(language_));
    auto reads = Ticks(static_cast<int>(thought_median_ms * thought_(chance_)));
    if (language_ > 0) kiosk_->press(frame.targets.at(name), finds_language);
    if (language_ > 0) reads += finds_language;
    const auto face = frame.options.at(chance_() % frame.options.size());
    kiosk_->press(frame.targets.at(face), std::max(reads, Ticks(700)));
  }

  /// Milliseconds from standing there to seeing the choice, sorted.
  std::vector<double> took;

 private:
  void went(const SeenFrame&) {
    took.push_back(static_cast<double>((kiosk_->now() - *came_).count()));
    std::ranges::sort(took);
    came_.reset();
    --left_;
    next_ = kiosk_->now() + next_parent_after;
  }

  WholeKiosk* kiosk_;
  const int language_;
  const std::vector<std::string> language_names_{"", "language-1", "language-2"};
  int left_;
  std::optional<Ticks> came_;
  Ticks next_{0};
  std::mt19937_64 chance_{7};
  std::lognormal_distribution<double> thought_{0, thought_sigma};
};

TEST(AParentAtPickup, IsHeardWithOneTapWithinFiveSecondsInEveryReleasedLanguage) {
  constexpr int many = 30;
  for (const int language : {0, 1, 2}) {
    WholeKiosk kiosk(pickup());
    Parents parents(kiosk, language, many);
    ASSERT_EQ(Kiosk::End::Closed, kiosk.run([&](const SeenFrame& frame) { parents.look(frame); }));
    ASSERT_EQ(parents.took.size(), static_cast<std::size_t>(many));
    const double p90 = parents.took[many * 9 / 10];
    std::printf("  language %d: p90 %.1f s\n", language, p90 / 1000);
    EXPECT_LE(p90, 5000);
    EXPECT_EQ(kiosk.store().latest_figures().unclosed_answers, many) << "one tap, one answer";
  }
}

}  // namespace
}  // namespace stemme
