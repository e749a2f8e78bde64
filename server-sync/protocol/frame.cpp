#include "server-sync/protocol/frame.h"

#include <algorithm>
#include <array>

#include "server-sync/protocol/json_text.h"
#include "server-sync/protocol/pack.h"

namespace stemme {
namespace {

constexpr std::size_t name_letters_max = 64;
constexpr std::size_t software_letters_max = 64;
constexpr std::size_t rounds_max = 64;
constexpr std::size_t finding_bytes_max = 2048;
constexpr std::int64_t boxes_max = 512;
constexpr std::int64_t age_hours_max = 24 * 366 * 10;
constexpr std::int64_t people_max = 1000;
constexpr std::int64_t lost_answers_max = 1'000'000'000;

constexpr std::array<std::string_view, 3> mode_names = {"apen", "veiledet", "brikke"};

Result<std::string> name_in(const JsonValue& object, std::string_view field) {
  auto name = TRY(object.text(field, name_letters_max));
  if (!is_name(name)) return invalid("the field \"" + std::string(field) + "\" is no name");
  return name;
}

Result<std::uint64_t> id_in(const JsonValue& object, std::string_view field) {
  const auto spelled = TRY(object.text(field, 16));
  return id_from(spelled).while_doing(field);
}

Result<Date> date_in(const JsonValue& object, std::string_view field) {
  const auto spelled = TRY(object.text(field, 10));
  return date_from(spelled).while_doing(field);
}

Result<int> count_in(const JsonValue& object, std::string_view field, std::int64_t most) {
  const auto count = TRY(object.number(field, 0, most));
  return static_cast<int>(count);
}

std::string to_json(const Stamp& stamp) {
  JsonObject out;
  if (const auto* day = std::get_if<DayStamp>(&stamp))
    return out.text("date", to_text(day->date)).text("daypart", day->daypart).written();
  const auto& boot = std::get<BootStamp>(stamp);
  return out.text("boot", id_text(boot.boot))
      .part("age_h", json_list({std::to_string(boot.age_from_h), std::to_string(boot.age_to_h)}))
      .written();
}

Result<Stamp> boot_stamp_from(const JsonValue& json) {
  BootStamp stamp;
  stamp.boot = TRY(id_in(json, "boot"));
  const auto* ages = TRY(json.items("age_h", 2));
  if (ages->size() != 2) return invalid("age_h is two numbers of hours");
  const auto youngest = TRY(ages->front().as_number(0, age_hours_max));
  stamp.age_from_h = static_cast<int>(youngest);
  const auto oldest = TRY(ages->back().as_number(0, age_hours_max));
  stamp.age_to_h = static_cast<int>(oldest);
  if (stamp.age_to_h < stamp.age_from_h) return invalid("age_h runs backwards");
  return Stamp(stamp);
}

Result<Stamp> stamp_from(const JsonValue& json) {
  if (json.has("boot")) return boot_stamp_from(json);
  DayStamp stamp;
  stamp.date = TRY(date_in(json, "date"));
  stamp.daypart = TRY(name_in(json, "daypart"));
  return Stamp(stamp);
}

std::string to_json(const RoundNote& round) {
  JsonObject out;
  out.text("id", id_text(round.id))
      .text("pack", to_hex(round.pack))
      .number("question", round.question)
      .text("unit", id_text(round.unit))
      .text("mode", mode_text(round.mode))
      .text("date", to_text(round.date))
      .number("present", round.present)
      .truth("cut", round.cut)
      .part("tokens",
            json_list({std::to_string(round.tokens_issued), std::to_string(round.tokens_used)}));
  if (round.tablets > 1) out.number("tablets", round.tablets);
  if (round.finding) out.part("finding", to_json(*round.finding));
  return out.written();
}

Result<Mode> mode_in(const JsonValue& json) {
  const auto name = TRY(json.text("mode", 16));
  const auto mode = TRY(mode_from(name));
  if (!stores_answers(mode)) return invalid("no mode that stores answers is called so");
  return mode;
}

Result<void> read_tokens(const JsonValue& json, RoundNote& round) {
  const auto* tokens = TRY(json.items("tokens", 2));
  if (tokens->size() != 2) return invalid("tokens is two numbers: issued and used");
  const auto issued = TRY(tokens->front().as_number(0, people_max));
  round.tokens_issued = static_cast<int>(issued);
  const auto used = TRY(tokens->back().as_number(0, round.tokens_issued));
  round.tokens_used = static_cast<int>(used);
  return {};
}

Result<std::optional<Finding>> optional_finding(const JsonValue& json) {
  if (!json.has("finding")) return std::optional<Finding>();
  const auto* part = TRY(json.part("finding"));
  const auto spelled = part->written();
  if (spelled.size() > finding_bytes_max) return invalid("a finding that is too long");
  auto finding = TRY(finding_from_json(spelled).while_doing("finding"));
  return std::optional(std::move(finding));
}

Result<RoundNote> round_from(const JsonValue& json) {
  RoundNote round;
  round.id = TRY(id_in(json, "id"));
  round.pack = TRY(json.hex<16>("pack"));
  round.question = TRY(count_in(json, "question", 255));
  round.unit = TRY(id_in(json, "unit"));
  round.mode = TRY(mode_in(json));
  round.date = TRY(date_in(json, "date"));
  round.present = TRY(count_in(json, "present", people_max));
  round.cut = TRY(json.flag("cut"));
  TRY(read_tokens(json, round));
  if (json.has("tablets")) {
    const auto tablets = TRY(json.number("tablets", 2, tablets_max));
    round.tablets = static_cast<int>(tablets);
  }
  round.finding = TRY(optional_finding(json));
  return round;
}

std::string to_json(const BatchName& name) {
  return JsonObject()
      .text("epoch", id_text(name.epoch))
      .number("n", name.n)
      .text("digest", to_hex(name.digest))
      .written();
}

Result<BatchName> batch_name_from(const JsonValue& json) {
  BatchName name;
  name.epoch = TRY(id_in(json, "epoch"));
  name.n = TRY(json.number("n", 1, json_number_max));
  name.digest = TRY(json.hex<32>("digest"));
  return name;
}

std::string to_json(const PreviousEpoch& previous) {
  JsonObject out;
  out.text("epoch", id_text(previous.epoch)).number("last", previous.last);
  if (previous.lost_at_most > 0) out.number("lost", previous.lost_at_most);
  return out.written();
}

Result<PreviousEpoch> previous_from(const JsonValue& json) {
  PreviousEpoch previous;
  previous.epoch = TRY(id_in(json, "epoch"));
  previous.last = TRY(json.number("last", 0, json_number_max));
  if (json.has("lost")) previous.lost_at_most = TRY(json.number("lost", 1, lost_answers_max));
  return previous;
}

Result<void> read_address(const JsonValue& json, Frame& frame) {
  const auto version = TRY(json.number("v", 1, 1));
  frame.version = static_cast<int>(version);
  frame.owner = TRY(name_in(json, "owner"));
  frame.house = TRY(name_in(json, "house"));
  frame.device = TRY(id_in(json, "device"));
  frame.epoch = TRY(id_in(json, "epoch"));
  frame.n = TRY(json.number("n", 1, json_number_max));
  frame.key = TRY(json.text("key", 16));
  TRY(id_from(frame.key).while_doing("key"));
  if (json.has("prev")) frame.prev = TRY(json.hex<32>("prev"));
  return {};
}

Result<void> read_counts(const JsonValue& json, Frame& frame) {
  frame.boxes = TRY(count_in(json, "boxes", boxes_max));
  frame.answers = TRY(count_in(json, "answers", boxes_max));
  frame.visits = TRY(count_in(json, "visits", boxes_max));
  frame.answers_total = TRY(json.number("answers_total", 0, json_number_max));
  return {};
}

Result<void> read_time(const JsonValue& json, Frame& frame) {
  const auto* stamp = TRY(json.part("stamp"));
  frame.stamp = TRY(stamp_from(*stamp).while_doing("stamp"));
  const auto clock = TRY(json.text("clock", 16));
  if (clock != "anchored" && clock != "free") return invalid("clock is anchored or free");
  frame.clock_anchored = clock == "anchored";
  if (!json.has("closed_through")) return {};
  const auto week = TRY(json.text("closed_through", 8));
  frame.closed_through = TRY(week_from(week).while_doing("closed_through"));
  return {};
}

Result<void> read_rounds(const JsonValue& json, Frame& frame) {
  const auto* rounds = TRY(json.items("rounds", rounds_max));
  for (const auto& item : *rounds) {
    auto round = TRY(round_from(item).while_doing("rounds"));
    frame.rounds.push_back(std::move(round));
  }
  return {};
}

Result<void> read_history(const JsonValue& json, Frame& frame) {
  if (json.has("carried")) {
    const auto* carried = TRY(json.part("carried"));
    frame.carried = TRY(batch_name_from(*carried).while_doing("carried"));
  }
  if (json.has("previous")) {
    const auto* previous = TRY(json.part("previous"));
    frame.previous = TRY(previous_from(*previous).while_doing("previous"));
  }
  const auto* versions = TRY(json.part("versions"));
  frame.software = TRY(versions->text("software", software_letters_max));
  frame.programme = TRY(versions->number("programme", 0, json_number_max));
  return {};
}

/// What one field cannot say.
Result<void> check_together(const Frame& frame) {
  if (frame.prev.has_value() != (frame.n > 1))
    return invalid("prev is there for every batch but the first of an epoch");
  if (frame.previous && frame.n > 1) return invalid("only an epoch's first batch names another");
  if (frame.answers_total < frame.answers) return invalid("answers_total includes this batch");
  return {};
}

}  // namespace

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= name_letters_max && std::ranges::all_of(text, is_letter);
}

