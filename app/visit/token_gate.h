/// The sixteen pictures between two people in a round with tokens (C11): takes four presses, knows
/// the house's own tokens, and lets a guess cost more each time. Whether a token has been used is
/// the store's to say. Pure, as Visit is. UI thread.
#pragma once

#include <optional>
#include <vector>

#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/token.h"

namespace stemme {

/// Half a code is forgotten after this: the next one starts anew.
inline constexpr Ticks half_a_code_lasts{20'000};

struct TokenGateView {
  enum class Complaint { None, Unknown, Used };
  std::vector<int> typed;  ///< places in token_picture_ids
  Complaint complaint = Complaint::None;
  std::optional<Ticks> locked_until;
  bool operator==(const TokenGateView&) const = default;
};

class TokenGate {
 public:
  explicit TokenGate(TokenSet tokens) : tokens_(std::move(tokens)) {}

  const TokenGateView& view() const { return view_; }
  std::optional<Ticks> deadline() const;

  /// The mark, once the fourth picture makes it one of the house's tokens.
  std::optional<TokenMark> press(int picture, Ticks now);
  void erase();
  void tick(Ticks now);
  /// The store has said: it is good, or somebody has answered with it.
  void let_in();
  void refuse_used(Ticks now);

 private:
  void refuse(TokenGateView::Complaint why, Ticks now);

  TokenSet tokens_;
  TokenGateView view_;
  int wrong_ = 0;
  std::optional<Ticks> half_until_;
};

}  // namespace stemme
