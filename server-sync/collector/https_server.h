/// HTTPS to Request and Reply: the only file that knows the HTTP library. TLS 1.2 or newer; bounded
/// lines, fields and bodies; kept connections. The answer may come from any thread, later. `stop`
/// lets what has begun be answered first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/message.h"

namespace stemme {

class HttpsServer {
 public:
  using Done = std::function<void(Reply)>;
  /// Called on a thread of the server's: must not wait. `done` is to be called once.
  using Answer = std::function<void(Request, Done)>;

  struct Settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::size_t threads = 2;
  };

  /// Driven time stands still while a request is being answered.
  static Result<std::unique_ptr<HttpsServer>> start(const Settings& settings,
                                                    std::shared_ptr<Clock> clock, Answer answer);
  /// Stops.
  ~HttpsServer();
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;

  std::uint16_t port() const;
  /// On one of the server's threads, soon; not after `stop` has returned.
  void run(std::function<void()> work);
  void stop();

 private:
  class Room;
  explicit HttpsServer(std::unique_ptr<Room> room);
  std::unique_ptr<Room> room_;
};

}  // namespace stemme
