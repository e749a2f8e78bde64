/// The sixteen pictures that a token is pressed with (C11), for whoever may use tokens on this
/// panel. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

/// Side of a picture in sheet millimetres; the sheet's gaps keep D40 wherever the side does.
inline constexpr double token_cell = 26.7;

struct TokenView {
  Reading reading;
  std::string title;
  std::string complaint;  ///< stands in the title's place; how long to wait, too
  bool is_locked = false;
  std::vector<std::string> pictures;  ///< sixteen; target_item_first + index
  std::vector<int> typed;
  std::string counter;
  std::string close;  ///< for staff
  bool operator==(const TokenView&) const = default;
};
std::vector<Target> draw_token(Canvas& canvas, const TokenView& view);

}  // namespace stemme
