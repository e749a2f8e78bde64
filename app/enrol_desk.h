/// Typing an address and a code on the glass (C6). Checks the code's own mistakes before anything
/// is sent. UI thread.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "app/screens/enrol_screen.h"
#include "server-sync/protocol/enrolment_code.h"
#include "server-sync/protocol/phrasebook.h"

namespace stemme {

class EnrolDesk {
 public:
  explicit EnrolDesk(std::string address)
      : address_(std::move(address)), is_address_(address_.empty()) {}

  /// Somebody comes to connect it again.
  void open();
  void tap(int target);
  /// What to send, when *connect* was tapped and the code can be one.
  std::optional<std::pair<std::string, EnrolmentCode>> take_wish();
  /// Nobody there, or refused: what the person reads.
  void failed(Failure failure);

  EnrolView view(const Phrasebook& words, bool is_connected) const;

 private:
  enum class Notice { None, Mistyped, Working, Expired, Another, NoContact };

  std::string address_;
  std::string code_;
  bool is_address_;
  bool is_wished_ = false;
  Notice notice_ = Notice::None;
};

}  // namespace stemme
