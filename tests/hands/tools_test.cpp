// Staff at the kiosk, on the whole kiosk: the glass is wiped without an answer (D55), a bank card
// says how large the screen is (D41), and the screen shows itself as it suits the place.
#include <gtest/gtest.h>

#include <set>

#include "app/kept_view.h"
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

/// Every pixel of the corner is of the ground.
std::uint32_t ground_of(WholeKiosk& kiosk) { return kiosk.pixels().front(); }

TEST(TheSunOnTheScreen, IsAnsweredWithInkOnWhiteUntilStaffSayOtherwise) {
  constexpr std::uint32_t white = 0xFFFFFFFF;
  WholeKiosk kiosk(staffed());
  PressPath path(kiosk, past_the_code({"tools", "item-4", "back", "back"}));
  std::vector<std::uint32_t> grounds;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") {
      grounds.push_back(ground_of(kiosk));
      if (path.is_done()) return kiosk.stop();
    }
    path.look(frame);
  });
  ASSERT_GE(grounds.size(), 2U);
  EXPECT_NE(grounds.front(), white);
  EXPECT_EQ(grounds.back(), white);
  EXPECT_EQ(kept_view(kiosk.folder()), (KeptView{true, false}));
}

/// How many different pictures a choice takes to stand still.
std::size_t pictures_of_a_choice(const std::vector<std::string>& before) {
  WholeKiosk kiosk(staffed());
  PressPath path(kiosk, past_the_code(before));
  std::set<std::vector<std::uint32_t>> seen;
  std::optional<Ticks> chosen;
  kiosk.run([&](const SeenFrame& frame) {
    if (!path.is_done()) return path.look(frame);
    if (chosen) {
      seen.insert(kiosk.pixels());
      if (kiosk.now() - *chosen > 400ms) return kiosk.stop();
      return kiosk.again_in(Ticks(20));
    }
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), Ticks(1000));
    if (frame.screen != "question") return;
    if (frame.chosen.empty()) return kiosk.press(frame.targets.at(frame.options.front()), 1500ms);
    chosen = kiosk.now();
    kiosk.again_in(Ticks(20));
  });
  return seen.size();
}

TEST(AStillScreen, ShowsAChoiceAtOnceAndMovesNothing) {
  EXPECT_GT(pictures_of_a_choice({"back"}), 3U);
  EXPECT_EQ(pictures_of_a_choice({"tools", "item-5", "back", "back"}), 1U);
}

TEST(ThePlanOfTheDay, IsReadFromTheStaffsPage) {
  WholeKiosk kiosk(staffed());
  PressPath path(kiosk, past_the_code({"plan", "back", "tools"}));
  std::vector<std::string> screens;
  kiosk.run([&](const SeenFrame& frame) {
    if (screens.empty() || screens.back() != frame.screen) screens.push_back(frame.screen);
    if (path.is_done() && frame.screen == "tools") return kiosk.stop();
    path.look(frame);
  });
  EXPECT_EQ(screens,
            (std::vector<std::string>{"attract", "pin", "staff", "plan", "staff", "tools"}));
}

/// A terminal whose key is not known any more can get another; it is left as it was, too.
TEST(ATerminalThatIsConnected, CanBeConnectedAgainFromTheTools) {
  WholeKiosk kiosk(staffed());
  PressPath path(kiosk, past_the_code({"tools", "enrol", "back", "back", "back"}));
  std::vector<std::string> screens;
  kiosk.run([&](const SeenFrame& frame) {
    if (screens.empty() || screens.back() != frame.screen) screens.push_back(frame.screen);
    if (path.is_done() && frame.screen == "attract") return kiosk.stop();
    path.look(frame);
  });
  EXPECT_EQ(screens, (std::vector<std::string>{"attract", "pin", "staff", "tools", "enrol", "tools",
                                               "staff", "attract"}));
}

/// With one finger that takes two and a half seconds for each press: code, send, plan, sound, sun,
/// the bank card and a round begun and left.
TEST(AllThatStaffDoAtTheScreen, TakesOneHandAndNinetySeconds) {
  WholeKiosk kiosk(staffed());
  PressPath path(
      kiosk,
      past_the_code({"send", "plan", "back", "tools", "item-3", "more", "fewer", "back", "item-4",
                     "item-4", "item-1", "back", "back", "start", "back", "back"}),
      Ticks(2000));
  std::optional<Ticks> began;
  Ticks ended{0};
  kiosk.run([&](const SeenFrame& frame) {
    if (!began) began = kiosk.now();
    ended = kiosk.now();
    if (path.is_done() && frame.screen == "attract") return kiosk.stop();
    path.look(frame);
  });
  ASSERT_TRUE(path.is_done());
  EXPECT_LE((ended - *began).count(), 90'000);
}

/// What came to be on several tablets is in no tablet's memory: the collector brings it.
TEST(TheResultsOfToday, AreReadFromTheStaffsPlanOneAfterTheOther) {
  auto place = staffed();
  const auto digest = load_pack(place.programme.packs.at(0).structure, "").value().digest;
  Finding good;
  good.form = Finding::Form::Word;
  good.word = FindingWord::MostlyGood;
  Finding divided = good;
  divided.word = FindingWord::Divided;
  place.programme.rounds = {{1, digest, 0, good}, {2, digest, 0, good}, {3, digest, 0, divided}};
  WholeKiosk kiosk(place);
  PressPath path(kiosk, past_the_code({"plan", "start", "back", "back", "back"}));
  bool was_told = false;
  std::string last;
  kiosk.run([&](const SeenFrame& frame) {
    was_told = was_told || frame.screen == "round-result";
    last = frame.screen;
    if (path.is_done() && (last == "staff" || last == "attract")) return kiosk.stop();
    path.look(frame);
  });
  EXPECT_TRUE(was_told);
  EXPECT_EQ(last, "staff") << "two tablets of one round say one thing: two results, and back twice";
}

TEST(AView, ThatCannotBeReadIsTheOneWeCameWith) {
  ScratchFolder folder;
  EXPECT_EQ(kept_view(folder.path()), KeptView{});
  ASSERT_TRUE(keep_view(folder.path(), {true, true}));
  EXPECT_EQ(kept_view(folder.path()), (KeptView{true, true}));
  ASSERT_TRUE(write_durably(folder / "view", as_bytes("sunny")));
  EXPECT_EQ(kept_view(folder.path()), KeptView{});
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
