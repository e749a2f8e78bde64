/// A batch arrives: signature, digest, size and shape are checked, then it is stored as it came,
/// once, and a signed receipt says what is there (C8). Understanding comes later. `done` is called
/// once, from this thread for a refusal, or after the fsync from the store's or `elsewhere`. When
/// more terminals come than can be served, some are told when to come back (turns.h). Any thread.
#pragma once

#include <functional>

#include "server-sync/intake/front_desk.h"
#include "server-sync/intake/turns.h"

namespace stemme {

struct BatchAddress {
  DeviceId device = 0;
  Epoch epoch = 0;
  std::int64_t n = 0;
};

class BatchIntake {
 public:
  using Done = std::function<void(Reply)>;

  /// Runs work on another thread, soon.
  using Elsewhere = std::function<void(std::function<void()>)>;

  /// `desk` outlives every call and its `done`. Receipts are signed `elsewhere` where there is such
  /// a place: the store's thread has the next commit to write.
  explicit BatchIntake(FrontDesk& desk, Elsewhere elsewhere = {})
      : desk_(&desk), elsewhere_(std::move(elsewhere)) {}

  void take(const Request& request, const BatchAddress& address, Done done);

 private:
  struct Refusal {
    ProblemType type;
    std::string detail;
  };
  std::variant<BatchToStore, Refusal> check(const Request& request, const BatchAddress& address,
                                            const Device& device, const OwnerRecord& owner) const;
  Reply receipt(const IntakeOutcome& outcome, const BatchAddress& address,
                const Request& request) const;
  Reply come_back(std::chrono::seconds after, const Request& request) const;
  void store(const Request& request, const BatchAddress& address, const Device& device, Done done);

  FrontDesk* desk_;
  Elsewhere elsewhere_;
  Turns turns_;
};

}  // namespace stemme
