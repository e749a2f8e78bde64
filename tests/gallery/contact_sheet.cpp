#include "tests/gallery/contact_sheet.h"

#include <algorithm>

#include "app/display/offscreen_panel.h"
#include "app/display/surface_canvas.h"

namespace stemme {
namespace {

constexpr double mm_per_px = 217.0 / 1280;
constexpr double large_mm = 70, small_mm = 20, gap_mm = 4, word_mm = 9;
constexpr double cell_width_mm = large_mm + small_mm + 3 * gap_mm;
constexpr double cell_height_mm = large_mm + word_mm + 2 * gap_mm;
constexpr int columns = 4, rows = 4;

std::vector<std::string> ids_in(const std::filesystem::path& pictures) {
  std::vector<std::string> ids;
  for (const auto& entry : std::filesystem::directory_iterator(pictures))
    if (entry.path().extension() == ".svg") ids.push_back(entry.path().stem().string());
  std::ranges::sort(ids);
  return ids;
}

/// The square the picture has, on the ground of a tile.
void draw_at(Canvas& canvas, const std::string& id, const Area& area) {
  canvas.draw_rect(area, outlined(colour(0xE4DFD0), 0.3));
  canvas.draw_picture(id, area, {});
}

void draw_cell(Canvas& canvas, const std::string& id, const Phrasebook& words, double x, double y) {
  draw_at(canvas, id, {x + gap_mm, y + gap_mm, large_mm, large_mm});
  draw_at(canvas, id, {x + large_mm + 2 * gap_mm, y + gap_mm, small_mm, small_mm});
  const auto key = "picture." + id;
  TextStyle style;
  style.align = Align::Start;
  style.shrink_to_min_mm = 3;
  canvas.draw_text({x + gap_mm, y + gap_mm + large_mm, cell_width_mm - 2 * gap_mm, word_mm}, style,
                   words.has(key) ? words.phrase(key) + "  (" + id + ")" : "(" + id + ")");
}

}  // namespace

Result<std::vector<std::string>> write_contact_sheets(const std::filesystem::path& pictures,
                                                      const Phrasebook& words, PictureShelf& shelf,
                                                      Typesetter& typesetter,
                                                      const std::filesystem::path& folder) {
  const auto ids = ids_in(pictures);
  std::vector<std::string> files;
  for (std::size_t first = 0; first < ids.size(); first += columns * rows) {
    OffscreenPanel panel(static_cast<int>(columns * cell_width_mm / mm_per_px),
                         static_cast<int>(rows * cell_height_mm / mm_per_px), mm_per_px);
    SurfaceCanvas canvas(panel.pixels(), mm_per_px, shelf, typesetter);
    canvas.fill_ground(colour(0xFFFDF7));
    for (int place = 0; place < columns * rows; ++place) {
      const auto at = first + static_cast<std::size_t>(place);
      const int column = place % columns;
      const int row = place / columns;
      if (at < ids.size())
        draw_cell(canvas, ids[at], words, column * cell_width_mm, row * cell_height_mm);
    }
    files.push_back("pictures-" + std::to_string(files.size() + 1) + ".png");
    TRY(panel.save_png(folder / files.back()));
  }
  return files;
}

}  // namespace stemme
