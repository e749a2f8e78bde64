#include "app/display/typesetter.h"

#include <algorithm>
#include <cmath>
#include <list>
#include <unordered_map>
#include <utility>

#include "app/display/font_case.h"
#include "app/display/text_runs.h"

namespace stemme {
namespace {

constexpr char32_t ellipsis = 0x2026;
/// A smaller step would only try sizes that nobody can tell apart.
constexpr int shrink_share = 20;

std::size_t bytes_of(const SetText& text) {
  std::size_t bytes = sizeof(SetText);
  for (const auto& line : text.lines)
    for (const auto& run : line.runs)
      bytes += sizeof(TextRun) + run.text.size() + (run.shape ? run.shape->cells.size() : 0);
  return bytes;
}

struct LineRange {
  std::size_t from;
  std::size_t to;
};

/// One text being set: which letters, in which fonts, at which size.
class Setting {
 public:
  Setting(FontCase& fonts, const TextStyle& style, std::string_view text)
      : fonts_(fonts), order_(fonts.fonts_for(style.face, style.weight, style.direction)) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      paragraphs_.push_back(read_letters(text.substr(0, end), style.direction));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void choose_size(int size_px) { size_px_ = size_px; }
  int size_px() const { return size_px_; }

  /// Breaks the paragraphs into lines; false if there are more than `lines_max`, or one is too
  /// wide.
  bool break_lines(int width_px, int lines_max) {
    lines_.clear();
    for (std::size_t i = 0; i < paragraphs_.size(); ++i)
      if (!break_paragraph(i, width_px)) return false;
    return lines_.size() <= static_cast<std::size_t>(lines_max);
  }

  /// The narrowest width that needs no more lines: two lines of like length instead of a long and a
  /// short.
  void even_out(int width_px) {
    const auto count = static_cast<int>(lines_.size());
    if (count < 2) return;
    int low = width_px / count;
    int high = width_px;
    while (high - low > 8) {
      const int middle = (low + high) / 2;
      if (break_lines(middle, count))
        high = middle;
      else
        low = middle;
    }
    static_cast<void>(break_lines(high, count));
  }

  /// Leaves out letters at the end of the text, and says so with ….
  void cut_to(int width_px, int lines_max) {
    const auto whole = paragraphs_;
    std::size_t kept = 0;
    std::size_t too_many = 1;
    for (const auto& paragraph : whole) too_many += paragraph.letters.size();
    while (too_many - kept > 1) {
      const auto middle = (kept + too_many) / 2;
      keep_letters(whole, middle);
      (break_lines(width_px, lines_max) ? kept : too_many) = middle;
    }
    keep_letters(whole, kept);
    static_cast<void>(break_lines(width_px, lines_max));
  }

  SetText strike(bool fits) {
    SetText text{{}, size_px_, fits};
    for (const auto& [paragraph, range] : lines_)
      text.lines.push_back(strike_line(paragraphs_[paragraph], range));
    return text;
  }

 private:
  bool break_paragraph(std::size_t number, int width_px) {
    const Letters& text = paragraphs_[number];
    const auto ends = line_ends(text.letters);
    std::size_t from = 0;
    std::size_t last_good = 0;
    for (std::size_t i = 0; i < ends.size();) {
      if (measure(text, trimmed(text, {from, ends[i]})) <= width_px) {
        last_good = ends[i++];
        continue;
      }
      if (last_good == from) return false;
      lines_.push_back({number, trimmed(text, {from, last_good})});
      from = last_good;
    }
    lines_.push_back({number, trimmed(text, {from, text.letters.size()})});
    return true;
  }

  static LineRange trimmed(const Letters& text, LineRange range) {
    while (range.to > range.from && text.letters[range.to - 1] == ' ') --range.to;
    while (range.from < range.to && text.letters[range.from] == ' ') ++range.from;
    return range;
  }

  void keep_letters(const std::vector<Letters>& whole, std::size_t count) {
    paragraphs_.clear();
    for (const auto& paragraph : whole) {
      const auto kept = std::min(count, paragraph.letters.size());
      Letters part{
          paragraph.letters.substr(0, kept),
          {paragraph.levels.begin(), paragraph.levels.begin() + static_cast<std::ptrdiff_t>(kept)}};
      const bool is_cut = kept < paragraph.letters.size();
      count -= kept;
      while (is_cut && !part.letters.empty() && part.letters.back() == ' ') {
        part.letters.pop_back();
        part.levels.pop_back();
      }
      if (is_cut) {
        const int level = paragraph.levels.front();
        part.letters.push_back(ellipsis);
        part.levels.push_back(level);
      }
      paragraphs_.push_back(std::move(part));
      if (is_cut) return;
    }
  }

  int font_of(char32_t letter, int before) const {
    const bool is_plain = letter == ' ' || letter == 0xA0;
    if (is_plain && before >= 0 && fonts_.has(before, letter)) return before;
    for (const int font : order_)
      if (fonts_.has(font, letter)) return font;
    return before >= 0 ? before : order_.front();
  }

  std::vector<Stretch> stretches(const Letters& text, LineRange range) const {
    return seen_stretches(text, range.from, range.to,
                          [&](char32_t letter, int before) { return font_of(letter, before); });
  }

  Cast cast(const Letters& text, const Stretch& stretch) const {
    const auto letters =
        std::u32string_view(text.letters).substr(stretch.from, stretch.to - stretch.from);
    return {stretch.font, size_px_, stretch.direction, to_utf8(letters)};
  }

