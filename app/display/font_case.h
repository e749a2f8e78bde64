/// The fonts, as a printer's case of type: which there are, which letters they have, how wide a
/// stretch is, how it looks. UI thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/display/canvas.h"
#include "app/display/coverage.h"
#include "server-sync/foundation/result.h"

struct _TTF_Font;  // NOLINT: SDL_ttf's own name for it

namespace stemme {

/// A stretch of one direction in one font, as SDL2_ttf can shape it.
struct Cast {
  int font = 0;
  int size_px = 0;
  Direction direction = Direction::LeftToRight;
  std::string text;
};

/// How a stretch looks, and where: `left_px` from its place (a j reaches back), `ascent_px` above
/// the line.
struct Struck {
  std::shared_ptr<const Coverage> shape;
  int left_px = 0;
  int ascent_px = 0;
};

class FontCase {
 public:
  static Result<std::unique_ptr<FontCase>> open(const std::vector<std::filesystem::path>& folders);
  ~FontCase();
  FontCase(const FontCase&) = delete;
  FontCase& operator=(const FontCase&) = delete;

  const std::vector<Error>& complaints() const { return complaints_; }
  /// Fonts to try, best first; never empty.
  std::vector<int> fonts_for(Typeface face, Weight weight, Direction direction) const;
  bool has(int font, char32_t letter) const;
  std::string name(int font) const;
  int measure(const Cast& cast);
  Struck strike(const Cast& cast);

 private:
  struct Font;
  FontCase();
  void load(const std::vector<std::filesystem::path>& folders);
  _TTF_Font* opened(int number) const;
  _TTF_Font* ready(const Cast& cast);

  mutable std::vector<Font> fonts_;
  std::vector<Error> complaints_;
};

}  // namespace stemme
