#include "server-sync/collector/house_verbs.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "server-sync/collector/token_sheet.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/content.h"
#include "server-sync/protocol/toml_file.h"

namespace stemme {
namespace {

bool is_slug(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Result<Hours> default_hours(const Workplace& at) {
  const auto file = std::filesystem::path(at.settings.assets) / "windows.toml";
  const auto text = TRY(read_text_file(file, toml_bytes_max));
  return load_hours(text, file.string());
}

Result<int> week_of_month(const Verb& verb) {
  const int week = TRY(number_word(verb, "parents-week"));
  if (week < 1 || week > 4) return invalid("--parents-week is 1 to 4");
  return week;
}

Result<ClosedDays> closed_days_in(const Verb& verb) {
  const auto from = TRY(word(verb, "from"));
  const auto to = word_or(verb, "to", from);
  ClosedDays days;
  days.from = TRY(date_from(from));
  days.to = TRY(date_from(to));
  return days;
}

}  // namespace

Result<std::string> word(const Verb& verb, const std::string& name) {
  const auto found = verb.with.find(name);
  if (found == verb.with.end() || found->second.empty())
    return invalid(verb.name + " needs --" + name);
  return found->second;
}

std::string word_or(const Verb& verb, const std::string& name, const std::string& otherwise) {
  const auto found = verb.with.find(name);
  return found == verb.with.end() || found->second.empty() ? otherwise : found->second;
}

Result<int> number_word(const Verb& verb, const std::string& name) {
  const auto number = TRY(long_number_word(verb, name));
  if (number > std::numeric_limits<int>::max()) return invalid("--" + name + " is a number");
  return static_cast<int>(number);
}

Result<std::int64_t> long_number_word(const Verb& verb, const std::string& name) {
  const auto text = TRY(word(verb, name));
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0)
    return invalid("--" + name + " is a number");
  return number;
}

Result<std::optional<UnitId>> unit_word(const Verb& verb, const std::string& name) {
  const auto found = verb.with.find(name);
  if (found == verb.with.end() || found->second.empty()) return std::optional<UnitId>();
  const auto id = TRY(id_from(found->second).while_doing("--" + name));
  return std::optional(id);
}

Result<Date> today_of(const Workplace& at) {
  const auto owner = TRY(at.the_register.owner());
  const auto local = TRY(local_time(at.clock.now(), owner.zone));
  return local.date;
}

Result<std::string> house_add(const Verb& verb, const Workplace& at) {
  const auto record = TRY(at.the_register.owner());
  const auto owner = TRY(load_owner(record.file, "owner.toml"));
  auto hours = TRY(default_hours(at));
  House house;
  house.id = TRY(word(verb, "id"));
  if (!is_slug(house.id)) return invalid("a house's id is a-z, 0-9 and dashes: lyngtua-barnehage");
  house.name = TRY(word(verb, "name"));
  house.kind = word_or(verb, "kind", "barnehage");
  house.language = word_or(verb, "language", owner.house.language);
  house.dayparts = std::move(hours.dayparts);
  house.windows = std::move(hours.windows);
  house.parents_week = owner.house.parents_week;
  if (!word_or(verb, "parents-week", "").empty()) house.parents_week = TRY(week_of_month(verb));
  TRY(at.the_register.put_house(house));
  return "House " + house.id + " is there.";
}

Result<std::string> house_list(const Verb&, const Workplace& at) {
  const auto houses = TRY(at.the_register.houses());
  std::string out;
  for (const auto& house : houses) out += house.id + "  " + house.kind + "  " + house.name + "\n";
  return out.empty() ? "No houses yet." : out;
}

Result<std::string> house_pin(const Verb& verb, const Workplace& at) {
  const auto house = TRY(word(verb, "house"));
  const auto pin = TRY(word(verb, "pin"));
  const bool digits =
      std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || pin.size() < 4 || pin.size() > 12) return invalid("a PIN is 4 to 12 digits");
  TRY(at.the_register.set_pin(house, pin));
  return std::string("The PIN is set; devices get it with their next programme.");
}

