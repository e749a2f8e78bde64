/// How a verb reaches a running side of the collector, and the sides each other: a Unix socket, one
/// JSON line in, one out. Whoever can open it has the right to, so it asks for nothing more. Its
/// own thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "server-sync/foundation/clock.h"

namespace stemme {

class AdminSocket {
 public:
  using Answer = std::function<std::string(const std::string& line)>;

  /// 0600: for the same user. 0660: for the group of a shared state directory too.
  static Result<std::unique_ptr<AdminSocket>> listen(const std::filesystem::path& path, mode_t mode,
                                                     std::shared_ptr<Clock> clock, Answer answer);
  /// Ends after the verb it is at, and removes the socket.
  ~AdminSocket();
  AdminSocket(const AdminSocket&) = delete;
  AdminSocket& operator=(const AdminSocket&) = delete;

 private:
  AdminSocket(std::filesystem::path path, std::shared_ptr<Clock> clock, Answer answer, int listener,
              int stop);
  void run();
  void serve_one();

  std::filesystem::path path_;
  std::shared_ptr<Clock> clock_;
  Answer answer_;
  int listener_;
  int stop_;
  std::thread thread_;
};

/// Missing when nobody listens there; Offline when no answer comes within `seconds` of real time
/// (0: however long it takes).
Result<std::string> ask_admin_socket(const std::filesystem::path& path, const std::string& line,
                                     int seconds = 0);

}  // namespace stemme
