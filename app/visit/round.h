/// A round on one tablet (C11): *Din tur*, or a token, opens a turn; the counter counts; the adult
/// closes it, and its findings, made by the same function as the collector's, travel in the notes,
/// one a question. What one question came to is shown at once. The tallies are in memory only and
/// are wiped when the round closes. Pure, as Visit is. UI thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/visit/token_gate.h"
#include "app/visit/visit.h"
#include "server-sync/protocol/finding.h"

namespace stemme {

inline constexpr Ticks round_result_lasts{10 * 60'000};
inline constexpr int round_present_max = 60;

struct RoundPlan {
  std::shared_ptr<const Pack> pack;
  std::map<int, RoundId> questions;  ///< with tokens one or more; else one, that the adult chose
  std::optional<TokenSet> tokens;    ///< whoever answers presses one (Brikke); none: *Din tur*
  UnitId unit = 0;
  Band band = Band::FiveSix;
  Date date{};
  IsoWeek week{2025, 1};  ///< whose pictures a pair question shows (rotation.h)
  int present = 0;        ///< with tokens: how many were handed out
  int tablets = 1;        ///< that ask this together; each a round of its own
  bool is_by_switch = false;
  std::string language;
  std::uint64_t seed = 0;
};

enum class RoundPhase {
  Opening,  ///< the notes are on their way to disk
  Ready,    ///< *Din tur* and the counter, or the sixteen pictures
  Token,    ///< the store is asked whether a token is still good; shown as Ready
  Turn,     ///< view().turn says what is shown
  TooMany,  ///< one more than present have answered (D22): the adult corrects the number or closes
  Sure,     ///< *Avslutte nå?*
  Closing,  ///< the findings are on their way to disk
  Result,   ///< view().finding, or too few to show
  Paused,   ///< could not keep; over in a minute
  Over,
};

struct RoundView {
  RoundPhase phase = RoundPhase::Opening;
  int question = 0;  ///< the first one
  int present = 0;
  int answered = 0;                   ///< children, skips included; never what was chosen (D39)
  VisitView turn;                     ///< phase Turn
  std::optional<TokenGateView> gate;  ///< with tokens
  bool has_one_question = true;       ///< else what it came to is for the page, not for the screen
  int tablets = 1;                    ///< several: what it came to comes when all have reported
  std::optional<Finding> finding;     ///< phase Result; none: *færre enn fem svar*
  std::string language;
  bool operator==(const RoundView&) const = default;
};

class Round {
 public:
  /// `orders` is where the first order (OpenRound) is put. STEMME_ASSERTs that present is from 1 to
  /// round_present_max, or tokens_max with tokens.
  Round(RoundPlan plan, Ticks now, Orders& orders);

  const RoundView& view() const { return view_; }
  bool is_over() const { return view_.phase == RoundPhase::Over; }
  std::optional<Ticks> deadline() const;
  /// Of the turn, as Visit::coming.
  std::optional<VisitView> coming() const { return turn_ ? turn_->coming() : std::nullopt; }

  Orders take_turn(Ticks now);  ///< *Din tur*
  Orders press_picture(int picture, Ticks now);
  Orders erase_pictures(Ticks now);
  Orders choose(int option, Ticks now);
  Orders skip(Ticks now);
  Orders end_picking(Ticks now);
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
  Orders token_refused(Ticks now);
  Orders keep_failed(Ticks now);
  Orders tick(Ticks now);
  /// The daypart the round began in is over: it may go on for an hour, then it closes by itself.
  void daypart_ended(Ticks now);

 private:
  Orders in_turn(Orders orders, Ticks now);
  int present_most() const { return plan_.tokens ? tokens_max : round_present_max; }
  Orders open();
  Orders close_now();
  Orders close_next();
  void begin_turn(std::optional<TokenUse> token, Ticks now);
  void make_findings();
  bool may_close_itself() const;
  void count(const FinishVisit& finished);
  void show_ready_or_too_many();
  void enter(RoundPhase phase, std::optional<Ticks> deadline = std::nullopt);
  RoundNote note(int question) const;
  const Question& question(int index) const;

  RoundPlan plan_;
  RoundView view_;
  RunRule rule_;
  std::optional<Visit> turn_;
  std::optional<TokenGate> gate_;
  std::optional<TokenUse> asked_for_;
  std::map<int, Tally> tallies_;
  std::map<int, std::optional<Finding>> findings_;
  /// Notes that are still to be kept, before the round is open or closed.
  std::vector<int> notes_left_;
  int turns_ = 0;
  std::optional<Ticks> deadline_;
  std::optional<Ticks> closes_itself_;
};

}  // namespace stemme
