/// Renders every screen × language × panel to PNG, every picture on contact sheets, and an index
/// page: `stemme-gallery ASSETS FOLDER`. After it: `pictures`, the contact sheets alone;
/// `--show-unreviewed`, languages that nobody has approved too; `--sunlit`, as in the sun.
/// `stemme-gallery --lines LANGUAGE ASSETS` prints what can be read aloud in a language.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/display/offscreen_panel.h"
#include "app/display/surface_canvas.h"
#include "app/reading_aloud.h"
#include "app/screens/sunlit.h"
#include "app/voice/voice_line.h"
#include "server-sync/foundation/durable_file.h"
#include "tests/gallery/contact_sheet.h"
#include "tests/gallery/exhibits.h"
#include "tests/gallery/sample_library.h"

namespace stemme {
namespace {

/// What whoever records a voice reads: a file's name, a tab, the words.
int print_lines(const std::filesystem::path& assets, const std::string& language) {
  const auto library = whole_library(assets);
  if (std::ranges::find(library.languages(), language) == library.languages().end()) {
    std::fprintf(stderr, "%s is no language that is shown\n", language.c_str());
    return 1;
  }
  for (const auto& line : lines_of(library, language))
    std::printf("%s\t%s\n", voice_name(language, line).c_str(), line.c_str());
  return 0;
}

struct Wishes {
  bool only_pictures = false;
  Drafts drafts = Drafts::Hidden;
  bool is_sunlit = false;
};

std::optional<Wishes> wishes_from(const std::vector<std::string>& words) {
  Wishes wishes;
  for (const auto& word : words) {
    if (word == "pictures")
      wishes.only_pictures = true;
    else if (word == "--show-unreviewed")
      wishes.drafts = Drafts::Shown;
    else if (word == "--sunlit")
      wishes.is_sunlit = true;
    else
      return std::nullopt;
  }
  return wishes;
}

class Gallery {
 public:
  Gallery(std::filesystem::path assets, std::filesystem::path folder, Wishes wishes)
      : assets_(std::move(assets)),
        folder_(std::move(folder)),
        wishes_(wishes),
        shelf_({assets_ / "pictures"}) {}

  Result<void> hang() {
    std::filesystem::create_directories(folder_);
    TRY(hang_pictures());
    if (!wishes_.only_pictures) TRY(hang_screens());
    return write_durably(folder_ / "index.html", as_bytes(page()));
  }

 private:
  Result<void> hang_pictures() {
    typesetter_ = TRY(Typesetter::open());
    const auto words = TRY(load_phrasebook((assets_ / "texts" / "nb").string()));
    const auto sheets =
        TRY(write_contact_sheets(assets_ / "pictures", words, shelf_, *typesetter_, folder_));
    for (const auto& file : sheets) add_figure(file);
    return {};
  }

  Result<void> hang_screens() {
    const auto library = sample_library(assets_, wishes_.drafts);
    for (const auto& panel : panel_sizes) {
      for (const auto& language : library.languages()) {
        for (const auto& exhibit : exhibits_in(library, language))
          TRY(paint(exhibit, panel, language));
        std::printf("%s %s\n", panel.name.c_str(), language.c_str());
      }
    }
    return {};
  }

  void add_figure(const std::string& file) {
    figures_ += "<figure><img loading=lazy width=480 src='" + file + "'><figcaption>" + file +
                "</figcaption></figure>\n";
  }

  Result<void> paint(const Exhibit& exhibit, const PanelSize& size, const std::string& language) {
    OffscreenPanel panel(size.width_px, size.height_px, size.width_mm / size.width_px);
    SurfaceCanvas canvas(panel.pixels(), panel.mm_per_px(), shelf_, *typesetter_);
    Sunlit sunlit(canvas);
    static_cast<void>(
        draw_screen(wishes_.is_sunlit ? static_cast<Canvas&>(sunlit) : canvas, exhibit.view));
    const auto file = size.name + "-" + language + "-" + exhibit.name + ".png";
    add_figure(file);
    return panel.save_png(folder_ / file);
  }

  std::string page() const {
    return "<!doctype html><meta charset=utf-8><title>Stemme: every screen</title>"
           "<style>body{font:14px "
           "sans-serif;background:#EFEBDF}figure{display:inline-block;margin:8px}</style>\n" +
           figures_;
  }

  std::filesystem::path assets_;
  std::filesystem::path folder_;
  Wishes wishes_;
  PictureShelf shelf_;
  std::unique_ptr<Typesetter> typesetter_;
  std::string figures_;
};

}  // namespace
}  // namespace stemme

int main(int argc, char** argv) {
  if (argc == 4 && std::string(argv[1]) == "--lines") return stemme::print_lines(argv[3], argv[2]);
  const auto wishes = argc < 3 ? std::nullopt : stemme::wishes_from({argv + 3, argv + argc});
  if (!wishes) {
    std::fputs(
        "usage: stemme-gallery ASSETS FOLDER [pictures] [--show-unreviewed] [--sunlit]\n"
        "       stemme-gallery --lines LANGUAGE ASSETS\n",
        stderr);
    return 2;
  }
  stemme::Gallery gallery(argv[1], argv[2], *wishes);
  const auto hung = gallery.hang();
  if (!hung) std::fprintf(stderr, "%s\n", hung.error().message().c_str());
  return hung ? 0 : 1;
}
