/// What passes between the two sides of a collector, and nothing else does: the web side wakes
/// counting and has it write ahead; counting and its caretaker have the web side copy, mark and
/// forget what lies in its files. In one process these are calls; in two they are verbs on a socket
/// (§2). A web side that was broken into finds nothing here that opens a box or a backup.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server-sync/collector/verbs.h"
#include "server-sync/counting/release_log.h"
#include "server-sync/intake/intake_store.h"
#include "server-sync/offsite/backup.h"

namespace stemme {

/// How off-site stands, for machines that watch.
struct OffsiteStanding {
  bool is_reached = true;
  std::optional<Instant> newest_backup;
};

/// Counting, as the web side knows it. Any thread.
struct CountingEnd {
  /// Something was stored. The errand holds driven time until counting has heard of it.
  std::function<void(Clock::Errand)> wake;
  /// What lies beneath the register (C12). Offline when counting or its log is away: nothing may
  /// take effect.
  Journal journal;
  /// Where the journal cannot be replayed at once: hands its lines over as soon as counting and its
  /// log can be reached; until then replaying and appending are refused. Once, when this side
  /// answers. Empty: the journal is at hand.
  std::function<void(Journal::Take)> take_up = {};
  /// Offline when counting is away.
  std::function<Result<OffsiteStanding>()> standing;
};

/// The files of the web side, as counting knows them. Any thread but the web side's own. Offline
/// when the web side is away.
struct StoreEnd {
  BackupSources::Copy copy_intake;
  BackupSources::Copy copy_register;
  StoreWrites writes;
  std::function<Result<void>(std::int64_t serial, const std::string& document)> put_identity;
  /// Brings the register to where the log is, before anything is counted. Offline while the web
  /// side has not heard what the log says.
  std::function<Result<void>()> catch_up;
};

/// In this process, without `catch_up`, which is its who owns the register. What is handed over is
/// borrowed.
StoreEnd near_store(IntakeStore& intake, Register& the_register);
/// In the process that listens on the web side's socket.
StoreEnd far_store(const StateDirectory& state);
/// What that process answers there, beside its verbs for people.
Verbs store_verbs(const StateDirectory& state, const StoreEnd& near);

/// What counting answers on its hatch.
Verbs hatch_verbs(std::function<void()> wake, const std::shared_ptr<ReleaseLog>& log,
                  std::function<OffsiteStanding()> standing);

/// Counting in another process: a thread that wakes it, so that nobody who stores a batch waits for
/// counting, and that takes up the log when counting comes back.
class FarCounting {
 public:
  FarCounting(std::filesystem::path hatch, std::shared_ptr<Clock> clock);
  ~FarCounting();
  FarCounting(const FarCounting&) = delete;
  FarCounting& operator=(const FarCounting&) = delete;

  /// Borrows this.
  CountingEnd end();
  /// Wakes counting once more where something was stored, then ends; nobody is taken up from or
  /// woken after it.
  void stop();

 private:
  void take_up(Journal::Take take);
  void wake(Clock::Errand errand);
  Result<void> append(const std::string& line);
  Result<void> has_replayed();
  Result<void> replay();
  void note_replayed();
  void run();

  std::filesystem::path hatch_;
  std::shared_ptr<Clock> clock_;
  int wake_fd_;
  Journal::Take take_;
  std::mutex mutex_;
  std::vector<Clock::Errand> woken_;
  /// All that counting's log says of the register has been taken up.
  bool has_replayed_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stemme
