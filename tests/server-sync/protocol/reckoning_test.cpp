// The reconciliation line: one sentence, made by one function, in the languages that staff read.
#include "server-sync/protocol/reckoning.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

Reckoning of_a_bad_week() {
  Reckoning reckoning;
  reckoning.as_of = Date(std::chrono::year{2026} / 11 / 24);
  reckoning.daypart = "etter-lunsj";
  reckoning.counted = 369;
  reckoning.set_aside = {{"key_gone", 12}, {"run", 9}};
  reckoning.lost = 3;
  reckoning.on_the_way = 18;
  reckoning.made = 411;
  return reckoning;
}

Reckoning of_a_good_week() {
  auto reckoning = of_a_bad_week();
  reckoning.set_aside.clear();
  reckoning.lost = reckoning.on_the_way = 0;
  reckoning.counted = reckoning.made;
  return reckoning;
}

std::string said(const Reckoning& reckoning, const std::string& language) {
  const auto folder = std::string(STEMME_SOURCE) + "/assets/texts/" + language;
  return sentence_of(reckoning, load_phrasebook(folder).value());
}

TEST(TheReconciliationLine, SaysHowManyWereMadeAndWhereTheyAre) {
  EXPECT_EQ(
      said(of_a_bad_week(), "nb"),
      "Til og med 24. november (etter lunsj): Om lag 411 svar er gitt her. Av dem er 369 talt, "
      "21 lagt til side (12: nøkkelen finnes ikke; 9: de kom i serie), opptil 3 tapt og 18 på "
      "vei.");
  EXPECT_EQ(said(of_a_bad_week(), "nn"),
            "Til og med 24. november (etter lunsj): Om lag 411 svar er gjevne her. Av dei er 369 "
            "talde, 21 lagde til side (12: nøkkelen finst ikkje; 9: dei kom i serie), opptil 3 "
            "tapte og 18 på veg.");
  EXPECT_EQ(said(of_a_bad_week(), "en"),
            "Up to 24 November (after lunch): About 411 answers were given here. Of these, 369 are "
            "counted, 21 are set aside (12: the key no longer exists; 9: they came in a run), up "
            "to 3 are lost and 18 are on the way.");
}

TEST(TheReconciliationLine, NeverSaysThatNothingWasSetAside) {
  EXPECT_EQ(
      said(of_a_good_week(), "nb"),
      "Til og med 24. november (etter lunsj): Om lag 411 svar er gitt her. Av dem er 411 talt, "
      "færre enn 6 lagt til side og ingen på vei.");
}

TEST(TheReconciliationLine, SaysWhenThereIsNothingToSay) {
  Reckoning nothing;
  nothing.as_of = of_a_good_week().as_of;

  EXPECT_EQ(said(nothing, "nb"), "Til og med 24. november: Ingen svar er gitt her ennå.");
}

TEST(TheReconciliationLine, IsReadWhereAReasonOrADaypartHasNoWords) {
  auto reckoning = of_a_good_week();
  reckoning.daypart = "siesta";
  reckoning.set_aside = {{"of_next_year", 9}};
  reckoning.counted -= 9;

  EXPECT_EQ(said(reckoning, "nb"),
            "Til og med 24. november: Om lag 411 svar er gitt her. Av dem er 402 talt, 9 lagt til "
            "side (andre grunner) og ingen på vei.");
}

TEST(AReckoning, ComesBackFromItsText) {
  for (const auto& reckoning : {of_a_bad_week(), of_a_good_week()})
    EXPECT_EQ(reckoning_from_json(to_json(reckoning)).value(), reckoning);
}

TEST(AReckoning, IsRefusedWhereItDoesNotAddUpOrSaysTooMuch) {
  const auto refused = [](auto change) {
    auto reckoning = of_a_bad_week();
    change(reckoning);
    return !reckoning_from_json(to_json(reckoning));
  };

  EXPECT_TRUE(refused([](Reckoning& of) { of.made += 3; }));
  EXPECT_TRUE(refused([](Reckoning& of) { --of.made, --of.counted; }));
  EXPECT_TRUE(refused([](Reckoning& of) { of.made -= 6, of.set_aside[1].about = 3; }));
  EXPECT_TRUE(refused([](Reckoning& of) { of.made -= 2, of.set_aside[1].about = 7; }));
}

/// Thirteen times a thousand million is 115 098 099 where only 32 bits are added up.
TEST(AReckoning, IsRefusedWhereItAddsUpOnlyInNumbersThatAreTooSmall) {
  auto reckoning = of_a_good_week();
  reckoning.counted = 0;
  reckoning.made = 115'098'099;
  for (int i = 0; i < 13; ++i)
    reckoning.set_aside.push_back({"r" + std::to_string(i), 999'999'999});

  EXPECT_FALSE(reckoning_from_json(to_json(reckoning)));
}

}  // namespace
}  // namespace stemme
