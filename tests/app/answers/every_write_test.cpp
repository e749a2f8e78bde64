// A thief may pull the plug at any moment: the whole disk of a terminal after every single write of
// a life in which answers are kept, changed, undone, closed, received and let go (C2–C4; trust.md
// §1.2, 36). No answer lies there in the clear, ever; and once a daypart is closed, nothing that
// tells in which order or when within it the children came.
#include <cstdio>
#include <fstream>
#include <map>
#include <random>

#include "server-sync/foundation/database.h"
#include "tests/app/answers/store_driver.h"
#include "tests/stand-ins/crash_disk.h"
#include "tests/stand-ins/seeded_randomness.h"

namespace stemme {
namespace {

/// Byte strings to look for, all in one walk over what is there.
class Needles {
 public:
  void add(const std::string& bytes, const std::string& what) {
    starting_[start_of(bytes, 0)].emplace_back(bytes, what);
  }
  /// How often each lies there, by what it is.
  std::map<std::string, int> in(const std::string& hay) const {
    std::map<std::string, int> found;
    for (std::size_t at = 0; at + 1 < hay.size(); ++at)
      for (const auto& [bytes, what] : starting_[start_of(hay, at)])
        if (hay.compare(at, bytes.size(), bytes) == 0) ++found[what];
    return found;
  }

