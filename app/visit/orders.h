/// What a visit or a round asks the kiosk to do. The machine decides, the kiosk carries out, in the
/// order given: so that "kept before shown" (C2) is visible in one list. Values; any thread.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "server-sync/protocol/box.h"
#include "server-sync/protocol/frame.h"
#include "server-sync/protocol/token.h"

namespace stemme {

/// INSERT one row and COMMIT; a token is spent in the same COMMIT.
struct KeepAnswer {
  AnswerBox answer;
  std::optional<TokenUse> token = std::nullopt;
  bool operator==(const KeepAnswer&) const = default;
};

/// REPLACE all rows of this visit in one transaction: after an undo, and for the choice that
/// follows it.
struct ReplaceAnswers {
  std::vector<AnswerBox> rows;
  bool operator==(const ReplaceAnswers&) const = default;
};

/// Whether this token is still good. Refused: somebody has answered with it.
struct AskForToken {
  TokenUse use;
  bool operator==(const AskForToken&) const = default;
};

/// The visit is over: REPLACE its rows with the final label, and keep the visit box where there is
/// one (not in rounds). After this the visit no longer holds back the close of a batch (C3).
struct FinishVisit {
  std::vector<AnswerBox> rows;
  std::optional<VisitBox> visit;
  bool operator==(const FinishVisit&) const = default;
};

/// Read the question and its options aloud, in the visit's language.
struct Speak {
  int question = 0;
  bool operator==(const Speak&) const = default;
};

/// Write the round's note before anybody answers, so that a crash leaves it *cut*, not unknown
/// (C11).
struct OpenRound {
  RoundNote note;
  bool operator==(const OpenRound&) const = default;
};

/// The note as it shall travel, with the finding where there is one.
struct CloseRound {
  RoundNote note;
  bool operator==(const CloseRound&) const = default;
};

using Order = std::variant<KeepAnswer, ReplaceAnswers, AskForToken, FinishVisit, Speak, OpenRound,
                           CloseRound>;
using Orders = std::vector<Order>;

/// Whether the machine stands still until it hears `kept()` of this order (of a token, perhaps
/// `token_refused()`). Of the others only a
/// failure is reported (`keep_failed()`); their success is silent. At most one awaited order is
/// ever under way.
inline bool awaited(const Order& order) {
  return !std::holds_alternative<FinishVisit>(order) && !std::holds_alternative<Speak>(order);
}

}  // namespace stemme
