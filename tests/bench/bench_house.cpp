#include "tests/bench/bench_house.h"

#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr std::size_t text_bytes_max = 1 << 20;

Result<ProgrammePack> pack_from(const std::filesystem::path& assets, const std::string& id) {
  ProgrammePack pack;
  pack.structure = TRY(read_text_file(assets / "packs" / (id + ".toml"), text_bytes_max));
  for (const char* language : {"nb", "nn", "en"}) {
    auto texts = TRY(read_text_file(assets / "texts" / language / (id + ".toml"), text_bytes_max));
    pack.texts[language] = std::move(texts);
  }
  return pack;
}

}  // namespace

Result<Programme> bench_programme(const std::filesystem::path& assets) {
  Programme programme;
  programme.serial = 1;
  programme.owner = "lynghei";
  programme.house = "storvik";
  programme.house_name = "Storvik barnehage";
  programme.zone = "Europe/Oslo";
  programme.dayparts = {{"dag", std::chrono::minutes(0)}};
  programme.languages = {"nb", "nn", "en"};
  programme.units = {{0x11, "Maurtua", "barn", Band::FiveSix, 18, {}}};
  auto pack = TRY(pack_from(assets, "bhg-dagen-56"));
  programme.packs.push_back(std::move(pack));
  return programme;
}

OutboxTerms bench_terms(const Programme& programme) {
  OutboxTerms terms;
  terms.owner = programme.owner;
  terms.house = programme.house;
  terms.device = 1;
  terms.sealing = OpeningKey::generate().sealing_key();
  terms.zone = programme.zone;
  terms.dayparts = programme.dayparts;
  terms.programme = programme.serial;
  terms.software = STEMME_VERSION;
  return terms;
}

Result<void> prepare_kiosk(const std::filesystem::path& folder, const Programme& programme) {
  return write_durably(folder / "programme", as_bytes("\"bench\"\n" + to_json(programme)));
}

}  // namespace stemme
