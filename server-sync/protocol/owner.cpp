#include "server-sync/protocol/owner.h"

#include <algorithm>

#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/toml_file.h"

namespace stemme {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

void read_languages(TomlSection top, Owner& owner) {
  auto section = top.section("languages");
  section.knows_only({"required", "offered", "default"});
  owner.required_languages = section.texts("required");
  owner.offered_languages = section.texts("offered");
  owner.default_language = section.text("default");
  if (section.has("required") && owner.required_languages.empty())
    section.complain_of("required", "the owner requires no language", "Name at least one");
  for (const auto& language : owner.required_languages)
    if (!has(owner.offered_languages, language))
      section.complain_of("offered", in_quotes(language) + " is required and not offered",
                          "Add it to offered");
  if (!owner.default_language.empty() && !has(owner.required_languages, owner.default_language))
    section.complain_of("default",
                        in_quotes(owner.default_language) + " is not among the required languages",
                        "Use " + listed(owner.required_languages));
}

Band band_in(TomlSection& section, std::string_view key) {
  const auto text = section.text_or(key, "10-12");
  const auto band = band_from(text);
  if (!band)
    section.complain_of(key, in_quotes(text) + " is no band", "Write for example \"10-12\"");
  return band ? *band : Band::TenTwelve;
}

Helpline helpline_in(TomlSection top) {
  Helpline helpline;
  if (!top.has("helpline")) return helpline;
  auto section = top.section("helpline");
  section.knows_only({"number", "from_band", "label"});
  helpline.number = section.text("number");
  helpline.from_band = band_in(section, "from_band");
  helpline.label = section.section("label").phrases();
  return helpline;
}

std::chrono::minutes time_in(TomlSection& section, std::string_view key) {
  const auto text = section.text(key);
  const auto time = time_of_day_from(text);
  if (!time && !text.empty())
    section.complain_of(key, in_quotes(text) + " is no time of day", "Write for example \"07:30\"");
  return time ? *time : std::chrono::minutes();
}

HouseDefaults house_in(TomlSection top) {
  constexpr int weeks_a_year = 53, code_digits_min = 4, code_digits_max = 12;
  auto section = top.section("house");
  section.knows_only({"language", "open_from", "open_to", "closed_weeks", "parents_week",
                      "staff_code_digits", "sound"});
  HouseDefaults house;
  house.language = section.text("language");
  house.open_from = time_in(section, "open_from");
  house.open_to = time_in(section, "open_to");
  house.closed_weeks = section.numbers("closed_weeks", 1, weeks_a_year);
  house.parents_week = section.number_or("parents_week", 3, 1, 4);
  house.staff_code_digits =
      section.number_or("staff_code_digits", 6, code_digits_min, code_digits_max);
  house.sound = section.flag_or("sound", true);
  return house;
}

std::vector<Law> laws_in(TomlSection top) {
  std::vector<Law> laws;
  for (auto& section : top.sections("law")) {
    section.knows_only({"id", "houses", "checked", "name"});
    Law law;
    law.id = section.text("id");
    law.houses = section.texts("houses");
    law.checked = section.flag_or("checked", false);
    law.name = section.section("name").phrases();
    laws.push_back(std::move(law));
  }
  return laws;
}

}  // namespace

Result<Owner> load_owner(std::string_view toml, const std::string& file) {
  constexpr int schema_max = 9999;
  const auto tree = TRY(read_toml(toml, file));
  Complaints complaints;
  TomlSection top(tree, file, complaints);
  top.knows_only({"schema", "id", "name", "time_zone", "languages", "helpline", "house", "law"});
  if (top.number("schema", 0, schema_max) != 1)
    top.complain_of("schema", "this schema is newer or older than this program",
                    "Write schema = 1");
  Owner owner;
  owner.id = top.id("lynghei");
  owner.name = top.text("name");
  owner.zone = top.text("time_zone");
  if (!owner.zone.empty() && !local_time(Instant(), owner.zone))
    top.complain_of("time_zone", "no time zone is called " + in_quotes(owner.zone),
                    "Use a name from the tz database, such as \"Europe/Oslo\"");
  read_languages(top, owner);
  owner.helpline = helpline_in(top);
  owner.house = house_in(top);
  owner.laws = laws_in(top);
  if (!complaints.empty()) return as_error(complaints);
  return owner;
}

}  // namespace stemme
