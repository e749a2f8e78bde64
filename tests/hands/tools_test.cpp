// Staff at the kiosk, on the whole kiosk: the glass is wiped without an answer (D55), and a bank
// card says how large the screen is (D41).
#include <gtest/gtest.h>

#include "app/measured_panel.h"
#include "server-sync/protocol/keys.h"
#include "tests/hands/places.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

const std::string code = "428631";

WholeKiosk::Place staffed() {
  auto place = cloakroom();
  place.programme.staff_pin_hash = hash_secret(code);
  return place;
}

/// Presses what the path says, one after the other; a name that is not there yet is waited for.
class Path {
 public:
  Path(WholeKiosk& kiosk, std::vector<std::string> names)
      : kiosk_(&kiosk), names_(std::move(names)) {}

  void look(const SeenFrame& frame) {
    if (is_done()) return;
    const auto found = frame.targets.find(names_[place_]);
    if (found == frame.targets.end()) return;
    kiosk_->press(found->second, 800ms);
    ++place_;
    kiosk_->again_in(1500ms);
  }
  bool is_done() const { return place_ == names_.size(); }

 private:
  WholeKiosk* kiosk_;
  std::vector<std::string> names_;
  std::size_t place_ = 0;
};

std::vector<std::string> to_tools(std::vector<std::string> more) {
  std::vector<std::string> names{"staff"};
  for (const char digit : code) names.push_back(std::string("key-") + digit);
  names.push_back("tools");
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

TEST(WipingTheGlass, IsNoAnswerAndEndsByItself) {
  WholeKiosk kiosk(staffed());
  Path path(kiosk, to_tools({"item-0"}));
  std::optional<Ticks> locked;
  std::optional<Ticks> awake;
  std::vector<std::string> touched;
  kiosk.run([&](const SeenFrame& frame) {
    path.look(frame);
    if (frame.screen == "message" && !locked) {
      locked = kiosk.now();
      for (int wipe = 1; wipe < 25; ++wipe)
        kiosk.press({20.0 + 7 * wipe, 40, 20, 20}, Ticks(1000 * wipe));
    } else if (locked && frame.screen == "attract") {
      awake = kiosk.now();
      kiosk.stop();
    } else if (locked) {
      touched.push_back(frame.screen);
    }
  });
  ASSERT_TRUE(awake);
  EXPECT_EQ(*awake - *locked, wipe_lasts);
  EXPECT_EQ(touched, (std::vector<std::string>{"message"})) << "asked once more by the test itself";
  EXPECT_EQ(kiosk.store().latest_figures().unclosed_answers, 0);
}

TEST(ABankCard, SaysHowLargeTheScreenIs) {
  WholeKiosk kiosk(staffed());
  // Larger four times by a half, one, one and two hundredths, and a little back.
  Path path(kiosk, to_tools({"item-1", "more", "more", "more", "more", "fewer", "enter"}));
  EXPECT_EQ(kiosk.run([&](const SeenFrame& frame) { path.look(frame); }), Kiosk::End::Measured);
  const auto width = measured_width(kiosk.folder());
  ASSERT_TRUE(width);
  EXPECT_NEAR(*width, 217 / (1.005 * 1.01 * 1.01 * 1.02 / 1.005), 0.01);
}

TEST(AMeasure, ThatIsNoPanelsIsNotBelieved) {
  ScratchFolder folder;
  EXPECT_FALSE(measured_width(folder.path()));
  EXPECT_FALSE(keep_measured_width(folder.path(), 12));
  ASSERT_TRUE(keep_measured_width(folder.path(), 154));
  EXPECT_EQ(measured_width(folder.path()), 154);
  ASSERT_TRUE(write_durably(folder / "panel-mm", as_bytes("wide")));
  EXPECT_FALSE(measured_width(folder.path()));
}

}  // namespace
}  // namespace stemme
