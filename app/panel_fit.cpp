#include "app/panel_fit.h"

#include <algorithm>

#include "app/screens/page.h"

namespace stemme {
namespace {

/// A 10.1" panel of 16:10 is the page itself; one of 16:9 is as wide and less high.
constexpr double everybody_from = 0.92;
/// 7": a control of 30 mm on the page is 20 mm there (D40).
constexpr double ten_and_over_from = 0.63;

}  // namespace

PanelFit fit_of(const Area& panel) {
  if (panel.height > panel.width) return PanelFit::Turned;
  const double scale = std::min(panel.width / Page::sheet_width, panel.height / Page::sheet_height);
  if (scale >= everybody_from) return PanelFit::Everybody;
  return scale >= ten_and_over_from ? PanelFit::TenAndOver : PanelFit::TooSmall;
}

bool serves(PanelFit fit, Band band) {
  if (fit == PanelFit::Everybody) return true;
  return fit == PanelFit::TenAndOver && band >= Band::TenTwelve;
}

}  // namespace stemme
