/// An assets folder as one owner may use it: hours, themes, languages, and every pack with its
/// words, all checked. What the kiosk, the collector and `pack check` load at start. Values; any
/// thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/owner.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/protocol/phrasebook.h"

namespace stemme {

struct Hours {
  std::vector<Daypart> dayparts;
  std::vector<Window> windows;
};
/// Complains of dayparts that are no partition of the day (C3) and windows that never open.
Result<Hours> load_hours(std::string_view toml, const std::string& file);

struct Theme {
  std::string id;
  std::string visibility;  ///< empty = everyone on the level; team, head, designers
};
Result<std::vector<Theme>> load_themes(std::string_view toml, const std::string& file);

struct PackWithTexts {
  Pack pack;
  std::map<std::string, Texts> texts;             ///< by language; offered by the owner
  std::map<std::string, std::string> text_files;  ///< by language: exact bytes, as they travel
};

struct Content {
  Owner owner;
  Hours hours;
  std::vector<Theme> themes;
  std::map<std::string, Phrasebook> phrasebooks;  ///< offered by the owner
  std::vector<PackWithTexts> packs;               ///< by id
};

/// Everything under `assets`, for the owner in `owner_file`. Invalid with every complaint of every
/// file.
Result<Content> load_content(const std::string& assets, const std::string& owner_file);
/// One structure file with the words that lie under `assets`: what `pack check` says. Empty when
/// all is well.
Complaints check_pack_file(const std::string& file, const std::string& assets, const Owner& owner);

}  // namespace stemme
