/// The release log as the register writes to it and takes from it: one log for both (C12).
#pragma once

#include <memory>

#include "server-sync/counting/release_log.h"
#include "server-sync/register/register.h"

namespace stemme {

inline Journal journal_in(const std::shared_ptr<ReleaseLog>& log) {
  return {[log](const std::string& line) { return log->append(line); },
          [log](const Journal::Take& take) { return log->replay(take); }};
}

}  // namespace stemme
