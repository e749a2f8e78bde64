#include "server-sync/counting/counts_file.h"

#include <limits>

#include "server-sync/counting/schema.h"

namespace stemme {

std::filesystem::path counts_path(const std::filesystem::path& state_folder) {
  return state_folder / "counts.db";
}

Result<Database> open_counts(const std::filesystem::path& state_folder) {
  auto counts = TRY(Database::open(counts_path(state_folder), Database::Role::Writer));
  TRY(counts.migrate(counts_schema));
  return counts;
}

Statement& bind_key(Statement& statement, std::string_view owner, const QuestionKey& key) {
  return statement.bind(owner)
      .bind(row_id(key.unit))
      .bind(ByteView(key.pack))
      .bind(key.question)
      .bind(static_cast<std::int64_t>(key.mode));
}

Result<QuestionKey> key_in(const Statement& row, int column) {
  QuestionKey key;
  key.unit = id_of(row.integer(column));
  key.pack = TRY(fixed<16>(row.blob(column + 1)));
  const auto question = row.integer(column + 2);
  const auto mode = row.integer(column + 3);
  if (question < 0 || question > std::numeric_limits<int>::max() || mode < 0 ||
      mode > static_cast<std::int64_t>(Mode::Oving))
    return corrupt("a row of the counts is of no question that can be asked");
  key.question = static_cast<int>(question);
  key.mode = static_cast<Mode>(mode);
  return key;
}

Result<std::vector<Digest>> digests_in(Statement& rows) {
  std::vector<Digest> digests;
  while (TRY(rows.step())) {
    const auto digest = TRY(fixed<32>(rows.blob(0)));
    digests.push_back(digest);
  }
  return digests;
}

}  // namespace stemme
