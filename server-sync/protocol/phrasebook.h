/// Interface strings, and what a language needs to be shown: direction, fonts, plural rule, whether a
/// reviewer has approved it (D62). A new language is new files only. Values; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server-sync/foundation/result.h"

namespace stemme {

struct Language {
  std::string tag;
  std::string autonym;
  bool right_to_left = false;
  std::string plural;              ///< rule id: "one-other", "arabic", "slavic", …
  std::vector<std::string> fonts;  ///< file names in order of preference for this script
  bool approved = false;
};

class Phrasebook {
 public:
  Phrasebook(Language language, std::map<std::string, std::string> phrases)
      : language_(std::move(language)), phrases_(std::move(phrases)) {}

  const Language& language() const { return language_; }
  bool has(const std::string& key) const { return phrases_.contains(key); }
  /// The phrase with {name} filled in; the key itself in brackets when absent, so a gap is seen at once.
  std::string phrase(const std::string& key,
                     const std::vector<std::pair<std::string, std::string>>& values = {}) const;

 private:
  Language language_;
  std::map<std::string, std::string> phrases_;
};

/// Reads every language folder under `texts/` (language, approvals, ui, staff, pictures, themes).
Result<std::map<std::string, Phrasebook>> load_phrasebooks(const std::string& texts_folder);
Result<Phrasebook> load_phrasebook(const std::string& language_folder);

}  // namespace stemme
