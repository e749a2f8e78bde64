/// Paints sketches into a panel's pixels, of each only what differs from the one before: after a
/// tap a pill and a face change, and the rest of the page need not be painted to show it. Gives the
/// same pixels as painting everything. UI thread.
#pragma once

#include <optional>
#include <vector>

#include "app/display/panel.h"
#include "app/display/picture_shelf.h"
#include "app/display/sketch.h"

namespace stemme {

class SurfaceCanvas;

class Easel {
 public:
  /// Both outlive the easel.
  Easel(PictureShelf& shelf, Typesetter& typesetter) : shelf_(&shelf), typesetter_(&typesetter) {}

  /// What is to be presented, in millimetres on whole pixels; empty when that was right already.
  std::vector<Area> paint(Panel& panel, Sketch sketch);
  /// Paints what is likely to come and must not be seen yet: until the next `paint` nothing may be
  /// presented.
  void paint_ahead(Panel& panel, Sketch sketch);
  bool is_ahead() const { return !ahead_.empty(); }
  /// What stands in the panel's pixels is not known any more: the next sketch is painted whole.
  void forget() { painted_.reset(); }

 private:
  std::vector<Area> put(Panel& panel, Sketch sketch);
  /// A page's pictures come together, not one after the other.
  void prepare(const SurfaceCanvas& canvas, const Sketch& sketch, const Area& part);
  std::vector<Area> to_paint(const Pixels& pixels, double mm_per_px, const Sketch& sketch) const;

  PictureShelf* shelf_;
  Typesetter* typesetter_;
  Pixels pixels_;
  std::optional<Sketch> painted_;
  /// Painted, and not presented.
  std::vector<Area> ahead_;
};

}  // namespace stemme
