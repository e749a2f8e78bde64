#include "app/display/window_fingers.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <X11/Xlib.h>

#include <array>
#include <map>
#include <utility>

// Xlib's macros would rename half of our words.
#undef None
#undef Success
#undef Bool

namespace stemme {
namespace {

/// The first window of the process is the panel's.
std::optional<int> x11_connection() {
  SDL_Window* window = nullptr;
  for (Uint32 id = 1; window == nullptr && id < 64; ++id) window = SDL_GetWindowFromID(id);
  SDL_SysWMinfo about;
  SDL_VERSION(&about.version);
  if (window == nullptr || SDL_GetWindowWMInfo(window, &about) != SDL_TRUE) return std::nullopt;
  if (about.subsystem != SDL_SYSWM_X11) return std::nullopt;
  return XConnectionNumber(about.info.x11.display);
}

class WindowFingers final : public Fingers {
 public:
  WindowFingers(Panel& panel, std::shared_ptr<Clock> clock)
      : panel_(panel), clock_(std::move(clock)), fd_(x11_connection()) {}

  std::vector<Contact> take() override {
    SDL_PumpEvents();
    std::vector<Contact> contacts;
    std::array<SDL_Event, 32> events;
    int count = 0;
    while ((count = SDL_PeepEvents(events.data(), 32, SDL_GETEVENT, SDL_MOUSEMOTION,
                                   SDL_FINGERMOTION)) > 0)
      for (int i = 0; i < count; ++i) heed(events[static_cast<std::size_t>(i)], contacts);
    return contacts;
  }

  bool gather() override {
    SDL_PumpEvents();
    const bool is_something = SDL_HasEvents(SDL_MOUSEMOTION, SDL_FINGERMOTION) == SDL_TRUE ||
                              SDL_HasEvent(SDL_WINDOWEVENT) == SDL_TRUE ||
                              SDL_HasEvent(SDL_QUIT) == SDL_TRUE;
    // The rest is nobody's: it would fill the queue and never be taken.
    if (!is_something) SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    return is_something;
  }

  std::optional<int> fd() const override { return fd_; }

 private:
  /// SDL's name for what touches: (touch device, finger), or the mouse.
  using Source = std::pair<std::int64_t, std::int64_t>;
  static constexpr Source mouse{-1, -1};

  void heed(const SDL_Event& event, std::vector<Contact>& contacts) {
    switch (event.type) {
      case SDL_FINGERDOWN:
      case SDL_FINGERMOTION:
      case SDL_FINGERUP:
        return heed_finger(event.tfinger, contacts);
      case SDL_MOUSEBUTTONDOWN:
      case SDL_MOUSEBUTTONUP:
        if (event.button.which != SDL_TOUCH_MOUSEID && event.button.button == SDL_BUTTON_LEFT)
          heed_mouse(event.type, event.button.x, event.button.y, contacts);
        return;
      case SDL_MOUSEMOTION:
        if (event.motion.which != SDL_TOUCH_MOUSEID)
          heed_mouse(event.type, event.motion.x, event.motion.y, contacts);
        return;
      default:
        return;
    }
  }

  void heed_finger(const SDL_TouchFingerEvent& finger, std::vector<Contact>& contacts) {
    if (finger.touchId == SDL_MOUSE_TOUCHID) return;
    const Source source{finger.touchId, finger.fingerId};
    const Point px{double(finger.x) * panel_.width_px(), double(finger.y) * panel_.height_px()};
    if (finger.type == SDL_FINGERDOWN && !is_the_mouse(source)) begin(source, px, contacts);
    if (finger.type == SDL_FINGERMOTION) go_on(source, px, contacts);
    if (finger.type == SDL_FINGERUP) end(source, px, contacts);
  }

  /// The X server tells of the first finger as a mouse too; whichever came first is the contact.
  /// The mouse stands for one finger only: the others of a palm are fingers still (D44).
  bool is_the_mouse(Source finger) {
    if (!down_.contains(mouse)) return false;
    if (!told_by_mouse_) told_by_mouse_ = finger;
    return told_by_mouse_ == finger;
  }

  void heed_mouse(Uint32 type, int x, int y, std::vector<Contact>& contacts) {
    const Point px{x + 0.5, y + 0.5};
    if (type == SDL_MOUSEBUTTONDOWN && down_.empty()) {
      told_by_mouse_.reset();
      begin(mouse, px, contacts);
    }
    if (type == SDL_MOUSEMOTION) go_on(mouse, px, contacts);
    if (type == SDL_MOUSEBUTTONUP) end(mouse, px, contacts);
  }

  void begin(Source source, Point px, std::vector<Contact>& contacts) {
    if (const auto lost = down_.find(source); lost != down_.end()) end(source, px, contacts);
    down_[source] = ++ids_;
    contacts.push_back(contact(ids_, Contact::Phase::Down, px));
  }

  void go_on(Source source, Point px, std::vector<Contact>& contacts) {
    if (const auto found = down_.find(source); found != down_.end())
      contacts.push_back(contact(found->second, Contact::Phase::Move, px));
  }

  void end(Source source, Point px, std::vector<Contact>& contacts) {
    const auto found = down_.find(source);
    if (found == down_.end()) return;
    contacts.push_back(contact(found->second, Contact::Phase::Up, px));
    down_.erase(found);
  }

  Contact contact(std::uint64_t id, Contact::Phase phase, Point px) {
    const double mm = panel_.mm_per_px();
    return {id, phase, {px.x * mm, px.y * mm}, clock_->ticks()};
  }

  Panel& panel_;
  std::shared_ptr<Clock> clock_;
  std::optional<int> fd_;
  std::map<Source, std::uint64_t> down_;
  /// The finger that the mouse's contact is.
  std::optional<Source> told_by_mouse_;
  std::uint64_t ids_ = 0;
};

}  // namespace

std::unique_ptr<Fingers> watch_window_fingers(Panel& panel, std::shared_ptr<Clock> clock) {
  return std::make_unique<WindowFingers>(panel, std::move(clock));
}

}  // namespace stemme