 private:
  static std::size_t start_of(const std::string& bytes, std::size_t at) {
    return static_cast<std::size_t>(static_cast<std::uint8_t>(bytes[at])) << 8U |
           static_cast<std::uint8_t>(bytes[at + 1]);
  }
  std::vector<std::vector<std::pair<std::string, std::string>>> starting_{1U << 16U};
};

/// As SQLite writes it, and as people would.
void add_number(Needles& needles, std::int64_t number, std::size_t bytes, const std::string& what) {
  std::string big;
  for (auto left = bytes; left-- > 0;) big.push_back(static_cast<char>(number >> (8 * left)));
  needles.add(big, what);
  needles.add(std::to_string(number), what);
}

class ALifeOnADisk : public testing::Test {
 protected:
  static constexpr auto apart = minutes(7) + std::chrono::milliseconds(29'123);

  ALifeOnADisk() {
    store.settings.log_bytes = 128L * 1024;
    add_answer_in_the_clear();
    disk.record([this](std::size_t step) { look_after(step); });
    store.open_anchored();
    // So that the age of the boot is a number that cannot lie there by chance.
    store.pass(hours(5 * 24));
  }

  AnswerBox answer(int chosen) {
    auto box = store.answer(chosen);
    box.pack.fill(0xab);
    box.unit = 0xcdcdcdcdcdcdcdcd;
    return box;
  }
  void add_answer_in_the_clear() {
    const auto box = answer(1);
    secrets.add(std::string(box.pack.begin(), box.pack.end()), "the pack");
    secrets.add(to_hex(box.pack), "the pack");
    secrets.add(std::string(8, '\xcd'), "the group");
    secrets.add(id_text(box.unit), "the group");
    secrets.add("smasmasm", "the language");
  }
  void add_moment() {
    const auto now =
        Milliseconds((store.clock.boot_began() + store.clock.ticks()).time_since_epoch()).count();
    add_number(secrets, now, 6, "when it was, to the millisecond");
    add_number(secrets, now / 60'000 * 60'000, 6, "when it was, to the minute");
    add_number(secrets, now / 60'000, 4, "when it was, to the minute");
    add_number(secrets, now / 1'000, 4, "when it was, to the second");
    add_number(secrets, store.clock.ticks().count(), 4, "how old the boot was");
  }
  /// While it lives: nothing of this may be there at any time.
  void look_after(std::size_t step) {
    if (HasFailure()) return;
    auto all = disk.content();
    for (const auto& entry : std::filesystem::directory_iterator(store.folder.path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    for (const auto& [what, times] : secrets.in(all))
      ADD_FAILURE() << what << " lies there after write " << step;
  }

  void keep(const VisitWrite& write) {
    store.book->keep(write).value();
    kept.push_back(disk.steps());
  }
  /// An answer that is changed, one that is undone for some, and the end of the visit.
  void visit(bool is_undone) {
    using Rows = VisitWrite::Rows;
    using Visit = VisitWrite::Visit;
    store.clock.advance(apart);
    add_moment();
    const auto number = ++store.visits;
    keep({number, Rows::Added, Visit::Open, {answer(0)}, {}});
    keep({number, Rows::Replaced, Visit::Open, {answer(1)}, {}});
    auto last = answer(2);
    if (is_undone) last.chosen.clear();
    if (is_undone) keep({number, Rows::Replaced, Visit::Open, {last}, {}});
    keep({number, Rows::Replaced, Visit::Over, {last}, VisitBox{"smasmasm"}});
  }
  void visits(int children) {
    for (int child = 0; child < children; ++child) visit(child % 3 == 0);
  }
  /// The daypart is over, and nobody has touched for a moment: the log was emptied.
  void close(hours later) {
    store.pass(later);
    for (const auto& batch : store.unsent())
      for (const auto& box : batch.boxes) sent.emplace(box.begin(), box.end());
    closed.push_back(disk.steps());
  }
  void receive_and_let_go() {
    auto receipt = store.receipt_for_all();
    receipt.durable_through = store.book->figures().value().last_closed;
    store.book->apply(receipt).value();
    store.pass(hours(36 * 24));
    receipt.utc += hours(36 * 24);
    store.book->apply(receipt).value();
    store.pass(minutes(1));
    let_go = disk.steps();
  }

  /// Keys and boxes of the answers that lay there after some write of a visit before `end`.
  std::map<std::string, std::string> rows_before(std::size_t end) {
    std::map<std::string, std::string> rows;
    for (const auto step : kept) {
      if (step >= end) break;
      show(step);
      auto reader =
          Database::open(store.folder / "answers.db", Database::Role::Reader, disk.name()).value();
      auto row = reader
                     .prepare(
                         "SELECT r.id, box FROM rows r JOIN piles p ON p.id = pile "
                         "WHERE kind = 0")
                     .value();
      while (row.step().value()) rows.emplace(as_text(row.blob(0)), as_text(row.blob(1)));
    }
    return rows;
  }
  void show(std::size_t step) {
    std::mt19937_64 no_chance;
    disk.show(step, CrashDisk::Damage::None, no_chance);
  }
  /// What must not be there any more once the dayparts before `end` are closed: the rows' random
  /// keys, by which they lay sorted, and every box that did not go into a batch.
  Needles gone_after(std::size_t end) {
    Needles gone;
    for (const auto& [key, box] : rows_before(end)) {
      gone.add(key, "a row's key");
      if (!sent.contains(box)) add_parts(gone, box, "an answer that was changed or undone");
    }
    return gone;
  }
  /// A box may lie over the edge of a page: of three parts at least two are whole.
  static void add_parts(Needles& needles, const std::string& box, const std::string& what) {
    for (const std::size_t from : {0U, 90U, 180U}) needles.add(box.substr(from, 60), what);
  }

  const SeededRandomness the_same_each_time{20261128};
  CrashDisk disk;
  StoreDriver store{disk.name()};
  Needles secrets;
  std::vector<std::size_t> kept;    ///< after each write of a visit
  std::vector<std::size_t> closed;  ///< when a daypart was over and the log had been emptied
  std::size_t let_go = 0;           ///< the collector has all of it, and 35 days are over
  std::set<std::string> sent;       ///< every box of every batch
};

TEST_F(ALifeOnADisk, HoldsNoAnswerInTheClearAndNoOrderOfWhatIsClosed) {
  visits(12);
  close(hours(2));
  visits(11);
  close(hours(5));
  close(hours(8 * 24));
  receive_and_let_go();
  store.book.reset();
  disk.stop_recording();
  ASSERT_EQ(rows_before(let_go).size(), 4 * 8 + 3 * 15U) << "each choice was a row of its own";

  std::size_t looked_at = 0;
  for (std::size_t i = 0; i < closed.size(); ++i) {
    const auto gone = gone_after(closed[i]);
    const auto end = i + 1 < closed.size() ? closed[i + 1] : disk.steps() + 1;
    for (auto step = closed[i]; step < end; ++step, ++looked_at) {
      show(step);
      for (const auto& [what, times] : gone.in(disk.content()))
        FAIL() << what << " lies there after write " << step << " of " << disk.steps();
    }
  }
  Needles boxes;
  for (const auto& box : sent) add_parts(boxes, box, "a box");
  show(closed[2]);
  EXPECT_GT(boxes.in(disk.content())["a box"], 0) << "they would be found";
  for (auto step = let_go; step <= disk.steps(); ++step, ++looked_at) {
    show(step);
    EXPECT_TRUE(boxes.in(disk.content()).empty()) << "after write " << step;
  }
  std::printf("looked at the disk after each of %zu writes, and again after the last %zu\n",
              disk.steps(), looked_at);
}

}  // namespace
}  // namespace stemme
