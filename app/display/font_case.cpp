#include "app/display/font_case.h"

#include <SDL_ttf.h>

#include <array>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr int size_at_first_px = 32;

enum class Family { Andika, Sans, Serif, Arabic, LastResort };

struct Wanted {
  Family family;
  Weight weight;
  const char* file;
  /// Whose absence is worth a complaint; nullptr for the last resort.
  const char* package;
};

constexpr std::array wanted_fonts{
    Wanted{Family::Andika, Weight::Regular, "Andika-Regular.ttf", "fonts-sil-andika"},
    Wanted{Family::Andika, Weight::Bold, "Andika-Bold.ttf", "fonts-sil-andika"},
    Wanted{Family::Sans, Weight::Regular, "NotoSans-Regular.ttf", "fonts-noto-core"},
    Wanted{Family::Sans, Weight::Bold, "NotoSans-Bold.ttf", "fonts-noto-core"},
    Wanted{Family::Serif, Weight::Regular, "NotoSerif-Regular.ttf", "fonts-noto-core"},
    Wanted{Family::Serif, Weight::Bold, "NotoSerif-Bold.ttf", "fonts-noto-core"},
    Wanted{Family::Arabic, Weight::Regular, "NotoSansArabic-Regular.ttf", "fonts-noto-core"},
    Wanted{Family::Arabic, Weight::Bold, "NotoSansArabic-Bold.ttf", "fonts-noto-core"},
    Wanted{Family::LastResort, Weight::Regular, "DejaVuSans.ttf", nullptr},
    Wanted{Family::LastResort, Weight::Bold, "DejaVuSans-Bold.ttf", nullptr},
};

/// Best first. In Arabic the numbers come from the Arabic face's own family, so that a line is of
/// one kind.
std::array<Family, 5> families_for(Typeface face, Direction direction) {
  using enum Family;
  if (direction == Direction::RightToLeft) return {Arabic, Sans, Andika, Serif, LastResort};
  if (face == Typeface::Child) return {Andika, Sans, Arabic, Serif, LastResort};
  if (face == Typeface::Serif) return {Serif, Sans, Arabic, Andika, LastResort};
  return {Sans, Arabic, Andika, Serif, LastResort};
}

struct CloseFont {
  void operator()(TTF_Font* font) const { TTF_CloseFont(font); }
};

std::filesystem::path find_file(const std::vector<std::filesystem::path>& folders,
                                const char* file) {
  std::error_code ignored;
  for (const auto& folder : folders)
    if (std::filesystem::exists(folder / file, ignored)) return folder / file;
  return {};
}

/// Begins as TrueType and OpenType do (ISO/IEC 14496-22, 4.5); what comes after is read later.
bool begins_as_a_font(const std::filesystem::path& file) {
  std::array<char, 4> first{};
  std::ifstream(file, std::ios::binary).read(first.data(), first.size());
  const std::string_view begin(first.data(), first.size());
  using std::literals::operator""sv;
  return begin == "\0\1\0\0"sv || begin == "OTTO" || begin == "true" || begin == "ttcf";
}

/// HarfBuzz joins Arabic letters only when told that they are Arabic; SDL2_ttf does not tell it.
const char* script_of(const Cast& cast) {
  for (std::size_t i = 0; i < cast.text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(cast.text[i]);
    if (byte >= 0xD8 && byte <= 0xDB) return "Arab";  // U+0600–U+06FF in UTF-8.
    if (byte == 0xD0 || byte == 0xD1) return "Cyrl";  // U+0400–U+047F.
  }
  return "Latn";
}

Coverage coverage_of(const SDL_Surface& drawn) {
  Coverage coverage{drawn.w, drawn.h, {}};
  coverage.cells.reserve(static_cast<std::size_t>(drawn.w) * static_cast<std::size_t>(drawn.h));
  for (int y = 0; y < drawn.h; ++y) {
    const auto* bytes =
        static_cast<const std::uint8_t*>(drawn.pixels) + std::ptrdiff_t{y} * drawn.pitch;
    const auto* row = reinterpret_cast<const std::uint32_t*>(bytes);
    for (int x = 0; x < drawn.w; ++x)
      coverage.cells.push_back(static_cast<std::uint8_t>(row[x] >> 24U));
  }
  return coverage;
}

}  // namespace

