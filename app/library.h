/// The programme, opened: packs, words and languages ready to be shown, and what may be asked right
/// now. Immutable; replaced whole when a new programme is applied between visits. UI thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/protocol/phrasebook.h"
#include "server-sync/protocol/programme.h"

namespace stemme {

/// A unit, a pack and the questions of this week: what a visit or a round is about.
struct Offer {
  const ProgrammeUnit* unit = nullptr;
  std::shared_ptr<const Pack> pack;
  std::vector<int> questions;
  IsoWeek week{2025, 1};  ///< whose questions these are; whose pictures a pair shows
  Mode mode = Mode::Apen;
};

/// What the kiosk knows of the time: the house's own reading when there is an anchor in this boot
/// (C5).
using HouseTime = std::optional<LocalTime>;

/// A stretch of the day, from and to in minutes since midnight.
struct PlannedTime {
  std::chrono::minutes from{};
  std::chrono::minutes to{};
  std::optional<Offer> offer;  ///< none: nothing is read aloud
};

/// What a round came to, as the collector tells it.
struct ToldRound {
  std::shared_ptr<const Pack> pack;
  int question = 0;
  Finding finding;
};

class Library {
 public:
  /// Whether the picture of that id is here.
  using HasPicture = std::function<bool(std::string_view id)>;
  /// Invalid when a pack or its words cannot be read: the last good programme stays in use. A pack
  /// that shows a picture which the programme names and which has not come yet waits for it.
  static Result<Library> open(
      std::shared_ptr<const Programme> programme,
      const std::shared_ptr<const std::map<std::string, Phrasebook>>& phrasebooks,
      const HasPicture& has_picture);

  const Programme& programme() const { return *programme_; }

  /// What anyone may answer now. Without a known time: the standing pack for children, no parents
  /// (C5).
  std::optional<Offer> open_for_children(HouseTime now) const;
  std::optional<Offer> open_for_parents(HouseTime now) const;
  /// What an adult may open a round on, votes first.
  std::vector<Offer> for_rounds(HouseTime now) const;
  /// What rounds of today came to (C11), each once, of packs that are here.
  std::vector<ToldRound> told() const;
  /// What an adult may open a round with tokens on, where the house has tokens and knows the day:
  /// a token is good once a day.
  std::vector<Offer> for_tokens(HouseTime now) const;
  /// What the day holds: what children and what parents are asked, and when it is quiet, each from
  /// when to when. Without a known time, what is asked then, all day.
  std::vector<PlannedTime> plan_of_day(HouseTime now) const;
  bool is_quiet(HouseTime now) const;
  bool is_closed_day(HouseTime now) const;

  /// The house's own first; only approved ones (D62).
  const std::vector<std::string>& languages() const { return languages_; }
  /// What a language has no words for is in the house's own.
  const Phrasebook& phrasebook(const std::string& language) const;
  /// In that language, else the house's own (§5.1): a missing translation never blocks a pack.
  const Texts& texts(const Pack& pack, const std::string& language) const;
  std::vector<std::string> languages_of(const Pack& pack) const;
  std::vector<std::shared_ptr<const Pack>> packs() const;
  /// The title of a pack that waits for its pictures; empty when none does.
  std::string waiting_for_pictures() const;

 private:
  struct Shelved {
    std::shared_ptr<const Pack> pack;
    std::map<std::string, Texts> texts;
  };
  const Texts& own_texts(const Shelved& shelved) const;
  std::optional<Offer> open_for(std::string_view audience, HouseTime now) const;
  std::vector<std::chrono::minutes> turns_of_day() const;
  std::vector<Offer> for_adults(Mode mode, HouseTime now) const;
  bool is_open(const Pack& pack, HouseTime now) const;
  std::vector<int> asked(const Pack& pack, const ProgrammeUnit& unit, HouseTime now) const;
  std::vector<int> asked_undated(const Pack& pack, const ProgrammeUnit& unit) const;

  std::shared_ptr<const Programme> programme_;
  std::map<std::string, Phrasebook> phrasebooks_;
  std::vector<std::string> languages_;
  std::vector<Shelved> packs_;
  std::vector<Shelved> waiting_;
};

}  // namespace stemme
