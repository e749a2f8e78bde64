/// How a verb reaches the running collector: a Unix socket, 0600, one JSON line in, one out.
/// Whoever can open it owns the state directory already, so it asks for nothing more. Its own
/// thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "server-sync/foundation/clock.h"

namespace stemme {

class AdminSocket {
 public:
  using Answer = std::function<std::string(const std::string& line)>;

  static Result<std::unique_ptr<AdminSocket>> listen(const std::filesystem::path& path,
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

/// Missing when nobody listens there.
Result<std::string> ask_admin_socket(const std::filesystem::path& path, const std::string& line);

}  // namespace stemme
