#include "server-sync/protocol/programme.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

using namespace std::chrono_literals;

Programme a_programme() {
  Programme programme;
  programme.serial = 4;
  programme.owner = "maurtua";
  programme.house = "tua";
  programme.house_name = "Tua barnehage";
  programme.zone = "Europe/Oslo";
  programme.dayparts = {{"natt", 0min}, {"formiddag", 7h}};
  programme.windows = {{"henting", 15h, 24h, false}, {"hvile", 12h, 13h, true}};
  programme.packs = {{"id = \"dagen\"\n", {{"nb", "title = \"Dagen\""}, {"en", ""}}}};
  programme.assets = {{"pictures/kubb.svg", sha256(as_bytes("kubb")), 4}};
  programme.units = {{5, "Maurene", "barn", Band::FiveSix, 18, {{"dagen", {0, 3}}}}};
  programme.closed = {{date_from("2026-12-21").value(), date_from("2027-01-03").value()}};
  programme.parents_week = 2;
  programme.languages = {"nb", "en"};
  programme.helpline = "116 111";
  programme.staff_pin_hash = "$argon2id$";
  programme.tokens = token_set_of({{0, 1, 2, 3}, {4, 5, 6, 7}});
  programme.identity = "{}";
  programme.rounds = {{9, {}, 0, Finding()}};
  programme.cards = {{"huska", "done", "huske", {{"nb", "Vi har kjøpt ny huske."}}}};
  return programme;
}

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), fresh);
}

TEST(Programme, ComesBack) {
  const auto text = to_json(a_programme());
  const auto read = programme_from_json(text);

  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->windows[0].to, 24h);
  EXPECT_EQ(read->parents_week, 2);
  EXPECT_EQ(read->tokens->marks.size(), 2U);
  EXPECT_EQ(read->units[0].asked, a_programme().units[0].asked);
  EXPECT_EQ(read->packs[0].structure, "id = \"dagen\"\n");
  EXPECT_EQ(read->assets[0].digest, sha256(as_bytes("kubb")));
  EXPECT_EQ(read->rounds[0].finding, Finding());
  EXPECT_EQ(read->cards[0].text, a_programme().cards[0].text);
}

TEST(Programme, NamesEveryBand) {
  for (auto band : {Band::Three, Band::FourFive, Band::FiveSix, Band::SevenNine, Band::TenTwelve,
                    Band::ThirteenSixteen, Band::Adult}) {
    auto programme = a_programme();
    programme.units[0].band = band;
    EXPECT_EQ(programme_from_json(to_json(programme)).value().units[0].band, band);
  }
}

TEST(Programme, IsRefusedWhenItsDayIsNoPartition) {
  const auto text = to_json(a_programme());
  for (const auto& [old, fresh] :
       std::vector<std::pair<std::string, std::string>>{{"\"00:00\"", "\"06:00\""},
                                                        {"\"07:00\"", "\"00:00\""},
                                                        {"\"07:00\"", "\"24:00\""},
                                                        {"\"natt\"", "\"hele-dagen\""}}) {
    const auto read = programme_from_json(with(text, old, fresh));
    ASSERT_FALSE(read) << fresh;
    EXPECT_EQ(read.error().failure(), Failure::Invalid);
  }
}

TEST(Programme, IsRefusedWhenSomethingInItCannotBe) {
  const auto text = to_json(a_programme());
  for (const auto& [old, fresh] : std::vector<std::pair<std::string, std::string>>{
           {"Europe/Oslo", "Europe/Maurtua"},
           {"\"15:00\"", "\"24:00\""},
           {"\"5-6\"", "\"5-7\""},
           {"dagen\\\"\\n", "kvelden\\\"\\n"},
           {"2027-01-03", "2026-12-20"},
           {"[\"nb\",\"en\"]", "[]"},
           {"[\"nb\",\"en\"]", "[\"nb\",\"zh-Hant-TW\"]"},
           {"\"en\":\"\"", "\"zh-Hant-TW\":\"\""},
           {"{\"nb\":\"Vi har", "{\"norsk bokmål\":\"Vi har"},
           {"[0,3]", "[0,256]"},
           {"\"serial\":4", "\"serial\":0"},
           {"\"form\":\"withheld\"", "\"form\":\"exact\""},
           {"pictures/kubb.svg", "pictures/../kubb.svg"},
           {"\"bytes\":4", "\"bytes\":4194305"},
           {"\"bytes\":4", "\"bytes\":0"},
           {"\"cards\"", "\"karte\""}})
    EXPECT_FALSE(programme_from_json(with(text, old, fresh))) << fresh;
}

TEST(Programme, HasAtMostTwoMebibytes) {
  auto programme = a_programme();
  for (int i = 0; i < 9; ++i)
    programme.packs.push_back({std::string(250 * 1024, static_cast<char>('a' + i)), {}});

  EXPECT_FALSE(programme_from_json(to_json(programme)));
}

}  // namespace
}  // namespace stemme
