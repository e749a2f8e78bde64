/// What is read aloud of a page, and when: the words that stand there, in the order they are read,
/// exactly as they stand (D31), and never what somebody has chosen (D57). UI thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/library.h"
#include "app/screens/screen.h"

namespace stemme {

/// Empty for pages that are the staff's, and for the one that is at rest.
std::vector<std::string> lines_in(const ScreenView& view);

/// Every line that a child or a parent can be read in that language, each once: what a voice must
/// have, and what whoever records it reads.
std::vector<std::string> lines_of(const Library& library, const std::string& language);

class ReadingAloud {
 public:
  enum class Start { ByItself, OnlyWhenAsked };
  /// What to say now that this page is shown: nothing new (none), silence (empty), or its lines.
  /// A page that is only drawn anew is not read again.
  std::optional<std::vector<std::string>> shown(const ScreenView& view, Start start);
  /// Somebody has pressed the ear: once more, from the top.
  void ask() { is_asked_ = true; }

 private:
  std::vector<std::string> lines_;
  bool is_chosen_ = false;
  bool is_asked_ = false;
};

}  // namespace stemme
