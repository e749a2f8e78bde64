/// One simulated terminal: the kiosk's own store (boxes, batches, epochs, receipts) and its own way
/// to the collector (enrolment, programme, delivery) over a real connection; only glass and
/// children are made up. One thread at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/answers/answer_book.h"
#include "server-sync/device/conversation.h"
#include "tests/fleet/day_plan.h"
#include "tests/fleet/tallied_link.h"

namespace stemme {

/// What has happened in front of all screens.
struct Lived {
  std::atomic<std::int64_t> visits{0};
  std::atomic<std::int64_t> rounds{0};
  std::atomic<std::int64_t> answers{0};
};

/// What the terminals of a fleet share; outlives them.
struct Surroundings {
  std::shared_ptr<Clock> clock;
  const Town* town = nullptr;
  Traffic* traffic = nullptr;
  Lived* lived = nullptr;
  std::string collector;         ///< host:port
  Date since{};                  ///< when the terminals were put up
  std::filesystem::path assets;  ///< what came with the software
};

class Terminal {
 public:
  static Result<std::unique_ptr<Terminal>> open(const Surroundings& around, std::string name,
                                                const std::filesystem::path& folder);

  const std::string& name() const { return name_; }
  /// Begins a day's rhythm: with its code where it is new, contact now, and every morning from
  /// here.
  void wake_up(const EnrolmentCode& code);
  /// Does all that is due. Errors are the disk's and end the fleet.
  Result<void> live();
  /// When `live` has something to do again.
  Ticks next() const;

 private:
  using Act = std::function<Result<void>()>;

  Terminal(const Surroundings& around, std::string name)
      : around_(around), name_(std::move(name)) {}
  void at(Ticks when, Act act) { agenda_.emplace(when, std::move(act)); }
  void hear(const decltype(SyncNews::what)& news);
  Result<void> understand(const Programme& programme);
  bool is_enrolled() const { return contact_->is_enrolled(); }
  Result<void> enrol(const EnrolmentCode& code);
  void await(Date day);
  Result<void> meet_the_day();
  Result<void> take(const PlannedVisit& visit);
  Result<void> take(const PlannedRound& round);
  Result<void> contact();
  bool is_cable_out();
  Result<void> close_what_is_over();
  Date today();
  Ticks ticks_of(Date date, std::chrono::minutes since_midnight);

  Surroundings around_;
  std::string name_;
  std::unique_ptr<AnswerBook> book_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Link> link_;
  std::unique_ptr<Conversation> contact_;
  std::shared_ptr<const Programme> programme_;
  Result<void> trouble_;  ///< what a callback met
  Asking asking_;
  std::multimap<Ticks, Act> agenda_;
  std::optional<Ticks> next_close_;
  int batches_closed_ = 0;
  VisitNumber visits_ = 0;
};

}  // namespace stemme
