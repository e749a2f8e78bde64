/// What is asked: a pack's structure, and its words in one language. The loader enforces D60 and
/// proves that every question can be asked and every open pack released; a broken file is answered
/// with file, line, what is wrong and what to do. Values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/protocol/box.h"
#include "server-sync/protocol/complaint.h"
#include "server-sync/protocol/finding.h"

namespace stemme {

/// Bands of design §8.
enum class Band { Three, FourFive, FiveSix, SevenNine, TenTwelve, ThirteenSixteen, Adult };
Result<Band> band_from(std::string_view text);

struct Option {
  std::string id;
  std::string picture;
  /// Key in Texts::options: "faces3.bra", "hvor.skog", "annet", "gjelder-ikke".
  std::string label_key;
  int value = 0;  ///< order on a scale
  int line = 0;
};

struct Question {
  std::string id;  ///< forever (D61); the full id is pack.id + "." + id
  std::string theme;
  QuestionKind kind = QuestionKind::Scale;
  std::string scale;  ///< empty unless kind is Scale
  std::vector<Band> scale_bands;
  std::string picture;
  std::vector<Option> options;
  std::optional<int> positive_from;  ///< index into options
  bool care = false;
  bool vote = false;
  bool other = false;           ///< the last option (before *gjelder ikke*) is *noe annet*
  bool not_applicable = false;  ///< the last option is *gjelder ikke*
  std::string ask_when;         ///< empty, or "after-event": only an adult opens it, as a round
  int line = 0;                 ///< in the structure file
  QuestionShape shape() const;
  /// In the weekly rotation of an open screen: not a vote, not after an event.
  bool rotates() const { return !vote && ask_when.empty(); }
  /// A round asks one question alone, so never a care question (D38).
  bool can_be_a_round() const { return !care; }
};

struct Pack {
  PackId digest{};  ///< of the structure file's exact bytes
  std::string id;
  int version = 1;
  std::string status;    ///< draft, child-tested, pilot, approved, retired
  std::string audience;  ///< barn, elev, forelder, gruppe
  std::vector<Band> bands;
  std::vector<std::string> houses;
  std::vector<Mode> modes;
  std::string level;
  std::string method;
  std::vector<std::string> law;  ///< ids of the owner's laws that this pack serves; may be empty
  std::string frequency;         ///< daily, weekly, one-week-a-month, …
  std::vector<std::string> windows;
  std::vector<int> weekdays;
  int per_visit = 1;
  int per_week = 2;  ///< questions a unit (or house) is asked a week (design §6)
  std::vector<Question> questions;
  std::string structure;             ///< the exact bytes, as they travel in the programme
  std::string file;                  ///< for messages
  std::map<std::string, int> lines;  ///< of the fields at the top

  bool offers(Mode mode) const;
  bool is_for(Band band) const;
  Band youngest() const;
};

/// A pack's words in one language, by key.
struct Texts {
  std::string pack;
  int version = 0;
  std::string language;
  std::string title;
  std::string why;
  std::map<std::string, std::string> questions;
  std::map<std::string, std::string> options;
  std::string file;                  ///< for messages
  std::map<std::string, int> lines;  ///< by "version", "why", "question.<id>", "option.<key>"
};

/// Up to six years: bigger targets, four tiles, more time to change one's mind.
bool is_young(Band band);
std::string_view to_text(Band band);
std::string_view to_text(Mode mode);
Result<Mode> mode_from(std::string_view text);

/// D27: a draft, and what only a few children have tried, is for practice; a retired pack for
/// nobody.
bool may_start(const Pack& pack, Mode mode);

/// `file` is only for messages. All complaints are listed in the error's message, a line each.
Result<Pack> load_pack(std::string_view toml, const std::string& file);
Result<Texts> load_texts(std::string_view toml, const std::string& language,
                         const std::string& file);

/// What an owner requires of a pack's surroundings.
struct PackSurroundings {
  /// The owner's laws: id → the kinds of house it binds. None: the owner has not written any down,
  /// and a pack may name what it likes.
  std::map<std::string, std::vector<std::string>> laws;
  std::vector<std::string> required_languages;
  std::vector<std::string> windows;   ///< ids that exist in the house
  std::vector<std::string> pictures;  ///< ids that exist
  std::vector<std::string> themes;
  std::vector<int> open_weekdays{1, 2, 3, 4, 5};
  /// Words that make a question negative, by language; "-n't" means an ending.
  std::map<std::string, std::vector<std::string>> negations;
};
/// The rules that need more than one file: languages complete, references exist, word limits, no
/// negation, askable, releasable. Empty when all is well.
std::vector<Complaint> check_pack(const Pack& pack, const std::vector<Texts>& texts,
                                  const PackSurroundings& around);

/// How soon an open question closes in the smallest unit that may exist, from domain §7.4's volumes
/// in the thin months: ten children (0.45 visits a day each, 85 % present, 12 % leaving mid-way),
/// or the parents of the smallest house (28 children, 9 % of pickups). `weeks` counts from the
/// first week a question is asked until it has ten answers on two days (C9); open packs must do it
/// within `release_weeks_max`.
struct ReleaseEstimate {
  double answers_a_week = 0;  ///< to one question, in a week when it is asked
  int weeks = 0;
};
inline constexpr int release_weeks_max = 26;
ReleaseEstimate estimate_release(const Pack& pack);

}  // namespace stemme
