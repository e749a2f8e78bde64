#include "server-sync/device/sync_thread.h"

#include <gtest/gtest.h>
#include <poll.h>

#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/memory_outbox.h"
#include "tests/stand-ins/pretend_collector.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

/// The collector outlives the link that the sync thread owns.
class Borrowed final : public Link {
 public:
  explicit Borrowed(Link& to) : to_(&to) {}
  void trust(const LinkTrust& trust) override { to_->trust(trust); }
  Result<Reply> exchange(const Request& request, std::size_t most) override {
    return to_->exchange(request, most);
  }
  void stop() override { to_->stop(); }

 private:
  Link* to_;
};

struct Running {
  Running() { start(); }
  void start() {
    sync.reset();
    sync = SyncThread::start({folder.path(), {}, "test", [] { return 20'000ULL; }}, clock, outbox,
                             std::make_unique<Borrowed>(collector))
               .value();
  }
  enum class Time { Stands, Passes };
  /// The next news of this kind, however long it takes.
  template <typename T>
  T next_news(Time time = Time::Stands) {
    for (;;) {
      for (auto item = pending.begin(); item != pending.end(); ++item) {
        auto* found = std::get_if<T>(&item->what);
        if (found == nullptr) continue;
        auto result = *found;
        pending.erase(pending.begin(), item + 1);
        return result;
      }
      pollfd fd{sync->readable(), POLLIN, 0};
      // A contact may still be ending when its first news comes, so an hour at a time, until it is
      // due.
      const bool quiet = poll(&fd, 1, time == Time::Passes ? 20 : 10'000) == 0;
      if (quiet && time == Time::Passes) clock->advance(std::chrono::minutes(61));
      for (auto& item : sync->take_news()) pending.push_back(std::move(item));
    }
  }

  ScratchFolder folder;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  MemoryOutbox outbox;
  PretendCollector collector{[this] { return clock->boot_began() + clock->ticks(); }};
  std::vector<SyncNews> pending;
  std::unique_ptr<SyncThread> sync;
};

TEST(SyncThread, EnrolsAndMakesContactAtOnce) {
  Running running;

  running.sync->enrol("collector.test", running.collector.make_code());

  EXPECT_EQ(running.next_news<Enrolled>().house, "solbakken");
  EXPECT_EQ(running.next_news<ContactMade>().anchor.boot, running.clock->boot_id());
}

TEST(SyncThread, SpeaksAgainAnHourLater) {
  Running running;
  running.sync->enrol("collector.test", running.collector.make_code());
  running.next_news<ContactMade>();

  running.next_news<ContactMade>(Running::Time::Passes);
}

TEST(SyncThread, SpeaksAtOnceWhenAsked) {
  Running running;
  running.sync->enrol("collector.test", running.collector.make_code());
  running.next_news<ContactMade>();

  running.sync->contact_now();

  running.next_news<ContactMade>();
}

TEST(SyncThread, IsStillEnrolledAfterARestart) {
  Running running;
  running.sync->enrol("collector.test", running.collector.make_code());
  running.next_news<ContactMade>();

  running.start();

  running.next_news<ContactMade>(Running::Time::Passes);
}

TEST(SyncThread, SaysThatNobodyAnswersAndTriesAgain) {
  Running running;
  running.sync->enrol("collector.test", running.collector.make_code());
  running.next_news<ContactMade>();
  running.collector.always(PretendCollector::Script::LosesRequest);

  running.sync->contact_now();

  EXPECT_EQ(running.next_news<NoContact>().cause, NoContact::Cause::Unreachable);
  running.collector.always(std::nullopt);
  running.next_news<ContactMade>(Running::Time::Passes);
}

TEST(SyncThread, EndsWhileNothingIsEnrolled) { Running running; }

}  // namespace
}  // namespace stemme
