/// Languages in their own names, large and alike; no flags. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/screens/furniture.h"

namespace stemme {

struct LanguageView {
  Reading reading;
  std::string title;
  std::vector<LanguageChoice> languages;
  std::string current;
  bool operator==(const LanguageView&) const = default;
};

/// Targets: target_language_first + index, target_back.
std::vector<Target> draw_languages(Canvas& canvas, const LanguageView& view);

}  // namespace stemme
