/// What a collector has, read from its files and opened with the opening key, sharing nothing with
/// counting: every answer box that is stored, and what counts.db holds open. One thread.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "server-sync/foundation/database.h"
#include "server-sync/protocol/batch.h"
#include "tests/simulation/promise.h"

namespace stemme {

struct StoredAnswers {
  std::map<Box, AnswerBox> boxes;  ///< the same box sent twice stands here once
  std::int64_t sent = 0;           ///< boxes in batches that differ, repeats included
  std::set<Box> unreadable;        ///< no key opens them
  std::int64_t repeats() const { return sent - static_cast<std::int64_t>(boxes.size()); }
  std::vector<AnswerBox> answers() const {
    std::vector<AnswerBox> found;
    for (const auto& [box, answer] : boxes) found.push_back(answer);
    return found;
  }
  std::int64_t runs() const {
    return std::count_if(boxes.begin(), boxes.end(),
                         [](const auto& one) { return !counts(one.second.label); });
  }
};

namespace stored {

inline void add(ByteView body, const std::vector<OpeningKey>& keys, std::set<Digest>& seen,
                StoredAnswers& found) {
  if (!seen.insert(sha256(body)).second) return;
  const auto batch = batch_from_body(body).value();
  if (batch.frame.carried) add(batch.carried_body, keys, seen, found);
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const OpeningKey& one) {
    return key_name(one.sealing_key()) == batch.frame.key;
  });
  for (const auto& box : batch.boxes) {
    const auto content = open_box(box, *key);
    if (!content) found.unreadable.insert(box);
    const auto* answer = content ? std::get_if<AnswerBox>(&*content) : nullptr;
    if (answer == nullptr) continue;
    found.boxes[box] = *answer;
    ++found.sent;
  }
}

}  // namespace stored

inline StoredAnswers stored_answers(const std::filesystem::path& state,
                                    const std::vector<OpeningKey>& keys) {
  auto intake = Database::open(state / "intake.db", Database::Role::Reader).value();
  auto rows = intake.prepare("SELECT body FROM batches ORDER BY number").value();
  StoredAnswers found;
  std::set<Digest> seen;
  while (rows.step().value()) stored::add(rows.blob(0), keys, seen, found);
  return found;
}

/// Options in their order, then skips.
using ExactTally = std::array<std::int64_t, 17>;
using ExactTallies = std::map<AnswerPlace, ExactTally>;

/// Says where they differ.
inline void expect_same(ExactTallies counted, const ExactTallies& by_hand) {
  for (const auto& [place, tally] : by_hand) {
    EXPECT_EQ(counted[place], tally) << "unit " << place.unit << " question " << place.question;
    counted.erase(place);
  }
  for (const auto& [place, tally] : counted)
    ADD_FAILURE() << "nobody answered unit " << place.unit << " question " << place.question;
}

/// Open answers as they should stand; those of rounds are destroyed with their day.
inline ExactTallies tallied_by_hand(const StoredAnswers& stored) {
  ExactTallies tallies;
  for (const auto& [box, answer] : stored.boxes) {
    if (!counts(answer.label) || answer.mode != Mode::Apen) continue;
    auto& tally = tallies[place_of(answer)];
    if (answer.chosen.empty()) ++tally[16];
    for (const int option : answer.chosen) ++tally[static_cast<std::size_t>(option)];
  }
  return tallies;
}

inline ExactTallies tallied_by_counting(const std::filesystem::path& state) {
  auto counts = Database::open(state / "counts.db", Database::Role::Reader).value();
  std::string sums;
  for (int option = 0; option < 16; ++option) sums += ", sum(o" + std::to_string(option) + ")";
  auto rows = counts
                  .prepare("SELECT unit, pack, question" + sums +
                           ", sum(skips) FROM tallies WHERE mode=0 GROUP BY unit, pack, question")
                  .value();
  ExactTallies tallies;
  while (rows.step().value()) {
    AnswerPlace place;
    place.unit = static_cast<UnitId>(rows.integer(0));
    place.pack = fixed<16>(rows.blob(1)).value();
    place.question = static_cast<int>(rows.integer(2));
    auto& tally = tallies[place];
    for (int i = 0; i < 17; ++i) tally[static_cast<std::size_t>(i)] = rows.integer(3 + i);
  }
  return tallies;
}

}  // namespace stemme
