// One key that can be felt, for whoever does not see the glass: it starts the voice, takes what the
// voice is saying, and what was begun is read to its end, so that nobody hears what was chosen.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/hands/places.h"
#include "tests/hands/recorded.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

DeclaredSwitch tactile_key() {
  DeclaredSwitch declared;
  declared.device = "Knapp med prikk";
  declared.speak = "F5";
  return declared;
}

class ATactileKey : public testing::Test {
 protected:
  ATactileKey() {
    record(kiosk_, {"nb"});
    kiosk_.plug(tactile_key());
  }
  void press(Ticks in) { kiosk_.press_key(SwitchPress::Key::Speak, in); }
  PretendLoudspeaker& voice() { return kiosk_.loudspeaker(); }
  /// As if the voice had come to this line, or to its end.
  void voice_is_at(std::size_t line) { voice().at = line; }
  void voice_ends() { voice().lines.clear(); }

  WholeKiosk kiosk_{cloakroom()};
};

TEST_F(ATactileKey, StartsTheVoiceWhichSaysHowToSkipToo) {
  std::size_t options = 0;
  std::size_t lines = 0;
  kiosk_.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return press(2s);
    options = frame.options.size();
    lines = voice().lines.size();
    kiosk_.stop();
  });
  EXPECT_EQ(lines, 3 + 1 + options + 1);
}

TEST_F(ATactileKey, MovesNoRing) {
  kiosk_.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return press(2s);
    const auto with = kiosk_.pixels();
    EXPECT_EQ(std::ranges::count(with, 0xFF0072B2), 0);
    kiosk_.stop();
  });
}

TEST_F(ATactileKey, TakesTheAnswerThatIsBeingSaid) {
  std::string said;
  std::string chosen;
  kiosk_.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return press(2s);
    if (frame.chosen.empty()) {
      said = frame.options.at(1);
      voice_is_at(3 + 1 + 1);
      return press(1500ms);
    }
    chosen = frame.chosen;
    kiosk_.stop();
  });
  EXPECT_EQ(chosen, said);
  EXPECT_FALSE(said.empty());
}

TEST_F(ATactileKey, SkipsWhereTheVoiceSaysSo) {
  std::string chosen;
  kiosk_.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return press(2s);
    if (frame.chosen.empty()) {
      voice_is_at(voice().lines.size() - 1);
      return press(1500ms);
    }
    chosen = frame.chosen;
    kiosk_.stop();
  });
  EXPECT_EQ(chosen, "skip");
}

/// Whatever was chosen, and however soon the next page comes.
TEST_F(ATactileKey, LetsThePageBeReadToItsEnd) {
  std::vector<std::string> first;
  std::string question;
  std::vector<std::string> during;
  std::vector<std::string> after;
  kiosk_.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return press(2s);
    if (first.empty()) {
      first = voice().lines;
      question = frame.question;
      voice_is_at(4);
      return press(1500ms);
    }
    if (frame.question == question) return;  // The choice may still be taken back.
    if (during.empty()) {
      during = voice().lines;
      voice_ends();
      return kiosk_.again_in(1s);
    }
    after = voice().lines;
    kiosk_.stop();
  });
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(during, first) << "the next page stands there, and the first is still being read";
  EXPECT_NE(after, first);
  EXPECT_FALSE(after.empty());
}

TEST_F(ATactileKey, TakesAChoiceBackAndReadsAgain) {
  int presses = 0;
  std::vector<std::string> first;
  std::vector<std::string> again;
  kiosk_.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return press(2s);
    if (presses == 0 && frame.chosen.empty()) {
      first = voice().lines;
      voice_is_at(4);
      ++presses;
      return press(1500ms);
    }
    if (presses == 1 && !frame.chosen.empty()) {
      ++presses;
      return press(1500ms);
    }
    if (presses == 2 && frame.chosen.empty()) {
      ++presses;
      return kiosk_.again_in(1s);
    }
    if (presses < 3) return;
    again = voice().lines;
    kiosk_.stop();
  });
  EXPECT_EQ(again, first);
  EXPECT_EQ(voice().at, 0U);
}

/// They hear no name of it, and see none either.
TEST_F(ATactileKey, ShowsWhoeverStandsByTheSameWhateverWasChosen) {
  std::vector<std::string> chosen;
  std::vector<std::vector<std::uint32_t>> seen;
  Ticks shown_at{0};
  kiosk_.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return press(2s);
    if (frame.chosen.empty()) {
      shown_at = Ticks(0);
      voice_is_at(4 + chosen.size());
      return press(1500ms);
    }
    if (shown_at == Ticks(0)) {
      shown_at = kiosk_.now();
      return kiosk_.again_in(500ms);
    }
    if (kiosk_.now() < shown_at + 500ms) return;
    chosen.push_back(frame.chosen);
    seen.push_back(kiosk_.pixels());
    chosen.size() < 2 ? press(100ms) : kiosk_.stop();
  });
  ASSERT_EQ(chosen.size(), 2U);
  EXPECT_NE(chosen[0], chosen[1]);
  EXPECT_TRUE(seen[0] == seen[1]);
}

TEST(AScreenWithoutThatKey, IsSilencedByAChoiceAsEver) {
  WholeKiosk kiosk(cloakroom());
  record(kiosk, {"nb"});
  bool is_silent = false;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), 1s);
    if (frame.chosen.empty()) return kiosk.press(frame.targets.at(frame.options.front()), 1s);
    is_silent = kiosk.loudspeaker().lines.empty();
    kiosk.stop();
  });
  EXPECT_TRUE(is_silent);
}

}  // namespace
}  // namespace stemme
