/// Sets text: splits it into runs by direction and font, breaks lines, shrinks what does not fit,
/// and keeps the drawn runs, at most so many bytes. A missing font is reported and replaced. UI
/// thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/display/canvas.h"
#include "app/display/coverage.h"
#include "server-sync/foundation/result.h"

namespace stemme {

/// A stretch of one direction in one font.
struct TextRun {
  std::string text;
  Direction direction = Direction::LeftToRight;
  /// File name of the font, for tests and the log.
  std::string font;
  /// From the left end of the line.
  int x_px = 0;
  int width_px = 0;
  /// From the top of `shape` down to the baseline.
  int ascent_px = 0;
  std::shared_ptr<const Coverage> shape;
};

struct TextLine {
  /// Left to right as seen, whatever the direction.
  std::vector<TextRun> runs;
  int width_px = 0;
};

struct SetText {
  std::vector<TextLine> lines;
  int size_px = 0;
  bool fits = true;
};

/// A line is so many em high, its baseline one em below its top, as in the look sheets.
inline constexpr double line_em = 1.3;

class Typesetter {
 public:
  static constexpr std::size_t bytes_max_normally = 8U << 20U;

  /// Where Debian puts fonts-sil-andika and fonts-noto-core.
  static std::vector<std::filesystem::path> debian_folders();

  /// Missing when no font at all could be opened; with one font alone everything is set in that
  /// one.
  static Result<std::unique_ptr<Typesetter>> open(
      const std::vector<std::filesystem::path>& folders = debian_folders(),
      std::size_t bytes_max = bytes_max_normally);
  virtual ~Typesetter() = default;

  /// Which fonts are missing and which package brings them; empty when all is well.
  virtual const std::vector<Error>& complaints() const = 0;

  /// Breaks `text` into at most `style.lines_max` lines of `width_px`, at the largest size from
  /// `style.size_mm` down to `style.shrink_to_min_mm` that fits; then cuts with …
  virtual SetText set(std::string_view text, const TextStyle& style, int width_px,
                      double px_per_mm) = 0;

  /// Of the drawn runs that are kept.
  virtual std::size_t bytes() const = 0;
};

TextExtent extent_of(const SetText& text, double mm_per_px);
/// What `text` takes in an area that wide.
TextExtent measure_text(Typesetter& typesetter, double width_mm, const TextStyle& style,
                        std::string_view text, double mm_per_px);

}  // namespace stemme
