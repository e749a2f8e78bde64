/// One picture and one sentence: pause, *Er du der?*, one finger, closed, too small. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

struct MessageView {
  Reading reading;
  std::string picture;
  std::string title;
  std::string line;
  bool takes_touch = false;  ///< any touch goes on (target_anywhere)
  bool has_staff_corner = false;
  bool operator==(const MessageView&) const = default;
};

std::vector<Target> draw_message(Canvas& canvas, const MessageView& view);

}  // namespace stemme
