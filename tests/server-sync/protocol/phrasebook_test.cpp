#include "server-sync/protocol/phrasebook.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

const std::string language_file = R"(code = "xx"
autonym = "Xish"
direction = "rtl"
plural = "one-other"
[fonts]
child = ["Andika"]
sans = ["Noto Sans"]
serif = ["Noto Serif"]
)";

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

Phrasebook phrasebook(std::map<std::string, std::string> phrases) {
  return {Language(), std::move(phrases)};
}

TEST(Phrasebook, FillsInWhatHasAPlace) {
  const auto book = phrasebook({{"counter", "{n} av {m} har valgt"}});

  EXPECT_EQ(book.phrase("counter", {{"m", "14"}, {"n", "11"}}), "11 av 14 har valgt");
}

TEST(Phrasebook, LeavesAPlaceThatNobodyFills) {
  const auto book = phrasebook({{"counter", "{n} av {m}"}, {"odd", "a { b"}});

  EXPECT_EQ(book.phrase("counter", {{"n", "{m}"}}), "{m} av {m}");
  EXPECT_EQ(book.phrase("odd"), "a { b");
}

TEST(Phrasebook, ShowsAGapAsAGap) { EXPECT_EQ(phrasebook({}).phrase("thanks"), "[thanks]"); }

TEST(Phrasebook, KnowsTheWordsThatEveryPackShares) {
  const auto book = phrasebook({{"something_else", "Noe annet"}});
  Option other;
  other.label_key = "annet";
  Option own;
  own.label_key = "best.ute";
  Texts texts;
  texts.options = {{"best.ute", "Ute"}};

  EXPECT_EQ(option_label(own, texts, book), "Ute");
  EXPECT_EQ(option_label(other, texts, book), "Noe annet");
  texts.options["annet"] = "Noe helt annet";
  EXPECT_EQ(option_label(other, texts, book), "Noe helt annet");
}

TEST(Phrasebook, LoadsALanguageThatNobodyHadHeardOf) {
  const ScratchFolder scratch;
  const auto folder = scratch.path() / "texts" / "xx";
  write(folder / "language.toml", language_file);
  write(folder / "ui.toml", "thanks = \"Xo!\"\n");
  write(folder / "themes.toml", "mat = \"Fo\"\n");

  const auto books = load_phrasebooks((scratch.path() / "texts").string());

  ASSERT_TRUE(books) << books.error().message();
  const auto& book = books->at("xx");
  EXPECT_TRUE(book.language().right_to_left);
  EXPECT_FALSE(book.language().approved) << "nobody says it has been read (D62)";
  EXPECT_EQ(book.phrase("thanks"), "Xo!");
  EXPECT_EQ(book.phrase("theme.mat"), "Fo");
}

/// A link that leads back to itself is no folder; asking whether it is one ended the process.
TEST(Phrasebook, LoadsTheLanguagesBesideWhatLeadsNowhere) {
  const ScratchFolder scratch;
  write(scratch / "texts" / "xx" / "language.toml", language_file);
  std::filesystem::create_symlink("self", scratch / "texts" / "self");

  EXPECT_EQ(load_phrasebooks((scratch / "texts").string()).value().size(), 1U);
  EXPECT_EQ(load_phrasebooks((scratch / "none").string()).error().failure(), Failure::Missing);
}

TEST(Phrasebook, IsApprovedByAFileThatSaysSo) {
  const ScratchFolder scratch;
  write(scratch.path() / "xx" / "language.toml", language_file);
  write(scratch.path() / "xx" / "approvals.toml", "reviewed = true\n");

  EXPECT_TRUE(load_phrasebook((scratch.path() / "xx").string()).value().language().approved);
}

TEST(Phrasebook, RefusesAKeyThatStandsInTwoFiles) {
  const ScratchFolder scratch;
  const auto folder = scratch.path() / "xx";
  write(folder / "language.toml", language_file);
  write(folder / "ui.toml", "thanks = \"Xo!\"\n");
  write(folder / "staff.toml", "a = \"b\"\nthanks = \"Xo!\"\n");

  const auto book = load_phrasebook(folder.string());

  ASSERT_FALSE(book);
  EXPECT_NE(book.error().message().find("staff.toml:2: the key \"thanks\" is used in another file"),
            std::string::npos);
}

/// A visit in it could not be kept: its box has room for eight letters.
TEST(Phrasebook, RefusesALanguageThatNoAnswerHasRoomFor) {
  const ScratchFolder folder;
  auto file = language_file;
  file.replace(file.find("xx"), 2, "zh-Hant-TW");
  write(folder / "zh-Hant-TW/language.toml", file);

  const auto refused = load_phrasebook(folder / "zh-Hant-TW");

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message().find("language.toml:1: \"zh-Hant-TW\""), std::string::npos)
      << refused.error().message();
}

TEST(Phrasebook, RefusesAFolderWithAnotherName) {
  const ScratchFolder scratch;
  write(scratch.path() / "yy" / "language.toml", language_file);

  EXPECT_FALSE(load_phrasebook((scratch.path() / "yy").string()));
}

}  // namespace
}  // namespace stemme
