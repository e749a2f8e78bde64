/// counts.db: tallies, marks, findings and what is said of each week. Its tables, and how ids, keys
/// and weeks are spelled in a row. One writer (counting); the shelf reads.
#pragma once

#include <filesystem>
#include <string_view>

#include "server-sync/counting/finding_shelf.h"

namespace stemme {

/// Boxes name at most sixteen options (C1).
inline constexpr int tally_options = 16;
/// The day of answers whose day nobody knows (C5).
inline constexpr std::string_view undated = "undated";

Result<Database> open_counts(const std::filesystem::path& state_folder);
std::filesystem::path counts_path(const std::filesystem::path& state_folder);

/// SQLite's integers are signed; ids are bits.
inline std::int64_t row_id(std::uint64_t id) { return static_cast<std::int64_t>(id); }
inline std::uint64_t id_of(std::int64_t row) { return static_cast<std::uint64_t>(row); }

/// Binds owner, unit, pack, question, mode.
Statement& bind_key(Statement& statement, std::string_view owner, const QuestionKey& key);
/// Reads unit, pack, question, mode from `column` on.
Result<QuestionKey> key_in(const Statement& row, int column);
/// Of the first column of every row that is left.
Result<std::vector<Digest>> digests_in(Statement& rows);

}  // namespace stemme
