/// The screen at rest: one scene that breathes, an invitation that does not beg. People have eyes
/// and no mouth: mouths belong to the faces that are answers. UI thread.
#pragma once

#include <string>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

struct AttractView {
  Reading reading;
  std::string title;    ///< *Hva synes du?*; when closed, that answers are taken later
  std::string touch;    ///< *Trykk på skjermen*; empty when nothing is asked now
  std::string privacy;  ///< *Ingen kamera · ingen mikrofon · uten navn*
  bool is_open = true;
  bool is_quiet = false;  ///< rest time: dimmed, still
  bool has_languages = true;
  std::string play;   ///< a place to play, for whoever does (domain §4.7); empty when nobody has
  double breath = 0;  ///< 0 → 1: where the one slow change stands
  bool operator==(const AttractView&) const = default;
};

std::vector<Target> draw_attract(Canvas& canvas, const AttractView& view);

}  // namespace stemme
