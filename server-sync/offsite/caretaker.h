/// Looks after what lies off-site, on a thread of its own: each hour how far the store has come,
/// each night a backup, and then what nobody needs any more is destroyed (C8, C12). When off-site
/// is away it tries again and says so; nothing else waits for it. Public functions: any thread.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "server-sync/counting/counting_thread.h"
#include "server-sync/foundation/clock.h"
#include "server-sync/offsite/backup.h"

namespace stemme {

/// So long devices keep what has been taken from them, and we the backups (C4, C12).
inline constexpr std::chrono::days kept_for{35};

/// What the caretaker asks of whoever writes intake.db, in this process or beside it.
struct StoreWrites {
  std::function<Result<void>(const BackedUp& backed_up)> set_backed_up;
  std::function<Result<void>(const std::vector<std::int64_t>& rows)> destroy_raw;
  std::function<Result<void>()> begin_incarnation;
};

class Caretaker {
 public:
  struct Charges {
    BackupSources sources;
    Offsite offsite;
    std::string zone;
    std::filesystem::path intake_db;
    StoreWrites store;
    CountingThread& counting;
    Register& the_register;
  };
  /// How it stands, for `doctor`.
  struct Standing {
    bool is_reached = true;
    std::string trouble;  ///< of the last try; empty when all went well
  };

  /// Before it returns a store that is not the one devices knew has begun a new incarnation, if
  /// off-site and the store can be reached; else at the first look that reaches them.
  static Result<std::unique_ptr<Caretaker>> start(Charges charges, std::shared_ptr<Clock> clock);
  ~Caretaker();
  Caretaker(const Caretaker&) = delete;
  Caretaker& operator=(const Caretaker&) = delete;

  /// The `backup` verb: now.
  Result<KeptBackup> back_up_now();
  Standing standing();

 private:
  Caretaker(Charges charges, std::shared_ptr<Clock> clock, int wake_fd);
  void run();
  Result<void> look();
  Result<void> check_high_water();
  Result<bool> night_is_due(Instant now);
  Result<void> destroy_raw(const KeptBackup& kept, Instant now);

  Charges charges_;
  std::shared_ptr<Clock> clock_;
  int wake_fd_;
  std::mutex working_;  ///< one backup at a time
  std::mutex mutex_;
  Standing standing_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stemme
