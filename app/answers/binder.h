/// Carries out a closing plan: shuffles boxes, pads, numbers and chains the batch, one transaction
/// a batch (C3), and moves batches into a new epoch (C4). Belongs to the store's thread.
#pragma once

#include "app/answers/batch_shelf.h"
#include "app/answers/box_shelf.h"
#include "app/answers/epoch_file.h"

namespace stemme {

class Binder {
 public:
  Binder(Database& database, BoxShelf& boxes, BatchShelf& batches, EpochFile file)
      : database_(&database), boxes_(&boxes), batches_(&batches), file_(std::move(file)) {}

  /// Batches made.
  Result<int> carry_out(const ClosingPlan& plan, const ClosingMoment& moment,
                        const OutboxTerms& terms);
  /// When a week is over and nothing of it is unclosed: its visit boxes, or an empty batch, say so.
  Result<int> close_week(const ClosingMoment& moment, const OutboxTerms& terms);
  /// Notes of rounds whose day is over and left no answers to travel with.
  Result<int> send_stray_notes(const ClosingMoment& moment, const OutboxTerms& terms);

  /// A new epoch after `previous`; its unsent batches move, each in a transaction of its own. Cut
  /// off, it goes on at the next call of `carry_rest`, which must come before anything is closed.
  Result<void> begin_epoch(const std::optional<PreviousEpoch>& previous);
  Result<void> carry_rest(const OutboxTerms& terms);

 private:
  Result<void> bind(const PlannedBatch& planned, const std::vector<Pile>& piles,
                    const ClosingMoment& moment, const OutboxTerms& terms);
  Result<void> bind_in_transaction(const PlannedBatch& planned, const std::vector<Pile>& piles,
                                   const ClosingMoment& moment, const OutboxTerms& terms);
  Result<std::optional<IsoWeek>> closed_through(const PlannedBatch& planned,
                                                const ClosingMoment& moment);
  Result<Frame> next_frame(const OutboxTerms& terms);
  Result<void> carry(const ClosedBatch& old, const OutboxTerms& terms);
  /// Gives `frame` its place in the database and in the file beside it.
  Result<void> keep(const Frame& frame, const Bytes& body, const ClosedBatch& like);

  Database* database_;
  BoxShelf* boxes_;
  BatchShelf* batches_;
  EpochFile file_;
};

}  // namespace stemme
