/// The web side of a collector (§2): it answers devices and staff over HTTPS, writes intake.db and
/// register.db, and holds the keys for replies, enrolment and TLS, none that opens a box (C6). What
/// it needs of counting it is handed. What has begun is answered before it closes; one thread opens
/// and closes it.
#pragma once

#include <memory>

#include "server-sync/collector/hatch.h"

namespace stemme {

class WebSide {
 public:
  /// All outlive the side.
  struct Surroundings {
    const StateDirectory& state;
    const CollectorSettings& settings;
    std::shared_ptr<Clock> clock;
    CountingEnd counting;
    std::function<void()> broken;  ///< a write failed for good, or a file is damaged
    bool stands_alone = false;     ///< counting is another process
  };
  struct Door {
    std::string address;
    std::uint16_t port = 0;
    std::size_t threads = 2;
  };

  /// Its files are open; nobody is let in yet.
  static Result<std::unique_ptr<WebSide>> open(Surroundings with);
  ~WebSide();
  WebSide(const WebSide&) = delete;
  WebSide& operator=(const WebSide&) = delete;

  Result<void> open_doors(const Door& door);
  /// What has begun is answered first. Its files stay open until it ends.
  void close_doors();

  std::uint16_t port() const;
  /// Its files, for counting in the same process.
  StoreEnd store();

 private:
  struct Rooms;
  explicit WebSide(std::unique_ptr<Rooms> rooms);
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace stemme
