/// What the guard makes of contacts, in words: "80 tap 1; 300 echo". Test thread.
#pragma once

#include <array>
#include <string>

#include "app/display/touch_guard.h"

namespace stemme {

/// A panel of 10.1" with two faces, fourteen millimetres between them, and the skip below: what
/// traces are written for.
inline constexpr Area trace_panel{0, 0, 217, 136};
inline constexpr std::array trace_targets{Target{1, {20, 30, 60, 60}}, Target{2, {94, 30, 60, 60}},
                                          Target{9, {70, 100, 60, 25}}};

class Rulings {
 public:
  void say(Ticks at, const Ruling& ruling) {
    if (ruling.tap) add(at, "tap " + std::to_string(ruling.tap->target));
    if (ruling.refusal) add(at, word(*ruling.refusal));
    if (ruling.is_one_finger_hint_due) add(at, "one-finger");
  }
  const std::string& text() const { return text_; }
  /// Only what counted.
  const std::string& taps() const { return taps_; }

 private:
  static const char* word(Refusal refusal) {
    constexpr std::array words{"edge",      "new-screen", "echo", "palm",        "other-finger",
                               "no-target", "too-short",  "slid", "lifted-aside"};
    return words[static_cast<std::size_t>(refusal)];
  }
  void add(Ticks at, const std::string& what) {
    const auto one = std::to_string(at.count()) + " " + what;
    text_ += (text_.empty() ? "" : "; ") + one;
    if (what.starts_with("tap")) taps_ += (taps_.empty() ? "" : "; ") + one;
  }

  std::string text_;
  std::string taps_;
};

}  // namespace stemme
