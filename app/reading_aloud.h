/// What is read aloud of a page, and when: the words that stand there, in the order they are read,
/// exactly as they stand (D31), and never what somebody has chosen (D57). UI thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/library.h"
#include "app/screens/screen.h"

namespace stemme {

struct SpokenLine {
  std::string words;
  /// What stands for it on the page: whoever cannot see presses a key while it is being said.
  std::optional<int> target = std::nullopt;
  bool operator==(const SpokenLine&) const = default;
};

/// For whoever looks at the page too, or for whoever does not and must hear how to skip.
enum class Listener { Sees, SeesNot };

/// Empty for pages that are the staff's, and for the one that is at rest.
std::vector<SpokenLine> lines_in(const ScreenView& view, Listener listener);

/// Every line that a child or a parent can be read in that language, each once: what a voice must
/// have, and what whoever records it reads.
std::vector<std::string> lines_of(const Library& library, const std::string& language);

class ReadingAloud {
 public:
  /// ToTheEnd: whoever does not see the page is being read to; what was begun is never broken off
  /// by a choice, so that nobody hears from it what was chosen.
  enum class Manner { OnlyWhenAsked, ByItself, ToTheEnd };
  /// What to say now that this page is shown: nothing new (none), silence (empty), or its lines.
  /// A page that is only drawn anew is not read again.
  std::optional<std::vector<SpokenLine>> shown(const ScreenView& view, Manner manner);
  /// Somebody has pressed the ear: once more, from the top.
  void ask() { is_asked_ = true; }

 private:
  std::vector<SpokenLine> lines_;
  bool is_chosen_ = false;
  bool is_asked_ = false;
};

}  // namespace stemme
