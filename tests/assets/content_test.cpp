#include "server-sync/protocol/content.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "app/display/picture_shelf.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/picture_check.h"
#include "tests/stand-ins/scratch_folder.h"

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

std::vector<std::string> picture_ids() {
  std::vector<std::string> ids;
  for (const auto& entry : std::filesystem::directory_iterator(assets + "/pictures"))
    ids.push_back(entry.path().stem().string());
  std::ranges::sort(ids);
  return ids;
}

bool offers(const std::vector<std::string>& tags, const std::string& tag) {
  return std::ranges::find(tags, tag) != tags.end();
}

TEST(Assets, LoadWithoutAComplaint) {
  const auto loaded = load();

  ASSERT_TRUE(loaded) << loaded.error().message();
}

TEST(Assets, HoldEveryPackInThreeLanguages) {
  const std::vector<std::string> ids{
      "bhg-dagen-34",   "bhg-dagen-56",     "bhg-hvile",          "bhg-mat",
      "bhg-ute-lek",    "bhg-venner",       "bhg-voksne",         "endring-sjekk",
      "etter-samtalen", "foreldre-aar-bhg", "foreldre-aar-skole", "foreldre-henting",
      "foreldre-mott",  "gjestebud",        "onsker-mott",        "pilot",
      "sfo-dagen",      "skole-1-4",        "skole-5-7",          "skole-8-10",
      "valg-aktivitet", "valg-tur"};
  std::vector<std::string> held;
  for (const auto& [pack, texts, files] : content().packs) {
    held.push_back(pack.id);
    for (const std::string tag : {"nb", "nn", "en"})
      EXPECT_TRUE(texts.contains(tag)) << pack.id << tag;
    EXPECT_EQ(pack.status, "pilot") << pack.id;
  }
  EXPECT_EQ(held, ids);
}

/// The laws that bind a kind of house, among those the pack names.
bool is_lawful_in(const Pack& pack, const std::string& house) {
  return std::ranges::any_of(content().owner.laws, [&](const Law& law) {
    return offers(pack.law, law.id) && offers(law.houses, house);
  });
}

TEST(Assets, NameALawForEveryHouseAPackIsFor) {
  for (const auto& loaded : content().packs)
    for (const auto& house : loaded.pack.houses)
      EXPECT_TRUE(is_lawful_in(loaded.pack, house)) << loaded.pack.id << " in " << house;
}

/// A child who cannot read tells questions apart by their picture.
TEST(Assets, GiveEachQuestionOfAPackAPictureOfItsOwn) {
  for (const auto& loaded : content().packs) {
    std::set<std::string> used;
    for (const auto& question : loaded.pack.questions) {
      const bool is_new = used.insert(question.picture).second;
      EXPECT_TRUE(is_new || !question.ask_when.empty())
          << loaded.pack.id << " asks twice with " << question.picture;
    }
  }
}

/// D31: a picture that may stand on a tile has its word.
TEST(Assets, WordEveryPictureThatIsNoScenery) {
  for (const auto& tag : content().owner.required_languages)
    for (const auto& id : picture_ids()) {
      const bool has_word = content().phrasebooks.at(tag).has("picture." + id);
      EXPECT_NE(has_word, id.starts_with("scene-")) << tag << " " << id;
    }
}

/// D34: none of ours has asked yet.
TEST(Assets, ShowThumbsToNobodyWhoHasNotAskedForThem) {
  for (const auto& loaded : content().packs)
    EXPECT_EQ(loaded.pack.structure.find("tommel-"), std::string::npos) << loaded.pack.id;
}

/// A promise that nobody can be found is one we cannot keep.
TEST(Assets, NeverSayAnonymous) {
  for (const auto& [tag, book] : content().phrasebooks)
    for (const auto& [key, text] : book.phrases())
      EXPECT_EQ(text.find("nonym"), std::string::npos) << tag << " " << key;
  for (const auto& loaded : content().packs)
    for (const auto& [tag, file] : loaded.text_files)
      EXPECT_EQ(file.find("nonym"), std::string::npos) << tag << " " << loaded.pack.id;
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

/// What comes nearer to the edge than two of 96 looks cut on a tile.
TEST(Assets, KeepPicturesOffTheirEdge) {
  constexpr int size = 192, edge = 4, faint = 40;
  for (const auto& id : picture_ids()) {
    const auto text = read_text_file(assets + "/pictures/" + id + ".svg", picture_bytes_max);
    const auto picture = decode_picture(text.value(), size, id);
    ASSERT_TRUE(picture) << picture.error().message();
    int near = 0;
    for (int at = 0; at < size * size; ++at) {
      const int x = at % size, y = at / size;
      const bool is_inside = x >= edge && x < size - edge && y >= edge && y < size - edge;
      if (!is_inside && (picture->pixels[static_cast<std::size_t>(at)] >> 24U) > faint) ++near;
    }
    EXPECT_EQ(near, 0) << id << " comes too near to its edge";
  }
}

// D63: what a house makes itself.

const std::string of_the_house = R"(schema = 1
id = "vart-hus"
version = 1
status = "pilot"
audience = "barn"
bands = ["5-6"]
houses = ["barnehage"]
modes = ["veiledet"]
level = "tjeneste"
method = "avstemning"
per_visit = 1
per_week = 1
frequency = "on-demand"
show = { windows = ["formiddag"], weekdays = [1] }

[[question]]
id = "navn"
theme = "medvirkning"
kind = "choice"
vote = true
picture = "kanin"
options = [ { id = "snopp", picture = "kanin" }, { id = "gule", picture = "lekeplass" } ]
)";

const std::string words_of_the_house = R"(pack = "vart-hus"
version = 1
title = "Kaninen"
why = "Det flest velger, skal kaninen hete."
[question]
navn = "Hva skal kaninen hete?"
[option]
"navn.snopp" = "Snopp"
"navn.gule" = "Gule"
)";

TEST(AHousesOwnPackAndPicture, PassTheSameLoaderOnceTheyLieInTheFolder) {
  const ScratchFolder folder;
  const auto own = folder.path() / "assets";
  std::filesystem::copy(assets, own, std::filesystem::copy_options::recursive);
  const auto put = [&](const std::string& file, const std::string& text) {
    ASSERT_TRUE(write_durably(own / file, as_bytes(text)));
  };
  put("packs/vart-hus.toml", of_the_house);
  for (const std::string tag : {"nb", "nn", "en"})
    put("texts/" + tag + "/vart-hus.toml", words_of_the_house);
  const auto loading = [&] {
    return load_content(own.string(), (own / "owners/lynghei.toml").string());
  };

  const auto without = loading();
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().message().find("there is no picture \"kanin\""), std::string::npos);

  put("pictures/kanin.svg",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\"><image/></svg>");
  const auto broken = loading();
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message().find("kanin.svg, line 1"), std::string::npos);

  put("pictures/kanin.svg",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\">"
      "<circle cx=\"48\" cy=\"48\" r=\"30\" fill=\"#1B2A41\"/></svg>");
  const auto whole = loading();
  ASSERT_TRUE(whole) << whole.error().message();
  EXPECT_EQ(whole->packs.size(), content().packs.size() + 1);
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
