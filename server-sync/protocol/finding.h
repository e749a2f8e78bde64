/// The public side of an atom (C9), made once by one function for kiosk and collector. A finding
/// says what may be known: words, or numbers rounded to three. The exact tally never leaves
/// counting (or, for a round on one tablet, the kiosk's memory). Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server-sync/foundation/result.h"
#include "server-sync/protocol/ranking.h"

namespace stemme {

enum class QuestionKind { Scale, Choice, Pair, PickThree };

/// What a finding needs to know of its question.
struct QuestionShape {
  QuestionKind kind = QuestionKind::Scale;
  int options = 0;                      ///< *gjelder ikke* and *noe annet* included
  std::optional<int> positive_from;     ///< index of the first positive option; scales only
  std::optional<int> negative_through;  ///< index of the last negative option; scales only
  bool vote = false;                    ///< C11 instead of C9's numbers
  bool not_applicable = false;          ///< the last option is *gjelder ikke*: on no scale
  std::vector<int> pictures{};          ///< pairs only: those the atom's weeks were about
  int pairs_a_visit = 0;                ///< pairs only
  int members = 0;                      ///< pairs only: g, how many may be asked
};

/// Exact counts. Never serialised outside counting.
struct Tally {
  std::vector<int> options;
  int skips = 0;
  std::vector<PairCount> pairs{};  ///< of a pair question: the same answers, by pair and side
  /// Of pick-three, where each gave up to three: how many answered, skips included.
  std::optional<int> people{};
  int n() const;
};

enum class FindingWord {
  MostlyGood,     ///< mest bra
  MostlyNotGood,  ///< mest ikke bra
  Divided,        ///< delt
};

struct Finding {
  enum class Form {
    Word,       ///< n 5–9, and two-option scales at every size
    Favourite,  ///< choices at n 5–9: the favourite, or *delt* when it does not lead by two
    Numbers,    ///< n ≥ 10: rounded to three
    Withheld,   ///< svarene er talt, men vises ikke denne gangen
    Vote,       ///< C11: winners and runner-up, no counts
    Thanks,     ///< C11: a vote below five
    Ranking,    ///< pairs: tiers of pictures; one tier is *cannot tell*
  };
  Form form = Form::Withheld;
  FindingWord word = FindingWord::Divided;  ///< Word
  std::vector<int> numbers;                 ///< Numbers: one a option, rounded to three
  int skips = 0;                            ///< Numbers: rounded to three
  int about = 0;                            ///< Numbers: n rounded to three ("om lag")
  std::vector<int> winners;      ///< Favourite: one, or none (delt); Vote: one, two, or none
                                 ///< (likt mellom flere)
  std::optional<int> runner_up;  ///< Vote from ten
  Tiers tiers{};                 ///< Ranking
  bool operator==(const Finding&) const = default;
};

/// To the nearest multiple of three: 0, 1 → 0; 2–4 → 3; …
int rounded_to_three(int count);

/// C9 (and C11 for votes). `tally.n()` must be at least five unless the shape is a vote. Votes hang
/// on votes cast, skips not included. A scale without a good end is treated as a choice. Pairs
/// are ranked from ten visits' worth of answers; below, nothing can be told. Pick-three is a choice
/// whose numbers are withheld by a rule of their own (pick_three.h).
Finding make_finding(const QuestionShape& shape, const Tally& tally);

/// Whether a finding that others made says nothing outside its question: what it names are its
/// options, and it has one number for each. A page indexes with them.
bool fits(const Finding& finding, const QuestionShape& shape);

/// JSON text with fixed field order, for the log, the programme and round notes.
std::string to_json(const Finding& finding);
Result<Finding> finding_from_json(std::string_view text);

}  // namespace stemme
