/// A house as an IT person has set it up: owner, packs, one group that a terminal serves, and many
/// small units, so that hardly two visits of a simulation share one and each answer is known by
/// where it is counted. Made once a process and copied for each seed. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/intake_store.h"
#include "server-sync/protocol/key_set.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/register/register.h"
#include "tests/stand-ins/scratch_folder.h"
#include "tests/stand-ins/seeded_randomness.h"

namespace stemme {

class FoundedHouse {
 public:
  static constexpr const char* owner = "lynghei";
  static constexpr const char* house = "lyngtua";
  static constexpr const char* zone = "Europe/Oslo";
  static constexpr int visit_units = 32;

  /// Call it before a seed's own randomness begins.
  static const FoundedHouse& once() {
    static const auto founded = [] {
      const SeededRandomness the_same_each_time(20261123);
      return std::unique_ptr<const FoundedHouse>(new FoundedHouse);
    }();
    return *founded;
  }

  std::filesystem::path assets() const { return folder / "assets"; }

  ScratchFolder folder;
  SigningKey identity = SigningKey::generate();
  SigningKey reply = SigningKey::generate();
  OpeningKey sealing = OpeningKey::generate();
  OpeningKey enrol = OpeningKey::generate();
  UnitId group = 0;
  std::vector<UnitId> units;  ///< for visits, in turn

 private:
  FoundedHouse() {
    std::filesystem::create_directory(assets());
    auto reg = Register::open(folder / "register.db", Register::Access::Write).value();
    reg.put_owner({owner, "Lynghei kommune", zone, {"nb", "nn", "en"}, "116 111", ""}).value();
    reg.put_identity(1, identity_document(keys(), identity)).value();
    add_house(reg);
    add_pack(reg, "bhg-dagen-56");
    add_pack(reg, "valg-tur");
    group = add_unit(reg, "Maurtua");
    for (int i = 0; i < visit_units; ++i) units.push_back(add_unit(reg, std::to_string(i)));
    IntakeStore::open(folder / "intake.db", {[] {}, [] {}}).value();
  }

  KeySet keys() const {
    KeySet set;
    set.owner = owner;
    set.serial = 1;
    set.sealing = sealing.sealing_key();
    set.reply = {reply.verify_key(), SigningKey::generate().verify_key()};
    set.enrol = enrol.sealing_key();
    return set;
  }

  static void add_house(Register& reg) {
    using std::chrono::hours;
    House made;
    made.id = house;
    made.name = "Lyngtua barnehage";
    made.kind = "barnehage";
    made.language = "nb";
    made.dayparts = {
        {"natt", hours(0)}, {"morgen", hours(6)}, {"midt", hours(10)}, {"sen", hours(15)}};
    reg.put_house(made).value();
  }

  static UnitId add_unit(Register& reg, const std::string& name) {
    Unit unit;
    unit.house = house;
    unit.name = name;
    unit.audience = "barn";
    unit.band = Band::FiveSix;
    unit.size = 18;
    unit.school_year = 2026;
    return reg.add_unit(unit).value();
  }

  static void add_pack(Register& reg, const std::string& id) {
    const std::string assets = std::string(STEMME_SOURCE) + "/assets/";
    StoredPack stored;
    stored.structure = read_text_file(assets + "packs/" + id + ".toml", 1 << 20).value();
    const auto pack = load_pack(stored.structure, id).value();
    stored.digest = pack.digest;
    stored.id = pack.id;
    stored.version = pack.version;
    for (const char* language : {"nb", "nn", "en"}) {
      const auto file = std::filesystem::path(assets) / "texts" / language / (id + ".toml");
      stored.texts[language] = read_text_file(file, 1 << 20).value();
    }
    reg.store_pack(stored).value();
    reg.adopt({house, pack.digest, "head", "the days", Date{std::chrono::year{2026} / 8 / 3}, {}})
        .value();
  }
};

}  // namespace stemme
