#include "app/display/touch_guard.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "tests/hands/rulings.h"
#include "tests/hands/trace.h"

namespace stemme {
namespace {

/// Plays a trace; the answer is "<ms> tap <target>", "<ms> <why refused>", "<ms> one-finger" with
/// "; " between.
std::string play(const std::string& text) {
  TouchGuard guard(trace_panel);
  guard.replace_targets(trace_targets);
  Rulings rulings;
  for (const auto& step : read_trace(text).steps) {
    const auto at = step.contact.ticks;
    if (step.what == TraceStep::What::Show) guard.show(trace_targets, at);
    if (step.what == TraceStep::What::Visit) guard.begin_visit();
    if (step.what == TraceStep::What::Pass) rulings.say(at, guard.pass(at));
    if (step.what == TraceStep::What::Touch) rulings.say(at, guard.take(step.contact));
  }
  return rulings.text();
}

TEST(TouchGuard, CountsATapOnLift) { EXPECT_EQ(play("0 a+ 50 60\n 80 a- 50 60"), "80 tap 1"); }

TEST(TouchGuard, CountsFortyMillisecondsAndRefusesLessAsNoise) {
  EXPECT_EQ(play("0 a+ 50 60\n 39 a- 50 60"), "39 too-short");
  EXPECT_EQ(play("0 a+ 50 60\n 40 a- 50 60"), "40 tap 1");
}

TEST(TouchGuard, CountsAFingerThatIsHeldForHalfASecondWithoutALift) {
  EXPECT_EQ(play("0 a+ 50 60\n 499 pass\n 500 pass\n 2000 a- 50 60"), "500 tap 1");
}

TEST(TouchGuard, AsksToBeWokenForTheHoldAndForNothingElse) {
  TouchGuard guard(trace_panel);
  guard.replace_targets(trace_targets);
  EXPECT_FALSE(guard.next_deadline());

  static_cast<void>(guard.take({7, Contact::Phase::Down, {50, 60}, Ticks(100)}));
  EXPECT_EQ(guard.next_deadline(), Ticks(600));

  static_cast<void>(guard.pass(Ticks(600)));
  EXPECT_FALSE(guard.next_deadline());
}

TEST(TouchGuard, CountsALiftWithinEightMillimetresOfTheTarget) {
  EXPECT_EQ(play("0 a+ 25 60\n 80 a- 12.1 60"), "80 tap 1");
  EXPECT_EQ(play("0 a+ 25 60\n 80 a- 11.9 60"), "80 lifted-aside");
}

TEST(TouchGuard, CountsALandingWithinEightMillimetresOfTheTarget) {
  EXPECT_EQ(play("0 a+ 50 23\n 80 a- 50 23"), "80 tap 1");
  EXPECT_EQ(play("0 a+ 50 21\n 80 a- 50 21"), "0 no-target");
}

TEST(TouchGuard, GivesALandingBetweenTwoTargetsToTheNearer) {
  EXPECT_EQ(play("0 a+ 86 60\n 80 a- 86 60"), "80 tap 1");
  EXPECT_EQ(play("0 a+ 88 60\n 80 a- 88 60"), "80 tap 2");
}

TEST(TouchGuard, CancelsAFingerThatSlidFifteenMillimetresOutsideEvenIfItComesBack) {
  EXPECT_EQ(play("0 a+ 50 60\n 50 a~ 50 14.9\n 90 a~ 50 60\n 120 a- 50 60"), "50 slid");
  EXPECT_EQ(play("0 a+ 50 60\n 50 a~ 50 15.1\n 90 a~ 50 60\n 120 a- 50 60"), "120 tap 1");
}

TEST(TouchGuard, NeverAnswersWithAnotherTargetThanTheOneLandedOn) {
  EXPECT_EQ(play("0 a+ 78 60\n 50 a~ 84 60\n 100 a- 87 60"), "100 tap 1");
  EXPECT_EQ(play("0 a+ 78 60\n 50 a~ 93 60\n 100 a- 94 60"), "100 lifted-aside");
}

TEST(TouchGuard, CountsAHoldThatWaveredOnceItIsBackInside) {
  EXPECT_EQ(play("0 a+ 25 60\n 400 a~ 10 60\n 500 pass\n 620 a~ 22 60"), "620 tap 1");
}

TEST(TouchGuard, HearsNoEchoForFourHundredMilliseconds) {
  EXPECT_EQ(play("0 a+ 50 60\n 80 a- 50 60\n 479 b+ 120 60\n 560 b- 120 60"), "80 tap 1; 479 echo");
  EXPECT_EQ(play("0 a+ 50 60\n 80 a- 50 60\n 480 b+ 120 60\n 560 b- 120 60"),
            "80 tap 1; 560 tap 2");
}

TEST(TouchGuard, CountsNothingThatLandsWithinSevenHundredMillisecondsOfANewScreen) {
  EXPECT_EQ(play("1000 show\n 1699 a+ 50 60\n 1800 a- 50 60"), "1699 new-screen");
  EXPECT_EQ(play("1000 show\n 1700 a+ 50 60\n 1800 a- 50 60"), "1800 tap 1");
}

TEST(TouchGuard, LeavesAFingerFromTheLastScreenWithoutAnAnswer) {
  EXPECT_EQ(play("0 a+ 50 60\n 100 show\n 600 pass\n 2000 a~ 51 60\n 2100 a- 50 60"), "");
}

TEST(TouchGuard, CountsAtOnceWhenOnlyTheTargetsChanged) {
  TouchGuard guard(trace_panel);
  guard.show(trace_targets, Ticks(0));
  const std::array again{Target{4, {70, 100, 60, 25}}};
  guard.replace_targets(again);

  static_cast<void>(guard.take({1, Contact::Phase::Down, {90, 110}, Ticks(700)}));
  const auto ruling = guard.take({1, Contact::Phase::Up, {90, 110}, Ticks(800)});

  ASSERT_TRUE(ruling.tap);
  EXPECT_EQ(ruling.tap->target, 4);
}

TEST(TouchGuard, IgnoresThreeFingersUntilAllAreLifted) {
  EXPECT_EQ(play("0 a+ 50 60\n 60 b+ 120 60\n 150 c+ 100 110\n 200 a- 50 60\n 210 b- 120 60\n"
                 "400 d+ 50 60\n 500 d- 50 60\n 600 c- 100 110\n 700 e+ 50 60\n 800 e- 50 60"),
            "60 other-finger; 150 palm; 400 palm; 800 tap 1");
}

TEST(TouchGuard, TakesThreeFingersFurtherApartInTimeForNoPalm) {
  EXPECT_EQ(play("0 a+ 50 60\n 60 b+ 120 60\n 151 c+ 100 110\n 200 a- 50 60"),
            "60 other-finger; 151 other-finger; 200 tap 1");
}

TEST(TouchGuard, ShowsTheOneFingerHintOnceAVisit) {
  const std::string palm =
      "0 a+ 50 60\n 0 b+ 60 60\n 0 c+ 70 60\n 50 a- 50 60\n 50 b- 60 60\n 50 c- 70 60\n";
  EXPECT_EQ(play(palm), "0 other-finger; 0 palm");

  const std::string later =
      "900 a+ 50 60\n 900 b+ 60 60\n 900 c+ 70 60\n 950 a- 50 60\n 950 b- 60 60\n 950 c- 70 60\n";
  EXPECT_EQ(play(palm + later),
            "0 other-finger; 0 palm; 900 other-finger; 900 palm; 900 one-finger");
  EXPECT_EQ(play(palm + "500 visit\n" + later),
            "0 other-finger; 0 palm; 900 other-finger; 900 palm");

  const std::string third = "1900 a+ 50 60\n 1900 b+ 60 60\n 1900 c+ 70 60";
  EXPECT_EQ(play(palm + later + third),
            "0 other-finger; 0 palm; 900 other-finger; 900 palm; 900 one-finger; 1900 "
            "other-finger; 1900 palm");
}

TEST(TouchGuard, LetsTheFirstOfTwoFingersWinThatLandedOnATarget) {
  EXPECT_EQ(play("0 a+ 50 60\n 20 b+ 120 60\n 90 b- 120 60\n 100 a- 50 60"),
            "20 other-finger; 100 tap 1");
  EXPECT_EQ(play("0 a+ 190 60\n 20 b+ 120 60\n 90 b- 120 60\n 100 a- 190 60"),
            "0 no-target; 90 tap 2");
}

TEST(TouchGuard, LeavesTheScreenToTheFirstFingerUntilItIsLifted) {
  EXPECT_EQ(play("0 a+ 50 60\n 500 pass\n 1500 b+ 120 60\n 1600 b- 120 60\n 1700 a- 50 60\n"
                 "1800 c+ 120 60\n 1900 c- 120 60"),
            "500 tap 1; 1500 other-finger; 1900 tap 2");
}

TEST(TouchGuard, HearsNothingOnTheOuterEightMillimetres) {
  EXPECT_EQ(play("0 a+ 100 128.5\n 80 a- 100 120"), "0 edge");
  EXPECT_EQ(play("0 a+ 100 127.5\n 80 a- 100 127.5"), "80 tap 9");
}

TEST(TouchGuard, LetsAHandLeanOnTheEdgeWhileAnotherTaps) {
  EXPECT_EQ(play("0 a+ 2 60\n 10 b+ 3 70\n 20 c+ 2 80\n 60 d+ 50 60\n 140 d- 50 60"),
            "0 edge; 10 edge; 20 edge; 140 tap 1");
}

TEST(TouchGuard, ForgetsAFingerWhoseLiftWasLost) {
  EXPECT_EQ(play("0 a+ 50 60\n 500 pass\n 20500 b+ 120 60\n 20600 b- 120 60"),
            "500 tap 1; 20600 tap 2");
}

TEST(TouchGuard, GivesTheTopmostOfTwoTargetsTheTap) {
  TouchGuard guard(trace_panel);
  const std::array layers{Target{1, trace_panel}, Target{2, {90, 60, 30, 30}}};
  guard.replace_targets(layers);

  static_cast<void>(guard.take({1, Contact::Phase::Down, {100, 70}, Ticks(0)}));
  EXPECT_EQ(guard.take({1, Contact::Phase::Up, {100, 70}, Ticks(80)}).tap->target, 2);
  static_cast<void>(guard.take({2, Contact::Phase::Down, {60, 70}, Ticks(900)}));
  EXPECT_EQ(guard.take({2, Contact::Phase::Up, {60, 70}, Ticks(980)}).tap->target, 1);
}

/// Whatever hands do: never two taps within 400 ms, never one within 700 ms of a screen, and a
/// clean tap counts once everything is lifted.
TEST(TouchGuard, KeepsItsQuietTimesUnderAnyHands) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto upto = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  TouchGuard guard(trace_panel);
  guard.show(trace_targets, Ticks(0));
  Ticks now{0};
  Ticks screen{0};
  std::optional<Ticks> tapped;
  for (int i = 0; i < 20'000; ++i) {
    now += Ticks(upto(120));
    if (upto(300) == 0) guard.show(trace_targets, screen = now);
    const auto phase = static_cast<Contact::Phase>(upto(3));
    auto ruling = guard.pass(now);
    if (!ruling.tap)
      ruling = guard.take({static_cast<std::uint64_t>(upto(4)),
                           phase,
                           {double(upto(217)), double(upto(136))},
                           now});
    if (!ruling.tap) continue;
    EXPECT_GE(now - screen, Ticks(700));
    if (tapped) {
      EXPECT_GE(now - *tapped, Ticks(400));
    }
    tapped = now;
  }
  for (std::uint64_t id = 0; id < 4; ++id)
    static_cast<void>(guard.take({id, Contact::Phase::Up, {0, 0}, now}));
  EXPECT_FALSE(guard.is_touched());
  static_cast<void>(guard.take({9, Contact::Phase::Down, {50, 60}, now + Ticks(1000)}));
  EXPECT_TRUE(guard.take({9, Contact::Phase::Up, {50, 60}, now + Ticks(1100)}).tap);
}

}  // namespace
}  // namespace stemme
