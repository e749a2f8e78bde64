#include "server-sync/collector/pack_verbs.h"

#include <system_error>

#include "server-sync/collector/house_verbs.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/content.h"
#include "server-sync/protocol/toml_file.h"

namespace stemme {
namespace {

std::string complaints_text(const Complaints& complaints) {
  std::string out;
  for (const auto& complaint : complaints) out += to_text(complaint) + "\n";
  return out;
}

Result<Owner> owner_of(const Workplace& at) {
  const auto record = TRY(at.the_register.owner());
  return load_owner(record.file, "owner.toml");
}

Result<StoredPack> read_pack(const std::filesystem::path& assets, const std::string& file,
                             const Owner& owner) {
  StoredPack stored;
  stored.structure = TRY(read_text_file(file, toml_bytes_max));
  const auto pack = TRY(load_pack(stored.structure, file));
  stored.digest = pack.digest;
  stored.id = pack.id;
  stored.version = pack.version;
  for (const auto& tag : owner.offered_languages) {
    auto text = read_text_file(assets / "texts" / tag / (pack.id + ".toml"), toml_bytes_max);
    // Required languages are there: check_pack_file has said so. Others may lag behind.
    if (text) stored.texts[tag] = std::move(text).value();
  }
  return stored;
}

Result<std::string> first_owner_in(const std::filesystem::path& assets) {
  if (const auto files = entries_in(assets / "owners"))
    for (const auto& file : *files)
      if (file.extension() == ".toml") return file.string();
  return missing("no owner in " + (assets / "owners").string() + "; give --owner");
}

Result<PackId> adopted(const std::string& house, const std::string& id, const Workplace& at) {
  const auto adoptions = TRY(at.the_register.adoptions(house));
  for (const auto& adoption : adoptions) {
    if (adoption.ended) continue;
    const auto pack = TRY(at.the_register.pack(adoption.pack));
    if (pack.id == id) return pack.digest;
  }
  return missing("the house does not use " + id);
}

}  // namespace

Result<std::string> pack_adopt(const Verb& verb, const Workplace& at) {
  const auto owner = TRY(owner_of(at));
  Adoption adoption;
  adoption.house = TRY(word(verb, "house"));
  const auto house = TRY(at.the_register.house(adoption.house));
  adoption.role = TRY(word(verb, "accepted-by"));
  adoption.decision = TRY(word(verb, "decision"));
  const auto id = TRY(word(verb, "pack"));
  const std::filesystem::path assets = at.settings.assets;
  const auto file = (assets / "packs" / (id + ".toml")).string();
  const auto complaints = check_pack_file(file, assets.string(), owner);
  if (!complaints.empty()) return as_error(complaints);
  const auto stored = TRY(read_pack(assets, file, owner));
  adoption.accepted = TRY(today_of(at));
  adoption.pack = stored.digest;
  TRY(at.the_register.store_pack(stored));
  TRY(at.the_register.adopt(adoption));
  return house.name + " uses " + stored.id + ", version " + std::to_string(stored.version) + ".";
}

Result<std::string> pack_end(const Verb& verb, const Workplace& at) {
  const auto house = TRY(word(verb, "house"));
  const auto id = TRY(word(verb, "pack"));
  const auto digest = TRY(adopted(house, id, at));
  const auto today = TRY(today_of(at));
  TRY(at.the_register.end_adoption(house, digest, today));
  return id + " is asked no more.";
}

Result<std::string> check_packs(const std::vector<std::string>& files, const std::string& assets,
                                const std::string& owner_file) {
  std::filesystem::path folder = assets;
  if (folder.empty()) {
    std::error_code failed;
    folder = std::filesystem::absolute(files.front(), failed).parent_path().parent_path();
    if (failed) return invalid("no pack can be " + in_quotes(files.front()));
  }
  auto owner_path = owner_file;
  if (owner_path.empty()) owner_path = TRY(first_owner_in(folder));
  const auto text = TRY(read_text_file(owner_path, toml_bytes_max));
  const auto owner = TRY(load_owner(text, owner_path));
  std::string out;
  for (const auto& file : files) out += complaints_text(check_pack_file(file, folder, owner));
  return out;
}

}  // namespace stemme
