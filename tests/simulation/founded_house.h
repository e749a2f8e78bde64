/// Houses as an IT person has set them up: owner, packs, in each house one group that its terminals
/// serve, and small units that hardly two visits share, so that no period closes over them. Made
/// once a process and copied for each seed. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server-sync/counting/release_log.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/intake_store.h"
#include "server-sync/protocol/asset_name.h"
#include "server-sync/protocol/asset_range.h"
#include "server-sync/protocol/key_set.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/register/register.h"
#include "tests/stand-ins/scratch_folder.h"
#include "tests/stand-ins/seeded_randomness.h"

namespace stemme {

/// Which ones a history is lived with: nothing that was signed really holds in pretence.
enum class Keys { Real, Pretended };

class FoundedHouse {
 public:
  static constexpr const char* owner = "lynghei";
  static constexpr const char* zone = "Europe/Oslo";
  static constexpr int visit_units = 32;

  struct Home {
    std::string id;
    UnitId group = 0;
    std::vector<UnitId> units;  ///< for visits, in turn
  };

  /// One house. Call it before a seed's own randomness begins.
  static const FoundedHouse& once() {
    static const auto founded = made({"lyngtua"}, visit_units);
    return *founded;
  }
  /// What a town of terminals lives in. Likewise, and once with each kind of keys.
  static const FoundedHouse& several(Keys keys) {
    static std::map<Keys, std::unique_ptr<const FoundedHouse>> founded;
    constexpr int units_each = 6;
    auto& one = founded[keys];
    if (!one) one = made({"lyngtua", "solvang", "haugen", "nordre"}, units_each);
    return *one;
  }

  std::filesystem::path assets() const { return folder / "assets"; }

  ScratchFolder folder;
  SigningKey identity = SigningKey::generate();
  SigningKey reply = SigningKey::generate();
  SigningKey reserve = SigningKey::generate();
  OpeningKey sealing = OpeningKey::generate();
  OpeningKey enrol = OpeningKey::generate();
  std::vector<Home> homes;

  /// The first set; later ones are this with another serial and other keys.
  KeySet keys() const {
    KeySet set;
    set.owner = owner;
    set.serial = 1;
    set.sealing = sealing.sealing_key();
    set.reply = {reply.verify_key(), reserve.verify_key()};
    set.enrol = enrol.sealing_key();
    return set;
  }
  static House described(const std::string& id) {
    using std::chrono::hours;
    House made;
    made.id = id;
    made.name = id + " barnehage";
    made.kind = "barnehage";
    made.language = "nb";
    made.dayparts = {
        {"natt", hours(0)}, {"morgen", hours(6)}, {"midt", hours(10)}, {"sen", hours(15)}};
    return made;
  }
  static Unit described_unit(const std::string& house, const std::string& name) {
    Unit unit;
    unit.house = house;
    unit.name = name;
    unit.audience = "barn";
    unit.band = Band::FiveSix;
    unit.size = 18;
    unit.school_year = 2026;
    return unit;
  }

 private:
  using Ids = std::vector<std::string>;

  static std::unique_ptr<const FoundedHouse> made(const Ids& houses, int units) {
    const SeededRandomness the_same_each_time(20261123);
    return std::unique_ptr<const FoundedHouse>(new FoundedHouse(houses, units));
  }

  FoundedHouse(const Ids& houses, int units) {
    lay_out_a_picture();
    auto reg = Register::open(folder / "register.db", Register::Access::Write).value();
    reg.put_owner({owner, "Lynghei kommune", zone, {"nb"}, "116 111", ""}).value();
    reg.put_identity(1, identity_document(keys(), identity)).value();
    for (const auto& id : houses) {
      reg.put_house(described(id)).value();
      for (const char* pack : {"bhg-dagen-56", "valg-tur"}) add_pack(reg, id, pack);
      Home home;
      home.id = id;
      home.group = reg.add_unit(described_unit(id, "Maurtua")).value();
      for (int i = 0; i < units; ++i)
        home.units.push_back(reg.add_unit(described_unit(id, std::to_string(i))).value());
      homes.push_back(std::move(home));
    }
    IntakeStore::open(folder / "intake.db", {[] {}, [] {}}).value();
    write_durably(folder / "settings.json", as_bytes("{}")).value();
    ReleaseLog::begin(folder.path()).value();
  }

  /// One that no terminal has: it comes in pieces, on whatever road there is.
  void lay_out_a_picture() const {
    std::filesystem::create_directories(assets() / "pictures");
    const Bytes picture(2 * asset_piece_bytes + 1'000, 'x');
    write_durably(assets() / picture_asset("ansikt-glad"), picture).value();
  }

  static void add_pack(Register& reg, const std::string& house, const std::string& id) {
    const std::string assets = std::string(STEMME_SOURCE) + "/assets/";
    StoredPack stored;
    stored.structure = read_text_file(assets + "packs/" + id + ".toml", 1 << 20).value();
    const auto pack = load_pack(stored.structure, id).value();
    stored.digest = pack.digest;
    stored.id = pack.id;
    stored.version = pack.version;
    const auto texts = std::filesystem::path(assets) / "texts" / "nb" / (id + ".toml");
    stored.texts["nb"] = read_text_file(texts, 1 << 20).value();
    reg.store_pack(stored).value();
    reg.adopt({house, pack.digest, "head", "the days", Date{std::chrono::year{2026} / 7 / 1}, {}})
        .value();
  }
};

}  // namespace stemme
