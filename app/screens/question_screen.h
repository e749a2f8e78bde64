/// A question with its answers: faces on a hill, amounts, or tiles with pictures; the same screen
/// while the choice may still be changed. The parents' question is the door (design §8): languages
/// along the foot, a small door to the children. Draws a view and reports targets; decides nothing.
/// UI thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/screens/furniture.h"

namespace stemme {

struct OptionView {
  std::string picture;
  std::string label;
  bool operator==(const OptionView&) const = default;
};

/// *Before you answer*: why, you choose, who sees. One picture inside the first question, no extra
/// tap.
struct BeforeYouAnswer {
  std::string picture;
  std::vector<std::string> lines;
  bool operator==(const BeforeYouAnswer&) const = default;
};

/// *Denne eller den*: two pages side by side, and how far one has come.
struct PairView {
  std::string between;  ///< *eller*
  int number = 0;
  int of = 0;
  bool operator==(const PairView&) const = default;
};

/// Up to three of many: a tick marks what is taken; whoever has taken what they want says so.
struct PickView {
  std::vector<int> picked;  ///< in screen order
  std::string finished;
  bool operator==(const PickView&) const = default;
};

struct QuestionView {
  Reading reading;
  std::string text;
  std::string picture;              ///< beside the question; empty for parents
  std::vector<OptionView> options;  ///< in screen order
  bool is_tiles = false;            ///< picture choice: tiles instead of a row
  std::optional<PairView> pair;     ///< two options only
  std::optional<PickView> pick;     ///< tiles only
  std::string skip;
  std::string choose_again;
  std::string done;  ///< where nothing counts: ends it, in the place of *skip*, on another ground
  bool has_listen = true;
  bool is_quiet = false;  ///< the ear is crossed: nothing is said at rest time
  std::optional<BeforeYouAnswer> before;
  std::optional<int> chosen;              ///< index in screen order, or −1 for a skip
  double growth = 1;                      ///< 0 → 1 while the chosen one grows
  std::vector<LanguageChoice> languages;  ///< the parents' foot; empty for children
  std::string language;
  bool has_door = false;  ///< to the children
  std::string hint;  ///< one quiet line over the controls: *Fortell det gjerne …*, *Bruk én finger*
  bool operator==(const QuestionView&) const = default;
};

std::vector<Target> draw_question(Canvas& canvas, const QuestionView& view);

}  // namespace stemme
