#include "server-sync/protocol/content.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/picture_check.h"

namespace stemme {
namespace {

const std::string assets = STEMME_SOURCE "/assets";

Result<Content> load() { return load_content(assets, assets + "/owners/lynghei.toml"); }

const Content& content() {
  static const Content loaded = [] {
    auto content = load();
    if (!content) ADD_FAILURE() << content.error().message();
    return content ? std::move(content).value() : Content();
  }();
  return loaded;
}

bool offers(const std::vector<std::string>& tags, const std::string& tag) {
  return std::ranges::find(tags, tag) != tags.end();
}

TEST(Assets, LoadWithoutAComplaint) {
  const auto loaded = load();

  ASSERT_TRUE(loaded) << loaded.error().message();
}

TEST(Assets, HoldTheThreePacksInThreeLanguages) {
  for (const std::string id : {"bhg-dagen-56", "foreldre-henting", "valg-tur"}) {
    const auto found =
        std::ranges::find_if(content().packs, [&](const auto& p) { return p.pack.id == id; });
    ASSERT_NE(found, content().packs.end()) << id;
    for (const std::string tag : {"nb", "nn", "en"})
      EXPECT_TRUE(found->texts.contains(tag)) << id << tag;
    EXPECT_EQ(found->pack.status, "pilot") << id;
  }
}

TEST(Assets, PartTheDayAndOpenWindows) {
  EXPECT_EQ(content().hours.dayparts.front().from.count(), 0);
  EXPECT_FALSE(content().hours.windows.empty());
}

TEST(Assets, WordTheInterfaceWhollyInTheOwnersLanguages) {
  const auto& books = content().phrasebooks;
  ASSERT_TRUE(books.contains("nb"));
  const auto& measure = books.at("nb").phrases();
  for (const auto& tag : content().owner.required_languages) {
    EXPECT_TRUE(books.at(tag).language().approved) << tag;
    for (const auto& [key, text] : measure)
      EXPECT_TRUE(books.at(tag).has(key)) << tag << " lacks " << key;
    EXPECT_EQ(books.at(tag).phrases().size(), measure.size()) << tag;
  }
}

/// "{n} av {m}" → {"{m}", "{n}"}.
std::vector<std::string> places_in(const std::string& text) {
  std::vector<std::string> places;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1))
    places.push_back(text.substr(open, text.find('}', open) - open + 1));
  std::ranges::sort(places);
  return places;
}

TEST(Assets, KeepThePlacesOfAPhraseInEveryLanguage) {
  const auto& measure = content().phrasebooks.at("nb").phrases();
  for (const auto& [tag, book] : content().phrasebooks)
    for (const auto& [key, text] : book.phrases()) {
      const auto found = measure.find(key);
      if (found == measure.end()) continue;
      EXPECT_EQ(places_in(text), places_in(found->second)) << tag << " " << key;
    }
}

TEST(Assets, HideALanguageNobodyHasReadThrough) {
  for (const std::string tag : {"se", "uk", "ar", "pl", "so"})
    EXPECT_FALSE(content().phrasebooks.at(tag).language().approved) << tag;
}

TEST(Assets, HoldOnlyPicturesThatTheKioskCanShow) {
  for (const auto& entry : std::filesystem::directory_iterator(assets + "/pictures")) {
    const auto text = read_text_file(entry.path(), picture_bytes_max);
    ASSERT_TRUE(text) << entry.path();
    const auto checked = check_picture(*text, entry.path().filename().string());
    EXPECT_TRUE(checked) << checked.error().message();
  }
}

TEST(Assets, NameThemesForEverybody) {
  const auto& book = content().phrasebooks.at("nb");
  for (const auto& theme : content().themes) EXPECT_TRUE(book.has("theme." + theme.id)) << theme.id;
}

TEST(Assets, OfferTheRequiredLanguages) {
  for (const auto& tag : content().owner.required_languages)
    EXPECT_TRUE(offers(content().owner.offered_languages, tag)) << tag;
}

}  // namespace
}  // namespace stemme
