#include "server-sync/protocol/reckoning.h"

#include <algorithm>

#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::size_t reckoning_bytes_max = 4096;
constexpr std::size_t reasons_max = 16;
constexpr std::size_t name_bytes_max = 64;
constexpr std::int64_t answers_max = 1'000'000'000;

using Values = std::vector<std::pair<std::string, std::string>>;

Result<int> threes_in(const JsonValue& json, std::string_view field) {
  const auto number = TRY(json.number(field, 0, answers_max));
  if (number % 3 != 0) return invalid(std::string(field) + " is finer than may be known");
  return static_cast<int>(number);
}

Result<SetAsideLine> line_from(const JsonValue& json) {
  const auto* parts = TRY(json.as_items(2));
  if (parts->size() != 2) return invalid("what is set aside has a reason and a number");
  SetAsideLine line;
  line.reason = TRY(parts->at(0).as_text(name_bytes_max));
  const auto about = TRY(parts->at(1).as_number(answers_printed_min, answers_max));
  if (about % 3 != 0) return invalid("a number that is finer than may be known");
  line.about = static_cast<int>(about);
  return line;
}

std::string number_of(const char* key, int number, const Phrasebook& words) {
  return words.phrase(key, {{"n", std::to_string(number)}});
}

/// "a, b og c".
std::string listed(const std::vector<std::string>& parts, const Phrasebook& words) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " " + words.phrase("rank_and") + " " : ", ";
    text += parts[i];
  }
  return text;
}

std::string when(const Reckoning& reckoning, const Phrasebook& words) {
  const auto day = std::to_string(static_cast<unsigned>(reckoning.as_of.day()));
  const auto month =
      words.phrase("month_" + std::to_string(static_cast<unsigned>(reckoning.as_of.month())));
  auto date = words.phrase("when_date", {{"day", day}, {"month", month}});
  // A house names its dayparts as it likes; one that we have no words for is left out.
  const auto part = "daypart_" + reckoning.daypart;
  if (!words.has(part)) return date;
  return words.phrase("when_part", {{"date", date}, {"part", words.phrase(part)}});
}

std::string reason_of(const SetAsideLine& line, const Phrasebook& words) {
  const auto key = "reason_" + line.reason;
  return words.phrase(words.has(key) ? key : "reason_" + std::string(other_reasons));
}

std::string aside_part(const Reckoning& reckoning, const Phrasebook& words) {
  if (reckoning.set_aside.empty())
    return number_of("reckoning_aside_few", answers_printed_min, words);
  std::string reasons;
  for (const auto& line : reckoning.set_aside)
    reasons += (reasons.empty() ? "" : "; ") +
               words.phrase("reckoning_reason", {{"n", std::to_string(line.about)},
                                                 {"reason", reason_of(line, words)}});
  if (reckoning.set_aside.size() == 1) reasons = reason_of(reckoning.set_aside.front(), words);
  const auto total = std::to_string(reckoning.set_aside_total());
  return words.phrase("reckoning_aside", {{"n", total}, {"reasons", reasons}});
}

}  // namespace

std::int64_t Reckoning::set_aside_total() const {
  std::int64_t total = 0;
  for (const auto& line : set_aside) total += line.about;
  return total;
}

std::string to_json(const SetAsideLine& line) {
  return json_list({json_string(line.reason), std::to_string(line.about)});
}

std::string to_json(const Reckoning& reckoning) {
  const auto line_json = [](const SetAsideLine& line) { return to_json(line); };
  JsonObject out;
  out.text("date", to_text(reckoning.as_of));
  if (!reckoning.daypart.empty()) out.text("daypart", reckoning.daypart);
  out.number("made", reckoning.made).number("counted", reckoning.counted);
  out.part("aside", json_list_of(reckoning.set_aside, line_json))
      .number("on_the_way", reckoning.on_the_way);
  return out.number("lost", reckoning.lost).written();
}

Result<Reckoning> reckoning_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, reckoning_bytes_max));
  Reckoning reckoning;
  const auto date = TRY(json.text("date", 10));
  reckoning.as_of = TRY(date_from(date));
  if (json.has("daypart")) reckoning.daypart = TRY(json.text("daypart", name_bytes_max));
  reckoning.made = TRY(threes_in(json, "made"));
  reckoning.counted = TRY(threes_in(json, "counted"));
  reckoning.set_aside = TRY(json.rows("aside", reasons_max, line_from));
  reckoning.on_the_way = TRY(threes_in(json, "on_the_way"));
  reckoning.lost = TRY(threes_in(json, "lost"));
  const std::int64_t sum = std::int64_t{reckoning.counted} + reckoning.on_the_way + reckoning.lost +
                           reckoning.set_aside_total();
  if (sum != reckoning.made) return invalid("a reckoning that does not add up");
  return reckoning;
}

std::string sentence_of(const Reckoning& reckoning, const Phrasebook& words) {
  if (reckoning.made == 0)
    return words.phrase("reckoning_nothing", {{"when", when(reckoning, words)}});
  std::vector<std::string> parts;
  parts.push_back(number_of("reckoning_counted", reckoning.counted, words));
  parts.push_back(aside_part(reckoning, words));
  if (reckoning.lost > 0) parts.push_back(number_of("reckoning_lost", reckoning.lost, words));
  parts.push_back(reckoning.on_the_way == 0
                      ? words.phrase("reckoning_way_none")
                      : number_of("reckoning_way", reckoning.on_the_way, words));
  return words.phrase("reckoning", {{"when", when(reckoning, words)},
                                    {"made", std::to_string(reckoning.made)},
                                    {"parts", listed(parts, words)}});
}

}  // namespace stemme
