// A switch in the place of a finger (D26): every place within six presses, held and trembling
// hands, and a ring that waits for whoever has one key only.
#include "app/display/scanner.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

std::vector<Target> places(int count) {
  std::vector<Target> targets;
  for (int i = 0; i < count; ++i) targets.push_back({i, {40.0 * i, 0, 30, 30}});
  return targets;
}

DeclaredSwitch two_keys() {
  DeclaredSwitch declared;
  declared.choose = "Return";
  declared.next = "space";
  return declared;
}

DeclaredSwitch one_key() {
  DeclaredSwitch declared;
  declared.choose = "space";
  return declared;
}

/// A hand on a switch.
class Hand {
 public:
  Hand(DeclaredSwitch declared, int count) : scanner_(std::move(declared)) {
    scanner_.show(places(count), now_);
  }
  std::optional<int> press(SwitchPress::Key key, Ticks lasts = Ticks(100)) {
    ++presses_;
    wait(Ticks(600));
    auto chosen = scanner_.take({key, true, now_}, now_);
    if (const auto then = wait(lasts)) chosen = then;
    static_cast<void>(scanner_.take({key, false, now_}, now_));
    return chosen;
  }
  std::optional<int> choose() { return press(SwitchPress::Key::Choose); }
  std::optional<int> next() { return press(SwitchPress::Key::Next); }
  std::optional<int> wait(Ticks duration) {
    const auto until = now_ + duration;
    std::optional<int> chosen;
    while (scanner_.deadline() && *scanner_.deadline() <= until) {
      now_ = std::max(now_, *scanner_.deadline());
      if (const auto one = scanner_.pass(now_)) chosen = one;
    }
    now_ = until;
    return chosen;
  }
  bool is_round(int place) const {
    for (const auto& area : scanner_.ring())
      if (area == places(place + 1).back().area) return true;
    return false;
  }
  Scanner& scanner() { return scanner_; }
  Ticks now() const { return now_; }
  int presses() const { return presses_; }

 private:
  Ticks now_{10'000};
  Scanner scanner_;
  int presses_ = 0;
};

TEST(TwoKeys, ReachEveryPlaceInSixPresses) {
  for (int count = 1; count <= 15; ++count)
    for (int wanted = 0; wanted < count; ++wanted) {
      Hand hand(two_keys(), count);
      std::optional<int> chosen;
      while (!chosen && hand.presses() < 20) {
        chosen = hand.is_round(wanted) ? hand.choose() : hand.next();
      }
      EXPECT_EQ(chosen, wanted);
      EXPECT_LE(hand.presses(), 6) << wanted << " of " << count;
    }
}

TEST(OneKey, ReachesEveryPlaceInThreePresses) {
  for (int count = 1; count <= 15; ++count)
    for (int wanted = 0; wanted < count; ++wanted) {
      Hand hand(one_key(), count);
      EXPECT_TRUE(hand.scanner().ring().empty()) << "it goes before anybody has pressed";
      std::optional<int> chosen = hand.choose();
      for (int looks = 0; !chosen && looks < 200; ++looks) {
        if (hand.is_round(wanted))
          chosen = hand.choose();
        else
          hand.wait(Ticks(100));
      }
      EXPECT_EQ(chosen, wanted);
      EXPECT_LE(hand.presses(), 3) << wanted << " of " << count;
    }
}

TEST(OneKey, LetsTheRingRestWhenNobodyPresses) {
  Hand hand(one_key(), 3);
  hand.choose();
  EXPECT_FALSE(hand.scanner().ring().empty());
  hand.wait(Ticks(1500 * 3 * Scanner::rounds_max));
  EXPECT_TRUE(hand.scanner().ring().empty());
  EXPECT_EQ(hand.scanner().deadline(), std::nullopt) << "an idle screen has no wake-up";
}

TEST(OneKey, LetsOutWhoeverChoseTheWrongGroup) {
  Hand hand(one_key(), 8);
  hand.choose();
  hand.choose();
  hand.wait(Ticks(1500 * 5 * Scanner::rounds_max));
  EXPECT_EQ(hand.scanner().ring().size(), 5U) << "the first group, whole";
}

TEST(ATremblingHand, PressesOnce) {
  auto declared = two_keys();
  declared.ignore_repeat = Ticks(500);
  Hand hand(declared, 5);
  hand.next();
  for (int i = 0; i < 4; ++i) {
    hand.wait(Ticks(80));
    static_cast<void>(hand.scanner().take({SwitchPress::Key::Next, true, hand.now()}, hand.now()));
  }
  EXPECT_TRUE(hand.is_round(1));
}

TEST(AHandThatBrushesTheSwitch, DoesNothing) {
  auto declared = two_keys();
  declared.hold = Ticks(300);
  Hand hand(declared, 5);
  hand.press(SwitchPress::Key::Next, Ticks(200));
  EXPECT_TRUE(hand.is_round(0));
  hand.press(SwitchPress::Key::Next, Ticks(400));
  EXPECT_TRUE(hand.is_round(1));
  EXPECT_EQ(hand.press(SwitchPress::Key::Choose, Ticks(400)), 1);
}

/// A page that went by while the key was down: with no place left there was nothing to choose from.
TEST(AHandThatHoldsTheSwitch, ChoosesNothingOnAPageThatCameMeanwhile) {
  for (const int places_then : {0, 3, 8}) {
    auto declared = two_keys();
    declared.hold = Ticks(300);
    Hand hand(declared, 5);
    static_cast<void>(
        hand.scanner().take({SwitchPress::Key::Choose, true, hand.now()}, hand.now()));
    hand.wait(Ticks(200));

    hand.scanner().show(places(places_then), hand.now());

    EXPECT_EQ(hand.wait(Ticks(400)), std::nullopt) << places_then;
    EXPECT_EQ(hand.scanner().ring().empty(), places_then == 0);
  }
}

TEST(AHandThatHoldsTheSwitch, ChoosesNothingOnTheNextPageThatLooksTheSame) {
  auto declared = two_keys();
  declared.hold = Ticks(300);
  Hand hand(declared, 5);
  static_cast<void>(hand.scanner().take({SwitchPress::Key::Choose, true, hand.now()}, hand.now()));
  hand.scanner().show(places(5), hand.now());
  hand.scanner().let_go();
  EXPECT_EQ(hand.wait(Ticks(400)), std::nullopt);
  EXPECT_EQ(hand.press(SwitchPress::Key::Choose, Ticks(400)), 0);
}

TEST(TheRing, StaysWhereItIsWhenThePageIsDrawnAnew) {
  Hand hand(two_keys(), 8);
  hand.next();
  hand.choose();
  hand.next();
  ASSERT_TRUE(hand.is_round(6));
  hand.scanner().show(places(8), hand.now());
  EXPECT_TRUE(hand.is_round(6));
  hand.scanner().show(places(3), hand.now());
  EXPECT_TRUE(hand.is_round(0));
}

}  // namespace
}  // namespace stemme
