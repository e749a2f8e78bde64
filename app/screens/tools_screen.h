/// What staff use now and then: a screen that can be wiped, the frame that a bank card measures it
/// by (D41, D55), how loud it is and how it shows itself. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

struct ToolTile {
  std::string picture;
  std::string words;
  bool is_on = false;  ///< of those that are switched on and off
  bool operator==(const ToolTile&) const = default;
};

/// Tiles are target_item_first + place.
struct ToolsView {
  Reading reading;
  std::string title;
  std::vector<ToolTile> tiles;
  std::string enrol;
  std::string back;
  bool operator==(const ToolsView&) const = default;
};
std::vector<Target> draw_tools(Canvas& canvas, const ToolsView& view);

/// How loud it may be, and whose voices there are.
struct SoundView {
  Reading reading;
  std::string title;
  int volume = 0;  ///< of ten
  std::string softer;
  std::string louder;
  std::vector<std::string> lines;
  std::string back;
  bool operator==(const SoundView&) const = default;
};
std::vector<Target> draw_sound(Canvas& canvas, const SoundView& view);

/// A bank card by ISO/IEC 7810, ID-1.
inline constexpr double bank_card_width_mm = 85.6;
inline constexpr double bank_card_height_mm = 53.98;

struct CardView {
  Reading reading;
  std::string title;
  /// How much larger than a card the frame is, by the measure the screen has now.
  double factor = 1;
  std::string smaller;
  std::string larger;
  std::string save;
  std::string back;
  bool operator==(const CardView&) const = default;
};
std::vector<Target> draw_card(Canvas& canvas, const CardView& view);

}  // namespace stemme
