#include "app/display/easel.h"

#include <numeric>

#include "app/display/surface_canvas.h"

namespace stemme {
namespace {

/// From here on painting once is cheaper than painting in parts.
constexpr double most_of_it = 0.7;

/// The whole pixels that an area touches.
Area on_pixels(const Area& area, double mm_per_px) {
  const double left = std::floor(area.x / mm_per_px);
  const double top = std::floor(area.y / mm_per_px);
  return {left * mm_per_px, top * mm_per_px,
          (std::ceil(area.right() / mm_per_px) - left) * mm_per_px,
          (std::ceil(area.bottom() / mm_per_px) - top) * mm_per_px};
}

double size_of(const std::vector<Area>& areas) {
  return std::accumulate(areas.begin(), areas.end(), 0.0, [](double sum, const Area& area) {
    return sum + area.width * area.height;
  });
}

}  // namespace

std::vector<Area> Easel::to_paint(const Pixels& pixels, double mm_per_px,
                                  const Sketch& sketch) const {
  const auto all = sketch.area();
  if (!painted_ || pixels.first != pixels_.first || pixels.width != pixels_.width ||
      pixels.height != pixels_.height)
    return {all};
  auto changed = difference(*painted_, sketch);
  for (auto& area : changed) area = on_pixels(intersection(area, all), mm_per_px);
  std::erase_if(changed, [](const Area& area) { return area.is_empty(); });
  if (size_of(changed) > most_of_it * all.width * all.height) return {all};
  return changed;
}

void Easel::prepare(const SurfaceCanvas& canvas, const Sketch& sketch, const Area& part) {
  std::vector<PictureWish> wishes;
  for (const auto& picture : sketch.pictures(part))
    if (const int size = canvas.size_px(picture.area); size > 0 && !picture.style.is_moving)
      wishes.push_back({picture.id, size});
  shelf_->prepare(wishes);
}

std::vector<Area> Easel::paint(Panel& panel, Sketch sketch) {
  auto areas = put(panel, std::move(sketch));
  areas.insert(areas.end(), ahead_.begin(), ahead_.end());
  ahead_.clear();
  return areas;
}

void Easel::paint_ahead(Panel& panel, Sketch sketch) {
  auto areas = put(panel, std::move(sketch));
  ahead_.insert(ahead_.end(), areas.begin(), areas.end());
}

std::vector<Area> Easel::put(Panel& panel, Sketch sketch) {
  const auto pixels = panel.pixels();
  auto areas = to_paint(pixels, panel.mm_per_px(), sketch);
  SurfaceCanvas canvas(pixels, panel.mm_per_px(), *shelf_, *typesetter_);
  for (const auto& area : areas) {
    prepare(canvas, sketch, area);
    const Clipped only(canvas, area);
    sketch.play(canvas, area);
  }
  pixels_ = pixels;
  painted_ = std::move(sketch);
  return areas;
}

}  // namespace stemme
