/// Which pictures a group chooses more often, from *denne eller den* (C9): a Bradley–Terry model
/// with an effect of the side, so that a habit of pressing left is not taken for a taste. Says an
/// order with ties, and no number. Pure and the same on every machine; any thread.
#pragma once

#include <vector>

namespace stemme {

/// How a pair of pictures was answered with these sides. Exact: never leaves counting or a round.
struct PairCount {
  int left = 0;
  int right = 0;
  int chose_left = 0;
  int chose_right = 0;
  bool operator==(const PairCount&) const = default;
};

/// One child chose `chosen`, which is one of the two.
PairCount one_answer(int left, int right, int chosen);

/// Pictures in tiers, more often chosen first; inside a tier no difference can be seen, and its
/// pictures stand by their index. One tier with all of them is *cannot tell*.
using Tiers = std::vector<std::vector<int>>;

/// Tiers of `pictures`. Answers beyond `independent_most` repeat the same children, so all answers
/// together never weigh more than that many (n_eff). Pairs with a picture that is not among
/// `pictures` are left out.
Tiers rank(const std::vector<int>& pictures, const std::vector<PairCount>& counts,
           int independent_most);

}  // namespace stemme
