/// May this batch go? A pure decision (C4): it may only if this verified receipt names it, it is
/// durable off-site, and 35 days have passed under one incarnation of the collector. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server-sync/protocol/receipt.h"

namespace stemme {

/// Longer than the oldest backup a collector may be restored from.
inline constexpr std::chrono::days keep_after_stored{35};

/// Since when, by the collector's signed time, a batch is known as stored.
struct StoredMark {
  std::string incarnation;
  Instant since{};
  bool operator==(const StoredMark&) const = default;
};

struct Keeping {
  enum class Fate {
    Send,  ///< not stored, or not any more: it is unsent
    Keep,
    LetGo,
  };
  Fate fate = Fate::Send;
  std::optional<StoredMark> mark;  ///< what to write down
};

/// `believed`: the ranges whose last digest equals the device's own.
Keeping keeping_of(std::int64_t n, const std::optional<StoredMark>& before, const Receipt& receipt,
                   const std::vector<StoredRange>& believed);

}  // namespace stemme
