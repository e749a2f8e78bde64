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

}  // namespace
}  // namespace stemme
