/// Counting without its thread: what is stored is opened, tallied and set aside; what is due is
/// released. Owns counts.db. One thread at a time; the simulator drives it directly.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "server-sync/counting/reconciliation.h"
#include "server-sync/counting/release_log.h"
#include "server-sync/foundation/clock.h"
#include "server-sync/intake/ledger.h"
#include "server-sync/protocol/keys.h"

namespace stemme {

struct CountingSettings {
  /// Holds intake.db and register.db, which are read; counts.db is made here.
  std::filesystem::path state_folder;
  /// Every opening key that batches may still be sealed to.
  std::vector<OpeningKey> keys;
  /// Shared with the register, whose lines go the same way (C12).
  std::shared_ptr<ReleaseLog> log;
  /// Brings the register to where the log is; whom to believe stands there. Offline where it cannot
  /// be reached. Empty: it is there.
  std::function<Result<void>()> before_catching_up = {};
};

class Counting {
 public:
  /// Makes counts.db where there is none and replays the log. Where the log cannot be reached it
  /// opens all the same, and counts nothing until it can: only the log says what was released.
  static Result<Counting> open(CountingSettings settings);
  Counting(Counting&&) noexcept;
  ~Counting();

  /// Counts some of the oldest batches not yet counted, so that a caller can do something else
  /// between. How many; 0 when nothing waits.
  Result<int> count_some();
  Result<void> count_all();

  /// Rounds at 18:00 of their day, weeks on Monday 05:00 (C11, C12). Counts everything stored
  /// first.
  Result<void> release_due(Instant now);
  /// The `release` verb: the same for every week that is over, whatever the hour.
  Result<void> release_over(Instant now);
  /// When release_due has something to do next.
  Result<Instant> next_due(Instant now);

  Result<Reconciliation> reconcile();

  /// For a backup (C12): whole, at once; counting may lag.
  Result<void> copy_to(const std::filesystem::path& path);
  /// Of these batches those that are counted and need not be opened again: their raw may go (C8).
  Result<std::vector<std::int64_t>> done_with(const std::vector<StoredRow>& rows);
  /// Of each epoch the first batch that waits for a key that nobody holds (C6), by its row.
  Result<std::vector<std::int64_t>> unopened();
  /// A key that devices will seal to from now on.
  void add_key(const OpeningKey& key);

 private:
  struct Room;
  explicit Counting(std::unique_ptr<Room> room);
  std::unique_ptr<Room> room_;
};

}  // namespace stemme
