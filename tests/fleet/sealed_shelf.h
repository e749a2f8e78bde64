/// Boxes for a herd, sealed before the clock starts: for each unit a row of answers, every box a
/// box of its own, so that one device uses each at most once and counting takes every one. Read by
/// many threads once it is made.
#pragma once

#include <array>
#include <vector>

#include "server-sync/protocol/batch.h"

namespace stemme {

class SealedShelf {
 public:
  static constexpr int questions = 2;
  static constexpr int options = 3;
  /// Answers by question and option.
  using Tally = std::array<std::array<std::int64_t, options>, questions>;

  struct Row {
    UnitId unit = 0;
    std::vector<Box> boxes;
    std::vector<std::uint8_t>
        chosen;  ///< of each box; its question is its place modulo `questions`
  };

  /// `answers` a unit, sealed by as many threads as there are processors. What they say depends on
  /// the seed alone.
  static Result<SealedShelf> seal(const std::vector<UnitId>& units, std::size_t answers,
                                  const PackId& pack, const SealingKey& key, std::uint64_t seed);

  const Row& row(std::size_t unit) const { return rows_[unit]; }
  const Box& padding(std::size_t i) const { return padding_[i % padding_.size()]; }

 private:
  std::vector<Row> rows_;
  std::vector<Box> padding_;
};

}  // namespace stemme
