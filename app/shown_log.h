/// Demo and test builds only: tells scripted fingers what is on the screen and where, one JSON line
/// a change, in the file STEMME_SHOWN names; beside it, in `….heard`, a byte for each finger that
/// came down or went up. A packaged kiosk has no such files and no such code. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/display/fingers.h"
#include "app/display/touch_guard.h"

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
  void say(const ShownFrame& frame, const std::vector<Target>& targets, double mm_per_px);
  /// A finger that came down or went up has been acted on.
  void hear(const Contact& contact);

 private:
  std::string path_;
  std::string said_;
};

}  // namespace stemme
