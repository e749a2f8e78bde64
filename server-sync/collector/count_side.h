/// The counting side of a collector (§2): it opens boxes, counts and releases, writes counts.db and
/// the release log, makes backups and looks after what lies off-site. It alone holds the identity
/// and the sealing keys (C6), and has no network port. What it needs of the web side it is handed.
/// One thread opens and closes it.
#pragma once

#include <memory>

#include "server-sync/collector/hatch.h"
#include "server-sync/counting/counting_thread.h"

namespace stemme {

class CountSide {
 public:
  /// All outlive the side.
  struct Surroundings {
    const StateDirectory& state;
    const CollectorSettings& settings;
    std::shared_ptr<Clock> clock;
    std::shared_ptr<ReleaseLog> log;
    StoreEnd store;
    bool stands_alone = false;  ///< the web side is another process, and is listened to
  };

  static Result<std::unique_ptr<CountSide>> open(Surroundings with);
  ~CountSide();
  CountSide(const CountSide&) = delete;
  CountSide& operator=(const CountSide&) = delete;

  /// Verbs, the hatch and the caretaker end; counting goes on until the side ends, so that what the
  /// web side stores last is counted.
  void close_doors();

  void wake(Clock::Errand errand);
  OffsiteStanding standing();
  Result<void> release();
  Result<Reconciliation> reconcile();

 private:
  struct Rooms;
  explicit CountSide(std::unique_ptr<Rooms> rooms);
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace stemme
