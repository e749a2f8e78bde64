/// What the register asks of its connection. A Query gives its statement back when it dies, so no
/// forgotten cursor keeps an old snapshot alive. Belongs to the connection's thread.
#pragma once

#include <optional>
#include <string_view>

#include "server-sync/foundation/database.h"
#include "server-sync/protocol/calendar.h"

namespace stemme {

class Query {
 public:
  explicit Query(Statement statement) : statement_(std::move(statement)) {}

  Statement* operator->() { return &statement_; }
  Statement& operator*() { return statement_; }

 private:
  Statement statement_;
};

class Queries {
 public:
  explicit Queries(Database& database) : database_(&database) {}

  Result<Query> ask(std::string_view sql);

 private:
  Database* database_;
};

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
template <std::size_t size>
FixedBytes<size> fixed_in(const Statement& row, int column) {
  auto bytes = fixed<size>(row.blob(column));
  STEMME_ASSERT(bytes.has_value());
  return *bytes;
}

}  // namespace stemme
