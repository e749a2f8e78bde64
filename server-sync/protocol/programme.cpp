#include "server-sync/protocol/programme.h"

#include <algorithm>
#include <array>

#include "server-sync/protocol/asset_name.h"
#include "server-sync/protocol/asset_range.h"
#include "server-sync/protocol/frame.h"
#include "server-sync/protocol/json_text.h"
#include "server-sync/protocol/language_tag.h"

namespace stemme {
namespace {

constexpr std::size_t name_bytes_max = 120;
constexpr std::size_t file_bytes_max = 256 * 1024;
constexpr std::size_t identity_bytes_max = 32 * 1024;
constexpr std::size_t finding_bytes_max = 2048;
constexpr std::size_t dayparts_max = 24;
constexpr std::size_t packs_max = 64;
constexpr std::size_t assets_max = 8192;
constexpr std::size_t languages_max = 32;
constexpr std::size_t units_max = 8;
constexpr std::size_t rows_max = 512;
constexpr auto end_of_day = std::chrono::hours(24);

constexpr std::array<std::string_view, 7> band_names = {"3",     "4-5",   "5-6",  "7-9",
                                                        "10-12", "13-16", "adult"};

/// Every visit ends with the language it was held in, sealed in a box.
Result<void> check_language(const std::string& tag) {
  if (!is_language_tag(tag))
    return invalid("the language \"" + tag + "\" has not 1-8 letters, digits or dashes");
  return {};
}

Result<std::map<std::string, std::string>> text_map_in(const JsonValue& json,
                                                       std::string_view field) {
  const auto* part = TRY(json.part(field));
  const auto* members = TRY(part->as_members().while_doing(field));
  if (members->size() > languages_max) return invalid("too many languages");
  std::map<std::string, std::string> texts;
  for (const auto& [key, value] : *members) {
    TRY(check_language(key));
    auto text = TRY(value.as_text(file_bytes_max).while_doing(key));
    texts.emplace(key, std::move(text));
  }
  return texts;
}

Result<std::uint64_t> id_in(const JsonValue& json) {
  const auto spelled = TRY(json.text("id", 16));
  return id_from(spelled).while_doing("id");
}

Result<Date> date_in(const JsonValue& json, std::string_view field) {
  const auto spelled = TRY(json.text(field, 10));
  return date_from(spelled).while_doing(field);
}

Result<std::chrono::minutes> time_in(const JsonValue& json, std::string_view field) {
  const auto spelled = TRY(json.text(field, 5));
  if (spelled == "24:00") return std::chrono::minutes(end_of_day);
  return time_of_day_from(spelled).while_doing(field);
}

std::string daypart_json(const Daypart& part) {
  return JsonObject().text("id", part.id).text("from", time_of_day_text(part.from)).written();
}

Result<Daypart> daypart_from(const JsonValue& json) {
  Daypart part;
  part.id = TRY(json.text("id", name_bytes_max));
  part.from = TRY(time_in(json, "from"));
  if (part.id.empty() || part.id == whole_day) return invalid("no id for a daypart");
  return part;
}

std::string window_json(const Window& window) {
  return JsonObject()
      .text("id", window.id)
      .text("from", time_of_day_text(window.from))
      .text("to", time_of_day_text(window.to))
      .truth("quiet", window.quiet)
      .written();
}

Result<Window> window_from(const JsonValue& json) {
  Window window;
  window.id = TRY(json.text("id", name_bytes_max));
  window.from = TRY(time_in(json, "from"));
  window.to = TRY(time_in(json, "to"));
  window.quiet = TRY(json.flag("quiet"));
  if (window.to <= window.from) return invalid("a window that is never open");
  return window;
}

std::string structure_digest(std::string_view structure) {
  return to_hex(sha256(as_bytes(structure))).substr(0, sizeof(PackId) * 2);
}

std::string pack_json(const ProgrammePack& pack) {
  return JsonObject()
      .text("digest", structure_digest(pack.structure))
      .text("structure", pack.structure)
      .part("texts", json_texts(pack.texts))
      .written();
}

Result<ProgrammePack> pack_from(const JsonValue& json) {
  ProgrammePack pack;
  pack.structure = TRY(json.text("structure", file_bytes_max));
  pack.texts = TRY(text_map_in(json, "texts"));
  const auto digest = TRY(json.text("digest", 32));
  if (digest != structure_digest(pack.structure))
    return invalid("a pack's structure is not the one its digest names");
  return pack;
}

std::string asset_json(const ProgrammeAsset& asset) {
  return JsonObject()
      .text("name", asset.name)
      .text("sha256", to_hex(asset.digest))
      .number("bytes", asset.bytes)
      .written();
}

Result<ProgrammeAsset> asset_from(const JsonValue& json) {
  ProgrammeAsset asset;
  asset.name = TRY(json.text("name", name_bytes_max));
  if (!is_asset_name(asset.name)) return invalid("no asset is called that");
  asset.digest = TRY(json.hex<sizeof(Digest)>("sha256"));
  asset.bytes = TRY(json.number("bytes", 1, asset_bytes_max));
  return asset;
}

std::string asked_json(const std::map<std::string, std::vector<int>>& asked) {
  JsonObject out;
  for (const auto& [pack, questions] : asked)
    out.part(pack, json_list_of(questions, [](int question) { return std::to_string(question); }));
  return out.written();
}

Result<std::map<std::string, std::vector<int>>> asked_in(const JsonValue& json) {
  const auto* part = TRY(json.part("asked"));
  const auto* members = TRY(part->as_members().while_doing("asked"));
  std::map<std::string, std::vector<int>> asked;
  for (const auto& [pack, value] : *members) {
    const auto* items = TRY(value.as_items(rows_max).while_doing("asked"));
    auto& questions = asked[pack];
    for (const auto& item : *items) {
      const auto index = TRY(item.as_number(0, 255).while_doing("asked"));
      questions.push_back(static_cast<int>(index));
    }
  }
  return asked;
}

std::string unit_json(const ProgrammeUnit& unit) {
  return JsonObject()
      .text("id", id_text(unit.id))
      .text("name", unit.name)
      .text("audience", unit.audience)
      .text("band", band_names[static_cast<std::size_t>(unit.band)])
      .number("size", unit.size)
      .part("asked", asked_json(unit.asked))
      .written();
}

Result<Band> band_in(const JsonValue& json) {
  const auto name = TRY(json.text("band", 8));
  const auto* at = std::find(band_names.begin(), band_names.end(), name);
  if (at == band_names.end()) return invalid("no band is called " + name);
  return static_cast<Band>(at - band_names.begin());
}

Result<ProgrammeUnit> unit_from(const JsonValue& json) {
  ProgrammeUnit unit;
  unit.id = TRY(id_in(json));
  unit.name = TRY(json.text("name", name_bytes_max));
  unit.audience = TRY(json.text("audience", name_bytes_max));
  unit.band = TRY(band_in(json));
  const auto size = TRY(json.number("size", 0, unit_size_max));
  unit.size = static_cast<int>(size);
  unit.asked = TRY(asked_in(json));
  return unit;
}

std::string closed_json(const ClosedDays& days) {
  return JsonObject().text("from", to_text(days.from)).text("to", to_text(days.to)).written();
}

Result<ClosedDays> closed_from(const JsonValue& json) {
  ClosedDays days;
  days.from = TRY(date_in(json, "from"));
  days.to = TRY(date_in(json, "to"));
  if (days.to < days.from) return invalid("closed days run backwards");
  return days;
}

std::string round_json(const ProgrammeRound& round) {
  return JsonObject()
      .text("id", id_text(round.id))
      .text("pack", to_hex(round.pack))
      .number("question", round.question)
      .part("finding", to_json(round.finding))
      .written();
}

Result<ProgrammeRound> round_from(const JsonValue& json) {
  ProgrammeRound round;
  round.id = TRY(id_in(json));
  round.pack = TRY(json.hex<16>("pack"));
  const auto question = TRY(json.number("question", 0, 255));
  round.question = static_cast<int>(question);
  const auto* finding = TRY(json.part("finding"));
  const auto spelled = finding->written();
  if (spelled.size() > finding_bytes_max) return invalid("a finding that is too long");
  round.finding = TRY(finding_from_json(spelled).while_doing("finding"));
  return round;
}

std::string card_json(const ProgrammeCard& card) {
  return JsonObject()
      .text("id", card.id)
      .text("state", card.state)
      .text("picture", card.picture)
      .part("text", json_texts(card.text))
      .written();
}

Result<ProgrammeCard> card_from(const JsonValue& json) {
  ProgrammeCard card;
  card.id = TRY(json.text("id", name_bytes_max));
  card.state = TRY(json.text("state", name_bytes_max));
  card.picture = TRY(json.text("picture", name_bytes_max));
  card.text = TRY(text_map_in(json, "text"));
  return card;
}

Result<void> read_house(const JsonValue& json, Programme& programme) {
  programme.serial = TRY(json.number("serial", 1, json_number_max));
  programme.owner = TRY(json.text("owner", name_bytes_max));
  programme.house = TRY(json.text("house", name_bytes_max));
  programme.house_name = TRY(json.text("name", name_bytes_max));
  programme.zone = TRY(json.text("tz", name_bytes_max));
  TRY(local_time(Instant(), programme.zone).while_doing("tz"));
  programme.languages = TRY(json.texts("languages", languages_max, name_bytes_max));
  if (programme.languages.empty()) return invalid("a house has a language");
  for (const auto& language : programme.languages) TRY(check_language(language));
  programme.helpline = TRY(json.text("helpline", name_bytes_max));
  programme.staff_pin_hash = TRY(json.text("pin", 128));
  programme.identity = TRY(json.text("keys", identity_bytes_max));
  if (!json.has("tokens")) return {};
  const auto* tokens = TRY(json.part("tokens"));
  programme.tokens = TRY(token_set_from_json(tokens->written()).while_doing("tokens"));
  return {};
}

Result<void> read_day(const JsonValue& json, Programme& programme) {
  programme.dayparts = TRY(json.rows("dayparts", dayparts_max, daypart_from));
  if (!is_partition(programme.dayparts))
    return invalid("dayparts are a partition of the day: sorted, the first at 00:00");
  programme.windows = TRY(json.rows("windows", rows_max, window_from));
  const auto* calendar = TRY(json.part("calendar"));
  programme.closed = TRY(calendar->rows("closed", rows_max, closed_from));
  if (!calendar->has("parents_week")) return {};
  const auto week = TRY(calendar->number("parents_week", 1, 4));
  programme.parents_week = static_cast<int>(week);
  return {};
}

}  // namespace

std::string to_json(const Programme& programme) {
  JsonObject out;
  out.number("serial", programme.serial).text("owner", programme.owner);
  out.text("house", programme.house).text("name", programme.house_name).text("tz", programme.zone);
  out.part("dayparts", json_list_of(programme.dayparts, daypart_json));
  out.part("windows", json_list_of(programme.windows, window_json));
  out.part("packs", json_list_of(programme.packs, pack_json));
  if (!programme.assets.empty()) out.part("assets", json_list_of(programme.assets, asset_json));
  out.part("units", json_list_of(programme.units, unit_json));
  const auto closed = json_list_of(programme.closed, closed_json);
  JsonObject calendar;
  calendar.part("closed", closed).number("parents_week", programme.parents_week);
  out.part("calendar", calendar.written());
  out.part("languages", json_strings(programme.languages));
  out.text("helpline", programme.helpline).text("pin", programme.staff_pin_hash);
  if (programme.tokens) out.part("tokens", to_json(*programme.tokens));
  out.text("keys", programme.identity);
  out.part("rounds", json_list_of(programme.rounds, round_json));
  out.part("cards", json_list_of(programme.cards, card_json));
  if (programme.reckoning) out.part("reckoning", to_json(*programme.reckoning));
  return out.written();
}

Result<Programme> programme_from_json(std::string_view text) {
  const auto json = TRY(read_json(text, programme_bytes_max));
  Programme programme;
  TRY(read_house(json, programme));
  TRY(read_day(json, programme));
  programme.packs = TRY(json.rows("packs", packs_max, pack_from));
  if (json.has("assets")) {
    programme.assets = TRY(json.rows("assets", assets_max, asset_from));
  }
  programme.units = TRY(json.rows("units", units_max, unit_from));
  programme.rounds = TRY(json.rows("rounds", rows_max, round_from));
  programme.cards = TRY(json.rows("cards", rows_max, card_from));
  if (!json.has("reckoning")) return programme;
  const auto* reckoning = TRY(json.part("reckoning"));
  programme.reckoning = TRY(reckoning_from_json(reckoning->written()).while_doing("reckoning"));
  return programme;
}

}  // namespace stemme
