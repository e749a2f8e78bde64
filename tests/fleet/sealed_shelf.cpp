#include "tests/fleet/sealed_shelf.h"

#include <thread>

#include "tests/fleet/dice.h"

namespace stemme {
namespace {

Result<Box> box_saying(int chosen, std::size_t place, UnitId unit, const PackId& pack,
                       const SealingKey& key) {
  AnswerBox answer;
  answer.pack = pack;
  answer.question = static_cast<int>(place % SealedShelf::questions);
  answer.shown = {0, 1, 2};
  answer.chosen = {chosen};
  answer.unit = unit;
  answer.label = VisitLabel::Whole;
  return seal_box(answer, key);
}

Result<void> fill(SealedShelf::Row& row, std::size_t answers, const PackId& pack,
                  const SealingKey& key, std::uint64_t seed) {
  Dice dice(seed, {"herd", id_text(row.unit)});
  for (std::size_t place = 0; place < answers; ++place) {
    const int chosen = dice.below(SealedShelf::options);
    const auto box = TRY(box_saying(chosen, place, row.unit, pack, key));
    row.boxes.push_back(box);
    row.chosen.push_back(static_cast<std::uint8_t>(chosen));
  }
  return {};
}

}  // namespace

Result<SealedShelf> SealedShelf::seal(const std::vector<UnitId>& units, std::size_t answers,
                                      const PackId& pack, const SealingKey& key,
                                      std::uint64_t seed) {
  SealedShelf shelf;
  for (const auto unit : units) shelf.rows_.push_back({unit, {}, {}});
  for (std::size_t i = 0; i < 16; ++i) {
    const auto box = TRY(seal_box(EmptyBox{}, key));
    shelf.padding_.push_back(box);
  }
  const std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  std::vector<Result<void>> done(workers);
  std::vector<std::thread> threads;
  for (std::size_t mine = 0; mine < workers; ++mine)
    threads.emplace_back([&, mine] {
      for (auto row = mine; row < shelf.rows_.size() && done[mine]; row += workers)
        done[mine] = fill(shelf.rows_[row], answers, pack, key, seed);
    });
  for (auto& thread : threads) thread.join();
  for (auto& each : done) TRY(std::move(each));
  return shelf;
}

}  // namespace stemme
