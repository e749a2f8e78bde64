/// What one terminal of a herd has closed and not yet delivered. A batch is not kept but made anew
/// each time it is sent, byte for byte the same, from boxes that lie on the shelf; its digest is
/// kept, and only a receipt that names it is believed (C4). Makes no epoch but its first: a herd
/// that meets a conflict has found a bug, and says so. Any thread.
#pragma once

#include <mutex>
#include <vector>

#include "server-sync/device/outbox.h"
#include "tests/fleet/sealed_shelf.h"

namespace stemme {

class HerdOutbox final : public Outbox {
 public:
  static constexpr std::size_t answers_a_batch = 25;

  /// `unit` is a row of the shelf; the device takes its boxes in order from `first_box` on, round
  /// and round, which must not happen more than once.
  HerdOutbox(std::size_t unit, std::size_t first_box) : unit_(unit), first_box_(first_box) {}

  /// Before the first `close`; outlives it.
  void stand_at(const SealedShelf& shelf, Date today);
  Result<void> close(int batches);

  struct Standing {
    DeviceId device = 0;
    Epoch epoch = 0;
    std::int64_t closed = 0;
    std::int64_t stored = 0;
    std::int64_t held = 0;  ///< the collector would not have them: there must be none
    Digest last{};
  };
  Standing standing() const;
  /// Adds what has been closed so far.
  void add_to(SealedShelf::Tally& tally) const;
  std::size_t unit() const { return unit_; }
  SealingKey sealing() const { return terms_.sealing; }

  Result<void> adopt(const OutboxTerms& terms) override;
  Result<void> anchor(const Anchor& anchor) override;
  Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after) override;
  Result<void> apply(const Receipt& receipt) override;
  Result<void> hold(const BatchName& name, ProblemType why) override;
  Result<void> begin_new_epoch(Epoch conflicting) override;
  Result<OutboxFigures> figures() override;
  void on_close(std::function<void()> wake) override;

 private:
  enum class Where : std::uint8_t { Here, Stored, Held };
  struct Closed {
    Digest digest{};
    Where where = Where::Here;
  };

  std::size_t box_of(std::int64_t n, std::size_t i) const;
  Date day_of(std::int64_t n) const;
  Result<Bytes> body_of(std::int64_t n) const;

  const std::size_t unit_;
  const std::size_t first_box_;
  const SealedShelf* shelf_ = nullptr;
  Date today_{};
  OutboxTerms terms_;
  const Epoch epoch_ = random_number();

  mutable std::mutex mutex_;
  std::vector<Closed> closed_;
  std::size_t stored_up_to_ = 0;  ///< all before it are stored
  std::function<void()> wake_;
};

}  // namespace stemme
