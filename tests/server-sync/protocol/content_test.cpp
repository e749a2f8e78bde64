#include "server-sync/protocol/content.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

namespace fs = std::filesystem;

/// A whole small assets folder in Finnish only: a new language and owner are new files only.
const std::string owner = R"(schema = 1
id = "jarvela"
name = "Järvelän kunta"
time_zone = "Europe/Helsinki"
[languages]
required = ["fi"]
offered = ["fi"]
default = "fi"
[house]
language = "fi"
open_from = "06:00"
open_to = "17:30"
closed_weeks = []
)";
const std::string language = R"(code = "fi"
autonym = "Suomi"
direction = "ltr"
plural = "one-other"
negations = ["ei", "en"]
[fonts]
child = ["Andika"]
sans = ["Noto Sans"]
serif = ["Noto Serif"]
)";
const std::string windows = R"(schema = 1
[[daypart]]
id = "aamu"
from = "00:00"
[[window]]
id = "iltapaiva"
from = "13:00"
to = "16:00"
)";
const std::string structure = R"(schema = 1
id = "paiva"
version = 1
status = "pilot"
audience = "barn"
bands = ["5-6"]
houses = ["barnehage"]
modes = ["apen"]
level = "tjeneste"
method = "innsjekk"
per_visit = 1
per_week = 1
frequency = "daily"
show = { windows = ["iltapaiva"], weekdays = [1, 2, 3, 4, 5] }
[[question]]
id = "paras"
theme = "viihtyminen"
kind = "choice"
picture = "ulkona"
options = [{ id = "ulkona", picture = "ulkona" }, { id = "sisalla", picture = "ulkona" }]
)";
const std::string words = R"(pack = "paiva"
version = 1
title = "Päivä"
why = "Kysymme, jotta päivistä tulee parempia."
[question]
paras = "Mikä oli tänään parasta?"
[option]
"paras.ulkona" = "Ulkona"
"paras.sisalla" = "Sisällä"
)";

const std::string picture =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="40" fill="#FFFDF7"/></svg>)";

class Assets {
 public:
  Assets() {
    write("owner.toml", owner);
    write("texts/fi/language.toml", language);
    write("windows.toml", windows);
    write("themes.toml", "[[theme]]\nid = \"viihtyminen\"\n");
    write("pictures/ulkona.svg", picture);
    write("packs/paiva.toml", structure);
    write("texts/fi/paiva.toml", words);
  }
  void write(const std::string& name, const std::string& text) {
    const auto path = scratch_.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  std::string at(const std::string& name) const { return (scratch_.path() / name).string(); }
  Result<Content> load() const { return load_content(scratch_.path().string(), at("owner.toml")); }

 private:
  ScratchFolder scratch_;
};

TEST(Content, LoadsForAnOwnerWhoSpeaksOnlyFinnish) {
  const Assets assets;

  const auto content = assets.load();

  ASSERT_TRUE(content) << content.error().message();
  EXPECT_EQ(content->packs.at(0).texts.at("fi").questions.at("paras"), "Mikä oli tänään parasta?");
  EXPECT_EQ(content->packs.at(0).text_files.at("fi"), words);
  EXPECT_FALSE(content->phrasebooks.contains("nb"));
}

TEST(Content, TakesNegationsFromTheLanguage) {
  Assets assets;
  assets.write("texts/fi/paiva.toml",
               std::string(words).replace(words.find("Mikä oli"), 9, "Mikä ei ole"));

  const auto content = assets.load();

  ASSERT_FALSE(content);
  EXPECT_NE(content.error().message().find("asks with a negation: \"ei\""), std::string::npos)
      << content.error().message();
}

TEST(Content, AnswersForAllBrokenPacksAtOnce) {
  Assets assets;
  assets.write("packs/a.toml", "schema = \n");
  assets.write("packs/b.toml", "schema = \n");

  const auto message = assets.load().error().message();

  EXPECT_NE(message.find("packs/a.toml:1"), std::string::npos) << message;
  EXPECT_NE(message.find("packs/b.toml:1"), std::string::npos) << message;
}

TEST(Content, ChecksOnePackForItsWriter) {
  Assets assets;
  const auto finns = load_owner(owner, "owner.toml").value();
  EXPECT_TRUE(check_pack_file(assets.at("packs/paiva.toml"), assets.at(""), finns).empty());

  assets.write("packs/other.toml", structure);

  const auto complaints = check_pack_file(assets.at("packs/other.toml"), assets.at(""), finns);
  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_EQ(to_text(complaints[0]),
            assets.at("packs/other.toml") +
                ": the file is named otherwise than the pack \"paiva\". Rename it to "
                "paiva.toml.");
}

TEST(Content, AnswersForAPictureThatWouldShowNothing) {
  Assets assets;
  const auto finns = load_owner(owner, "owner.toml").value();
  assets.write("pictures/ulkona.svg", "");

  const auto complaints = check_pack_file(assets.at("packs/paiva.toml"), assets.at(""), finns);

  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_NE(to_text(complaints[0]).find("pictures/ulkona.svg"), std::string::npos);
}

/// No file can be called so; asking whether there is one ended the process.
TEST(Content, AnswersForIdsThatAreTooLongForAFile) {
  Assets assets;
  const std::string endless(300, 'a');
  auto text = structure;
  text.replace(text.find("\"paiva\""), 7, "\"" + endless + "\"");
  assets.write("packs/paiva.toml", text);
  EXPECT_NE(assets.load().error().message().find(endless), std::string::npos);

  text = structure;
  text.replace(text.find("picture = \"ulkona\""), 18, "picture = \"" + endless + "\"");
  assets.write("packs/paiva.toml", text);
  EXPECT_NE(assets.load().error().message().find(endless), std::string::npos);
}

TEST(Hours, PartTheDayFromMidnight) {
  const auto loading = [](const std::string& text) {
    const auto hours = load_hours(text, "windows.toml");
    return hours ? "" : hours.error().message();
  };
  const std::string first = "[[daypart]]\nid = \"a\"\nfrom = \"06:00\"\n";
  const std::string taken = "[[daypart]]\nid = \"hele-dagen\"\nfrom = \"00:00\"\n";
  const std::string shut = windows + "[[window]]\nid = \"yo\"\nfrom = \"10:00\"\nto = \"10:00\"\n";

  EXPECT_EQ(loading(first),
            "windows.toml:1: the dayparts are no partition of the day at \"a\". Begin the first at "
            "00:00 and "
            "each after the one before it (C3).");
  EXPECT_EQ(loading(taken), "windows.toml:1: the daypart id \"hele-dagen\" is taken. Use another.");
  EXPECT_EQ(loading(shut),
            "windows.toml:12: the window \"yo\" never opens. Let it end after it begins.");
}

/// Batches say their daypart in a frame, which takes no such name: each would be refused.
TEST(Hours, HaveIdsThatAFrameTakes) {
  const auto loading = [](const std::string& id) {
    const auto hours = load_hours("[[daypart]]\nid = \"" + id + "\"\nfrom = \"00:00\"\n", "w.toml");
    return hours ? "" : hours.error().message();
  };

  EXPECT_EQ(loading("for-lunsj"), "");
  EXPECT_EQ(loading("før lunsj"),
            "w.toml:2: \"før lunsj\" is no id. Use a to z, 0 to 9 and - alone, at most 64 of them: "
            "\"for-lunsj\".");
  EXPECT_NE(loading(std::string(65, 'a')), "");
}

}  // namespace
}  // namespace stemme
