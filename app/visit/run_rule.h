/// One eager child, counted honestly without identifying (domain §4.7): decides whether a visit is
/// a *run*, from its haste and from the visit just before it. Remembers that one visit until two
/// seconds after the start screen came back (C1), then nothing. UI thread; memory only.
#pragma once

#include <optional>
#include <vector>

#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/pack.h"

namespace stemme {

/// The rule's parameters: printed in every report (D58).
inline constexpr Ticks run_follows_within{2000};
inline constexpr Ticks run_scale_haste{1200};
inline constexpr Ticks run_choice_haste{1500};
inline constexpr int run_repeats_min = 3;

/// Hands that pat the glass: so many contacts in vain, and so many for each that answered. A child
/// who presses again because nothing happens comes to four or five; whoever taps once, to none.
inline constexpr int noise_in_vain_min = 10;
inline constexpr int noise_in_vain_per_answer = 4;
bool is_noise(int in_vain, int answers);

/// What the rule needs of one answered question.
struct Answered {
  int question = 0;
  QuestionKind kind = QuestionKind::Scale;
  std::vector<int> chosen;
  Ticks thought{};  ///< from the screen's appearing to the first choice
};

/// Whose haste and whose repeating count. Adults: only speed, two in a row are normal. Rounds and
/// tokens: never a run, an adult or a token ensures one each.
enum class RunWatch { Child, Adult, Off };

class RunRule {
 public:
  /// A visit is over and the start screen is back.
  void start_screen_shown(Ticks now);
  /// The first touch of a visit.
  void visit_begins(Ticks now);
  /// Whether the visit that began last is a run. Its answers are remembered for the next.
  bool is_run(const std::vector<Answered>& answers, RunWatch watch);

  /// When `tick` has something to forget.
  std::optional<Ticks> deadline() const;
  void tick(Ticks now);
  bool remembers_anything() const { return !previous_.empty(); }

 private:
  std::optional<Ticks> start_screen_at_;
  bool follows_ = false;
  std::vector<Answered> previous_;
};

}  // namespace stemme
