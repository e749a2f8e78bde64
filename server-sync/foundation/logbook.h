/// One line an event to standard error, with journald's priority in front.
/// Never holds an answer, a name, a key, a code or a small number that comes
/// from answers. Any thread.
#pragma once

#include <string_view>

#include "server-sync/foundation/result.h"

namespace stemme {

/// `room` is the folder that speaks: "delivery", "intake", …
void log_event(std::string_view room, std::string_view message);
void log_warning(std::string_view room, std::string_view message);
void log_failure(std::string_view room, const Error& error);

}  // namespace stemme