Result<std::string> house_close(const Verb& verb, const Workplace& at) {
  const auto house = TRY(word(verb, "house"));
  TRY(at.the_register.house(house));
  const auto days = TRY(closed_days_in(verb));
  TRY(at.the_register.add_closed_days(house, days));
  return "Closed from " + to_text(days.from) + " through " + to_text(days.to) + ".";
}

Result<std::string> house_tokens(const Verb& verb, const Workplace& at) {
  const auto id = TRY(word(verb, "house"));
  const auto house = TRY(at.the_register.house(id));
  const auto count = TRY(number_word(verb, "count"));
  const auto codes = TRY(make_token_codes(count).while_doing("--count"));
  const std::filesystem::path assets(at.settings.assets);
  const auto words = TRY(load_phrasebooks((assets / "texts").string()));
  const auto own = words.find(house.language);
  const auto& language = own != words.end() ? own->second : words.begin()->second;
  auto sheet = TRY(token_sheet(codes, assets / "pictures", language));
  // The sheet first: tokens that nobody could print would replace those people have.
  TRY(at.the_register.put_tokens(id, token_set_of(codes)));
  return sheet;
}

Result<std::string> unit_add(const Verb& verb, const Workplace& at) {
  Unit unit;
  unit.house = TRY(word(verb, "house"));
  TRY(at.the_register.house(unit.house));
  unit.name = TRY(word(verb, "name"));
  unit.audience = word_or(verb, "audience", "barn");
  if (unit.audience != "barn" && unit.audience != "forelder")
    return invalid("--audience is barn or forelder");
  const auto band = word_or(verb, "band", unit.audience == "barn" ? "5-6" : "adult");
  unit.band = TRY(band_from(band));
  unit.size = TRY(number_word(verb, "size"));
  const auto again = TRY(unit_word(verb, "id"));
  unit.id = again.value_or(0);  // 0: a new one
  const auto today = TRY(today_of(at));
  unit.school_year = school_year_of(week_of(today));
  const auto id = TRY(at.the_register.add_unit(unit));
  return id_text(id);
}

Result<std::string> unit_list(const Verb& verb, const Workplace& at) {
  const auto house = TRY(word(verb, "house"));
  const auto units = TRY(at.the_register.units(house));
  std::string out;
  for (const auto& unit : units)
    out += id_text(unit.id) + "  " + unit.audience + "  " + std::to_string(unit.size) + "  " +
           unit.name + (unit.ended ? "  ended " + to_text(*unit.ended) : "") + "\n";
  return out.empty() ? "No units yet." : out;
}

Result<std::string> unit_end(const Verb& verb, const Workplace& at) {
  const auto id = TRY(unit_word(verb, "unit"));
  if (!id) return invalid("unit end needs --unit");
  TRY(at.the_register.unit(*id));
  const auto today = TRY(today_of(at));
  TRY(at.the_register.end_unit(*id, today));
  return "Ended on " + to_text(today) + ".";
}

Result<std::string> staff_add(const Verb& verb, const Workplace& at) {
  StaffAccount account;
  account.login = TRY(word(verb, "login"));
  const auto role = word_or(verb, "role", "team");
  account.role = TRY(role_from(role));
  account.unit = TRY(unit_word(verb, "unit"));
  const auto house = word_or(verb, "house", "");
  if (!house.empty()) account.house = house;
  if (account.house) TRY(at.the_register.house(*account.house));
  const auto password = TRY(word(verb, "password"));
  TRY(at.the_register.add_staff(account, password));
  return account.login + " may sign in.";
}

Result<std::string> staff_password(const Verb& verb, const Workplace& at) {
  const auto login = TRY(word(verb, "login"));
  const auto password = TRY(word(verb, "password"));
  TRY(at.the_register.set_password(login, password));
  return "The password of " + login + " is new; nobody is signed in with the old one.";
}

Result<std::string> staff_list(const Verb&, const Workplace& at) {
  const auto staff = TRY(at.the_register.staff());
  std::string out;
  for (const auto& account : staff)
    out += account.login + "  " + std::string(to_text(account.role)) + "  " +
           account.house.value_or("") + "\n";
  return out.empty() ? "Nobody yet." : out;
}

}  // namespace stemme
