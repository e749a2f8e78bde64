/// For staff, one-handed and in a hurry: the code, then what waits, when there was contact, *send
/// now*, and a round. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

/// A keypad. Digits are target_key_first + digit.
struct PinView {
  Reading reading;
  std::string title;
  int typed = 0;
  std::string complaint;  ///< wrong code, or how long to wait; empty otherwise
  bool is_locked = false;
  std::string erase;
  std::string back;
  bool operator==(const PinView&) const = default;
};
std::vector<Target> draw_pin(Canvas& canvas, const PinView& view);

struct StaffView {
  Reading reading;
  std::string title;
  std::vector<std::string> lines;  ///< contact, unsent, clock, space, version
  std::string reckoning;  ///< what became of the answers; empty before the collector has said so
  std::string notice;     ///< what the last press led to, or what needs somebody
  std::string send_now;
  std::string start_round;  ///< empty when no round can be asked
  std::string plan;
  std::string tools;
  std::string back;
  bool operator==(const StaffView&) const = default;
};
std::vector<Target> draw_staff(Canvas& canvas, const StaffView& view);

struct PlanRow {
  std::string when;
  std::string what;
  bool operator==(const PlanRow&) const = default;
};

/// What this screen asks today, and when.
struct PlanView {
  Reading reading;
  std::string title;
  std::vector<PlanRow> rows;  ///< the first seven are shown
  std::string results;        ///< what rounds of today came to; empty where there are none
  std::string back;
  bool operator==(const PlanView&) const = default;
};
std::vector<Target> draw_plan(Canvas& canvas, const PlanView& view);

}  // namespace stemme
