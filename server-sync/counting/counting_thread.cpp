#include "server-sync/counting/counting_thread.h"

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr std::chrono::minutes retry_after{1};
constexpr int later_than_others = 10;

/// Store first, understand later (C8), for the processors too: when thousands come at once their
/// receipts go first, and what they brought is counted when there is room. For this thread alone
/// (setpriority(2), *C library/kernel differences*); where it may not, all are equal.
void stand_back() { static_cast<void>(setpriority(PRIO_PROCESS, 0, later_than_others)); }

bool may_be_mended(const Error& error) {
  return error.failure() != Failure::Unexpected && error.failure() != Failure::Corrupt;
}

/// What a retry can mend is retried; anything else stops the process, and the watchdog starts it
/// anew.
bool went_well(const Result<void>& done) {
  if (done) return true;
  log_failure("counting", done.error());
  STEMME_ASSERT(may_be_mended(done.error()));
  return false;
}

}  // namespace

CountingThread::CountingThread(std::unique_ptr<Counting> counting, std::shared_ptr<Clock> clock,
                               int wake_fd)
    : counting_(std::move(counting)), clock_(std::move(clock)), wake_fd_(wake_fd) {}

Result<std::unique_ptr<CountingThread>> CountingThread::start(CountingSettings settings,
                                                              std::shared_ptr<Clock> clock) {
  auto counting = TRY(Counting::open(std::move(settings)));
  const int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd < 0) return unexpected("counting: no eventfd");
  std::unique_ptr<CountingThread> thread(new CountingThread(
      std::make_unique<Counting>(std::move(counting)), std::move(clock), wake_fd));
  thread->thread_ = std::thread([raw = thread.get(), errand = thread->clock_->errand()]() mutable {
    raw->clock_->enter(std::move(errand));
    raw->run();
  });
  return thread;
}

CountingThread::~CountingThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  eventfd_write(wake_fd_, 1);
  if (thread_.joinable()) thread_.join();
  close(wake_fd_);
}

void CountingThread::wake(Clock::Errand errand) {
  {
    const std::lock_guard lock(mutex_);
    work_.emplace_back([](Counting&) {}, std::move(errand));
  }
  eventfd_write(wake_fd_, 1);
}

void CountingThread::post(Work work) {
  {
    const std::lock_guard lock(mutex_);
    work_.emplace_back(std::move(work), clock_->errand());
  }
  eventfd_write(wake_fd_, 1);
}

template <typename T>
Result<T> CountingThread::ask(const std::function<Result<T>(Counting&)>& what) {
  std::promise<Result<T>> done;
  post([&](Counting& counting) { done.set_value(what(counting)); });
  return done.get_future().get();
}

Result<void> CountingThread::release() {
  return ask<void>([this](Counting& counting) {
    auto released = counting.release_over(clock_->now());
    went_well(released);
    return released;
  });
}

Result<Reconciliation> CountingThread::reconcile() {
  return ask<Reconciliation>([](Counting& counting) { return counting.reconcile(); });
}

Result<void> CountingThread::copy_to(const std::filesystem::path& path) {
  return ask<void>([&](Counting& counting) { return counting.copy_to(path); });
}

Result<std::vector<std::int64_t>> CountingThread::done_with(std::vector<StoredRow> rows) {
  return ask<std::vector<std::int64_t>>(
      [&](Counting& counting) { return counting.done_with(rows); });
}

void CountingThread::add_key(const OpeningKey& key) {
  std::promise<void> held;
  auto is_held = held.get_future();
  {
    const std::lock_guard lock(mutex_);
    new_keys_.emplace_back(key, std::move(held));
  }
  eventfd_write(wake_fd_, 1);
  is_held.wait();
}

void CountingThread::take_new_keys() {
  const std::lock_guard lock(mutex_);
  for (auto& [key, held] : new_keys_) {
    counting_->add_key(key);
    held.set_value();
  }
  new_keys_.clear();
}

void CountingThread::run() {
  stand_back();
  for (;;) {
    std::deque<std::pair<Work, Clock::Errand>> work;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      work.swap(work_);
    }
    if (!count_what_waits()) return;
    // Counted first, so that whoever asks hears of everything that was stored before the question.
    const auto until = look();
    for (auto& [task, errand] : work) task(*counting_);
    work.clear();  // Errands end once there is nothing left to do for them.
    clock_->wait(std::span(&wake_fd_, 1), until);
    eventfd_t woken = 0;
    eventfd_read(wake_fd_, &woken);
  }
}

/// A little at a time: behind a herd millions wait, and whoever stops the collector does not, nor
/// whoever has a new key. False when it is time to end.
bool CountingThread::count_what_waits() {
  for (;;) {
    take_new_keys();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return false;
    }
    const auto counted = counting_->count_some();
    // What a retry can mend is met again, and judged, by `look`; there a disk that refused one
    // write would take the next, and nobody would have heard of it (C2).
    if (!counted && !may_be_mended(counted.error())) went_well(counted.error());
    if (!counted || *counted == 0) return true;
  }
}

/// Counts and releases; until when there is nothing to do.
Ticks CountingThread::look() {
  const auto now = clock_->now();
  const bool well = went_well(counting_->release_due(now));
  const auto next = counting_->next_due(now);
  if (!well || !next) return clock_->ticks() + retry_after;
  return clock_->ticks() + (*next - now);
}

}  // namespace stemme
