#include "server-sync/device/sync_thread.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <deque>
#include <mutex>
#include <thread>

#include "server-sync/device/conversation.h"
#include "server-sync/device/retry_schedule.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

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

struct Stop {};
struct BatchClosed {};
struct ContactNow {};
struct Enrol {
  std::string address;
  EnrolmentCode code;
};
struct Command {
  std::variant<Stop, BatchClosed, ContactNow, Enrol> what;
  Clock::Errand errand;
};

}  // namespace

class SyncThread::Loop {
 public:
  Loop(const SyncSettings& settings, std::shared_ptr<Clock> clock, Outbox& outbox,
       std::unique_ptr<Link> link)
      : clock_(std::move(clock)),
        outbox_(&outbox),
        link_(std::move(link)),
        schedule_(settings.random ? settings.random : random_number),
        contact_(settings, *clock_, outbox, *link_, [this](auto what) { tell(std::move(what)); }) {}

  ~Loop() {
    outbox_->on_close({});
    link_->stop();
    command({Stop{}, clock_->errand()});
    if (thread_.joinable()) thread_.join();
  }

  Result<void> start() {
    TRY(contact_.resume());
    outbox_->on_close([this] { command({BatchClosed{}, clock_->errand()}); });
    schedule_.started(clock_->ticks());
    thread_ = std::thread([this, started_under = clock_->errand()]() mutable {
      clock_->enter(std::move(started_under));
      run();
    });
    return {};
  }

  void command(Command command) {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
    commanded_.ring();
  }

  Clock& clock() { return *clock_; }
  int readable() const { return told_.fd(); }

  std::vector<SyncNews> take_news() {
    const std::lock_guard lock(mutex_);
    told_.quiet();
    return std::exchange(news_, {});
  }

 private:
  void tell(decltype(SyncNews::what) what) {
    auto errand = clock_->errand();
    const std::lock_guard lock(mutex_);
    news_.push_back({std::move(what), std::move(errand)});
    told_.ring();
  }

  void run() {
    while (obey()) {
      const bool may_speak = contact_.is_enrolled() && !broken_;
      if (may_speak && schedule_.is_due(clock_->ticks())) {
        speak();
        continue;
      }
      const int fds[] = {commanded_.fd()};
      clock_->wait(fds, may_speak ? std::optional(schedule_.next()) : std::nullopt);
      commanded_.quiet();
    }
  }

  /// False when it is time to end.
  bool obey() {
    for (;;) {
      Command command;
      {
        const std::lock_guard lock(mutex_);
        if (commands_.empty()) return true;
        command = std::move(commands_.front());
        commands_.pop_front();
      }
      if (std::holds_alternative<Stop>(command.what)) return false;
      if (std::holds_alternative<BatchClosed>(command.what))
        schedule_.batch_closed(clock_->ticks());
      if (std::holds_alternative<ContactNow>(command.what)) schedule_.asked_for(clock_->ticks());
      if (const auto* enrol = std::get_if<Enrol>(&command.what)) {
        note(contact_.enrol(enrol->address, enrol->code));
        schedule_.asked_for(clock_->ticks());
      }
    }
  }

  void speak() {
    const auto ended = contact_.run();
    if (!ended) {
      note(ended.error());
      schedule_.failed(clock_->ticks(), std::nullopt);
    } else if (ended->reached) {
      schedule_.succeeded(clock_->ticks());
    } else {
      schedule_.failed(clock_->ticks(), ended->retry_after);
    }
  }

  void note(const Result<void>& done) {
    if (done) return;
    const auto failure = done.error().failure();
    log_failure("contact", done.error());
    if (failure != Failure::Unexpected && failure != Failure::Corrupt) return;
    broken_ = true;
    tell(StoreBroken{});
  }

  std::shared_ptr<Clock> clock_;
  Outbox* outbox_;
  std::unique_ptr<Link> link_;
  RetrySchedule schedule_;  ///< the thread's own, once it runs
  Conversation contact_;    ///< likewise
  bool broken_ = false;     ///< likewise

  std::mutex mutex_;
  std::deque<Command> commands_;
  std::vector<SyncNews> news_;
  Bell commanded_;
  Bell told_;
  std::thread thread_;
};

SyncThread::SyncThread(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
SyncThread::~SyncThread() = default;

Result<std::unique_ptr<SyncThread>> SyncThread::start(const SyncSettings& settings,
                                                      std::shared_ptr<Clock> clock, Outbox& outbox,
                                                      std::unique_ptr<Link> link) {
  auto loop = std::make_unique<Loop>(settings, std::move(clock), outbox, std::move(link));
  TRY(loop->start().while_doing("starting the sync thread"));
  return std::unique_ptr<SyncThread>(new SyncThread(std::move(loop)));
}

void SyncThread::enrol(std::string address, EnrolmentCode code) {
  loop_->command({Enrol{std::move(address), std::move(code)}, loop_->clock().errand()});
}

void SyncThread::contact_now() { loop_->command({ContactNow{}, loop_->clock().errand()}); }
int SyncThread::readable() const { return loop_->readable(); }
std::vector<SyncNews> SyncThread::take_news() { return loop_->take_news(); }

}  // namespace stemme
