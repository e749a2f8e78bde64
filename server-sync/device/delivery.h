/// One round out: sends what is unsent, oldest first, and hands verified receipts to the outbox,
/// which believes only what names its own digests. A batch that the collector cannot take holds
/// only itself; a number that means something else there begins a new epoch (C4, C7). Sync thread.
#pragma once

#include <optional>

#include "server-sync/device/collector_line.h"
#include "server-sync/device/outbox.h"

namespace stemme {

struct Delivered {
  int batches = 0;                                  ///< replied to with a receipt
  std::optional<ProblemType> trouble;               ///< the last thing staff must see
  std::optional<std::chrono::seconds> retry_after;  ///< signed
  /// All that can be sent has been. Otherwise the collector was not there, or asked for patience.
  bool complete = false;
};

class Delivery {
 public:
  Delivery(Outbox& outbox, CollectorLine& line, DeviceId device)
      : outbox_(&outbox), line_(&line), device_(device) {}

  /// Errors are the outbox's own and end the process; what the network does is in the value.
  Result<Delivered> deliver_all();

 private:
  enum class Next { GoOn, Stop };
  Result<Next> deliver(const OutgoingBatch& batch, Delivered& so_far);
  Result<Next> take_receipt(const Reply& reply, const OutgoingBatch& batch, Delivered& so_far);
  Result<Next> react(ProblemType problem, const OutgoingBatch& batch, Delivered& so_far);

  Outbox* outbox_;
  CollectorLine* line_;
  DeviceId device_;
  int new_epochs_ = 0;
};

}  // namespace stemme
