/// What stands in a column of register.db and intake.db, and how it is read and written. Belongs to
/// the connection's thread.
#pragma once

#include <optional>

#include "server-sync/foundation/database.h"
#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {

/// Ids are 64 random bits; SQLite's integers are signed.
inline std::int64_t id_column(std::uint64_t id) { return static_cast<std::int64_t>(id); }
inline std::uint64_t id_in(const Statement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}
void bind_id(Statement& statement, const std::optional<std::uint64_t>& id);
void bind_date(Statement& statement, const std::optional<Date>& date);
std::optional<std::uint64_t> optional_id(const Statement& row, int column);
/// None for NULL. Corrupt text is a broken assumption: we wrote it.
std::optional<Date> optional_date(const Statement& row, int column);
Date date_in(const Statement& row, int column);
/// Likewise.
JsonValue json_in(const Statement& row, int column);
template <std::size_t size>
FixedBytes<size> fixed_in(const Statement& row, int column) {
  auto bytes = fixed<size>(row.blob(column));
  STEMME_ASSERT(bytes.has_value());
  return *bytes;
}

}  // namespace stemme
