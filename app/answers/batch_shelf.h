/// Epochs and closed batches of answers.db, and what is known of them at the collector (C4).
/// Belongs to the store's thread; nothing here begins a transaction but where it says so.
#pragma once

#include <optional>
#include <vector>

#include "app/answers/keeping.h"
#include "server-sync/device/outbox.h"
#include "server-sync/foundation/database.h"

namespace stemme {

struct EpochRow {
  Epoch epoch = 0;
  std::int64_t last = 0;
  std::int64_t answers_total = 0;
  std::optional<IsoWeek> closed_through;  ///< said in a frame of this epoch
  std::optional<PreviousEpoch> previous;
};

struct ClosedBatch {
  BatchName name;
  Bytes body;
  std::int64_t answers = 0;
  std::optional<Instant> closed;  ///< to the hour
};

class BatchShelf {
 public:
  explicit BatchShelf(Database& database) : database_(&database) {}

  /// None in a new file.
  Result<std::optional<EpochRow>> present_epoch();
  Result<void> begin_epoch(Epoch epoch, const std::optional<PreviousEpoch>& previous);
  /// Every epoch but the present whose unsent batches must move gets marked, see `next_to_carry`.
  /// Where another's batch has our number, a receipt of an incarnation before is worth nothing.
  Result<void> mark_for_carrying(Epoch epoch);
  Result<std::optional<ClosedBatch>> next_to_carry();
  /// The body has moved; the digest stays.
  Result<void> carried_away(const BatchName& name);
  Result<void> carrying_done();

  /// Gives the number: `batch.name` must follow the present epoch's last.
  Result<void> add(const ClosedBatch& batch, const EpochRow& after);
  Result<void> say_closed_through(IsoWeek week);
  Result<std::optional<Digest>> digest_of(Epoch epoch, std::int64_t n);

  Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after);
  Result<void> hold(const BatchName& name, std::string_view why);
  Result<void> release_held();
  /// In a transaction of its own.
  Result<void> apply(const Receipt& receipt);

  Result<void> put_anchor(const Anchor& anchor);
  Result<std::vector<Anchor>> anchors();
  Result<void> put_fact(std::string_view name, std::int64_t value);
  Result<std::int64_t> fact(std::string_view name);

  /// The closed side of the figures; `now` for the age.
  Result<OutboxFigures> figures(const std::optional<Instant>& now);

 private:
  Result<std::vector<StoredRange>> believed(const Receipt& receipt);
  Result<void> apply_to_batches(const Receipt& receipt);
  Result<std::optional<OutgoingBatch>> ask_about_ended_epochs();
  Result<std::optional<OutgoingBatch>> one_batch(Statement& rows);

  Database* database_;
};

}  // namespace stemme
