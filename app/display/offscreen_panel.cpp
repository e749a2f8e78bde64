#include "app/display/offscreen_panel.h"

#include <SDL_image.h>

#include <algorithm>
#include <string>

#include "app/display/coverage.h"

namespace stemme {

OffscreenPanel::OffscreenPanel(int width_px, int height_px, double mm_per_px)
    : width_(width_px), height_(height_px), mm_per_px_(mm_per_px) {
  cells_.assign(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), 0xff000000U);
}

Pixels OffscreenPanel::pixels() {
  return {cells_.data(), width_, height_, static_cast<std::size_t>(width_)};
}

Result<void> OffscreenPanel::present(std::span<const Area> changed) {
  ++frames_;
  shown_.resize(cells_.size());
  const Area all = area();
  for (const auto& part : changed.empty() ? std::span(&all, 1) : changed) show(part);
  return {};
}

void OffscreenPanel::show(const Area& part) {
  const auto box = PixelBox::around(in_px(part, mm_per_px_)).within({0, 0, width_, height_});
  for (int y = box.top; y < box.bottom; ++y) {
    const auto from = y * width_ + box.left;
    std::copy_n(cells_.begin() + from, std::max(0, box.width()), shown_.begin() + from);
  }
}

Result<void> OffscreenPanel::save_png(const std::filesystem::path& file) {
  SDL_Surface* surface = SDL_CreateRGBSurfaceWithFormatFrom(cells_.data(), width_, height_, 32,
                                                            width_ * 4, SDL_PIXELFORMAT_RGB888);
  if (surface == nullptr) return unexpected(std::string("surface: ") + SDL_GetError());
  const int outcome = IMG_SavePNG(surface, file.c_str());
  SDL_FreeSurface(surface);
  if (outcome != 0) return unexpected("saving " + file.string() + ": " + SDL_GetError());
  return {};
}

Result<OffscreenPanel> OffscreenPanel::load_png(const std::filesystem::path& file,
                                                double mm_per_px) {
  SDL_Surface* read = IMG_Load(file.c_str());
  if (read == nullptr) return missing(file.string() + " cannot be read: " + SDL_GetError());
  OffscreenPanel panel(read->w, read->h, mm_per_px);
  SDL_Surface* cells = SDL_CreateRGBSurfaceWithFormatFrom(panel.cells_.data(), read->w, read->h, 32,
                                                          read->w * 4, SDL_PIXELFORMAT_ARGB8888);
  const bool is_copied = cells != nullptr && SDL_BlitSurface(read, nullptr, cells, nullptr) == 0;
  SDL_FreeSurface(cells);
  SDL_FreeSurface(read);
  if (!is_copied) return unexpected(file.string() + ": " + SDL_GetError());
  return panel;
}

}  // namespace stemme
