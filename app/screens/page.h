/// A page of the book: sheet millimetres laid on whatever panel there is. On a larger panel
/// everything grows together (at most half again), centred; on a smaller one it shrinks, and
/// panel_fit says whom that still serves (D40). Values; UI thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/display/canvas.h"
#include "app/display/touch_guard.h"
#include "app/display/typesetter.h"

namespace stemme {

/// How a language is read. Text and navigation mirror; faces and answers never do (D29).
struct Reading {
  Direction direction = Direction::LeftToRight;
  bool is_mirrored() const { return direction == Direction::RightToLeft; }
  bool operator==(const Reading&) const = default;
};

/// Names for what can be tapped beside the options, which are numbered from 0.
enum TargetId : int {
  target_skip = 100,
  target_listen,
  target_again,
  target_languages,
  target_door,
  target_back,
  target_start,
  target_staff,
  target_close,
  target_more,
  target_fewer,
  target_send,
  target_erase,
  target_enter,
  target_address,
  target_code,
  target_anywhere,
  target_tools,
  target_play,
  target_talk,
  target_plan,
  target_tablets,
  target_enrol,
  target_language_first = 200,
  target_key_first = 300,
  target_item_first = 600,
};

class Page {
 public:
  static constexpr double sheet_width = 217;
  static constexpr double sheet_height = 136;

  Page(Canvas& canvas, Reading reading);

  Canvas& canvas() { return canvas_; }
  Reading reading() const { return reading_; }
  /// Sheet coordinates to the panel's millimetres.
  double mm(double sheet) const { return sheet * scale_; }
  Point at(double x, double y) const { return {left_ + x * scale_, top_ + y * scale_}; }
  Area area(double x, double y, double width, double height) const;
  Area area(const Area& sheet) const { return area(sheet.x, sheet.y, sheet.width, sheet.height); }
  /// Mirrored where the language is: for navigation and text, never for answers.
  Area led(double x, double y, double width, double height) const;
  /// The whole panel in sheet coordinates; wider or higher than the sheet on other shapes.
  Area whole() const;

  TextStyle text(double size, Weight weight = Weight::Regular) const;
  /// As large as fits the area, at most as the style says and in at most so many lines; smaller
  /// than its least only where the words would be cut otherwise.
  void write(const Area& area, const TextStyle& style, const std::string& words);
  /// The size in which `write` would set them, in panel millimetres.
  double written_size(const Area& area, const TextStyle& style, const std::string& words);

  void add(int id, const Area& area) { targets_.push_back({id, area}); }
  std::vector<Target> take_targets() { return std::move(targets_); }

 private:
  TextStyle fitting(const Area& area, const TextStyle& style, const std::string& words);
  std::optional<TextStyle> largest(const Area& area, const TextStyle& style,
                                   const std::string& words);

  Canvas& canvas_;
  Reading reading_;
  double scale_ = 1;
  double left_ = 0;
  double top_ = 0;
  std::vector<Target> targets_;
};

/// Larger than this factor nothing grows: a face of 80 mm is no clearer than one of 70.
inline constexpr double page_growth_max = 1.5;

}  // namespace stemme
