#include "server-sync/register/register.h"

#include "server-sync/register/room.h"
#include "server-sync/register/schema.h"

namespace stemme {
namespace {

constexpr std::size_t rows_max = 10'000;
constexpr std::size_t name_bytes_max = 10'000;

std::string daypart_json(const Daypart& part) {
  return JsonObject().text("id", part.id).number("from", part.from.count()).written();
}

std::string window_json(const Window& window) {
  return JsonObject()
      .text("id", window.id)
      .number("from", window.from.count())
      .number("to", window.to.count())
      .truth("quiet", window.quiet)
      .written();
}

std::chrono::minutes minutes_in(const JsonValue& json, std::string_view name) {
  return std::chrono::minutes(json.number(name, 0, 24 * 60).value());
}

House house_in(const Statement& row) {
  House house{row.text(0), row.text(1), row.text(2), row.text(3), {}, {}, 0};
  house.parents_week = static_cast<int>(row.integer(6));
  const auto dayparts = json_in(row, 4);
  for (const auto& part : *dayparts.as_items(rows_max).value())
    house.dayparts.push_back({part.text("id", name_bytes_max).value(), minutes_in(part, "from")});
  const auto windows = json_in(row, 5);
  for (const auto& window : *windows.as_items(rows_max).value())
    house.windows.push_back({window.text("id", name_bytes_max).value(), minutes_in(window, "from"),
                             minutes_in(window, "to"), window.flag("quiet").value()});
  return house;
}

Result<Unit> unit_in(const Statement& row) {
  const auto band = row.integer(4);
  if (band < 0 || band > static_cast<std::int64_t>(Band::Adult))
    return corrupt("a group of the register has no band that is known");
  return Unit{id_in(row, 0),
              row.text(1),
              row.text(2),
              row.text(3),
              static_cast<Band>(band),
              static_cast<int>(row.integer(5)),
              static_cast<int>(row.integer(6)),
              optional_date(row, 7)};
}

constexpr std::string_view select_house =
    "SELECT id, name, kind, language, dayparts, windows, parents_week FROM houses WHERE id = ?";

}  // namespace

Register::Register(std::unique_ptr<Room> room) : room_(std::move(room)) {}
Register::Register(Register&&) noexcept = default;
Register::~Register() = default;

Result<Register> Register::open(const std::filesystem::path& path, Access access) {
  const auto role = access == Access::Write ? Database::Role::Writer : Database::Role::Reader;
  auto database = TRY(Database::open(path, role));
  if (access == Access::Write) TRY(database.migrate(register_schema));
  return Register(std::make_unique<Room>(std::move(database), access));
}

void Register::write_ahead_to(Journal journal) {
  const std::lock_guard lock(room_->mutex);
  room_->journal = std::move(journal);
  room_->is_caught_up = !room_->journal.replay;
}

Result<void> Register::copy_to(const std::filesystem::path& path) {
  const std::lock_guard lock(room_->mutex);
  return DatabaseCopy::make(room_->database, path);
}

Result<void> Register::put_owner(const OwnerRecord& owner) {
  const Room::Changing lock(*room_);
  return room_->database.in_transaction([&]() -> Result<void> {
    TRY(room_->database.run("DELETE FROM owner"));
    auto insert = TRY(room_->database.prepare("INSERT INTO owner VALUES (?,?,?,?,?,?)"));
    insert.bind(owner.id).bind(owner.name).bind(owner.zone);
    insert.bind(json_strings(owner.required_languages)).bind(owner.helpline).bind(owner.file);
    return insert.run();
  });
}

Result<OwnerRecord> Register::owner() {
  const std::lock_guard lock(room_->mutex);
  auto select =
      TRY(room_->database.prepare("SELECT id, name, zone, languages, helpline, file FROM owner"));
  if (!TRY(select.step())) return missing("no owner yet: run init first");
  OwnerRecord owner{select.text(0), select.text(1), select.text(2), {},
                    select.text(4), select.text(5)};
  const auto languages = json_in(select, 3);
  for (const auto& tag : *languages.as_items(rows_max).value())
    owner.required_languages.push_back(tag.as_text(name_bytes_max).value());
  return owner;
}

Result<void> Register::put_house(const House& house) {
  const Room::Changing lock(*room_);
  auto insert = TRY(room_->database.prepare(
      "INSERT INTO houses VALUES (?,?,?,?,?,?,?,NULL) ON CONFLICT(id) DO UPDATE SET "
      "name=excluded.name,"
      "kind=excluded.kind, language=excluded.language, dayparts=excluded.dayparts,"
      "windows=excluded.windows, parents_week=excluded.parents_week"));
  insert.bind(house.id).bind(house.name).bind(house.kind).bind(house.language);
  insert.bind(json_list_of(house.dayparts, daypart_json));
  insert.bind(json_list_of(house.windows, window_json));
  insert.bind(house.parents_week);
  return insert.run();
}

Result<House> Register::house(const std::string& id) {
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(room_->database.prepare(select_house));
  select.bind(id);
  if (!TRY(select.step())) return missing("no house " + id);
  return house_in(select);
}

Result<std::vector<House>> Register::houses() {
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(room_->database.prepare(
      "SELECT id, name, kind, language, dayparts, windows, parents_week FROM houses ORDER BY id"));
  std::vector<House> houses;
  while (TRY(select.step())) houses.push_back(house_in(select));
  return houses;
}

Result<UnitId> Register::add_unit(const Unit& unit) {
  if (unit.size < unit_size_min)
    return refused("a group has ten members or more; merge smaller groups (C9)");
  if (unit.size > unit_size_max)
    return refused("a group has at most " + std::to_string(unit_size_max) + " members");
  const Room::Changing lock(*room_);
  if (unit.audience == "forelder") {
    auto others = TRY(room_->database.prepare(
        "SELECT 1 FROM units WHERE house = ? AND audience = 'forelder' AND ended IS NULL"));
    others.bind(unit.house);
    if (TRY(others.step())) return refused("the parents of a house are one unit (C9)");
  }
  const UnitId free = TRY(room_->free_id("SELECT 1 FROM units WHERE id = ?"));
  const UnitId id = unit.id != 0 ? unit.id : free;
  auto insert = TRY(room_->database.prepare("INSERT INTO units VALUES (?,?,?,?,?,?,?,?)"));
  insert.bind(id_column(id)).bind(unit.house).bind(unit.name).bind(unit.audience);
  insert.bind(static_cast<std::int64_t>(unit.band)).bind(unit.size).bind(unit.school_year);
  bind_date(insert, unit.ended);
  TRY(insert.run());
  return id;
}

Result<void> Register::end_unit(UnitId unit, Date on) {
  const Room::Changing lock(*room_);
  auto update =
      TRY(room_->database.prepare("UPDATE units SET ended = ? WHERE id = ? AND ended IS NULL"));
  update.bind(to_text(on)).bind(id_column(unit));
  return update.run();
}

Result<Unit> Register::unit(UnitId id) {
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(room_->database.prepare("SELECT * FROM units WHERE id = ?"));
  select.bind(id_column(id));
  if (!TRY(select.step())) return missing("no such unit");
  return unit_in(select);
}

Result<std::vector<Unit>> Register::units(const std::string& house) {
  const std::lock_guard lock(room_->mutex);
  auto select =
      TRY(room_->database.prepare("SELECT * FROM units WHERE house = ? ORDER BY name, id"));
  select.bind(house);
  std::vector<Unit> units;
  while (TRY(select.step())) {
    auto unit = TRY(unit_in(select));
    units.push_back(std::move(unit));
  }
  return units;
}

Result<void> Register::add_closed_days(const std::string& house, const ClosedDays& days) {
  if (days.to < days.from) return invalid("the last closed day is before the first");
  const Room::Changing lock(*room_);
  auto insert = TRY(room_->database.prepare("INSERT OR IGNORE INTO closed_days VALUES (?,?,?)"));
  insert.bind(house).bind(to_text(days.from)).bind(to_text(days.to));
  return insert.run();
}

Result<std::vector<ClosedDays>> Register::closed_days(const std::string& house) {
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(room_->database.prepare(
      "SELECT first, last FROM closed_days WHERE house = ? ORDER BY first"));
  select.bind(house);
  std::vector<ClosedDays> days;
  while (TRY(select.step())) days.push_back({date_in(select, 0), date_in(select, 1)});
  return days;
}

Result<void> Register::set_pin(const std::string& house, std::string_view pin) {
  const auto hash = hash_secret(pin);
  const Room::Changing lock(*room_);
  auto update = TRY(room_->database.prepare("UPDATE houses SET pin = ? WHERE id = ?"));
  update.bind(hash).bind(house);
  TRY(update.run());
  if (room_->database.rows_changed() == 0) return missing("no house " + house);
  return {};
}

Result<std::string> Register::pin_hash(const std::string& house) {
  const std::lock_guard lock(room_->mutex);
  auto select =
      TRY(room_->database.prepare("SELECT pin FROM houses WHERE id = ? AND pin IS NOT NULL"));
  select.bind(house);
  if (!TRY(select.step())) return missing("the house has no PIN yet");
  return select.text(0);
}

Result<void> Register::put_tokens(const std::string& house, const TokenSet& tokens) {
  TRY(this->house(house));
  const Room::Changing lock(*room_);
  auto put =
      TRY(room_->database.prepare("INSERT OR REPLACE INTO tokens(house, content) VALUES (?,?)"));
  return put.bind(house).bind(to_json(tokens)).run();
}

Result<std::optional<TokenSet>> Register::tokens(const std::string& house) {
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(room_->database.prepare("SELECT content FROM tokens WHERE house = ?"));
  select.bind(house);
  if (!TRY(select.step())) return std::optional<TokenSet>();
  auto tokens = TRY(token_set_from_json(select.text(0)));
  return std::optional(std::move(tokens));
}

}  // namespace stemme
