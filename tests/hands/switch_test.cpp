// A child with a switch before the whole kiosk (D26): plugged in it scans, pulled out it does not;
// any answer within six presses, nothing runs out, and nothing is taken for play.
#include <gtest/gtest.h>

#include "tests/hands/places.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;
using Key = SwitchPress::Key;

DeclaredSwitch two_keys() {
  DeclaredSwitch declared;
  declared.device = "Stor knapp";
  declared.choose = "Return";
  declared.next = "space";
  return declared;
}

TEST(ASwitch, AnswersAWholeVisitWithoutAFinger) {
  WholeKiosk kiosk(cloakroom());
  kiosk.plug(two_keys());
  std::string question;
  int answers = 0;
  bool is_over = false;
  kiosk.run([&](const SeenFrame& frame) {
    is_over = is_over || frame.screen == "thanks";
    if (is_over) return kiosk.stop();
    if (frame.screen == "attract") return kiosk.press_key(Key::Choose, 2s);
    if (frame.screen != "question" || !frame.chosen.empty() || frame.question == question) return;
    question = frame.question;
    ++answers;
    // The second answer: one step, one choice.
    kiosk.press_key(Key::Next, 2s);
    kiosk.press_key(Key::Choose, 4s);
  });
  EXPECT_TRUE(is_over);
  EXPECT_GE(answers, 2);
  EXPECT_EQ(kiosk.store().latest_figures().unclosed_answers, answers);
}

TEST(ASwitch, LetsNoPatienceRunOut) {
  WholeKiosk kiosk(cloakroom());
  kiosk.plug(two_keys());
  bool has_waited = false;
  bool is_still_there = false;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return kiosk.press_key(Key::Choose, 2s);
    if (frame.screen != "question") return;
    if (!has_waited) {
      has_waited = true;
      return kiosk.again_in(30min);
    }
    is_still_there = true;
    kiosk.stop();
  });
  EXPECT_TRUE(is_still_there);
}

/// Whoever answers at once, over and over, is a run for a finger; for a switch it never is.
TEST(ASwitch, IsNeverTakenForPlay) {
  WholeKiosk kiosk(cloakroom());
  auto quick = two_keys();
  quick.ignore_repeat = Ticks(0);
  kiosk.plug(quick);
  int visits = 0;
  bool was_offered_play = false;
  kiosk.run([&](const SeenFrame& frame) {
    was_offered_play = was_offered_play || frame.targets.contains("play");
    if (frame.screen == "attract" && ++visits > 4) return kiosk.stop();
    if (frame.screen == "attract" || (frame.screen == "question" && frame.chosen.empty()))
      kiosk.press_key(Key::Choose, 100ms);
  });
  EXPECT_FALSE(was_offered_play);
}

/// From the answer that is shown to the next question, and to thanks, which has no places at all.
TEST(ASwitch, ChoosesNothingWhenItIsHeldWhileThePageChanges) {
  WholeKiosk kiosk(cloakroom());
  auto slow = two_keys();
  slow.hold = 4s;
  kiosk.plug(slow);
  std::string question;
  int chosen = 0;
  int answers = 0;
  bool is_over = false;
  kiosk.run([&](const SeenFrame& frame) {
    is_over = is_over || frame.screen == "thanks";
    if (frame.screen == "attract" && is_over) return kiosk.stop();
    if (frame.screen == "attract") return kiosk.press_key(Key::Choose, 2s, 5s);
    if (frame.screen != "question") return;
    if (!frame.chosen.empty()) {
      ++answers;
      return kiosk.press_key(Key::Choose, 1s, 20s);
    }
    if (frame.question == question) return;
    question = frame.question;
    ++chosen;
    kiosk.press_key(Key::Choose, 40s, 5s);
  });
  EXPECT_TRUE(is_over);
  EXPECT_GE(chosen, 2);
  EXPECT_EQ(answers, chosen) << "a held key has answered, or taken an answer back";
}

/// In practice the next question of three faces has the very places of the one before.
TEST(ASwitch, AnswersNoQuestionThatCameWhileItWasHeld) {
  auto place = staffed();
  place.programme.units[0].asked = {{"bhg-dagen-56", {0, 1}}};
  WholeKiosk kiosk(std::move(place));
  auto slow = two_keys();
  slow.hold = 4s;
  kiosk.plug(slow);
  PressPath in(kiosk, past_the_code({"tools", "item-2"}));
  std::string first;
  int looks = 0;
  bool is_answered = false;
  kiosk.run([&](const SeenFrame& frame) {
    in.look(frame);
    if (!in.is_done() || frame.screen != "question") return;
    if (first.empty()) {
      first = frame.question;
      return kiosk.press_key(Key::Choose, 1s, 5s);
    }
    if (frame.question == first) {
      if (!frame.chosen.empty()) kiosk.press_key(Key::Choose, 1s, 20s);
      return;
    }
    is_answered = is_answered || !frame.chosen.empty();
    if (looks++ == 0) return kiosk.again_in(15s);
    kiosk.stop();
  });
  EXPECT_EQ(looks, 2) << "there was no next question";
  EXPECT_FALSE(is_answered);
}

TEST(ASwitch, RingsItsPlaceAndLeavesNoTraceWhenItIsPulledOut) {
  WholeKiosk kiosk(cloakroom());
  std::vector<std::uint32_t> bare;
  std::vector<std::uint32_t> ringed;
  std::vector<std::uint32_t> after;
  int looks = 0;
  kiosk.run([&](const SeenFrame&) {
    switch (looks++) {
      case 0:
        return kiosk.again_in(1s);
      case 1:
        bare = kiosk.pixels();
        kiosk.plug(two_keys());
        return kiosk.again_in(1s);
      case 2:
        return kiosk.again_in(1s);
      case 3:
        ringed = kiosk.pixels();
        kiosk.plug(std::nullopt);
        return kiosk.again_in(1s);
      case 4:
        return kiosk.again_in(1s);
      default:
        after = kiosk.pixels();
        kiosk.stop();
    }
  });
  EXPECT_TRUE(ringed != bare);
  EXPECT_TRUE(after == bare);
}

}  // namespace
}  // namespace stemme
