/// Starts the driven clock's process and drives it (C13). Ends it when it dies.
/// One thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "server-sync/foundation/clock.h"

namespace stemme {

class DrivenClockProcess {
 public:
  DrivenClockProcess(const std::filesystem::path& socket, Instant start);
  ~DrivenClockProcess();
  DrivenClockProcess(const DrivenClockProcess&) = delete;
  DrivenClockProcess& operator=(const DrivenClockProcess&) = delete;

  /// This process as a client; other processes find it through
  /// STEMME_DRIVEN_CLOCK.
  std::shared_ptr<Clock> connect() const;
  const std::filesystem::path& socket() const { return socket_; }

  Instant advance(Milliseconds by);
  Instant advance_to(Instant to);

 private:
  std::string ask(const std::string& line);

  std::filesystem::path socket_;
  pid_t process_ = 0;
  int line_ = -1;
};

}  // namespace stemme
