/// Connecting a new screen by its code (C6): an address and sixteen characters, typed on the glass
/// without a keyboard. UI thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

/// What the keys type: digits, the letters of Crockford's alphabet and of addresses, and the marks
/// of addresses. The key at index i is target_key_first + i.
inline constexpr std::string_view enrol_keys = "1234567890QWERTYUIOPASDFGHJKLZXCVBNM.-:/";

struct EnrolView {
  Reading reading;
  std::string title;
  std::string how;
  std::string address_label;
  std::string address;
  std::string code_label;
  std::string code;         ///< as typed, shown in groups of four
  bool is_address = false;  ///< which of the two the keys go to
  std::string notice;
  std::string connect;
  std::string erase;
  std::string back;  ///< of a terminal that is connected already
  bool is_working = false;
  bool operator==(const EnrolView&) const = default;
};
std::vector<Target> draw_enrol(Canvas& canvas, const EnrolView& view);

}  // namespace stemme
