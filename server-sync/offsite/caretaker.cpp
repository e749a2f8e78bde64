#include "server-sync/offsite/caretaker.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "server-sync/foundation/logbook.h"
#include "server-sync/intake/high_water.h"
#include "server-sync/intake/ledger.h"
#include "server-sync/protocol/calendar.h"

namespace stemme {
namespace {

constexpr std::chrono::hours looks_every{1};
constexpr std::chrono::minutes tries_again_after{10};
/// Nobody answers then, and a day's last batches have come.
constexpr std::chrono::hours night{2};

}  // namespace

Caretaker::Caretaker(Charges charges, std::shared_ptr<Clock> clock, int wake_fd)
    : charges_(std::move(charges)), clock_(std::move(clock)), wake_fd_(wake_fd) {}

Result<std::unique_ptr<Caretaker>> Caretaker::start(Charges charges, std::shared_ptr<Clock> clock) {
  const int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd < 0) return unexpected("caretaker: no eventfd");
  std::unique_ptr<Caretaker> caretaker(
      new Caretaker(std::move(charges), std::move(clock), wake_fd));
  if (const auto checked = caretaker->check_high_water(); !checked)
    log_failure("offsite", checked.error());
  caretaker->thread_ =
      std::thread([raw = caretaker.get(), errand = caretaker->clock_->errand()]() mutable {
        raw->clock_->enter(std::move(errand));
        raw->run();
      });
  return caretaker;
}

Caretaker::~Caretaker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  eventfd_write(wake_fd_, 1);
  if (thread_.joinable()) thread_.join();
  close(wake_fd_);
}

void Caretaker::run() {
  for (;;) {
    auto looked = look();
    if (!looked) log_failure("offsite", looked.error());
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      standing_.is_reached = looked || looked.error().failure() != Failure::Offline;
      standing_.trouble = looked ? "" : looked.error().message();
    }
    const auto pause = looked ? Ticks(looks_every) : Ticks(tries_again_after);
    clock_->wait(std::span(&wake_fd_, 1), clock_->ticks() + pause);
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
}

Result<void> Caretaker::look() {
  TRY(check_high_water());
  const auto mark = TRY(high_water_in(charges_.intake_db));
  TRY(charges_.offsite.write(mark));
  const auto now = clock_->now();
  if (TRY(night_is_due(now))) TRY(back_up_now());
  return {};
}

/// A store that is behind what stands off-site, or has gone another way since, is not the one
/// devices knew (C12). It may have taken batches meanwhile, so its number alone does not tell.
Result<void> Caretaker::check_high_water() {
  const auto mark = TRY(charges_.offsite.high_water());
  if (!mark) return {};
  if (TRY(reaches(charges_.intake_db, *mark))) return {};
  log_warning("offsite", "this store is older than what stands off-site: a new incarnation begins");
  TRY(charges_.store.begin_incarnation());
  const auto now_there = TRY(high_water_in(charges_.intake_db));
  return charges_.offsite.write(now_there);
}

/// Once a night, and at once where there is none yet.
Result<bool> Caretaker::night_is_due(Instant now) {
  const auto kept = TRY(charges_.offsite.backups());
  if (kept.empty()) return true;
  const auto made = TRY(local_time(kept.back().made, charges_.zone));
  const auto local = TRY(local_time(now, charges_.zone));
  return made.date < local.date && local.since_midnight >= night;
}

Result<KeptBackup> Caretaker::back_up_now() {
  const std::lock_guard lock(working_);
  const auto now = clock_->now();
  const auto made = TRY(back_up(charges_.sources, charges_.offsite, now));
  const auto& kept = made.kept;
  TRY(charges_.store.set_backed_up(made.makes_safe));
  log_event("offsite", "a backup was made, restored and found sound: " + kept.folder.string());
  TRY(charges_.offsite.prune(now - kept_for));
  TRY(destroy_raw(kept, now));
  return kept;
}

/// C8: on counting's word, 35 days after it came, and only what lies in a sound backup.
Result<void> Caretaker::destroy_raw(const KeptBackup& kept, Instant now) {
  const auto local = TRY(local_time(now - kept_for, charges_.zone));
  auto ledger = TRY(Ledger::open(charges_.intake_db, charges_.the_register));
  auto rows = TRY(ledger.stored_before(kept.newest_row, local.date));
  const auto done = TRY(charges_.counting.done_with(std::move(rows)));
  return done.empty() ? Result<void>() : charges_.store.destroy_raw(done);
}

Caretaker::Standing Caretaker::standing() {
  const std::lock_guard lock(mutex_);
  return standing_;
}

}  // namespace stemme
