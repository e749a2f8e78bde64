#include "server-sync/device/delivery.h"

#include <set>

#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/batch.h"

namespace stemme {
namespace {

/// Two clones that answer each other's epochs must not keep each other busy for ever.
constexpr int new_epochs_max = 2;

Request put_batch(const OutgoingBatch& batch, DeviceId device) {
  Request request;
  request.method = "PUT";
  request.path = "/v1/devices/" + id_text(device) + "/epochs/" + id_text(batch.name.epoch) +
                 "/batches/" + std::to_string(batch.name.n);
  request.fields.set("content-type", std::string(batch_media_type));
  request.body = batch.body;
  return request;
}

}  // namespace

Result<Delivered> Delivery::deliver_all() {
  Delivered so_far;
  new_epochs_ = 0;
  std::set<std::pair<Epoch, std::int64_t>> tried;
  std::int64_t after = 0;
  for (;;) {
    const auto batch = TRY(outbox_->next_to_send(after));
    if (!batch) break;
    if (!tried.emplace(batch->name.epoch, batch->name.n).second) {
      // Answered, and yet not stored: it waits for the next round, and the ones behind it go on.
      if (batch->name.n <= after) break;
      after = batch->name.n;
      continue;
    }
    const auto next = TRY(deliver(*batch, so_far));
    if (next == Next::Stop) return so_far;
  }
  so_far.complete = true;
  return so_far;
}

Result<Delivery::Next> Delivery::deliver(const OutgoingBatch& batch, Delivered& so_far) {
  const auto reply = line_->ask(put_batch(batch, device_));
  if (!reply) {
    log_event("delivery", reply.error().message());
    return Next::Stop;
  }
  if (reply->status == 200) return take_receipt(reply.value(), batch, so_far);
  so_far.retry_after = retry_after_in(reply.value());
  const auto problem = problem_in(reply.value());
  if (!problem) return Next::Stop;
  return react(problem.value(), batch, so_far);
}

Result<Delivery::Next> Delivery::take_receipt(const Reply& reply, const OutgoingBatch& batch,
                                              Delivered& so_far) {
  const auto receipt = receipt_from_json(as_text(reply.body));
  if (!receipt || receipt->device != device_ || receipt->epoch != batch.name.epoch) {
    log_warning("delivery", "a signed reply that is no receipt for this batch");
    return Next::Stop;
  }
  TRY(outbox_->apply(receipt.value()).while_doing("taking a receipt"));
  ++so_far.batches;
  return Next::GoOn;
}

Result<Delivery::Next> Delivery::react(ProblemType problem, const OutgoingBatch& batch,
                                       Delivered& so_far) {
  so_far.trouble = problem;
  log_warning("delivery",
              "batch " + std::to_string(batch.name.n) + ": " + std::string(urn_of(problem)));
  switch (problem) {
    case ProblemType::IdentityConflict:
      if (new_epochs_++ >= new_epochs_max) return Next::Stop;
      TRY(outbox_->begin_new_epoch(batch.name.epoch).while_doing("beginning a new epoch"));
      return Next::GoOn;
    case ProblemType::Malformed:
    case ProblemType::TooLarge:
    case ProblemType::WrongMediaType:
      TRY(outbox_->hold(batch.name, problem).while_doing("holding a batch"));
      return Next::GoOn;
    case ProblemType::Busy:
    case ProblemType::TooManyTries:
    case ProblemType::Broken:
      // The collector's own trouble; it passes, and staff here can do nothing about it.
      so_far.trouble.reset();
      return Next::Stop;
    case ProblemType::NotSigned:
    case ProblemType::Revoked:
    case ProblemType::UnknownCode:
    case ProblemType::NotFound:
      break;
  }
  return Next::Stop;
}

}  // namespace stemme
