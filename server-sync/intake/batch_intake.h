/// A batch arrives: signature, digest, size and shape are checked, then it is stored as it came,
/// once, and a signed receipt says what is there (C8). Understanding comes later. `done` is called
/// once, from this thread for a refusal or from the store's after the fsync. Any thread.
#pragma once

#include <functional>

#include "server-sync/intake/front_desk.h"

namespace stemme {

struct BatchAddress {
  DeviceId device = 0;
  Epoch epoch = 0;
  std::int64_t n = 0;
};

class BatchIntake {
 public:
  using Done = std::function<void(Reply)>;

  /// `desk` outlives every call and its `done`.
  explicit BatchIntake(FrontDesk& desk) : desk_(&desk) {}

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

  FrontDesk* desk_;
};

}  // namespace stemme
