#include "app/answers/keeping.h"

#include <algorithm>

namespace stemme {

Keeping keeping_of(std::int64_t n, const std::optional<StoredMark>& before, const Receipt& receipt,
                   const std::vector<StoredRange>& believed) {
  const bool named = std::any_of(believed.begin(), believed.end(), [n](const StoredRange& range) {
    return range.first <= n && n <= range.last;
  });
  if (!named) {
    // Somebody with our card went on from here: the last of this range is not ours to know. What
    // this very collector vouched for before still stands; it is neither let go nor sent again.
    const bool is_within =
        std::any_of(receipt.stored.begin(), receipt.stored.end(),
                    [n](const StoredRange& range) { return range.first <= n && n <= range.last; });
    const bool stands = is_within && before && before->incarnation == receipt.incarnation;
    return stands ? Keeping{Keeping::Fate::Keep, before} : Keeping{};
  }
  // A restored collector may have lost what an earlier one stored: the days begin anew.
  if (!before || before->incarnation != receipt.incarnation)
    return {Keeping::Fate::Keep, StoredMark{receipt.incarnation, receipt.utc}};
  const bool long_enough = receipt.utc - before->since >= keep_after_stored;
  const bool durable = n <= receipt.durable_through;
  return {long_enough && durable ? Keeping::Fate::LetGo : Keeping::Fate::Keep, before};
}

}  // namespace stemme
