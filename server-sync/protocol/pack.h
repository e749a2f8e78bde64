/// What is asked: a pack's structure, and its words in one language. The loader enforces D60 and proves
/// that every question can be asked and every open pack released; a broken file is answered with file,
/// line, what is wrong and what to do. Values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/protocol/box.h"
#include "server-sync/protocol/finding.h"

namespace stemme {

/// Bands of design §8.
enum class Band { Three, FourFive, FiveSix, SevenNine, TenTwelve, ThirteenSixteen, Adult };
Result<Band> band_from(std::string_view text);

struct Option {
  std::string id;
  std::string picture;
  std::string label_key;   ///< key in Texts::options: "faces3.bra", "hvor.skog", "annet", "gjelder-ikke"
  int value = 0;           ///< order on a scale
};

struct Question {
  std::string id;          ///< forever (D61); the full id is pack.id + "." + id
  std::string theme;
  QuestionKind kind = QuestionKind::Scale;
  std::string scale;       ///< empty unless kind is Scale
  std::string picture;
  std::vector<Option> options;
  std::optional<int> positive_from;  ///< index into options
  bool care = false;
  bool vote = false;
  bool other = false;          ///< the last option (before *gjelder ikke*) is *noe annet*
  bool not_applicable = false; ///< the last option is *gjelder ikke*
  QuestionShape shape() const;
};

struct Pack {
  PackId digest{};         ///< of the structure file's exact bytes
  std::string id;
  int version = 1;
  std::string status;      ///< draft, child-tested, pilot, approved, retired
  std::string audience;    ///< barn, elev, forelder, gruppe
  std::vector<Band> bands;
  std::vector<Mode> modes;
  std::vector<std::string> windows;
  std::vector<int> weekdays;
  int per_visit = 1;
  int per_week = 2;        ///< questions a unit (or house) is asked a week (design §6)
  std::vector<Question> questions;
  std::string structure;   ///< the exact bytes, as they travel in the programme

  bool offers(Mode mode) const;
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
};

/// One mistake, in the words of whoever writes packs.
struct Complaint {
  std::string file;
  int line = 0;
  std::string wrong;
  std::string remedy;
};
std::string to_text(const Complaint& complaint);

/// `file` is only for messages. All complaints are listed in the error's message, a line each.
Result<Pack> load_pack(std::string_view toml, const std::string& file);
Result<Texts> load_texts(std::string_view toml, const std::string& language, const std::string& file);

/// What an owner requires of a pack's surroundings.
struct PackSurroundings {
  std::vector<std::string> required_languages;
  std::vector<std::string> windows;         ///< ids that exist in the house
  std::vector<std::string> pictures;        ///< ids that exist
  std::vector<std::string> themes;
};
/// The rules that need more than one file: languages complete, references exist, word limits, no negation,
/// askable, releasable. Empty when all is well.
std::vector<Complaint> check_pack(const Pack& pack, const std::vector<Texts>& texts,
                                  const PackSurroundings& around);

}  // namespace stemme
