#include "app/display/window_switches.h"

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <X11/extensions/XInput2.h>

#include <algorithm>
#include <array>
#include <map>

// Xlib's macros would rename half of our words.
#undef None
#undef Success
#undef Bool

namespace stemme {
namespace {

/// A connection of our own: SDL's takes what is on its own away.
class WindowSwitches final : public Switches {
 public:
  WindowSwitches(std::vector<DeclaredSwitch> declared, std::shared_ptr<Clock> clock)
      : declared_(std::move(declared)), clock_(std::move(clock)) {
    if (!declared_.empty()) server_ = XOpenDisplay(nullptr);
    if (server_ == nullptr) return;
    if (!tells_devices_apart()) {
      XCloseDisplay(server_);
      server_ = nullptr;
      return;
    }
    listen();
    look_around();
  }
  ~WindowSwitches() override {
    if (server_ != nullptr) XCloseDisplay(server_);
  }
  WindowSwitches(const WindowSwitches&) = delete;
  WindowSwitches& operator=(const WindowSwitches&) = delete;

  const DeclaredSwitch* present() const override { return present_; }

  std::optional<int> fd() const override {
    return server_ == nullptr ? std::nullopt : std::optional(ConnectionNumber(server_));
  }

  std::vector<SwitchPress> take() override {
    std::vector<SwitchPress> presses;
    while (server_ != nullptr && XPending(server_) > 0) {
      XEvent event;
      XNextEvent(server_, &event);
      auto& cookie = event.xcookie;
      if (cookie.type != GenericEvent || cookie.extension != extension_) continue;
      if (XGetEventData(server_, &cookie) == 0) continue;
      heed(cookie, presses);
      XFreeEventData(server_, &cookie);
    }
    return presses;
  }

 private:
  bool tells_devices_apart() {
    int event = 0;
    int error = 0;
    if (XQueryExtension(server_, "XInputExtension", &extension_, &event, &error) == 0) return false;
    int major = 2;
    int minor = 2;
    return XIQueryVersion(server_, &major, &minor) == 0;
  }

  void listen() {
    std::array<unsigned char, XIMaskLen(XI_LASTEVENT)> wanted{};
    for (const int event : {XI_HierarchyChanged, XI_RawKeyPress, XI_RawKeyRelease})
      wanted[static_cast<std::size_t>(event) / 8] |= static_cast<unsigned char>(1 << (event % 8));
    XIEventMask mask{XIAllDevices, static_cast<int>(wanted.size()), wanted.data()};
    XISelectEvents(server_, DefaultRootWindow(server_), &mask, 1);
    XFlush(server_);
  }

  void look_around() {
    devices_.clear();
    present_ = nullptr;
    int count = 0;  // Stays when the server does not say.
    XIDeviceInfo* found = XIQueryDevice(server_, XIAllDevices, &count);
    for (int i = 0; i < count; ++i) {
      const auto named = std::ranges::find(declared_, found[i].name, &DeclaredSwitch::device);
      const bool is_real = found[i].use == XISlaveKeyboard || found[i].use == XIFloatingSlave;
      if (named != declared_.end() && is_real) devices_[found[i].deviceid] = &*named;
    }
    if (found != nullptr) XIFreeDeviceInfo(found);
    for (const auto& one : declared_)
      for (const auto& [id, known] : devices_)
        if (present_ == nullptr && known == &one) present_ = known;
  }

  void heed(const XGenericEventCookie& cookie, std::vector<SwitchPress>& presses) {
    if (cookie.evtype == XI_HierarchyChanged) return look_around();
    if (cookie.evtype != XI_RawKeyPress && cookie.evtype != XI_RawKeyRelease) return;
    const auto& raw = *static_cast<const XIRawEvent*>(cookie.data);
    const auto device = devices_.find(raw.sourceid);
    const bool is_repeat = (raw.flags & XIKeyRepeat) != 0;
    // The keyboard that the device is attached to tells of the same press.
    const bool is_told_again = raw.deviceid != raw.sourceid;
    if (device == devices_.end() || device->second != present_ || is_repeat || is_told_again)
      return;
    const auto symbol = XkbKeycodeToKeysym(server_, static_cast<KeyCode>(raw.detail), 0, 0);
    const char* name = XKeysymToString(symbol);
    if (name == nullptr) return;
    const auto key = key_named(*present_, name);
    if (key) presses.push_back({*key, cookie.evtype == XI_RawKeyPress, clock_->ticks()});
  }

  static std::optional<SwitchPress::Key> key_named(const DeclaredSwitch& of,
                                                   const std::string& name) {
    if (of.choose == name) return SwitchPress::Key::Choose;
    if (of.next == name) return SwitchPress::Key::Next;
    if (of.speak == name) return SwitchPress::Key::Speak;
    return std::nullopt;
  }

  std::vector<DeclaredSwitch> declared_;
  std::shared_ptr<Clock> clock_;
  Display* server_ = nullptr;
  int extension_ = 0;
  std::map<int, const DeclaredSwitch*> devices_;  ///< those that are there, by the server's number
  const DeclaredSwitch* present_ = nullptr;
};

}  // namespace

std::unique_ptr<Switches> watch_window_switches(std::vector<DeclaredSwitch> declared,
                                                std::shared_ptr<Clock> clock) {
  return std::make_unique<WindowSwitches>(std::move(declared), std::move(clock));
}

}  // namespace stemme
