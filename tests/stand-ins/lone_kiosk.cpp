#include "tests/stand-ins/lone_kiosk.h"

#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr std::size_t text_bytes_max = 1 << 20;

}  // namespace

Result<ProgrammePack> shipped_pack(const std::string& assets, const std::string& id) {
  ProgrammePack pack;
  pack.structure = TRY(read_text_file(assets + "/packs/" + id + ".toml", text_bytes_max));
  for (const char* language : {"nb", "nn", "en"}) {
    auto texts =
        TRY(read_text_file(assets + "/texts/" + language + "/" + id + ".toml", text_bytes_max));
    pack.texts[language] = std::move(texts);
  }
  return pack;
}

Result<Programme> lone_house(const std::string& assets, const std::string& pack,
                             ProgrammeUnit unit) {
  Programme programme;
  programme.serial = 1;
  programme.owner = "lynghei";
  programme.house = "storvik";
  programme.house_name = "Storvik barnehage";
  programme.zone = "Europe/Oslo";
  programme.dayparts = {{"dag", std::chrono::minutes(0)}};
  programme.languages = {"nb", "nn", "en"};
  programme.units = {std::move(unit)};
  auto content = TRY(shipped_pack(assets, pack));
  programme.packs.push_back(std::move(content));
  return programme;
}

OutboxTerms lone_terms(const Programme& programme) {
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

Result<Reply> NobodyThere::exchange(const Request& request, std::size_t) {
  *sent_ += request.body.size();
  return offline("nobody there");
}

}  // namespace stemme
