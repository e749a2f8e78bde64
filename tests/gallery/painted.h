/// Every exhibit painted and measured, one after the other. UI thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/screens/sunlit.h"
#include "tests/gallery/exhibits.h"
#include "tests/gallery/sample_library.h"
#include "tests/gallery/watched_canvas.h"

namespace stemme {

struct Painted {
  std::string where;  ///< language, panel and name, for messages
  const Exhibit& exhibit;
  OffscreenPanel& panel;
  const std::vector<Stroke>& strokes;
  const std::vector<Target>& targets;
};

enum class Light { Indoors, Sun };

class PaintRoom {
 public:
  explicit PaintRoom(Drafts drafts = Drafts::Hidden)
      : library_(sample_library(assets(), drafts)), typesetter_(Typesetter::open().value()) {}

  static std::string assets() { return std::string(STEMME_SOURCE) + "/assets"; }
  const Library& library() const { return library_; }

  void each(const PanelSize& size, const std::string& language,
            const std::function<void(const Painted&)>& look, Light light = Light::Indoors) {
    for (const auto& exhibit : exhibits_in(library_, language))
      one(size, language, exhibit, look, light);
  }

  void one(const PanelSize& size, const std::string& language, const Exhibit& exhibit,
           const std::function<void(const Painted&)>& look, Light light = Light::Indoors) {
    OffscreenPanel panel(size.width_px, size.height_px, size.width_mm / size.width_px);
    WatchedCanvas canvas(panel, shelf_, *typesetter_);
    Sunlit sunlit(canvas);
    const bool is_sunlit = light == Light::Sun;
    const auto targets =
        draw_screen(is_sunlit ? static_cast<Canvas&>(sunlit) : canvas, exhibit.view);
    look({language + " " + size.name + " " + exhibit.name, exhibit, panel, canvas.strokes(),
          targets});
  }

 private:
  Library library_;
  PictureShelf shelf_{{assets() + "/pictures"}};
  std::unique_ptr<Typesetter> typesetter_;
};

}  // namespace stemme
