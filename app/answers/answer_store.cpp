#include "app/answers/answer_store.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

/// Closing failed for want of room, or over something only a new programme can mend: not at once
/// again.
constexpr std::chrono::minutes work_again_after{10};

/// A number in the kernel that a `poll` can wait for.
class Bell {
 public:
  Bell() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { STEMME_ASSERT(fd_ >= 0); }
  ~Bell() { close(fd_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  int fd() const { return fd_; }
  void ring() const { static_cast<void>(eventfd_write(fd_, 1)); }
  void quiet() const {
    eventfd_t count = 0;
    static_cast<void>(eventfd_read(fd_, &count));
  }

 private:
  int fd_;
};

bool ends_everything(const Result<void>& result) {
  if (result) return false;
  const auto failure = result.error().failure();
  return failure == Failure::Unexpected || failure == Failure::Corrupt;
}

}  // namespace

class AnswerStore::Worker {
 public:
  Worker(std::unique_ptr<AnswerBook> book, std::shared_ptr<Clock> clock)
      : clock_(std::move(clock)), book_(std::move(book)) {
    publish();
    thread_ = std::thread([this, started_under = clock_->errand()]() mutable {
      clock_->enter(std::move(started_under));
      run();
    });
  }

  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_.ring();
    thread_.join();
  }

  Ticket post(std::function<Result<void>(AnswerBook&)> what) {
    const auto ticket = ++last_ticket_;
    enqueue([this, ticket, what = std::move(what), posted = clock_->ticks(),
             behind_close = closing_.load()](Clock::Errand errand) {
      auto result = attempt(what);
      if (behind_close) note_wait(clock_->ticks() - posted);
      const std::lock_guard lock(mutex_);
      outcomes_.push_back({ticket, std::move(result), std::move(errand)});
      done_.ring();
    });
    return ticket;
  }

  template <typename T>
  Result<T> call(const std::function<Result<T>(AnswerBook&)>& what) {
    std::promise<Result<T>> promise;
    enqueue([&](const Clock::Errand&) { promise.set_value(attempt(what)); });
    return promise.get_future().get();
  }

  int readable() const { return done_.fd(); }

  std::vector<StoreOutcome> take_outcomes() {
    const std::lock_guard lock(mutex_);
    done_.quiet();
    return std::exchange(outcomes_, {});
  }

  std::optional<Anchor> anchor() const {
    const std::lock_guard lock(mutex_);
    return anchor_;
  }
  OutboxFigures figures() const {
    const std::lock_guard lock(mutex_);
    return figures_;
  }
  Milliseconds longest_wait() const { return Milliseconds(longest_wait_.load()); }

  void on_close(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_on_close_ = std::move(wake);
  }

 private:
  using Job = std::function<void(Clock::Errand)>;

  void enqueue(Job job) {
    auto errand = clock_->errand();
    const std::lock_guard lock(mutex_);
    jobs_.emplace_back(std::move(job), std::move(errand));
    work_.ring();
  }

  template <typename T>
  Result<T> attempt(const std::function<Result<T>(AnswerBook&)>& what) {
    if (broken_) return unexpected("the store is broken");
    auto result = what(*book_);
    if (!result) note_failure(result.error());
    return result;
  }

  void note_failure(const Error& error) {
    if (!ends_everything(error)) return;
    broken_ = true;
    log_failure("answers", error);
    const std::lock_guard lock(mutex_);
    outcomes_.push_back({nobodys, error, clock_->errand()});
    done_.ring();
  }

  void run() {
    for (;;) {
      const auto more = do_jobs();
      if (!more) return;
      if (!broken_) do_work();
      const auto next = broken_ ? std::nullopt : next_work();
      const int fds[] = {work_.fd()};
      clock_->wait(fds, next);
      work_.quiet();
    }
  }

  /// False when it is time to end: everything posted before is done by then.
  bool do_jobs() {
    for (;;) {
      std::pair<Job, Clock::Errand> next;
      {
        const std::lock_guard lock(mutex_);
        if (jobs_.empty()) return !stopping_;
        next = std::move(jobs_.front());
        jobs_.pop_front();
      }
      next.first(std::move(next.second));
      if (!broken_) publish();
    }
  }

  void do_work() {
    if (clock_->ticks() < not_before_) return;
    const auto before = book_->batches_closed();
    closing_ = true;
    const auto worked = attempt<void>([](AnswerBook& book) { return book.work(); });
    closing_ = false;
    if (!worked && !broken_) {
      log_failure("answers", worked.error());
      not_before_ = clock_->ticks() + work_again_after;
    }
    if (book_->batches_closed() != before) publish();
  }

  std::optional<Ticks> next_work() {
    auto next = attempt<std::optional<Ticks>>([](AnswerBook& book) { return book.next_work(); });
    if (!next) return broken_ ? std::optional<Ticks>() : clock_->ticks() + work_again_after;
    if (!next.value()) return std::nullopt;
    return std::max(*next.value(), not_before_);
  }

