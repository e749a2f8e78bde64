/// One person's turn at the screen: what a tap means, what is shown, and what must be on disk
/// first. A pure state machine: time comes in as ticks, and the kiosk carries out the orders that
/// come out. Nothing that is shown after an answer depends on which answer it was (domain §4.5). UI
/// thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/visit/orders.h"
#include "app/visit/run_rule.h"
#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/pack.h"

namespace stemme {

inline constexpr Ticks change_your_mind{1200};         ///< D35
inline constexpr Ticks change_your_mind_young{2000};   ///< D35, up to six years
inline constexpr Ticks care_line_lasts{6000};          ///< D11; a tap goes on sooner
inline constexpr Ticks thanks_lasts{2500};             ///< D45
inline constexpr Ticks neutral_lasts{2000};            ///< D45
inline constexpr Ticks pause_lasts{60'000};            ///< then somebody may try again
inline constexpr Ticks waiting_after{40'000};          ///< design §8
inline constexpr Ticks waiting_after_patient{60'000};  ///< design §8: adults and rounds
inline constexpr Ticks reset_after_waiting{20'000};    ///< design §8

inline constexpr Ticks conversation_lasts{10 * 60'000};  ///< D23; then nobody is there any more

/// Everything a visit needs to know, fixed when it starts.
struct VisitPlan {
  std::shared_ptr<const Pack> pack;
  std::vector<int>
      questions;  ///< what this unit is asked this week (rotation.h); a round: its question
  UnitId unit = 0;
  Mode mode = Mode::Apen;
  Band band = Band::FiveSix;
  std::map<int, RoundId> rounds;  ///< a round's: which round each question is asked in
  std::optional<TokenUse> token;  ///< what lets this person answer; spent by the first answer
  IsoWeek week{2025, 1};          ///< whose pictures a pair question shows (rotation.h)
  bool is_by_switch = false;      ///< no patience runs out, and nothing is taken for play (D26)
  std::string language;
  std::uint64_t seed = 0;  ///< random; orders questions and picture choices, and is never stored
};

/// FirstTouch: the start screen was touched, the visit has begun. Door: the question itself is the
/// start screen (parents, design §8); the visit begins, and its patience runs, from the first
/// touch.
enum class VisitStart { FirstTouch, Door };

enum class VisitPhase {
  Asking,    ///< a question is on the screen; taps count
  Keeping,   ///< a tap is on its way to disk; shown exactly as before the tap
  Chosen,    ///< the choice is shown; *Velg på nytt* is possible
  CareLine,  ///< the calm line of D11, shown to everybody
  Thanks,    ///< always the same
  Neutral,   ///< the next one's turn; touches do nothing
  Paused,    ///< could not keep: the picture that means *pause*; over after a minute
  Over,      ///< to the start screen; call RunRule::start_screen_shown
};

/// One asking of a visit, and one row of its own: a question once, or each of a pair question's
/// pairs.
struct VisitStep {
  int question = 0;
  std::vector<int> shown;  ///< option indices in screen order
  int pair = 0;            ///< as in VisitView
  int pairs = 0;
  bool operator==(const VisitStep&) const = default;
};

/// What the screen shows. Redraw when it differs from the last one drawn.
struct VisitView {
  VisitPhase phase = VisitPhase::Asking;
  int question = 0;           ///< index in the pack; kept through Thanks for the ground to stay
  std::vector<int> shown;     ///< option indices in screen order, left to right
  int pair = 0;               ///< which pair of its question this is
  int pairs = 0;              ///< how many pairs its question has in this visit; 0: no pairs
  bool is_first = false;      ///< the screen that carries *before you answer*
  bool choice_shown = false;  ///< Chosen; also while an undo is being kept
  std::optional<int> chosen;  ///< with choice_shown: an option, or none = skipped
  std::vector<int> picked;    ///< pick-three, while Asking: what is taken so far; by index
  bool still_there = false;   ///< the picture that asks *Er du der?*
  std::string language;
  bool operator==(const VisitView&) const = default;
};

class Visit {
 public:
  /// `rule` outlives the visit. STEMME_ASSERTs that there is something to ask.
  Visit(VisitPlan plan, RunRule& rule, VisitStart start, Ticks now);

  const VisitView& view() const { return view_; }
  const VisitPlan& plan() const { return plan_; }
  /// False at the door until somebody touches: such a visit holds back nothing and leaves nothing.
  bool has_begun() const { return has_begun_; }
  /// False in conversations and in play: nothing of them is written, sent or held back.
  bool keeps_answers() const;
  /// Over, and taken for play: a run or noise (domain §4.7).
  bool was_play() const { return was_play_; }
  bool is_over() const { return view_.phase == VisitPhase::Over; }
  /// While a choice is on its way to disk: what will be shown once it is there, to be painted
  /// meanwhile. None when something else is awaited.
  std::optional<VisitView> coming() const;
  /// When `tick` next has something to do; none while waiting for a finger or the disk.
  std::optional<Ticks> deadline() const { return deadline_; }

  /// Index in the pack's question, as in view().shown. Of pick-three it is taken or given back; a
  /// fourth is not taken.
  Orders choose(int option, Ticks now);
  Orders skip(Ticks now);
  Orders end_picking(Ticks now);  ///< pick-three: these are the ones
  Orders undo(Ticks now);         ///< *Velg på nytt*
  Orders go_on(Ticks now);        ///< the care line has been read
  Orders listen(Ticks now);
  Orders speak_in(const std::string& language, Ticks now);
  Orders touched(Ticks now);  ///< any other touch, *I am here* included: extends
  /// A contact that led to nothing: many of them are no answer but noise (domain §4.7).
  void landed_in_vain() { in_vain_ += has_begun_ ? 1 : 0; }
  Orders leave(Ticks now);  ///< somebody ends it (staff, a door to the other side)
  Orders tick(Ticks now);

  /// The awaited order is committed. (See `awaited` in orders.h.)
  Orders kept(Ticks now);
  /// Anything could not be kept: nothing of it is ever shown.
  Orders keep_failed(Ticks now);

 private:
  Orders answer(std::vector<int> chosen, Ticks now);
  Orders pick(int option, Ticks now);
  Orders keep(Ticks now);
  void begin(Ticks now);
  void ask(std::size_t position, Ticks now);
  VisitView with_choice(const std::vector<int>& chosen) const;
  void show_choice(Ticks now);
  void show_picks(Ticks now);
  Orders after_choice(Ticks now);
  Orders next_question(Ticks now);
  Orders finish(VisitEnd end, Ticks now);
  void enter(VisitPhase phase, std::optional<Ticks> deadline);
  void rest_patience(Ticks now);
  AnswerBox row(std::vector<int> chosen) const;
  VisitLabel label_at(VisitEnd end);
  const Question& question() const;

  VisitPlan plan_;
  RunRule& rule_;
  VisitView view_;
  std::vector<VisitStep> order_;  ///< what this visit asks, in order
  std::size_t position_ = 0;
  bool has_begun_ = false;
  int in_vain_ = 0;
  bool is_undoing_ = false;
  bool is_picking_ = false;
  bool is_leaving_ = false;
  bool was_play_ = false;
  std::optional<Ticks> deadline_;
  Ticks appeared_{};
  std::vector<AnswerBox> rows_;       ///< what is on disk of this visit
  std::optional<AnswerBox> keeping_;  ///< the row on its way
  std::vector<Answered> answered_;
};

/// The questions of one visit: at most the pack's per_visit, the first one rotated by the seed; a
/// care question never first, at most one, and followed by a neutral one (D38).
std::vector<int> order_questions(const Pack& pack, const std::vector<int>& asked,
                                 std::uint64_t seed);
/// Everything a visit asks: its questions in order, each with its options in screen order, pair
/// questions pair by pair.
std::vector<VisitStep> steps_of(const VisitPlan& plan);
/// Every picture once on the left and once on the right, in a ring shuffled by the seed: whoever
/// always presses one side chooses every picture equally often, and over many visits each pair
/// stands equally often either way round.
std::vector<std::vector<int>> order_pairs(std::vector<int> pictures, std::uint64_t seed);
/// Screen order: scales low → high in every language (D29); picture choices shuffled by the seed,
/// *noe annet* last (D30), then *gjelder ikke*.
std::vector<int> order_options(const Question& question, std::uint64_t seed);

}  // namespace stemme
