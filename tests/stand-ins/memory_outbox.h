/// An outbox without a disk: keeps batches in memory under the same promises as AnswerStore, and
/// passes the same contract (tests/contracts/outbox_test.cpp). One thread.
#pragma once

#include <map>
#include <vector>

#include "server-sync/device/outbox.h"

namespace stemme {

class MemoryOutbox final : public Outbox {
 public:
  MemoryOutbox();

  /// Closes a batch of `answers` empty boxes on this date.
  BatchName close(int answers, Date date);
  /// As in DeviceStatus: ok, low, full.
  void has_room(std::string space) { space_ = std::move(space); }

  Result<void> adopt(const OutboxTerms& terms) override;
  Result<void> anchor(const Anchor& anchor) override;
  Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after) override;
  Result<void> apply(const Receipt& receipt) override;
  Result<void> hold(const BatchName& name, ProblemType why) override;
  Result<void> begin_new_epoch(Epoch conflicting) override;
  Result<OutboxFigures> figures() override;
  void on_close(std::function<void()> wake) override { wake_ = std::move(wake); }

  std::optional<Anchor> last_anchor() const { return anchor_; }

 private:
  struct Held {
    OutgoingBatch batch;
    int answers = 0;
    bool stored = false;
    bool held = false;
    bool gone = false;
    std::string incarnation;
    Instant since{};
  };

  Frame next_frame() const;
  BatchName add(const Frame& frame, Bytes body, int answers);
  Held* find(Epoch epoch, std::int64_t n);

  OutboxTerms terms_;
  Epoch epoch_;
  std::optional<PreviousEpoch> previous_;
  std::int64_t answers_total_ = 0;
  std::vector<Held> batches_;
  std::optional<Anchor> anchor_;
  std::string space_ = "ok";
  std::function<void()> wake_;
};

}  // namespace stemme
