/// The collector as a process: opens both sides or one of them, joins them, and takes them down in
/// order. What has begun is answered before it closes. Used by main and by tests; `close` from the
/// thread that opened it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "server-sync/collector/state_directory.h"
#include "server-sync/counting/reconciliation.h"
#include "server-sync/foundation/clock.h"

namespace stemme {

class Collector {
 public:
  struct Settings {
    std::filesystem::path directory;
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::size_t network_threads = 2;
    /// The other side is a process of another user that shares the directory (§2, C6).
    std::optional<Side> only{};
  };

  static Result<std::unique_ptr<Collector>> open(const Settings& settings,
                                                 std::shared_ptr<Clock> clock);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  /// Of the web side.
  std::uint16_t port() const;
  /// Readable once a write has failed for good: the process must end and start anew.
  int broken() const;
  /// Of the counting side.
  Result<void> release();
  Result<Reconciliation> reconcile();
  void close();

 private:
  struct Rooms;
  explicit Collector(std::unique_ptr<Rooms> rooms);
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace stemme
