/// Every screen that there is, with the real contents of assets/: what the gallery shows and what
/// the tests of layout and colours measure. Values; any thread.
#pragma once

#include <string>
#include <vector>

#include "app/library.h"
#include "app/screens/screen.h"

namespace stemme {

struct Exhibit {
  std::string name;
  ScreenView view;
};

struct PanelSize {
  std::string name;
  int width_px;
  int height_px;
  double width_mm;
};

inline const PanelSize panel_sizes[] = {{"10in-1280x800", 1280, 800, 217},
                                        {"15in-1920x1080", 1920, 1080, 345}};

std::vector<Exhibit> exhibits_in(const Library& library, const std::string& language);

}  // namespace stemme
