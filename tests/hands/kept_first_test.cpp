// What somebody chose is seen when it is kept, and not before (C2): on the whole kiosk, with a disk
// that takes it and with one that does not.
#include <gtest/gtest.h>

#include "tests/hands/places.h"
#include "tests/stand-ins/crash_disk.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

/// A child presses the first picture; `at_the_question` comes before that. What was presented next?
struct Next {
  std::string screen;
  std::string chosen;
  int frames = 0;
};
Next pressed(WholeKiosk& kiosk, const std::function<void()>& at_the_question) {
  Next next;
  std::optional<int> before;
  kiosk.run([&](const SeenFrame& frame) {
    if (frame.screen == "attract") return kiosk.press(frame.targets.at("start"), 1s);
    if (!before) {
      before = kiosk.frames();
      at_the_question();
      return kiosk.press(frame.targets.at(frame.options.front()), 2s);
    }
    next = {frame.screen, frame.chosen, kiosk.frames() - *before};
    kiosk.stop();
  });
  return next;
}

TEST(AChoice, IsTheNextThingSeenOnceItIsKept) {
  WholeKiosk kiosk(cloakroom());

  const auto next = pressed(kiosk, [] {});

  EXPECT_EQ(next.screen, "question");
  EXPECT_FALSE(next.chosen.empty());
  EXPECT_EQ(next.frames, 1);
}

TEST(AChoice, IsNeverSeenWhenTheDiskDoesNotTakeIt) {
  CrashDisk disk;
  auto place = cloakroom();
  place.disk = disk.name();
  WholeKiosk kiosk(std::move(place));

  const auto next = pressed(kiosk, [&] { disk.fail_at(1, CrashDisk::Fault::DiskFull); });

  EXPECT_TRUE(disk.has_failed());
  EXPECT_EQ(next.screen, "message") << "the pause";
  EXPECT_EQ(next.frames, 1) << "something was seen before the pause";
}

/// A circle of which the second child finds no room on the disk.
class ACircleWithoutRoom : public testing::Test {
 protected:
  WholeKiosk::Place nursery() {
    auto place = staffed();
    place.disk = disk.name();
    place.programme.packs = {shipped_pack(our_assets, "valg-tur").value()};
    place.programme.dayparts = {{"formiddag", 0min}, {"ettermiddag", 15h}};
    return place;
  }
  /// True from the pause on.
  bool has_paused(const SeenFrame& frame) {
    in.look(frame);
    if (in.is_done() && frame.screen == "question" && frame.chosen.empty() && !is_full) {
      is_full = true;
      disk.fail_at(1, CrashDisk::Fault::DiskFull);
      kiosk.press(frame.targets.at("skog"), 1s);
    }
    is_paused = is_paused || (is_full && frame.screen == "message");
    return is_paused;
  }

  CrashDisk disk;
  WholeKiosk kiosk{nursery()};
  PressPath in{kiosk, past_the_code({"start", "start", "start", "skog", "start"})};
  bool is_full = false;
  bool is_paused = false;
};

/// The tablet comes back to its start, and what the others said goes out when the day's part is
/// over: nothing waits for a turn that nobody can end.
TEST_F(ACircleWithoutRoom, HoldsNothingUp) {
  std::string last;
  kiosk.run([&](const SeenFrame& frame) {
    last = frame.screen;
    if (!has_paused(frame)) return;
    disk.make_room();
    if (kiosk.now() > 24h) return kiosk.stop();
    kiosk.again_in(1h);
  });

  EXPECT_EQ(last, "attract");
  const auto figures = kiosk.store().latest_figures();
  EXPECT_EQ(figures.unclosed_answers, 0);
  EXPECT_EQ(figures.unsent_answers, 1) << "the first child's";
}

/// As the pause says: *En voksen kan se hva det er.*
TEST_F(ACircleWithoutRoom, LetsAnAdultSeeWhy) {
  std::optional<PressPath> to_staff;
  std::string last;
  kiosk.run([&](const SeenFrame& frame) {
    last = frame.screen;
    if (!has_paused(frame)) return;
    if (!to_staff) to_staff.emplace(kiosk, past_the_code({"back"}));
    to_staff->look(frame);
    if (last == "attract" || to_staff->is_done()) kiosk.stop();
  });

  EXPECT_EQ(last, "staff");
}

}  // namespace
}  // namespace stemme
