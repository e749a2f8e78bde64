#include "app/display/window_panel.h"

#include <SDL.h>

#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

#include "app/display/coverage.h"

#ifdef __SANITIZE_ADDRESS__
/// SDL asks D-Bus about the screen saver, and D-Bus never gives its first kilobyte back.
extern "C" const char* __lsan_default_suppressions() { return "leak:libdbus-1"; }
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
#endif

namespace stemme {
namespace {

Error sdl_failure(const std::string& what) { return unexpected(what + ": " + SDL_GetError()); }

/// Only what the fingers and the panel take may queue up; the rest would wake nobody's code.
void ignore_other_events() {
  for (const auto kind : {SDL_KEYDOWN, SDL_KEYUP, SDL_TEXTEDITING, SDL_TEXTINPUT, SDL_KEYMAPCHANGED,
                          SDL_MOUSEWHEEL, SDL_CLIPBOARDUPDATE, SDL_DROPFILE, SDL_SYSWMEVENT,
                          SDL_DISPLAYEVENT, SDL_AUDIODEVICEADDED, SDL_AUDIODEVICEREMOVED})
    static_cast<void>(SDL_EventState(kind, SDL_IGNORE));
}

Result<void> start_video() {
  // Plain pixels to the X server: the accelerated way would load a GL driver for nothing.
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
  // One source for each contact; window_fingers keeps out what the X server doubles.
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  // Nobody composes letters here: Xlib would read five thousand ways to do so before the first
  // frame, and keep them.
  setenv("XCOMPOSEFILE", "/dev/null", 0);
  // Nor is there a desktop to ask about its screen saver: without an address D-Bus would start one.
  setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/dev/null", 0);
  if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) return sdl_failure("no display to open a window on");
  SDL_StopTextInput();
  ignore_other_events();
  return {};
}

class WindowPanel final : public Panel {
 public:
  WindowPanel(SDL_Window* window, double mm_per_px) : window_(window), mm_per_px_(mm_per_px) {}
  WindowPanel(const WindowPanel&) = delete;
  WindowPanel& operator=(const WindowPanel&) = delete;
  ~WindowPanel() override {
    if (own_ != nullptr) SDL_FreeSurface(own_);
    SDL_DestroyWindow(window_);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
  }

  Pixels pixels() override {
    SDL_Surface* surface = drawn_surface();
    if (surface == nullptr) return {};
    return {static_cast<std::uint32_t*>(surface->pixels), surface->w, surface->h,
            static_cast<std::size_t>(surface->pitch) / 4};
  }

  double mm_per_px() const override { return mm_per_px_; }

  Result<void> present(std::span<const Area> changed) override {
    SDL_Surface* drawn = drawn_surface();
    SDL_Surface* shown = SDL_GetWindowSurface(window_);
    if (drawn == nullptr || shown == nullptr) return sdl_failure("the window has no surface");
    std::vector<SDL_Rect> rects = to_rects(changed, *shown);
    if (rects.empty()) return {};
    if (drawn != shown)
      for (auto rect : rects) static_cast<void>(SDL_BlitSurface(drawn, &rect, shown, &rect));
    if (SDL_UpdateWindowSurfaceRects(window_, rects.data(), static_cast<int>(rects.size())) != 0)
      return sdl_failure("showing a frame");
    return {};
  }

  bool take_damage() override {
    take_events();
    return std::exchange(is_damaged_, false);
  }

  bool is_closed() override {
    take_events();
    return is_closed_;
  }

 private:
  /// The window's own surface, or one of ours where the display has another pixel layout.
  SDL_Surface* drawn_surface() {
    SDL_Surface* shown = SDL_GetWindowSurface(window_);
    if (shown == nullptr || shown->format->format == SDL_PIXELFORMAT_RGB888) return shown;
    if (own_ != nullptr && own_->w == shown->w && own_->h == shown->h) return own_;
    if (own_ != nullptr) SDL_FreeSurface(own_);
    own_ = SDL_CreateRGBSurfaceWithFormat(0, shown->w, shown->h, 32, SDL_PIXELFORMAT_RGB888);
    return own_;
  }

  std::vector<SDL_Rect> to_rects(std::span<const Area> changed, const SDL_Surface& surface) const {
    const PixelBox whole{0, 0, surface.w, surface.h};
    if (changed.empty()) return {SDL_Rect{0, 0, surface.w, surface.h}};
    std::vector<SDL_Rect> rects;
    for (const auto& area : changed) {
      const PixelBox box = PixelBox::around(in_px(area, mm_per_px_)).within(whole);
      if (!box.is_empty()) rects.push_back({box.left, box.top, box.width(), box.height()});
    }
    return rects;
  }

  void take_events() {
    std::array<SDL_Event, 16> events;
    int count = 0;
    while ((count = SDL_PeepEvents(events.data(), 16, SDL_GETEVENT, SDL_WINDOWEVENT,
                                   SDL_WINDOWEVENT)) > 0)
      for (int i = 0; i < count; ++i) heed(events[static_cast<std::size_t>(i)].window);
    while ((count = SDL_PeepEvents(events.data(), 16, SDL_GETEVENT, SDL_QUIT, SDL_QUIT)) > 0)
      is_closed_ = true;
  }

  void heed(const SDL_WindowEvent& event) {
    if (event.event == SDL_WINDOWEVENT_EXPOSED || event.event == SDL_WINDOWEVENT_SIZE_CHANGED ||
        event.event == SDL_WINDOWEVENT_RESTORED)
      is_damaged_ = true;
    if (event.event == SDL_WINDOWEVENT_CLOSE) is_closed_ = true;
  }

  SDL_Window* window_;
  double mm_per_px_;
  SDL_Surface* own_ = nullptr;
  bool is_damaged_ = true;
  bool is_closed_ = false;
};

/// The whole screen as a window without a frame: works with a window manager and without one, as on
/// the kiosk, where nobody would answer a request to go full screen.
SDL_Window* open_window(const WindowWish& wish) {
  SDL_Rect place{SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, wish.width_px, wish.height_px};
  Uint32 flags = SDL_WINDOW_SHOWN;
  if (wish.width_px == 0 && SDL_GetDisplayBounds(0, &place) == 0)
    flags |= SDL_WINDOW_BORDERLESS | SDL_WINDOW_ALWAYS_ON_TOP;
  return SDL_CreateWindow(wish.title.c_str(), place.x, place.y, place.w, place.h, flags);
}

}  // namespace

Result<std::unique_ptr<Panel>> open_window_panel(const WindowWish& wish) {
  TRY(start_video());
  SDL_Window* window = open_window(wish);
  if (window == nullptr) {
    auto error = sdl_failure("opening the window");
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return error;
  }
  if (wish.width_px == 0) static_cast<void>(SDL_ShowCursor(SDL_DISABLE));
  int width_px = 1;
  SDL_GetWindowSize(window, &width_px, nullptr);
  return std::unique_ptr<Panel>(std::make_unique<WindowPanel>(window, wish.width_mm / width_px));
}

}  // namespace stemme
