/// Rows and piles of answers.db: sealed boxes that are in no batch yet, and notes of rounds.
/// Belongs to the store's thread; nothing here begins a transaction but where it says so.
#pragma once

#include <vector>

#include "app/answers/closing.h"
#include "server-sync/foundation/database.h"
#include "server-sync/protocol/box.h"
#include "server-sync/protocol/token.h"

namespace stemme {

using RowKey = FixedBytes<16>;

/// Where and when a box was made.
struct RowOrigin {
  PileId pile = 0;
  std::uint64_t boot = 0;
  int age_h = 0;
};

class BoxShelf {
 public:
  static Result<BoxShelf> open(Database& database);

  /// The open pile of that kind with room for `boxes`, made when there is none.
  Result<PileId> pile_for(const Pile& like, int boxes);
  Result<RowKey> insert(const RowOrigin& origin, const Box& box);
  Result<void> remove(const RowKey& row);
  Result<void> move(const RowKey& row, PileId pile);

  /// Piles that are not closed, oldest first; empty ones too.
  Result<std::vector<Pile>> piles();
  Result<std::vector<Box>> boxes_of(const std::vector<PileId>& piles);
  Result<void> date_pile(PileId pile, const DayStamp& day);
  Result<void> set_state(PileId pile, PileState state);
  Result<std::int64_t> unclosed_answers();

  /// Removes up to `rows_max` rows of closed piles, in a transaction of its own; false when none is
  /// left.
  Result<bool> clear_slice(int rows_max);

  enum class NoteState { Open = 0, Ready = 1 };
  Result<void> put_note(const RoundNote& note, NoteState state);
  Result<std::vector<RoundNote>> notes(NoteState state, int notes_max);
  Result<void> remove_note(RoundId round);

  /// Refused: somebody has answered with it.
  Result<void> token_is_good(const TokenUse& use);
  Result<void> spend(const TokenUse& use);
  Result<void> forget_tokens_before(Date day);

 private:
  BoxShelf(Database& database, Statement insert, Statement remove)
      : database_(&database), insert_(std::move(insert)), remove_(std::move(remove)) {}

  Result<int> boxes_in(PileId pile);

  Database* database_;
  Statement insert_;
  Statement remove_;
};

}  // namespace stemme
