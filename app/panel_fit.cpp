#include "app/panel_fit.h"

#include <algorithm>

#include "app/screens/page.h"
#include "app/screens/token_screen.h"

namespace stemme {
namespace {

/// A 10.1" panel of 16:10 is the page itself; one of 16:9 is as wide and less high.
constexpr double everybody_from = 0.92;
/// 7": a control of 30 mm on the page is 20 mm there (D40).
constexpr double ten_and_over_from = 0.63;

double scale_of(const Area& panel) {
  return std::min(panel.width / Page::sheet_width, panel.height / Page::sheet_height);
}

/// D40.
double target_least_mm(Band band) {
  if (band <= Band::FiveSix) return 40;
  return band == Band::SevenNine ? 30 : 20;
}

}  // namespace

PanelFit fit_of(const Area& panel) {
  if (panel.height > panel.width) return PanelFit::Turned;
  const double scale = scale_of(panel);
  if (scale >= everybody_from) return PanelFit::Everybody;
  return scale >= ten_and_over_from ? PanelFit::TenAndOver : PanelFit::TooSmall;
}

bool serves(PanelFit fit, Band band) {
  if (fit == PanelFit::Everybody) return true;
  return fit == PanelFit::TenAndOver && band >= Band::TenTwelve;
}

bool serves_tokens(const Area& panel, Band band) {
  const double scale = std::min(scale_of(panel), page_growth_max);
  return fit_of(panel) != PanelFit::Turned && token_cell * scale >= target_least_mm(band);
}

}  // namespace stemme
