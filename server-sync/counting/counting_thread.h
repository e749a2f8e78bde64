/// The thread that opens, counts and releases. It owns counts.db and the release log, reads
/// intake.db and register.db, and is the only holder of the opening keys. Woken by intake, by
/// Monday 05:00 and by the `release` verb. The public functions may be called from any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server-sync/counting/counting.h"
#include "server-sync/foundation/clock.h"

namespace stemme {

class CountingThread {
 public:
  /// Opens or makes counts.db, replays the release log, counts the backlog, then waits.
  static Result<std::unique_ptr<CountingThread>> start(CountingSettings settings,
                                                       std::shared_ptr<Clock> clock);
  ~CountingThread();
  CountingThread(const CountingThread&) = delete;
  CountingThread& operator=(const CountingThread&) = delete;

  /// Something was stored. The errand holds driven time until it has been looked at.
  void wake(Clock::Errand errand);

  /// The `release` verb: counts what is stored and releases the weeks that are over, as Monday
  /// 05:00 does. Returns when it is done.
  Result<void> release();

  /// As in Counting.
  Result<void> copy_to(const std::filesystem::path& path);
  Result<std::vector<std::int64_t>> done_with(std::vector<StoredRow> rows);
  /// Returns when it is held: only then may anything be sealed to it. What lies before it to be
  /// counted does not hold it up.
  void add_key(const OpeningKey& key);

  /// Counted + set aside + unopened = stored, to the answer (C2).
  Result<Reconciliation> reconcile();

 private:
  using Work = std::function<void(Counting&)>;

  CountingThread(std::unique_ptr<Counting> counting, std::shared_ptr<Clock> clock, int wake_fd);
  void run();
  bool count_what_waits();
  void take_new_keys();
  Ticks look();
  void post(Work work);
  template <typename T>
  Result<T> ask(const std::function<Result<T>(Counting&)>& what);

  std::unique_ptr<Counting> counting_;
  std::shared_ptr<Clock> clock_;
  int wake_fd_ = -1;
  std::mutex mutex_;
  std::deque<std::pair<Work, Clock::Errand>> work_;
  std::vector<std::pair<OpeningKey, std::promise<void>>> new_keys_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stemme
