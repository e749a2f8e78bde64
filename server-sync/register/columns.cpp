#include "server-sync/register/columns.h"

namespace stemme {

void bind_id(Statement& statement, const std::optional<std::uint64_t>& id) {
  if (id)
    statement.bind(id_column(*id));
  else
    statement.bind_null();
}

void bind_date(Statement& statement, const std::optional<Date>& date) {
  if (date)
    statement.bind(to_text(*date));
  else
    statement.bind_null();
}

std::optional<std::uint64_t> optional_id(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return id_in(row, column);
}

std::optional<Date> optional_date(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return date_in(row, column);
}

Date date_in(const Statement& row, int column) {
  auto date = date_from(row.text(column));
  STEMME_ASSERT(date.has_value());
  return *date;
}

JsonValue json_in(const Statement& row, int column) {
  const auto text = row.text(column);
  return read_json(text, text.size()).value();
}

}  // namespace stemme
