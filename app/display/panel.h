/// What shows the one surface that everything is drawn into (design §4). A window now, DRM dumb
/// buffers on the box later; nothing above may notice. UI thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "app/display/area.h"
#include "server-sync/foundation/result.h"

namespace stemme {

/// A look into a surface: 0xAARRGGBB a pixel, colour times alpha; on a panel alpha is 255
/// everywhere.
struct Pixels {
  std::uint32_t* first = nullptr;
  int width = 0;
  int height = 0;
  /// Pixels from one row to the next.
  std::size_t stride = 0;

  std::uint32_t* row(int y) const { return first + static_cast<std::size_t>(y) * stride; }
};

class Panel {
 public:
  virtual ~Panel() = default;

  /// What to draw into; nobody sees it before it is presented. Ask again for each frame: it moves
  /// when the panel changes size.
  virtual Pixels pixels() = 0;
  virtual double mm_per_px() const = 0;
  /// Shows what was drawn. `changed` in millimetres; none means everything. Success means that the
  /// frame was handed to the glass: the watchdog is fed on it.
  virtual Result<void> present(std::span<const Area> changed) = 0;
  /// True once after something outside (another window, a new size) destroyed what was shown:
  /// draw and present everything.
  virtual bool take_damage() = 0;
  /// The person closed the window (demo), or the session ends.
  virtual bool is_closed() = 0;

  int width_px() { return pixels().width; }
  int height_px() { return pixels().height; }
  Area area() { return {0, 0, width_px() * mm_per_px(), height_px() * mm_per_px()}; }
};

}  // namespace stemme
