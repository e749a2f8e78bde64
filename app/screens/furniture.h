/// What several screens have in common: the ground, and the controls at the foot, always in the
/// same place. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

/// A soft hill under what stands on the page.
void draw_meadow(Page& page, double height_left, double height_middle, double height_right,
                 Colour colour);

/// A round control with a picture: listen, back, door.
void draw_round_control(Page& page, int id, const Area& sheet, const std::string& picture);
/// A pill with a picture and a word: skip, choose again, done.
void draw_pill(Page& page, int id, const Area& sheet, const std::string& picture,
               const std::string& word);
/// A rectangular key with words: staff and enrolment.
void draw_key(Page& page, int id, const Area& area, const std::string& word, bool is_strong);

/// What stands over a page of the staff's, and the lines they read there.
void draw_staff_title(Page& page, const std::string& words);
TextStyle staff_line(const Page& page);

/// Where a switch is: round one place, or round each of a group. Light outside dark, so that it is
/// seen on every ground.
void draw_ring(Canvas& canvas, const std::vector<Area>& areas);

struct LanguageChoice {
  std::string tag;
  std::string name;
  bool is_right_to_left = false;
  bool operator==(const LanguageChoice&) const = default;
};
/// Languages in their own names along the foot; `current` is marked.
void draw_language_foot(Page& page, const std::vector<LanguageChoice>& languages,
                        const std::string& current);

}  // namespace stemme
