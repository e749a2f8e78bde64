#include "server-sync/register/room.h"

namespace stemme {
namespace {

/// A line of the journal as it was written, and as it is read.
using Line = JsonObject;
using Event = JsonValue;

constexpr std::size_t field_bytes_max = 1U << 20U;
/// Of 64 random bits the first is free; more are drawn only where randomness fails.
constexpr int draws_max = 64;
constexpr std::int64_t code_lives_ms = 24LL * 60 * 60 * 1000;

std::string select_device(std::string_view where) {
  return std::string("SELECT ") + device_columns + " FROM devices " + std::string(where);
}

Line line_of(std::string_view kind, DeviceId device) {
  return Line().text("kind", kind).text("device", id_text(device));
}

Result<std::uint64_t> id_of(const Event& event, std::string_view field) {
  const auto text = TRY(event.text(field, field_bytes_max));
  return id_from(text).while_doing(field);
}

/// None where it is absent, or null as it once was written.
std::optional<std::uint64_t> optional_id_of(const Event& event, std::string_view field) {
  const auto id = id_of(event, field);
  return id ? std::optional(*id) : std::nullopt;
}

Result<Date> date_of(const Event& event, std::string_view field) {
  const auto text = TRY(event.text(field, field_bytes_max));
  return date_from(text).while_doing(field);
}

Result<void> apply_enrolled(Database& database, const Event& event) {
  const auto id = TRY(id_of(event, "device"));
  const auto key = TRY(event.hex<32>("key"));
  const auto house = TRY(event.text("house", field_bytes_max));
  const auto place = TRY(event.text("place", field_bytes_max));
  const auto enrolled = TRY(date_of(event, "enrolled"));
  auto insert = TRY(database.prepare(
      "INSERT OR IGNORE INTO devices(id, house, place, children, parents, key, key_name, state,"
      "enrolled) VALUES (?,?,?,?,?,?,?,0,?)"));
  insert.bind(id_column(id)).bind(house).bind(place);
  bind_id(insert, optional_id_of(event, "children"));
  bind_id(insert, optional_id_of(event, "parents"));
  insert.bind(ByteView(key)).bind(key_name(key)).bind(to_text(enrolled));
  return insert.run();
}

Result<void> apply_key_offered(Database& database, const Event& event) {
  const auto id = TRY(id_of(event, "device"));
  const auto key = TRY(event.hex<32>("key"));
  auto update = TRY(
      database.prepare("UPDATE devices SET next_key = ?, next_name = ? WHERE id = ? AND key <> ?"));
  update.bind(ByteView(key)).bind(key_name(key)).bind(id_column(id)).bind(ByteView(key));
  return update.run();
}

Result<void> apply_key_settled(Database& database, const Event& event) {
  const auto id = TRY(id_of(event, "device"));
  const auto key = TRY(event.hex<32>("key"));
  auto update = TRY(database.prepare(
      "UPDATE devices SET key = ?, key_name = ?, next_key = NULL, next_name = NULL WHERE id = ?"));
  update.bind(ByteView(key)).bind(key_name(key)).bind(id_column(id));
  return update.run();
}

Result<void> apply_state(Database& database, const Event& event, DeviceState state) {
  const auto id = TRY(id_of(event, "device"));
  std::optional<Date> trusted_through;
  if (event.has("trusted_through")) trusted_through = TRY(date_of(event, "trusted_through"));
  auto update = TRY(database.prepare(
      "UPDATE devices SET state = ?, trusted_through = coalesce(?, trusted_through) WHERE id = ?"));
  update.bind(static_cast<std::int64_t>(state));
  bind_date(update, trusted_through);
  update.bind(id_column(id));
  return update.run();
}

Result<void> apply_epoch_ended(Database& database, const Event& event) {
  const auto id = TRY(id_of(event, "device"));
  const auto epoch = TRY(id_of(event, "epoch"));
  const auto lost_from = TRY(event.number("lost_from", 0, json_number_max));
  auto insert = TRY(database.prepare("INSERT OR IGNORE INTO ended_epochs VALUES (?,?,?)"));
  insert.bind(id_column(id)).bind(id_column(epoch)).bind(lost_from);
  return insert.run();
}

Result<void> apply_key_set(Database& database, const Event& event) {
  const auto serial = TRY(event.number("serial", 0, json_number_max));
  const auto document = TRY(event.text("document", field_bytes_max));
  auto insert = TRY(database.prepare("INSERT OR IGNORE INTO identities VALUES (?,?)"));
  insert.bind(serial).bind(document);
  return insert.run();
}

Bytes code_hash(std::string_view one_time) {
  return blake2b(as_bytes(one_time), as_bytes("stemme enrolment"), 32);
}

struct CodeRow {
  Place place;
  std::int64_t expires = 0;
  std::optional<DeviceId> device;  ///< that has used it
  std::optional<DeviceId> renews;
};

Result<CodeRow> code_row(Database& database, ByteView hash) {
  auto select = TRY(database.prepare(
      "SELECT house, place, children, parents, expires, device, renews FROM codes WHERE hash = ?"));
  select.bind(hash);
  if (!TRY(select.step())) return refused("unknown enrolment code");
  return CodeRow{{select.text(0), select.text(1), optional_id(select, 2), optional_id(select, 3)},
                 select.integer(4),
                 optional_id(select, 5),
                 optional_id(select, 6)};
}

Result<void> put_code(Database& database, const EnrolmentCode& code, const CodeRow& row,
                      Instant now) {
  auto old = TRY(database.prepare("DELETE FROM codes WHERE expires < ? AND device IS NULL"));
  old.bind(now.time_since_epoch().count());
  TRY(old.run());
  auto insert = TRY(
      database.prepare("INSERT INTO codes(hash, house, place, children, parents, expires, renews) "
                       "VALUES (?,?,?,?,?,?,?)"));
  insert.bind(ByteView(code_hash(code.one_time))).bind(row.place.house).bind(row.place.name);
  bind_id(insert, row.place.children);
  bind_id(insert, row.place.parents);
  insert.bind(now.time_since_epoch().count() + code_lives_ms);
  bind_id(insert, row.renews);
  return insert.run();
}

/// What a code makes of whoever holds this key: a new terminal, or one that is known. That one's
/// old key ends with the first request under the new, as in any change (C6): the word that it has
/// one may be lost on the road.
Line admission(const CodeRow& code, DeviceId device, const VerifyKey& key, Date today) {
  if (code.renews) return line_of("key-offered", device).text("key", to_hex(key));
  auto line = line_of("enrolled", device);
  line.text("house", code.place.house).text("place", code.place.name);
  if (code.place.children) line.text("children", id_text(*code.place.children));
  if (code.place.parents) line.text("parents", id_text(*code.place.parents));
  return line.text("key", to_hex(key)).text("enrolled", to_text(today));
}

/// Who is active under this key, or will be under it next.
Result<std::optional<Device>> holder_of(Database& database, const VerifyKey& key) {
  static const std::string sql = select_device("WHERE (key = ? OR next_key = ?) AND state = 0");
  auto select = TRY(database.prepare(sql));
  select.bind(ByteView(key)).bind(ByteView(key));
  if (!TRY(select.step())) return std::optional<Device>();
  return std::optional(device_in(select));
}

Result<Register::KeyHolder> holder_by_name(Database& database, const std::string& name) {
  static const std::string sql = select_device("WHERE key_name = ? OR next_name = ?");
  auto select = TRY(database.prepare(sql));
  select.bind(name).bind(name);
  if (!TRY(select.step())) return missing("no device has this key");
  auto device = device_in(select);
  const bool is_next = device.next_key && key_name(device.key) != name;
  const auto key = is_next ? *device.next_key : device.key;
  return Register::KeyHolder{std::move(device), key};
}

Error unreadable(const Error& error) {
  return corrupt("a line of the journal: " + error.message());
}

/// What a line means is for ever; a kind that another room or a newer version writes is not ours.
Result<void> apply(Database& database, const Event& event) {
  if (!event.has("kind")) return {};
  const auto kind = TRY(event.text("kind", field_bytes_max));
  if (kind == "enrolled") return apply_enrolled(database, event);
  if (kind == "key-offered") return apply_key_offered(database, event);
  if (kind == "key-settled") return apply_key_settled(database, event);
  if (kind == "revoked") return apply_state(database, event, DeviceState::Revoked);
  if (kind == "device-ended") return apply_state(database, event, DeviceState::Ended);
  if (kind == "epoch-ended") return apply_epoch_ended(database, event);
  if (kind == "key-set") return apply_key_set(database, event);
  return {};
}

}  // namespace

Device device_in(const Statement& row) {
  Device device;
  device.id = id_in(row, 0);
  device.house = row.text(1);
  device.place = row.text(2);
  device.children = optional_id(row, 3);
  device.parents = optional_id(row, 4);
  device.key = fixed_in<32>(row, 5);
  if (!row.is_null(6)) device.next_key = fixed_in<32>(row, 6);
  device.state = static_cast<DeviceState>(row.integer(7));
  device.enrolled = date_in(row, 8);
  device.trusted_through = optional_date(row, 9);
  return device;
}

Result<void> Register::Room::record(const JsonObject& event) {
  TRY(catch_up());
  const auto line = event.written();
  // What is in the journal is there for ever: a line that nobody could read must not get there.
  const auto readable =
      TRY(read_json(line, line.size()).while_doing("writing a line of the journal"));
  if (journal.append) TRY(journal.append(line));
  auto taken = take(readable);
  // It stands in the journal all the same, and comes before whatever is written next.
  if (!taken) is_caught_up = false;
  return taken;
}

Result<void> Register::Room::catch_up() {
  if (is_caught_up || !journal.replay) return {};
  TRY(journal.replay([this](const std::string& line) { return take(line); }));
  is_caught_up = true;
  return {};
}

/// Lines are ours: one that cannot be read is Corrupt, not somebody's bad input.
Result<void> Register::Room::take(std::string_view line) {
  const auto event = read_json(line, line.size());
  return event ? take(*event) : unreadable(event.error());
}

Result<void> Register::Room::take(const JsonValue& event) {
  holders.clear();
  auto taken = apply(database, event);
  if (taken || taken.error().failure() != Failure::Invalid) return taken;
  return unreadable(taken.error());
}

Result<void> Register::catch_up() {
  const Room::Changing lock(*room_);
  return room_->catch_up();
}

Result<std::string> Register::Room::zone() {
  auto select = TRY(database.prepare("SELECT zone FROM owner"));
  if (!TRY(select.step())) return missing("no owner yet: run init first");
  return select.text(0);
}

Result<std::uint64_t> Register::Room::free_id(std::string_view is_taken) {
  for (int draw = 0; draw < draws_max; ++draw) {
    const auto id = random_number();
    auto taken = TRY(database.prepare(is_taken));
    taken.bind(id_column(id));
    if (!TRY(taken.step())) return id;
  }
  return unexpected("no id is free: the system's randomness is broken");
}

Result<Date> Register::Room::today(Instant now) {
  const auto where = TRY(zone());
  const auto local = TRY(local_time(now, where));
  return local.date;
}

Result<void> Register::replay(const std::string& line) {
  const Room::Changing lock(*room_);
  return room_->take(line);
}

Result<EnrolmentCode> Register::make_code(const Place& place, const VerifyKey& identity,
                                          Instant now) {
  auto code = make_enrolment_code(identity);
  const std::lock_guard lock(room_->mutex);
  TRY(put_code(room_->database, code, {place, 0, std::nullopt, std::nullopt}, now));
  return code;
}

Result<EnrolmentCode> Register::make_renewal(DeviceId device, const VerifyKey& identity,
                                             Instant now) {
  const auto known = TRY(this->device(device));
  if (known.state != DeviceState::Active) return refused("this terminal is not in use any more");
  auto code = make_enrolment_code(identity);
  const std::lock_guard lock(room_->mutex);
  const Place place{known.house, known.place, known.children, known.parents};
  TRY(put_code(room_->database, code, {place, 0, std::nullopt, device}, now));
  return code;
}

Result<Device> Register::enrol(const EnrolmentRequest& request, Instant now) {
  const auto hash = code_hash(request.one_time);
  const std::lock_guard lock(room_->mutex);
  const auto code = TRY(code_row(room_->database, hash));
  if (request.device && request.device != code.renews)
    return invalid("the code is for another terminal");
  const auto id = code.device;
  if (!id) {
    if (now.time_since_epoch().count() > code.expires) return refused("the code has expired");
    TRY(room_->catch_up());
    // Written just before the plug was pulled, or the disk was full: a second line in the journal
    // would be a second terminal, as soon as the first has another key.
    const auto known = TRY(holder_of(room_->database, request.device_key));
    const bool is_admitted = known && (!code.renews || known->id == *code.renews);
    const auto today = TRY(room_->today(now));
    const auto free = TRY(room_->free_id("SELECT 1 FROM devices WHERE id = ?"));
    if (!is_admitted)
      TRY(room_->record(admission(code, code.renews.value_or(free), request.device_key, today)));
  }
  const auto device = TRY(holder_of(room_->database, request.device_key));
  if (!device || (id && device->id != *id))
    return refused("the code has been used by another device");
  auto bind = TRY(room_->database.prepare("UPDATE codes SET device = ? WHERE hash = ?"));
  bind.bind(id_column(device->id)).bind(ByteView(hash));
  TRY(bind.run());
  return *device;
}

Result<Device> Register::device(DeviceId id) {
  const std::lock_guard lock(room_->mutex);
  static const std::string sql = select_device("WHERE id = ?");
  auto select = TRY(room_->database.prepare(sql));
  select.bind(id_column(id));
  if (!TRY(select.step())) return missing("no device " + id_text(id));
  return device_in(select);
}

Result<std::vector<Device>> Register::devices() {
  const std::lock_guard lock(room_->mutex);
  static const std::string sql = select_device("ORDER BY house, place, id");
  auto select = TRY(room_->database.prepare(sql));
  std::vector<Device> devices;
  while (TRY(select.step())) devices.push_back(device_in(select));
  return devices;
}

Result<Register::KeyHolder> Register::key_holder(const std::string& name) {
  const std::lock_guard lock(room_->mutex);
  if (const auto known = room_->holders.find(name); known != room_->holders.end())
    return known->second;
  const auto holder = TRY(holder_by_name(room_->database, name));
  if (room_->access == Access::Write) room_->holders.emplace(name, holder);
  return holder;
}

Result<void> Register::offer_key(DeviceId device, const VerifyKey& next) {
  const std::lock_guard lock(room_->mutex);
  return room_->record(line_of("key-offered", device).text("key", to_hex(next)));
}

Result<void> Register::settle_key(DeviceId device, const VerifyKey& used) {
  const std::lock_guard lock(room_->mutex);
  return room_->record(line_of("key-settled", device).text("key", to_hex(used)));
}

Result<void> Register::revoke(DeviceId device, Date trusted_through) {
  const Room::Changing lock(*room_);
  return room_->record(
      line_of("revoked", device).text("trusted_through", to_text(trusted_through)));
}

Result<void> Register::end_device(DeviceId device) {
  const Room::Changing lock(*room_);
  return room_->record(line_of("device-ended", device));
}

Result<void> Register::end_epoch(const EndedEpoch& ended) {
  const std::lock_guard lock(room_->mutex);
  return room_->record(line_of("epoch-ended", ended.device)
                           .text("epoch", id_text(ended.epoch))
                           .number("lost_from", ended.lost_from));
}

Result<std::vector<EndedEpoch>> Register::ended_epochs(DeviceId device) {
  const std::lock_guard lock(room_->mutex);
  auto select =
      TRY(room_->database.prepare("SELECT epoch, lost_from FROM ended_epochs WHERE device = ?"));
  select.bind(id_column(device));
  std::vector<EndedEpoch> ended;
  while (TRY(select.step())) ended.push_back({device, id_in(select, 0), select.integer(1)});
  return ended;
}

Result<void> Register::put_identity(std::int64_t serial, const std::string& document) {
  const Room::Changing lock(*room_);
  TRY(room_->catch_up());
  auto newest = TRY(room_->database.prepare("SELECT coalesce(max(serial), 0) FROM identities"));
  TRY(newest.step());
  if (serial <= newest.integer(0)) return refused("a newer key set is in use");
  return room_->record(
      Line().text("kind", "key-set").number("serial", serial).text("document", document));
}

Result<std::string> Register::newest_identity() {
  const std::lock_guard lock(room_->mutex);
  auto select =
      TRY(room_->database.prepare("SELECT document FROM identities ORDER BY serial DESC LIMIT 1"));
  if (!TRY(select.step())) return missing("no key set yet: run init first");
  return select.text(0);
}

}  // namespace stemme
