/// All the store does, on one thread and without one of its own: keeps visits, closes what is over,
/// hands batches out, believes receipts. After Unexpected nothing may be called any more: the
/// process ends, opens anew and verifies; an fsync is never tried twice (C2).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/answers/ballast.h"
#include "app/answers/binder.h"
#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/token.h"

namespace stemme {

/// Names a visit or a request while the process lives; never stored.
using VisitNumber = std::uint64_t;

struct VisitWrite {
  enum class Rows {
    Added,     ///< `rows` join what the visit has: the next question's answer
    Replaced,  ///< `rows` are all the visit has: undo, and the end with the final label
  };
  enum class Visit { Open, Over };
  VisitNumber visit = 0;
  Rows rows_are = Rows::Added;
  Visit visit_is = Visit::Open;
  std::vector<AnswerBox> answers;
  std::optional<VisitBox> visit_box;             ///< at the end: language and how it ended
  std::optional<TokenUse> token = std::nullopt;  ///< spent with these rows, or nothing is kept
};

struct StoreSettings {
  std::filesystem::path folder;  ///< answers.db, its epoch file and the ballast live here
  std::string vfs;               ///< tests
  std::size_t ballast_bytes = 8 * 1024 * 1024;
  /// SQLite begins its log anew after a thousand pages: it becomes no longer than this. Made ready
  /// where the ballast lies.
  std::int64_t log_bytes = 4 * 1024 * 1024;
};

class AnswerBook {
 public:
  /// A corrupt file is moved aside, its closed batches are saved, and a new epoch begins (C4).
  static Result<std::unique_ptr<AnswerBook>> open(const StoreSettings& settings, Clock& clock);

  void visit_began(VisitNumber visit);
  void visit_ended(VisitNumber visit);
  /// One transaction. Full, Refused: nothing was stored.
  Result<void> keep(const VisitWrite& write);
  Result<void> round_opened(const RoundNote& note);
  Result<void> round_closed(const RoundNote& note);
  /// Refused: somebody has answered with it.
  Result<void> token_is_good(const TokenUse& use);
  Result<void> send_now();

  Result<void> adopt(const OutboxTerms& terms);
  Result<void> anchor(const Anchor& anchor);
  Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after);
  Result<void> apply(const Receipt& receipt);
  /// Until the next day, or the next start.
  Result<void> hold(const BatchName& name, ProblemType why);
  Result<void> begin_new_epoch(Epoch conflicting);
  Result<OutboxFigures> figures();
  std::optional<Anchor> present_anchor() const;

  /// Closes what is over (never under a visit), clears closed rows a slice at a time, checkpoints.
  Result<void> work();
  /// When `work` has something to do again.
  Result<std::optional<Ticks>> next_work();
  /// Batches closed while this process lives.
  int batches_closed() const { return batches_closed_; }

 private:
  struct OpenRound {
    std::optional<DayStamp> day;
    std::optional<Instant> holds_until;
  };

  AnswerBook(StoreSettings settings, Clock& clock, std::unique_ptr<Database> database,
             BoxShelf boxes);
  Result<void> settle_after_start();
  Result<void> write_visit(const VisitWrite& write, std::vector<RowKey>& rows);
  Pile present_pile(PileKind kind) const;
  ClosingMoment moment() const;
  Result<void> with_ballast(const std::function<Result<void>()>& write);
  Result<void> work_on_log();
  Result<void> close_what_is_over();
  Result<void> close_for_round();
  Result<void> carry_out(const ClosingPlan& plan, const ClosingMoment& moment);
  Result<void> choose_key();
  Result<std::optional<Ticks>> next_close();
  std::optional<Instant> now() const;

  StoreSettings settings_;
  Clock* clock_;
  std::unique_ptr<Database> database_;
  BoxShelf boxes_;
  BatchShelf batches_;
  Binder binder_;
  Ballast ballast_;

  std::optional<OutboxTerms> terms_;
  std::string key_;  ///< hex of the public key that boxes are sealed to now
  std::map<std::uint64_t, Instant> boots_;
  std::map<VisitNumber, std::vector<RowKey>> visits_;  ///< open ones, with their rows
  std::map<RoundId, OpenRound> rounds_;
  /// Others wait for what this terminal has of a round: it goes as soon as nobody is answering.
  bool is_awaited_ = false;
  bool rows_to_clear_ = true;
  bool to_checkpoint_ = true;
  bool is_log_short_ = false;
  Ticks touched_{};
  std::optional<Ticks> held_since_;  ///< the first of those that are held
  int batches_closed_ = 0;
};

}  // namespace stemme
