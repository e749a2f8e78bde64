#include "server-sync/collector/collector.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "server-sync/collector/count_side.h"
#include "server-sync/collector/journal.h"
#include "server-sync/collector/web_side.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {

/// In the order they are opened; taken down in reverse.
struct Collector::Rooms {
  Rooms(StateDirectory directory, CollectorSettings with, std::shared_ptr<Clock> time)
      : state(std::move(directory)),
        settings(std::move(with)),
        clock(std::move(time)),
        broken(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Rooms() { ::close(broken); }

  StateDirectory state;
  CollectorSettings settings;
  std::shared_ptr<Clock> clock;
  int broken;
  std::vector<StateLock> locks;
  std::shared_ptr<ReleaseLog> log;
  std::unique_ptr<FarCounting> far_counting;
  std::unique_ptr<CountSide> count;
  std::unique_ptr<WebSide> web;

  Result<void> lock(std::optional<Side> only);
  Result<void> open_web(std::optional<Side> only);
  Result<void> open_count(std::optional<Side> only);
  CountingEnd near_counting();
  void close_all();
};

Result<void> Collector::Rooms::lock(std::optional<Side> only) {
  if (!only) {
    locks = TRY(state.lock_both());
    return {};
  }
  if (!state.is_shared())
    return refused("two processes need a directory that their users share: run split first");
  auto one = TRY(state.lock(*only));
  locks.push_back(std::move(one));
  return {};
}

CountingEnd Collector::Rooms::near_counting() {
  CountingEnd near;
  near.wake = [this](Clock::Errand errand) {
    if (count) count->wake(std::move(errand));
  };
  near.journal = journal_in(log);
  near.standing = [this]() -> Result<OffsiteStanding> { return count->standing(); };
  return near;
}

Result<void> Collector::Rooms::open_web(std::optional<Side> only) {
  if (only == Side::Count) return {};
  if (only) far_counting = std::make_unique<FarCounting>(state.hatch(), clock);
  web = TRY(WebSide::open({state, settings, clock, only ? far_counting->end() : near_counting(),
                           [this] { eventfd_write(broken, 1); }, only.has_value()}));
  return {};
}

Result<void> Collector::Rooms::open_count(std::optional<Side> only) {
  if (only == Side::Web) return {};
  count = TRY(CountSide::open(
      {state, settings, clock, log, only ? far_store(state) : web->store(), only.has_value()}));
  return {};
}

/// First nobody new comes in and what has begun is answered; then what stands behind the doors
/// closes, counting last.
void Collector::Rooms::close_all() {
  if (web) web->close_doors();
  if (count) count->close_doors();
  if (far_counting) far_counting->stop();
  web.reset();
  count.reset();
  far_counting.reset();
}

Collector::Collector(std::unique_ptr<Rooms> rooms) : rooms_(std::move(rooms)) {}
Collector::~Collector() { close(); }

Result<std::unique_ptr<Collector>> Collector::open(const Settings& settings,
                                                   std::shared_ptr<Clock> clock) {
  auto state = TRY(StateDirectory::open(settings.directory));
  auto kept = TRY(state.settings());
  std::unique_ptr<Collector> collector(
      new Collector(std::make_unique<Rooms>(std::move(state), std::move(kept), std::move(clock))));
  auto& rooms = *collector->rooms_;
  TRY(rooms.lock(settings.only));
  const auto log_folder = TRY(rooms.state.log_folder());
  rooms.log = std::make_shared<ReleaseLog>(log_folder);
  TRY(rooms.open_web(settings.only));
  TRY(rooms.open_count(settings.only));
  if (rooms.web)
    TRY(rooms.web->open_doors({settings.address, settings.port, settings.network_threads}));
  log_event("collector", "open");
  return collector;
}

std::uint16_t Collector::port() const { return rooms_->web->port(); }
int Collector::broken() const { return rooms_->broken; }
Result<void> Collector::release() { return rooms_->count->release(); }
Result<Reconciliation> Collector::reconcile() { return rooms_->count->reconcile(); }
void Collector::close() { rooms_->close_all(); }

}  // namespace stemme
