/// What became of the answers that one terminal has given away (C2): made, counted, set aside and
/// why, still on the way. Made by counting, in numbers that may be known (C8, C9); brought to the
/// terminal by the programme; said in one sentence, by one function, on its screen and on the
/// page. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/phrasebook.h"

namespace stemme {

/// C8: nothing below is printed, and all numbers are multiples of three.
inline constexpr int answers_printed_min = 6;

/// Answers that were stored and not counted, rounded to three, never below six.
struct SetAsideLine {
  std::string reason;  ///< last part of a phrase key: "key_gone", "pack_unknown", "unreadable", …
  int about = 0;
  bool operator==(const SetAsideLine&) const = default;
};

/// ["reason", about]
std::string to_json(const SetAsideLine& line);

/// Several reasons that are too small to be named one by one.
inline constexpr std::string_view other_reasons = "other";

struct Reckoning {
  Date as_of{};         ///< of the newest batch that has been looked at
  std::string daypart;  ///< its id there; empty where only the day is known
  int made = 0;         ///< always counted + set aside + on the way + lost
  int counted = 0;      ///< holds what was set aside where that is too little to be printed
  std::vector<SetAsideLine> set_aside;
  int on_the_way = 0;  ///< 0 only when nothing is
  int lost = 0;        ///< at most (C4)
  std::int64_t set_aside_total() const;
  bool operator==(const Reckoning&) const = default;
};

/// JSON text with fixed field order, for the shelf and the programme.
std::string to_json(const Reckoning& reckoning);
/// Invalid when its numbers do not add up, or are finer than may be known.
Result<Reckoning> reckoning_from_json(std::string_view text);

/// The reconciliation line, word for word the same wherever it is read.
std::string sentence_of(const Reckoning& reckoning, const Phrasebook& words);

}  // namespace stemme
