// Staff at the kiosk, on the whole kiosk: the glass is wiped without an answer (D55), and a bank
// card says how large the screen is (D41).
#include <gtest/gtest.h>

#include "app/measured_panel.h"
#include "server-sync/foundation/durable_file.h"
#include "tests/hands/places.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

TEST(WipingTheGlass, IsNoAnswerAndEndsByItself) {
  WholeKiosk kiosk(staffed());
  PressPath path(kiosk, past_the_code({"tools", "item-0"}));
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
  PressPath path(
      kiosk, past_the_code({"tools", "item-1", "more", "more", "more", "more", "fewer", "enter"}));
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
