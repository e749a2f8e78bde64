/// The same thank-you after every answer, skipping included (D32): an ear, not a smile. After a
/// care question everyone gets the same calm line (D11). UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

struct ThanksView {
  Reading reading;
  std::string title;
  std::string line;
  std::string calm_line;  ///< D11; empty when no care question was asked
  bool operator==(const ThanksView&) const = default;
};

std::vector<Target> draw_thanks(Canvas& canvas, const ThanksView& view);

/// Two calm seconds before a new start: gives the next child its turn (D45).
std::vector<Target> draw_rest(Canvas& canvas, Reading reading);

}  // namespace stemme
