#include "server-sync/counting/shelf_json.h"

namespace stemme {
namespace {

constexpr std::size_t id_letters = 16;
constexpr std::size_t date_letters = 10;
constexpr std::size_t text_bytes_max = 4096;
constexpr std::int64_t counted_max = 1'000'000'000;

Result<SetAsideLine> line_from(const JsonValue& json) {
  const auto* parts = TRY(json.as_items(2));
  if (parts->size() != 2) return invalid("what is set aside has a reason and a number");
  SetAsideLine line;
  line.reason = TRY(parts->at(0).as_text(text_bytes_max));
  line.about = TRY(count_from(parts->at(1)));
  return line;
}

std::string silent_json(const SilentDevice& device) {
  JsonObject json;
  json.text("device", id_text(device.device)).text("place", device.place);
  if (device.since) json.text("since", to_text(*device.since));
  return json.written();
}

Result<SilentDevice> silent_from(const JsonValue& json) {
  SilentDevice device;
  const auto id = TRY(json.text("device", id_letters));
  device.device = TRY(id_from(id));
  device.place = TRY(json.text("place", text_bytes_max));
  if (!json.has("since")) return device;
  const auto since = TRY(json.text("since", date_letters));
  device.since = TRY(date_from(since));
  return device;
}

}  // namespace

std::string id_json(std::uint64_t id) { return json_string(id_text(id)); }

Result<std::uint64_t> id_from(const JsonValue& json) {
  const auto spelled = TRY(json.as_text(id_letters));
  return id_from(spelled);
}

Result<int> count_from(const JsonValue& json) {
  const auto number = TRY(json.as_number(0, counted_max));
  return static_cast<int>(number);
}

Result<int> count_in(const JsonValue& json, std::string_view field) {
  const auto* value = TRY(json.part(field));
  return count_from(*value).while_doing(field);
}

std::string to_json(const QuestionKey& key) {
  return json_list({id_json(key.unit), json_string(to_hex(key.pack)), std::to_string(key.question),
                    std::to_string(static_cast<int>(key.mode))});
}

Result<QuestionKey> key_from(const JsonValue& json) {
  const auto* parts = TRY(json.as_items(4));
  if (parts->size() != 4) return invalid("a question's key has four parts");
  QuestionKey key;
  key.unit = TRY(id_from(parts->at(0)));
  key.pack = TRY(parts->at(1).as_hex<16>());
  key.question = TRY(count_from(parts->at(2)));
  const auto mode = TRY(parts->at(3).as_number(0, static_cast<int>(Mode::Oving)));
  key.mode = static_cast<Mode>(mode);
  return key;
}

std::string to_json(const WeekNote& note) {
  const auto key_json = [](const QuestionKey& key) { return to_json(key); };
  const auto line_json = [](const SetAsideLine& line) { return to_json(line); };
  return JsonObject()
      .part("waiting", json_list_of(note.waiting, key_json))
      .part("heard", json_list_of(note.heard, id_json))
      .number("runs", note.runs_about)
      .part("aside", json_list_of(note.set_aside, line_json))
      .truth("aside_few", note.set_aside_few)
      .truth("never_shown", note.never_shown)
      .written();
}

Result<WeekNote> week_note_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, text.size()).while_doing("reading a week's note"));
  return week_note_from(json);
}

Result<WeekNote> week_note_from(const JsonValue& json) {
  WeekNote note;
  note.waiting = TRY(json.rows("waiting", listed_max, key_from));
  note.heard = TRY(json.rows<UnitId>("heard", listed_max, id_from));
  note.runs_about = TRY(count_in(json, "runs"));
  note.set_aside = TRY(json.rows("aside", listed_max, line_from));
  note.set_aside_few = TRY(json.flag("aside_few"));
  note.never_shown = TRY(json.flag("never_shown"));
  return note;
}

std::string to_json(const WeekCompleteness& completeness) {
  return JsonObject()
      .number("devices", completeness.devices)
      .part("silent", json_list_of(completeness.silent, silent_json))
      .part("lost", json_list_of(completeness.lost, id_json))
      .written();
}

Result<WeekCompleteness> completeness_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, text.size()).while_doing("reading a week's completeness"));
  WeekCompleteness completeness;
  completeness.devices = TRY(count_in(json, "devices"));
  completeness.silent = TRY(json.rows("silent", listed_max, silent_from));
  completeness.lost = TRY(json.rows<DeviceId>("lost", listed_max, id_from));
  return completeness;
}

}  // namespace stemme
