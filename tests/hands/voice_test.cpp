// What is heard before the whole kiosk: nobody is spoken to who has not touched, small children are
// read to, nothing is heard at rest time, and never what somebody chose (D31, D50, D57).
#include <gtest/gtest.h>

#include "app/kept_volume.h"
#include "tests/hands/places.h"
#include "tests/hands/recorded.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

/// From the start screen to the first question, and what was heard on the way.
TEST(ASmallChild, IsReadToOnceItHasTouched) {
  WholeKiosk kiosk(cloakroom());
  record(kiosk, {"nb"});
  std::size_t lines = 0;
  std::size_t options = 0;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") {
      EXPECT_EQ(kiosk.loudspeaker().times_said, 0) << "it spoke to somebody who only watched";
      return kiosk.press(frame.targets.at("start"), 20s);
    }
    options = frame.options.size();
    lines = kiosk.loudspeaker().lines.size();
    EXPECT_TRUE(frame.targets.contains("listen"));
    kiosk.stop();
  });
  // Why, you choose, who sees; the question; each answer.
  EXPECT_EQ(lines, 3 + 1 + options);
}

TEST(AnAnswer, SilencesTheVoiceAndIsNeverSaid) {
  WholeKiosk kiosk(cloakroom());
  record(kiosk, {"nb"});
  int said_before = 0;
  bool is_silent = false;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), 1s);
    if (frame.screen == "question" && frame.chosen.empty()) {
      said_before = kiosk.loudspeaker().times_said;
      return kiosk.press(frame.targets.at(frame.options.front()), 1s);
    }
    if (frame.chosen.empty()) return;
    is_silent = kiosk.loudspeaker().lines.empty() && kiosk.loudspeaker().times_said == said_before;
    kiosk.stop();
  });
  EXPECT_TRUE(is_silent);
}

TEST(TheEar, ReadsThePageAgain) {
  WholeKiosk kiosk(cloakroom());
  record(kiosk, {"nb"});
  bool is_pressed = false;
  std::vector<std::string> first;
  std::vector<std::string> again;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), 1s);
    if (!is_pressed) {
      is_pressed = true;
      first = kiosk.loudspeaker().lines;
      kiosk.loudspeaker().hush();
      kiosk.press(frame.targets.at("listen"), 1s);
      return kiosk.again_in(3s);
    }
    again = kiosk.loudspeaker().lines;
    kiosk.stop();
  });
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(again, first);
}

TEST(RestTime, IsSilentAltogether) {
  auto place = cloakroom();
  place.programme.windows.push_back({"hvile", 10h, 23h, true});
  WholeKiosk kiosk(place);
  record(kiosk, {"nb"});
  bool was_asked = false;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), 1s);
    if (was_asked) return kiosk.stop();
    was_asked = true;
    kiosk.press(frame.targets.at("listen"), 1s);
    kiosk.again_in(3s);
  });
  EXPECT_TRUE(was_asked);
  EXPECT_EQ(kiosk.loudspeaker().times_said, 0);
  EXPECT_EQ(kiosk.loudspeaker().clicks, 0);
}

TEST(AParent, IsNotSpokenToAndMayListen) {
  WholeKiosk kiosk(pickup());
  record(kiosk, {"nb"});
  bool is_pressed = false;
  std::size_t heard = 0;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen != "question") return;
    if (!is_pressed) {
      EXPECT_EQ(kiosk.loudspeaker().times_said, 0);
      is_pressed = true;
      kiosk.press(frame.targets.at("listen"), 1s);
      return kiosk.again_in(3s);
    }
    heard = kiosk.loudspeaker().lines.size();
    kiosk.stop();
  });
  EXPECT_GE(heard, 6U) << "the question and five faces";
}

TEST(ALanguageWithoutAVoice, HasNoEarAndBorrowsNone) {
  auto place = cloakroom();
  place.programme.languages = {"nn", "nb"};
  WholeKiosk kiosk(place);
  record(kiosk, {"nb"});
  bool has_ear = true;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), 1s);
    has_ear = frame.targets.contains("listen");
    kiosk.stop();
  });
  EXPECT_FALSE(has_ear);
  EXPECT_EQ(kiosk.loudspeaker().times_said, 0);
}

/// An open card wakes the machine fifty times a second, and the door waits all afternoon.
TEST(TheSoundCard, IsLetGoBetweenVisitsAtTheDoorToo) {
  using Between = Loudspeaker::Between;
  WholeKiosk kiosk(pickup());
  bool has_answered = false;
  std::optional<Between> during;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "question" && frame.chosen.empty() && !has_answered) {
      EXPECT_EQ(kiosk.loudspeaker().between, Between::Visits);
      has_answered = true;
      return kiosk.press(frame.targets.at(frame.options.front()), 1s);
    }
    if (frame.screen == "thanks") during = kiosk.loudspeaker().between;
    if (!during || frame.screen != "question") return;
    kiosk.again_in(1s);
    if (kiosk.loudspeaker().between == Between::Visits) kiosk.stop();
  });
  EXPECT_EQ(during, Between::Taps);
}

TEST(EveryTap, ClicksAlike) {
  WholeKiosk kiosk(cloakroom());
  int taps = 0;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "thanks") return kiosk.stop();
    const bool is_question = frame.screen == "question" && frame.chosen.empty();
    if (frame.screen != "attract" && !is_question) return;
    EXPECT_EQ(kiosk.loudspeaker().clicks, taps);
    ++taps;
    kiosk.press(is_question ? frame.targets.at("skip") : frame.targets.at("start"), 1s);
  });
  EXPECT_GE(taps, 3);
}

TEST(Staff, SetHowLoudItMayBeAndItLasts) {
  WholeKiosk kiosk(staffed());
  PressPath path(kiosk, past_the_code({"tools", "item-3", "more", "more", "back"}));
  kiosk.run([&](const SeenFrame& frame) {
    path.look(frame);
    if (path.is_done()) kiosk.stop();
  });
  EXPECT_EQ(kiosk.loudspeaker().volume, volume_at_first + 2);
  EXPECT_EQ(kept_volume(kiosk.folder()), volume_at_first + 2);
}

TEST(AVolume, ThatIsNoneIsNotBelieved) {
  ScratchFolder folder;
  EXPECT_EQ(kept_volume(folder.path()), volume_at_first);
  for (const auto* text : {"11\n", "-1\n", "loud\n", ""}) {
    std::ofstream(folder / "volume") << text;
    EXPECT_EQ(kept_volume(folder.path()), volume_at_first) << text;
  }
  EXPECT_FALSE(keep_volume(folder.path(), 11));
  keep_volume(folder.path(), 0).value();
  EXPECT_EQ(kept_volume(folder.path()), 0);
}

}  // namespace
}  // namespace stemme
