/// What the sync thread needs from a store of answers, written with that need in mind: batches
/// leave whole and numbered, and only a verified receipt that names a digest moves anything (C4).
/// Implemented by app/answers; every call is made from the sync thread and may wait for the store.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/frame.h"
#include "server-sync/protocol/problem.h"
#include "server-sync/protocol/receipt.h"

namespace stemme {

/// Signed time tied to a boot (C5): `now = boot_began + ticks`, whatever the device's own clock
/// says.
struct Anchor {
  std::uint64_t boot = 0;
  Instant boot_began{};
  Instant at(Ticks ticks) const { return boot_began + ticks; }
  bool operator==(const Anchor&) const = default;
};

/// What a device must know before it can box and close: who it is, whom it seals for, how its day
/// is cut.
struct OutboxTerms {
  std::string owner;
  std::string house;
  DeviceId device = 0;
  SealingKey sealing{};
  std::string zone;
  std::vector<Daypart> dayparts;
  std::int64_t programme = 0;
  std::string software;
};

/// One closed batch, byte for byte as it has been since it was closed.
struct OutgoingBatch {
  BatchName name;
  Bytes body;
};

/// For `stemme-status`, the staff page and the retry schedule.
struct OutboxFigures {
  Epoch epoch = 0;
  std::int64_t last_closed = 0;
  std::int64_t made = 0;              ///< answers in batches of this epoch, sent or not
  std::int64_t unsent_batches = 0;    ///< closed, without a matching receipt
  std::int64_t unsent_answers = 0;    ///< answers inside those
  std::int64_t unclosed_answers = 0;  ///< boxed, not yet in a batch
  std::int64_t held_batches = 0;      ///< the collector could not take them as they are; kept
  std::int64_t lost_at_most = 0;      ///< unclosed boxes that went with a corrupt file (C4)
  std::string unsent_age = "none";    ///< class, see DeviceStatus
  std::string space = "ok";           ///< class, see DeviceStatus
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  /// A new sealing key takes effect at a close (C3); everything else at once.
  virtual Result<void> adopt(const OutboxTerms& terms) = 0;
  /// Durable for the boot it names, so that a restarted process still knows the time.
  virtual Result<void> anchor(const Anchor& anchor) = 0;

  /// The oldest batch to send, with a number above `after` when it is of the present epoch; none
  /// when all that can be sent is stored. Batches that are held are passed over. Stored batches of
  /// ended epochs come again when only the collector can say whether it still has them.
  virtual Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after) = 0;
  /// Takes a receipt whose signature was verified. Believes a range only if its own digest of the
  /// range's last batch is equal; forgets what keeping.h lets go; what the receipt no longer names
  /// is unsent again.
  virtual Result<void> apply(const Receipt& receipt) = 0;
  /// The collector cannot take this batch as it came: it waits for a day, visible to staff, and the
  /// next ones go on.
  virtual Result<void> hold(const BatchName& name, ProblemType why) = 0;
  /// Same number, other digest (C4): a new epoch that carries every batch without a matching
  /// receipt. Does nothing when `conflicting` is not the present epoch, so a repeat is harmless.
  virtual Result<void> begin_new_epoch(Epoch conflicting) = 0;

  virtual Result<OutboxFigures> figures() = 0;

  /// Called from the store's thread whenever a batch was closed; must only wake somebody up. Empty
  /// stops.
  virtual void on_close(std::function<void()> wake) = 0;
};

}  // namespace stemme
