// The traces of hands, laid on SDL's own event queue: one contact for each finger however often the
// system tells of it, and what the guard makes of them.
#include "app/display/window_fingers.h"

#include <SDL.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "app/display/window_panel.h"
#include "server-sync/foundation/durable_file.h"
#include "tests/hands/rulings.h"
#include "tests/hands/trace.h"
#include "tests/stand-ins/manual_clock.h"

namespace stemme {
namespace {

constexpr int width_px = 1280;
constexpr int height_px = 800;

/// How the system tells of a finger besides as a finger.
enum class Doubled { Never, BySdl, ByTheServerAfter, ByTheServerBefore };

class Queue {
 public:
  explicit Queue(Doubled doubled) : doubled_(doubled) {
    static_cast<void>(setenv("SDL_VIDEODRIVER", "dummy", 1));
    panel_ = open_window_panel({.width_px = width_px, .height_px = height_px}).value();
    fingers_ = watch_window_fingers(*panel_, clock_);
    static_cast<void>(fingers_->take());
  }

  std::vector<Contact> take_at(Ticks at) {
    clock_->advance(at - clock_->ticks());
    return fingers_->take();
  }

  void push(const Contact& contact) {
    // A server's pointer follows the first finger on the glass, as X11 has it.
    if (contact.phase == Contact::Phase::Down && !pointer_) pointer_ = contact.id;
    const bool moves_pointer = pointer_ == contact.id;
    if (moves_pointer && doubled_ == Doubled::ByTheServerBefore) push_mouse(contact, 0);
    push_finger(contact);
    if (moves_pointer && doubled_ == Doubled::ByTheServerAfter) push_mouse(contact, 0);
    if (moves_pointer && doubled_ == Doubled::BySdl) push_mouse(contact, SDL_TOUCH_MOUSEID);
    if (moves_pointer && contact.phase == Contact::Phase::Up) pointer_.reset();
  }

 private:
  double px(double mm) const { return mm / panel_->mm_per_px(); }

  void push_finger(const Contact& contact) {
    SDL_Event event{};
    event.type = contact.phase == Contact::Phase::Down ? SDL_FINGERDOWN
                 : contact.phase == Contact::Phase::Up ? SDL_FINGERUP
                                                       : SDL_FINGERMOTION;
    event.tfinger.touchId = 7;
    event.tfinger.fingerId = static_cast<SDL_FingerID>(contact.id);
    event.tfinger.x = static_cast<float>(px(contact.at.x) / width_px);
    event.tfinger.y = static_cast<float>(px(contact.at.y) / height_px);
    ASSERT_EQ(SDL_PushEvent(&event), 1);
  }

  void push_mouse(const Contact& contact, Uint32 which) {
    SDL_Event event{};
    const int x = static_cast<int>(px(contact.at.x));
    const int y = static_cast<int>(px(contact.at.y));
    if (contact.phase == Contact::Phase::Move) {
      event.type = SDL_MOUSEMOTION;
      event.motion.which = which;
      event.motion.x = x;
      event.motion.y = y;
    } else {
      event.type = contact.phase == Contact::Phase::Down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP;
      event.button.which = which;
      event.button.button = SDL_BUTTON_LEFT;
      event.button.x = x;
      event.button.y = y;
    }
    ASSERT_EQ(SDL_PushEvent(&event), 1);
  }

  Doubled doubled_;
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>();
  std::unique_ptr<Panel> panel_;
  std::unique_ptr<Fingers> fingers_;
  std::optional<std::uint64_t> pointer_;
};

/// What counts, in words.
std::string play(const Trace& trace, Doubled doubled) {
  Queue queue(doubled);
  TouchGuard guard(trace_panel);
  guard.replace_targets(trace_targets);
  Rulings rulings;
  for (const auto& step : trace.steps) {
    const auto at = step.contact.ticks;
    if (step.what == TraceStep::What::Touch) queue.push(step.contact);
    for (const auto& contact : queue.take_at(at)) rulings.say(at, guard.take(contact));
    if (step.what == TraceStep::What::Show) guard.show(trace_targets, at);
    if (step.what == TraceStep::What::Visit) guard.begin_visit();
    if (step.what == TraceStep::What::Pass) rulings.say(at, guard.pass(at));
  }
  EXPECT_FALSE(guard.is_touched()) << "a finger never left the glass";
  return rulings.taps();
}

class HandsOnTheQueue : public testing::TestWithParam<Doubled> {};

TEST_P(HandsOnTheQueue, LeadToWhatTheirTraceExpects) {
  int traces = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(STEMME_SOURCE "/tests/hands/traces")) {
    SCOPED_TRACE(file.path().filename());
    const auto trace = read_trace(read_text_file(file.path(), 65536).value());
    EXPECT_EQ(play(trace, GetParam()), trace.expected);
    ++traces;
  }
  EXPECT_GE(traces, 10);
}

TEST_P(HandsOnTheQueue, AreAsManyContactsAsFingers) {
  Queue queue(GetParam());
  std::set<std::uint64_t> ids;
  int lifted = 0;
  const auto trace = read_trace(
      "0 a+ 50 60\n10 b+ 60 60\n20 c+ 70 60\n30 a~ 52 60\n"
      "90 b- 60 60\n95 a- 52 60\n99 c- 70 60\n");
  for (const auto& step : trace.steps) {
    queue.push(step.contact);
    for (const auto& contact : queue.take_at(step.contact.ticks)) {
      ids.insert(contact.id);
      lifted += contact.phase == Contact::Phase::Up ? 1 : 0;
    }
  }
  EXPECT_EQ(ids.size(), 3U);
  EXPECT_EQ(lifted, 3);
}

std::string name_of_way(const testing::TestParamInfo<Doubled>& tested) {
  constexpr std::array names{"AsFingers", "AlsoBySdl", "ServersPointerAfter",
                             "ServersPointerBefore"};
  return names.at(static_cast<std::size_t>(tested.param));
}

INSTANTIATE_TEST_SUITE_P(HoweverTheSystemTellsOfThem, HandsOnTheQueue,
                         testing::Values(Doubled::Never, Doubled::BySdl, Doubled::ByTheServerAfter,
                                         Doubled::ByTheServerBefore),
                         name_of_way);

}  // namespace
}  // namespace stemme
