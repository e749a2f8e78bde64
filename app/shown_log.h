/// Demo and test builds only: tells scripted fingers what is on the screen and where, one JSON line a change,
/// in the file STEMME_SHOWN names. A packaged kiosk has no such file and no such code. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/display/touch_guard.h"
#include "server-sync/foundation/clock.h"

namespace stemme {

struct ShownFrame {
  std::string screen;
  /// "pack.question", empty where nothing is asked.
  std::string question;
  /// Option ids in screen order.
  std::vector<std::string> options;
  /// The acknowledged choice: an option id, "skip", or empty.
  std::string chosen;
  bool operator==(const ShownFrame&) const = default;
};

class ShownLog {
 public:
  ShownLog();
  void say(const ShownFrame& frame, const std::vector<Target>& targets, double mm_per_px, Ticks now);

 private:
  std::string path_;
};

}  // namespace stemme
