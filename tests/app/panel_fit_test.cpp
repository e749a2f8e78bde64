// Whom a panel serves (D40, D41, design §8).
#include "app/panel_fit.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

Area mm(double width, double height) { return {0, 0, width, height}; }

TEST(APanel, ServesEverybodyFromTenInchesUp) {
  EXPECT_EQ(fit_of(mm(217, 136)), PanelFit::Everybody);
  EXPECT_EQ(fit_of(mm(223.5, 125.7)), PanelFit::Everybody);
  EXPECT_EQ(fit_of(mm(345, 194)), PanelFit::Everybody);
  EXPECT_TRUE(serves(PanelFit::Everybody, Band::FourFive));
}

TEST(APanel, OfSevenInchesServesTenYearOldsAndGrownUpsOnly) {
  const auto seven = fit_of(mm(154, 86));
  EXPECT_EQ(seven, PanelFit::TenAndOver);
  EXPECT_FALSE(serves(seven, Band::SevenNine));
  EXPECT_TRUE(serves(seven, Band::TenTwelve));
  EXPECT_TRUE(serves(seven, Band::Adult));
}

TEST(APanel, ThatIsSmallerOrStandsUprightServesNobody) {
  for (const auto& panel : {mm(95, 54), mm(136, 217)}) {
    EXPECT_FALSE(serves(fit_of(panel), Band::Adult));
    EXPECT_FALSE(serves(fit_of(panel), Band::FiveSix));
  }
  EXPECT_EQ(fit_of(mm(136, 217)), PanelFit::Turned);
}

/// Sixteen pictures leave less room for each than three faces do (D40).
TEST(Tokens, AreForSmallFingersOnLargePanelsOnly) {
  const Area ten_inch{0, 0, 217, 136};
  const Area fifteen_inch{0, 0, 344, 194};
  EXPECT_TRUE(serves_tokens(ten_inch, Band::Adult));
  EXPECT_TRUE(serves_tokens(ten_inch, Band::TenTwelve));
  EXPECT_FALSE(serves_tokens(ten_inch, Band::SevenNine));
  EXPECT_FALSE(serves_tokens(ten_inch, Band::FiveSix));
  EXPECT_TRUE(serves_tokens(fifteen_inch, Band::SevenNine));
  EXPECT_FALSE(serves_tokens({0, 0, 150, 94}, Band::SevenNine));
  EXPECT_FALSE(serves_tokens({0, 0, 136, 217}, Band::Adult)) << "it stands upright";
}

}  // namespace
}  // namespace stemme
