#include "tests/gallery/sample_library.h"

#include <algorithm>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/content.h"

namespace stemme {
namespace {

constexpr std::size_t text_bytes_max = 1 << 20;

ProgrammePack pack_from(const std::filesystem::path& assets, const std::string& id) {
  ProgrammePack pack;
  pack.structure = read_text_file(assets / "packs" / (id + ".toml"), text_bytes_max).value();
  for (const auto& folder : std::filesystem::directory_iterator(assets / "texts")) {
    auto texts = read_text_file(folder.path() / (id + ".toml"), text_bytes_max);
    if (texts) pack.texts[folder.path().filename().string()] = *texts;
  }
  return pack;
}

using Phrasebooks = std::map<std::string, Phrasebook>;

/// As if somebody who speaks each language had read it.
Phrasebooks approved(const Phrasebooks& books) {
  Phrasebooks all;
  for (const auto& [tag, book] : books) {
    auto language = book.language();
    language.approved = true;
    all.emplace(tag, Phrasebook(std::move(language), book.phrases()));
  }
  return all;
}

Library library_with(const std::filesystem::path& assets, const std::vector<std::string>& packs,
                     Drafts drafts = Drafts::Hidden) {
  auto programme = std::make_shared<Programme>();
  programme->house = "lyngheia";
  programme->zone = "Europe/Oslo";
  programme->windows =
      load_hours(read_text_file(assets / "windows.toml", text_bytes_max).value(), "windows.toml")
          .value()
          .windows;
  programme->languages = {"nb", "nn", "en", "se", "uk", "ar", "pl", "so"};
  programme->units = {{1, "Maurtua", "barn", Band::FiveSix, 18, {}},
                      {2, "Foreldre", "forelder", Band::Adult, 70, {}}};
  for (const auto& id : packs) programme->packs.push_back(pack_from(assets, id));
  auto books = load_phrasebooks((assets / "texts").string()).value();
  if (drafts == Drafts::Shown) books = approved(books);
  return Library::open(programme, std::make_shared<const Phrasebooks>(std::move(books)),
                       [](std::string_view) { return true; })
      .value();
}

}  // namespace

Library sample_library(const std::filesystem::path& assets, Drafts drafts) {
  return library_with(
      assets, {"bhg-dagen-34", "bhg-dagen-56", "valg-tur", "foreldre-henting", "onsker-mott"},
      drafts);
}

Library whole_library(const std::filesystem::path& assets) {
  std::vector<std::string> packs;
  for (const auto& file : std::filesystem::directory_iterator(assets / "packs"))
    if (file.path().extension() == ".toml") packs.push_back(file.path().stem().string());
  std::ranges::sort(packs);
  return library_with(assets, packs);
}

Offer sample_offer(const Library& library, const std::string& pack, int question) {
  for (const auto& candidate : library.packs()) {
    if (candidate->id != pack) continue;
    if (question >= static_cast<int>(candidate->questions.size())) return {};
    const auto& units = library.programme().units;
    const auto unit = std::find_if(units.begin(), units.end(), [&](const ProgrammeUnit& each) {
      return each.audience == candidate->audience;
    });
    return {&*unit, candidate, {question}};
  }
  return {};
}

}  // namespace stemme
