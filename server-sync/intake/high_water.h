/// How far a store has come: asked of an intake.db that lies there, in use or not, without the
/// register that a Ledger needs. Any thread.
#pragma once

#include <filesystem>
#include <optional>

#include "server-sync/protocol/keys.h"

namespace stemme {

/// A store that is behind it, or has another batch there, is not the one devices knew.
struct HighWater {
  std::int64_t newest_row = 0;
  std::optional<Digest> digest{};  ///< of that row's batch
  bool operator==(const HighWater&) const = default;
};

Result<HighWater> high_water_in(const std::filesystem::path& intake_db);
/// Whether it still holds what a mark says of it.
Result<bool> reaches(const std::filesystem::path& intake_db, const HighWater& mark);

}  // namespace stemme