std::string id_text(std::uint64_t id) {
  FixedBytes<8> bytes{};
  for (auto at = bytes.rbegin(); at != bytes.rend(); ++at, id >>= 8U)
    *at = static_cast<std::uint8_t>(id);
  return to_hex(bytes);
}

Result<std::uint64_t> id_from(std::string_view text) {
  const auto bytes = TRY(from_hex(text));
  const auto eight = TRY(fixed<8>(bytes));
  std::uint64_t id = 0;
  for (auto byte : eight) id = (id << 8U) | byte;
  return id;
}

std::string_view mode_text(Mode mode) {
  STEMME_ASSERT(stores_answers(mode));
  return mode_names[static_cast<std::size_t>(mode)];
}

std::string to_json(const Frame& frame) {
  std::vector<std::string> rounds;
  for (const auto& round : frame.rounds) rounds.push_back(to_json(round));
  JsonObject out;
  out.number("v", frame.version).text("owner", frame.owner).text("house", frame.house);
  out.text("device", id_text(frame.device)).text("epoch", id_text(frame.epoch));
  out.number("n", frame.n).text("key", frame.key);
  if (frame.prev) out.text("prev", to_hex(*frame.prev));
  out.number("boxes", frame.boxes).number("answers", frame.answers);
  out.number("visits", frame.visits).number("answers_total", frame.answers_total);
  out.part("stamp", to_json(frame.stamp));
  out.text("clock", frame.clock_anchored ? "anchored" : "free");
  if (frame.closed_through) out.text("closed_through", to_text(*frame.closed_through));
  out.part("rounds", json_list(rounds));
  if (frame.carried) out.part("carried", to_json(*frame.carried));
  if (frame.previous) out.part("previous", to_json(*frame.previous));
  const auto versions =
      JsonObject().text("software", frame.software).number("programme", frame.programme).written();
  return out.part("versions", versions).written();
}

Result<Frame> frame_from_json(std::string_view line) {
  const auto json = TRY(read_json(line, frame_bytes_max));
  Frame frame;
  TRY(read_address(json, frame));
  TRY(read_counts(json, frame));
  TRY(read_time(json, frame));
  TRY(read_rounds(json, frame));
  TRY(read_history(json, frame));
  TRY(check_together(frame));
  return frame;
}

}  // namespace stemme