  /// What other threads may read without asking.
  void publish() {
    auto figures = attempt<OutboxFigures>([](AnswerBook& book) { return book.figures(); });
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      if (figures) figures_ = figures.value();
      anchor_ = book_->present_anchor();
      if (std::exchange(told_closed_, book_->batches_closed()) != book_->batches_closed())
        wake = wake_on_close_;
      if (wake) wake();
    }
  }

  void note_wait(Milliseconds wait) {
    if (wait.count() > longest_wait_) longest_wait_ = wait.count();
  }

  std::shared_ptr<Clock> clock_;
  std::unique_ptr<AnswerBook> book_;  ///< the store's thread only, once it runs
  bool broken_ = false;               ///< likewise
  Ticks not_before_{};                ///< likewise

  mutable std::mutex mutex_;
  std::deque<std::pair<Job, Clock::Errand>> jobs_;
  std::vector<StoreOutcome> outcomes_;
  OutboxFigures figures_;
  std::optional<Anchor> anchor_;
  std::function<void()> wake_on_close_;
  int told_closed_ = 0;
  bool stopping_ = false;

  Bell work_;
  Bell done_;
  std::atomic<Ticket> last_ticket_ = 0;
  std::atomic<bool> closing_ = false;
  std::atomic<std::int64_t> longest_wait_ = 0;
  std::thread thread_;
};

AnswerStore::AnswerStore(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
AnswerStore::~AnswerStore() = default;

Result<std::unique_ptr<AnswerStore>> AnswerStore::open(const StoreSettings& settings,
                                                       std::shared_ptr<Clock> clock) {
  auto book = TRY(AnswerBook::open(settings, *clock).while_doing("opening the store"));
  auto worker = std::make_unique<Worker>(std::move(book), std::move(clock));
  return std::unique_ptr<AnswerStore>(new AnswerStore(std::move(worker)));
}

Ticket AnswerStore::visit_began(VisitNumber visit) {
  return worker_->post([visit](AnswerBook& book) -> Result<void> {
    book.visit_began(visit);
    return {};
  });
}

Ticket AnswerStore::keep(VisitWrite write) {
  return worker_->post([write = std::move(write)](AnswerBook& book) { return book.keep(write); });
}

Ticket AnswerStore::visit_ended(VisitNumber visit) {
  return worker_->post([visit](AnswerBook& book) -> Result<void> {
    book.visit_ended(visit);
    return {};
  });
}

Ticket AnswerStore::round_opened(RoundNote note) {
  return worker_->post(
      [note = std::move(note)](AnswerBook& book) { return book.round_opened(note); });
}

Ticket AnswerStore::round_closed(RoundNote note) {
  return worker_->post(
      [note = std::move(note)](AnswerBook& book) { return book.round_closed(note); });
}

Ticket AnswerStore::token_asked_for(TokenUse use) {
  return worker_->post([use](AnswerBook& book) { return book.token_is_good(use); });
}

Ticket AnswerStore::send_now() {
  return worker_->post([](AnswerBook& book) { return book.send_now(); });
}

int AnswerStore::readable() const { return worker_->readable(); }
std::vector<StoreOutcome> AnswerStore::take_outcomes() { return worker_->take_outcomes(); }
std::optional<Anchor> AnswerStore::present_anchor() const { return worker_->anchor(); }
OutboxFigures AnswerStore::latest_figures() const { return worker_->figures(); }
Milliseconds AnswerStore::longest_wait_for_close() const { return worker_->longest_wait(); }

Result<void> AnswerStore::adopt(const OutboxTerms& terms) {
  return worker_->call<void>([&](AnswerBook& book) { return book.adopt(terms); });
}

Result<void> AnswerStore::anchor(const Anchor& anchor) {
  return worker_->call<void>([&](AnswerBook& book) { return book.anchor(anchor); });
}

Result<std::optional<OutgoingBatch>> AnswerStore::next_to_send(std::int64_t after) {
  return worker_->call<std::optional<OutgoingBatch>>(
      [&](AnswerBook& book) { return book.next_to_send(after); });
}

Result<void> AnswerStore::apply(const Receipt& receipt) {
  return worker_->call<void>([&](AnswerBook& book) { return book.apply(receipt); });
}

Result<void> AnswerStore::hold(const BatchName& name, ProblemType why) {
  return worker_->call<void>([&](AnswerBook& book) { return book.hold(name, why); });
}

Result<void> AnswerStore::begin_new_epoch(Epoch conflicting) {
  return worker_->call<void>([&](AnswerBook& book) { return book.begin_new_epoch(conflicting); });
}

Result<OutboxFigures> AnswerStore::figures() {
  return worker_->call<OutboxFigures>([](AnswerBook& book) { return book.figures(); });
}

void AnswerStore::on_close(std::function<void()> wake) { worker_->on_close(std::move(wake)); }

}  // namespace stemme
