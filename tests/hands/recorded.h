/// Voices for a whole kiosk. Test thread.
#pragma once

#include <fstream>
#include <initializer_list>
#include <string>

#include "app/reading_aloud.h"
#include "app/voice/voice_line.h"
#include "tests/gallery/sample_library.h"
#include "tests/hands/places.h"

namespace stemme {

/// Somebody has recorded every line of these languages.
inline void record(WholeKiosk& kiosk, std::initializer_list<const char*> languages) {
  const auto library = whole_library(our_assets);
  for (const std::string language : languages)
    for (const auto& line : lines_of(library, language)) {
      const auto file = kiosk.voices() / language / (voice_name(language, line) + ".opus");
      std::filesystem::create_directories(file.parent_path());
      std::ofstream(file) << "sound";
    }
}

}  // namespace stemme