  int measure(const Letters& text, LineRange range) {
    int width = 0;
    for (const auto& stretch : stretches(text, range)) width += fonts_.measure(cast(text, stretch));
    return width;
  }

  TextLine strike_line(const Letters& text, LineRange range) {
    TextLine line;
    for (const auto& stretch : stretches(text, range)) {
      const Cast one = cast(text, stretch);
      const Struck struck = fonts_.strike(one);
      const int width = fonts_.measure(one);
      line.runs.push_back({one.text, stretch.direction, fonts_.name(stretch.font),
                           line.width_px + struck.left_px, width, struck.ascent_px, struck.shape});
      line.width_px += width;
    }
    return line;
  }

  FontCase& fonts_;
  std::vector<int> order_;
  std::vector<Letters> paragraphs_;
  std::vector<std::pair<std::size_t, LineRange>> lines_;
  int size_px_ = 0;
};

class FontTypesetter final : public Typesetter {
 public:
  FontTypesetter(std::unique_ptr<FontCase> fonts, std::size_t bytes_max)
      : fonts_(std::move(fonts)), bytes_max_(bytes_max) {}

  const std::vector<Error>& complaints() const override { return fonts_->complaints(); }
  std::size_t bytes() const override { return bytes_; }

  SetText set(std::string_view text, const TextStyle& style, int width_px,
              double px_per_mm) override {
    std::string key = key_of(text, style, width_px, px_per_mm);
    if (const auto found = kept_.find(key); found != kept_.end()) {
      turns_.splice(turns_.end(), turns_, found->second.turn);
      return found->second.text;
    }
    SetText fresh = set_anew(text, style, width_px, px_per_mm);
    keep(std::move(key), fresh);
    return fresh;
  }

 private:
  struct Kept {
    SetText text;
    std::list<std::string>::iterator turn;
  };

  /// Everything that decides how it looks; the colour does not.
  static std::string key_of(std::string_view text, const TextStyle& style, int width_px,
                            double px_per_mm) {
    std::string key;
    for (const int part :
         {static_cast<int>(style.face), static_cast<int>(style.weight),
          static_cast<int>(style.align), static_cast<int>(style.direction), style.lines_max,
          width_px, to_px(style.size_mm, px_per_mm), to_px(style.shrink_to_min_mm, px_per_mm)})
      key += std::to_string(part) + ",";
    return key.append(text);
  }

  static int to_px(double mm, double px_per_mm) {
    return static_cast<int>(std::lround(mm * px_per_mm));
  }

  SetText set_anew(std::string_view text, const TextStyle& style, int width_px, double px_per_mm) {
    Setting setting(*fonts_, style, text);
    const int wanted = std::max(1, to_px(style.size_mm, px_per_mm));
    const int smallest = style.shrink_to_min_mm > 0
                             ? std::min(wanted, to_px(style.shrink_to_min_mm, px_per_mm))
                             : wanted;
    for (int size = wanted;; size = std::max(smallest, size - std::max(1, wanted / shrink_share))) {
      setting.choose_size(std::max(1, size));
      if (setting.break_lines(width_px, style.lines_max)) {
        if (style.lines_max > 1) setting.even_out(width_px);
        return setting.strike(true);
      }
      if (size <= smallest) break;
    }
    setting.cut_to(width_px, style.lines_max);
    return setting.strike(false);
  }

  void keep(std::string key, const SetText& text) {
    bytes_ += bytes_of(text) + key.size();
    turns_.push_back(key);
    kept_.emplace(std::move(key), Kept{text, std::prev(turns_.end())});
    while (bytes_ > bytes_max_ && !turns_.empty()) {
      const auto oldest = kept_.find(turns_.front());
      bytes_ -= bytes_of(oldest->second.text) + oldest->first.size();
      kept_.erase(oldest);
      turns_.pop_front();
    }
  }

  std::unique_ptr<FontCase> fonts_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, Kept> kept_;
  /// Least lately used first.
  std::list<std::string> turns_;
};

}  // namespace

std::vector<std::filesystem::path> Typesetter::debian_folders() {
  return {"/usr/share/fonts/truetype/andika", "/usr/share/fonts/truetype/noto",
          "/usr/share/fonts/truetype/dejavu"};
}

Result<std::unique_ptr<Typesetter>> Typesetter::open(
    const std::vector<std::filesystem::path>& folders, std::size_t bytes_max) {
  auto fonts = TRY(FontCase::open(folders));
  return std::unique_ptr<Typesetter>(std::make_unique<FontTypesetter>(std::move(fonts), bytes_max));
}

TextExtent extent_of(const SetText& text, double mm_per_px) {
  TextExtent extent;
  for (const auto& line : text.lines)
    extent.width_mm = std::max(extent.width_mm, line.width_px * mm_per_px);
  extent.lines = static_cast<int>(text.lines.size());
  extent.size_mm = text.size_px * mm_per_px;
  extent.height_mm = extent.lines * line_em * extent.size_mm;
  extent.fits = text.fits;
  return extent;
}

TextExtent measure_text(Typesetter& typesetter, double width_mm, const TextStyle& style,
                        std::string_view text, double mm_per_px) {
  const auto width_px = static_cast<int>(std::lround(width_mm / mm_per_px));
  return extent_of(typesetter.set(text, style, width_px, 1 / mm_per_px), mm_per_px);
}

}  // namespace stemme
