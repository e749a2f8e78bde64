#include "server-sync/register/room.h"

namespace stemme {
namespace {

constexpr std::size_t text_bytes_max = 16U << 20U;

StoredPack pack_in(const Statement& row) {
  StoredPack pack;
  pack.digest = fixed_in<16>(row, 0);
  pack.id = row.text(1);
  pack.version = static_cast<int>(row.integer(2));
  const auto structure = row.blob(3);
  pack.structure = std::string(as_text(structure));
  const auto texts = json_in(row, 4);
  for (const auto& [language, text] : *texts.as_members().value())
    pack.texts[language] = text.as_text(text_bytes_max).value();
  return pack;
}

Adoption adoption_in(const Statement& row) {
  Adoption adoption;
  adoption.house = row.text(0);
  adoption.pack = fixed_in<16>(row, 1);
  adoption.role = row.text(2);
  adoption.decision = row.text(3);
  adoption.accepted = date_in(row, 4);
  adoption.ended = optional_date(row, 5);
  return adoption;
}

Result<void> end_other_versions(Database& database, const Adoption& adoption) {
  auto update = TRY(database.prepare(
      "UPDATE adoptions SET ended = ? WHERE house = ? AND ended IS NULL AND pack IN "
      "(SELECT digest FROM packs WHERE id = (SELECT id FROM packs WHERE digest = ?))"));
  update.bind(to_text(adoption.accepted)).bind(adoption.house).bind(ByteView(adoption.pack));
  return update.run();
}

Result<void> insert_adoption(Database& database, const Adoption& adoption) {
  auto insert = TRY(database.prepare(
      "INSERT INTO adoptions(house, pack, role, decision, accepted) VALUES (?,?,?,?,?)"));
  insert.bind(adoption.house).bind(ByteView(adoption.pack)).bind(adoption.role);
  insert.bind(adoption.decision).bind(to_text(adoption.accepted));
  return insert.run();
}

}  // namespace

Result<void> Register::store_pack(const StoredPack& pack) {
  const Room::Changing lock(*room_);
  // The structure never changes under one digest; words may, and then the newest are shown.
  auto insert = TRY(
      room_->database.prepare("INSERT INTO packs VALUES (?,?,?,?,?) ON CONFLICT(digest) DO UPDATE "
                              "SET texts=excluded.texts"));
  insert.bind(ByteView(pack.digest)).bind(pack.id).bind(pack.version);
  insert.bind(as_bytes(pack.structure)).bind(json_texts(pack.texts));
  return insert.run();
}

Result<StoredPack> Register::pack(const PackId& digest) {
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(room_->database.prepare("SELECT * FROM packs WHERE digest = ?"));
  select.bind(ByteView(digest));
  if (!TRY(select.step())) return missing("no such pack");
  return pack_in(select);
}

Result<std::vector<StoredPack>> Register::packs() {
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(room_->database.prepare("SELECT * FROM packs ORDER BY id, version, digest"));
  std::vector<StoredPack> packs;
  while (TRY(select.step())) packs.push_back(pack_in(select));
  return packs;
}

Result<void> Register::adopt(const Adoption& adoption) {
  if (adoption.role.empty() || adoption.decision.empty())
    return refused("a pack starts with the head's acceptance: who, and what it can change (D4)");
  const Room::Changing lock(*room_);
  return room_->database.in_transaction([&]() -> Result<void> {
    TRY(end_other_versions(room_->database, adoption));
    return insert_adoption(room_->database, adoption);
  });
}

Result<void> Register::end_adoption(const std::string& house, const PackId& pack, Date on) {
  const Room::Changing lock(*room_);
  auto update = TRY(room_->database.prepare(
      "UPDATE adoptions SET ended = ? WHERE house = ? AND pack = ? AND ended IS NULL"));
  update.bind(to_text(on)).bind(house).bind(ByteView(pack));
  return update.run();
}

Result<std::vector<Adoption>> Register::adoptions(const std::string& house) {
  const std::lock_guard lock(room_->mutex);
  auto select = TRY(
      room_->database.prepare("SELECT house, pack, role, decision, accepted, ended FROM adoptions "
                              "WHERE house = ? ORDER BY number"));
  select.bind(house);
  std::vector<Adoption> adoptions;
  while (TRY(select.step())) adoptions.push_back(adoption_in(select));
  return adoptions;
}

Result<std::int64_t> Register::programme_serial(DeviceId device, const Digest& content) {
  const std::lock_guard lock(room_->mutex);
  auto select =
      TRY(room_->database.prepare("SELECT serial, content FROM programmes WHERE device = ?"));
  select.bind(id_column(device));
  std::int64_t serial = 0;
  if (TRY(select.step())) {
    serial = select.integer(0);
    if (fixed_in<32>(select, 1) == content) return serial;
    select.reset();
  }
  auto insert = TRY(room_->database.prepare("INSERT OR REPLACE INTO programmes VALUES (?,?,?)"));
  insert.bind(id_column(device)).bind(serial + 1).bind(ByteView(content));
  TRY(insert.run());
  return serial + 1;
}

std::uint64_t Register::edition() {
  const std::lock_guard lock(room_->mutex);
  return room_->edition;
}

}  // namespace stemme
