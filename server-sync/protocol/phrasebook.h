/// Interface strings, and what a language needs to be shown: direction, fonts, plural rule, whether
/// a reviewer has approved it (D62). A new language is new files only. Values; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server-sync/foundation/result.h"
#include "server-sync/protocol/pack.h"

namespace stemme {

struct Language {
  std::string tag;
  std::string autonym;
  std::string short_name;  ///< for the foot of a screen
  bool right_to_left = false;
  std::string plural;              ///< rule id: "one-other", "arabic", "slavic", …
  std::vector<std::string> fonts;  ///< families on children's screens, in order of preference
  std::vector<std::string> sans_fonts;
  std::vector<std::string> serif_fonts;
  std::vector<std::string> negations;  ///< a question has none (D60); "-n't" is an ending
  bool approved = false;
};

class Phrasebook {
 public:
  Phrasebook(Language language, std::map<std::string, std::string> phrases)
      : language_(std::move(language)), phrases_(std::move(phrases)) {}

  const Language& language() const { return language_; }
  const std::map<std::string, std::string>& phrases() const { return phrases_; }
  bool has(const std::string& key) const { return phrases_.contains(key); }
  /// The phrase with {name} filled in; the key itself in brackets when absent, so a gap is seen at
  /// once.
  std::string phrase(const std::string& key,
                     const std::vector<std::pair<std::string, std::string>>& values = {}) const;

 private:
  Language language_;
  std::map<std::string, std::string> phrases_;
};

/// An option's word: from the pack's texts; else the phrasebook's own *noe annet* and *gjelder
/// ikke*; else the key in brackets.
std::string option_label(const Option& option, const Texts& texts, const Phrasebook& phrasebook);

/// Reads every language folder under `texts/` (language, approvals, ui, staff, pictures, themes).
/// Keys are flat; those of pictures and themes begin with "picture." and "theme.". Only
/// language.toml must exist: a language may lag behind, and its gaps are seen.
Result<std::map<std::string, Phrasebook>> load_phrasebooks(const std::string& texts_folder);
Result<Phrasebook> load_phrasebook(const std::string& language_folder);

}  // namespace stemme
