/// A panel that is an SDL window: full screen on the kiosk, any size for people who develop. UI
/// thread.
#pragma once

#include <memory>
#include <string>

#include "app/display/panel.h"

namespace stemme {

struct WindowWish {
  std::string title = "Stemme";
  /// 0 × 0 takes the whole screen.
  int width_px = 0;
  int height_px = 0;
  /// Of the panel, measured with the bank card (D41); 217 is the 10.1" panel.
  double width_mm = 217;
};

/// Unexpected when there is no display to open it on; the message says which was tried.
Result<std::unique_ptr<Panel>> open_window_panel(const WindowWish& wish);

}  // namespace stemme
