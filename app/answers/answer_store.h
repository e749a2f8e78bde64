/// Where an answer is safe. One thread owns the one database connection; the UI posts and never
/// waits, the sync thread calls through Outbox and may. A choice may be shown only after its
/// outcome came back good: the box is sealed, inserted and committed by then (C2), and leaves the
/// disk only by keeping.h (C4).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/answers/answer_book.h"
#include "server-sync/device/outbox.h"
#include "server-sync/foundation/clock.h"

namespace stemme {

using Ticket = std::uint64_t;

/// What became of a request. Keep it alive until it is acted upon: driven time stands still that
/// long. Full: show *pause* (nothing was stored). Refused: not enrolled yet, or too few boxes for
/// *send now*. Unexpected: the store is broken; show *pause*, end the process.
struct StoreOutcome {
  Ticket ticket = 0;
  Result<void> result;
  Clock::Errand errand;
};

class AnswerStore final : public Outbox {
 public:
  /// A corrupt file is moved aside, its closed batches are saved, and a new epoch begins (C4).
  static Result<std::unique_ptr<AnswerStore>> open(const StoreSettings& settings,
                                                   std::shared_ptr<Clock> clock);
  /// Finishes what was posted, then closes the file.
  ~AnswerStore() override;
  AnswerStore(const AnswerStore&) = delete;
  AnswerStore& operator=(const AnswerStore&) = delete;

  // From the UI. None of these waits; each is answered by an outcome with its ticket.

  /// From the first touch, so that no batch closes under a visit.
  Ticket visit_began(VisitNumber visit);
  /// All of it in one transaction, or nothing.
  Ticket keep(VisitWrite write);
  /// A visit that ends without a row more (also after `visit_began` alone).
  Ticket visit_ended(VisitNumber visit);
  /// Opening a round writes its note, so that a crash leaves it *cut*, not unknown (C11).
  Ticket round_opened(RoundNote note);
  Ticket round_closed(RoundNote note);
  /// Refused: somebody has answered with it.
  Ticket token_asked_for(TokenUse use);
  /// Closes what is there from ten boxes up; Refused below.
  Ticket send_now();

  /// Readable while there are outcomes.
  int readable() const;
  /// Of the outcome that says, once, that the store broke: a disk may fail while nobody asks.
  static constexpr Ticket nobodys = 0;
  std::vector<StoreOutcome> take_outcomes();

  // Any thread; answered from memory.

  /// The present boot's signed time, if there was any contact in it.
  std::optional<Anchor> present_anchor() const;
  /// The latest figures the store thread has written down.
  OutboxFigures latest_figures() const;
  /// The longest a tap has waited for a close (C3).
  Milliseconds longest_wait_for_close() const;

  // Outbox: from the sync thread (and `adopt` once at start, before it).

  Result<void> adopt(const OutboxTerms& terms) override;
  Result<void> anchor(const Anchor& anchor) override;
  Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after) override;
  Result<void> apply(const Receipt& receipt) override;
  Result<void> hold(const BatchName& name, ProblemType why) override;
  Result<void> begin_new_epoch(Epoch conflicting) override;
  Result<OutboxFigures> figures() override;
  void on_close(std::function<void()> wake) override;

 private:
  class Worker;
  explicit AnswerStore(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace stemme