struct FontCase::Font {
  Family family;
  Weight weight;
  std::filesystem::path file;
  std::unique_ptr<TTF_Font, CloseFont> opened;
  bool is_tried = false;
  int size_px = 0;
};

FontCase::FontCase() = default;

FontCase::~FontCase() {
  fonts_.clear();
  TTF_Quit();
}

Result<std::unique_ptr<FontCase>> FontCase::open(
    const std::vector<std::filesystem::path>& folders) {
  if (TTF_Init() != 0) return unexpected(std::string("starting SDL2_ttf: ") + TTF_GetError());
  std::unique_ptr<FontCase> fonts(new FontCase);
  fonts->load(folders);
  if (fonts->fonts_.empty())
    return missing("no font at all was found; install fonts-sil-andika and fonts-noto-core");
  return fonts;
}

void FontCase::load(const std::vector<std::filesystem::path>& folders) {
  for (const auto& wanted : wanted_fonts) {
    const auto file = find_file(folders, wanted.file);
    if (begins_as_a_font(file)) {
      fonts_.push_back({wanted.family, wanted.weight, file, {}, false, 0});
    } else if (wanted.package != nullptr) {
      complaints_.push_back(missing(std::string("the font ") + wanted.file +
                                    " cannot be read; install " + wanted.package +
                                    "; another font stands in"));
    }
  }
}

/// Most screens are written in one family: the others are opened when a letter asks for them.
TTF_Font* FontCase::opened(int number) const {
  Font& font = fonts_[static_cast<std::size_t>(number)];
  if (std::exchange(font.is_tried, true)) return font.opened.get();
  font.opened.reset(TTF_OpenFont(font.file.c_str(), size_at_first_px));
  font.size_px = size_at_first_px;
  if (!font.opened) {
    log_failure("typesetter", invalid(font.file.string() + " is no font: " + TTF_GetError()));
    return nullptr;
  }
  // Outlines as drawn: at these sizes snapping to pixels bends letters more than it sharpens them.
  TTF_SetFontHinting(font.opened.get(), TTF_HINTING_LIGHT);
  return font.opened.get();
}

std::vector<int> FontCase::fonts_for(Typeface face, Weight weight, Direction direction) const {
  std::vector<int> order;
  for (const Family family : families_for(face, direction))
    for (const bool other_weight : {false, true})
      for (std::size_t i = 0; i < fonts_.size(); ++i)
        if (fonts_[i].family == family && (fonts_[i].weight != weight) == other_weight)
          order.push_back(static_cast<int>(i));
  return order;
}

bool FontCase::has(int font, char32_t letter) const {
  auto* from = opened(font);
  return from != nullptr && TTF_GlyphIsProvided32(from, letter) != 0;
}

std::string FontCase::name(int font) const {
  return fonts_[static_cast<std::size_t>(font)].file.filename();
}

TTF_Font* FontCase::ready(const Cast& cast) {
  auto* font = opened(cast.font);
  if (font == nullptr) return nullptr;
  int& size_px = fonts_[static_cast<std::size_t>(cast.font)].size_px;
  if (size_px != cast.size_px) static_cast<void>(TTF_SetFontSize(font, cast.size_px));
  size_px = cast.size_px;
  const bool is_rtl = cast.direction == Direction::RightToLeft;
  static_cast<void>(TTF_SetFontDirection(font, is_rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR));
  static_cast<void>(TTF_SetFontScriptName(font, script_of(cast)));
  return font;
}

int FontCase::measure(const Cast& cast) {
  auto* font = ready(cast);
  int width = 0;
  if (font != nullptr) static_cast<void>(TTF_SizeUTF8(font, cast.text.c_str(), &width, nullptr));
  return width;
}

Struck FontCase::strike(const Cast& cast) {
  auto* font = ready(cast);
  if (font == nullptr) return {};
  SDL_Surface* drawn = TTF_RenderUTF8_Blended(font, cast.text.c_str(), {255, 255, 255, 255});
  if (drawn == nullptr) return {};
  Struck struck{std::make_shared<const Coverage>(coverage_of(*drawn)), 0, TTF_FontAscent(font)};
  SDL_FreeSurface(drawn);
  return struck;
}

}  // namespace stemme
