/// What counting keeps as JSON: a question's key ["unit", "pack", question, mode] in the release
/// log, and what a week says of itself in counts.db and there. Values.
#pragma once

#include "server-sync/counting/finding_shelf.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {

/// More rows than any list of ours has; what reads is told by whoever wrote.
inline constexpr std::size_t listed_max = 10'000'000;

std::string to_json(const QuestionKey& key);
Result<QuestionKey> key_from(const JsonValue& json);

std::string id_json(std::uint64_t id);
Result<std::uint64_t> id_from(const JsonValue& json);
Result<int> count_from(const JsonValue& json);
Result<int> count_in(const JsonValue& json, std::string_view field);

std::string to_json(const WeekNote& note);
Result<WeekNote> week_note_from_json(std::string_view text);
Result<WeekNote> week_note_from(const JsonValue& json);
std::string to_json(const WeekCompleteness& completeness);
Result<WeekCompleteness> completeness_from_json(std::string_view text);

}  // namespace stemme
