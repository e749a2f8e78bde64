/// Guided turn-taking on one tablet (C11): *Din tur* opens a turn, the counter counts, the adult
/// closes it, and its finding, made by the same function as the collector's, is shown at once and
/// travels in the note. The tally is in memory only and is wiped when the round closes. Pure, as
/// Visit is. UI thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/visit/visit.h"
#include "server-sync/protocol/finding.h"

namespace stemme {

inline constexpr Ticks round_result_lasts{10 * 60'000};
inline constexpr int round_present_max = 60;

struct RoundPlan {
  std::shared_ptr<const Pack> pack;
  int question = 0;
  UnitId unit = 0;
  Band band = Band::FiveSix;
  RoundId id = 0;
  Date date{};
  IsoWeek week{2025, 1};  ///< whose pictures a pair question shows (rotation.h)
  int present = 0;
  std::string language;
  std::uint64_t seed = 0;
};

enum class RoundPhase {
  Opening,  ///< the note is on its way to disk
  Ready,    ///< *Din tur* and the counter
  Turn,     ///< view().turn says what is shown
  TooMany,  ///< one more than present have answered (D22): the adult corrects the number or closes
  Sure,     ///< *Avslutte nå?*
  Closing,  ///< the finding is on its way to disk
  Result,   ///< view().finding, or too few to show
  Paused,   ///< could not keep
  Over,
};

struct RoundView {
  RoundPhase phase = RoundPhase::Opening;
  int question = 0;
  int present = 0;
  int answered = 0;                ///< children, skips included; never what was chosen (D39)
  VisitView turn;                  ///< phase Turn
  std::optional<Finding> finding;  ///< phase Result; none: *færre enn fem svar*
  std::string language;
  bool operator==(const RoundView&) const = default;
};

class Round {
 public:
  /// `orders` is where the first order (OpenRound) is put. STEMME_ASSERTs 1 ≤ present ≤
  /// round_present_max.
  Round(RoundPlan plan, Ticks now, Orders& orders);

  const RoundView& view() const { return view_; }
  bool is_over() const { return view_.phase == RoundPhase::Over; }
  std::optional<Ticks> deadline() const;

  Orders take_turn(Ticks now);  ///< *Din tur*
  Orders choose(int option, Ticks now);
  Orders skip(Ticks now);
  Orders undo(Ticks now);
  Orders go_on_reading(Ticks now);  ///< the care line has been read
  Orders listen(Ticks now);
  Orders touched(Ticks now);
  Orders speak_in(const std::string& language, Ticks now);

  Orders set_present(int present, Ticks now);  ///< in Ready, TooMany and Sure
  Orders ask_to_close(Ticks now);
  Orders go_on(Ticks now);  ///< *Fortsett runden*
  Orders close(Ticks now);
  Orders done(Ticks now);  ///< the result has been seen

  Orders kept(Ticks now);
  Orders keep_failed(Ticks now);
  Orders tick(Ticks now);
  /// The daypart the round began in is over: it may go on for an hour, then it closes by itself.
  void daypart_ended(Ticks now);

 private:
  Orders in_turn(Orders orders, Ticks now);
  Orders open(Ticks now);
  Orders close_now(Ticks now);
  bool may_close_itself() const;
  void count(const FinishVisit& finished);
  void show_ready_or_too_many();
  void enter(RoundPhase phase, std::optional<Ticks> deadline = std::nullopt);
  RoundNote note() const;
  const Question& question() const;

  RoundPlan plan_;
  RoundView view_;
  RunRule rule_;
  std::optional<Visit> turn_;
  Tally tally_;
  int turns_ = 0;
  std::optional<Finding> finding_;
  std::optional<Ticks> deadline_;
  std::optional<Ticks> closes_itself_;
};

}  // namespace stemme
