/// A panel that nobody sees: the gallery and the tests draw on it and keep the picture as PNG. UI
/// thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "app/display/panel.h"

namespace stemme {

class OffscreenPanel final : public Panel {
 public:
  OffscreenPanel(int width_px, int height_px, double mm_per_px);

  Pixels pixels() override;
  double mm_per_px() const override { return mm_per_px_; }
  Result<void> present(std::span<const Area> changed) override;
  bool take_damage() override { return false; }
  bool is_closed() override { return false; }

  /// Frames presented so far.
  int frames() const { return frames_; }
  /// What was presented of what was drawn, row by row: what somebody before it would see.
  const std::vector<std::uint32_t>& shown() const { return shown_; }
  Result<void> save_png(const std::filesystem::path& file);
  /// As it was saved.
  static Result<OffscreenPanel> load_png(const std::filesystem::path& file, double mm_per_px);

 private:
  void show(const Area& part);

  int width_;
  int height_;
  double mm_per_px_;
  std::vector<std::uint32_t> cells_;
  std::vector<std::uint32_t> shown_;
  int frames_ = 0;
};

}  // namespace stemme
