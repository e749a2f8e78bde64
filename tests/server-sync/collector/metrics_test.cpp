// What a machine that watches a collector can read (C9: everything outside counting reads findings
// only; trust.md §4.3, 14): two worlds that differ in nothing but answers look the same to it.
#include <sstream>

#include "tests/server-sync/collector/a_collector_with_offsite.h"

namespace stemme {
namespace {

using Options = std::vector<int>;

class World {
 public:
  /// One batch a day, sealed, stored and counted.
  void live_a_day(const Options& options) {
    kiosk_.receipt_of(kiosk_.answers(options, with_.pack, with_.unit(), with_.today()));
    told_ += std::ssize(options);
    EXPECT_EQ(with_.at.collector->reconcile().value().counted, told_);
    with_.back_up();
  }
  void pass(Milliseconds time) {
    with_.at.clock->advance(time);
    with_.back_up();
  }
  void release() { with_.at.verb("release").value(); }
  std::vector<ShelvedFinding> shown() { return with_.shown(); }
  /// Its figures by name, with what is said about them. How much room a disk has is the machine's.
  std::map<std::string, std::string> figures() {
    const auto reply = with_.at.get("/metrics").value();
    EXPECT_EQ(reply.status, 200);
    std::map<std::string, std::string> figures;
    std::string about;
    std::istringstream lines{std::string(as_text(reply.body))};
    for (std::string line; std::getline(lines, line);) {
      about += line + "\n";
      if (!line.starts_with('#'))
        figures[line.substr(0, line.find(' '))] = std::exchange(about, {});
    }
    EXPECT_EQ(figures.erase("stemme_disk_free_bytes"), 1U);
    return figures;
  }

 private:
  CollectorWithOffsite with_;
  OwnTerminal kiosk_ = with_.terminal();
  std::int64_t told_ = 0;
};

std::vector<std::string> differing(World& one, World& other) {
  const auto left = one.figures();
  const auto right = other.figures();
  EXPECT_EQ(left.size(), right.size());
  std::vector<std::string> names;
  for (const auto& [name, line] : left)
    if (!right.contains(name) || right.at(name) != line) names.push_back(name);
  return names;
}

class Metrics : public testing::Test {
 protected:
  void live_a_day(const Options& here, const Options& there) {
    sad_.live_a_day(here);
    glad_.live_a_day(there);
  }
  void pass(Milliseconds time) {
    sad_.pass(time);
    glad_.pass(time);
  }
  World sad_;
  World glad_;
};

TEST_F(Metrics, AreTheSameWhateverWasAnsweredAndHowOften) {
  live_a_day({2, 2, 2}, {0, 0, 0, 0});
  EXPECT_EQ(differing(sad_, glad_), std::vector<std::string>());
  pass(24h);
  live_a_day({2}, {0, 1, 0, 1, 0});
  EXPECT_EQ(differing(sad_, glad_), std::vector<std::string>());

  // The week is over, and both are too few: their periods stay open.
  pass(7 * 24h);
  sad_.release();
  glad_.release();

  EXPECT_TRUE(sad_.shown().empty());
  EXPECT_TRUE(glad_.shown().empty());
  EXPECT_EQ(differing(sad_, glad_), std::vector<std::string>());
}

/// A batch is always sixteen boxes or a multiple, and when it comes is the daypart's end: how many
/// there were says nothing of a child.
TEST_F(Metrics, TellHowManyBatchesCameAndNothingElseOfThem) {
  live_a_day({1, 1}, {1, 1});
  sad_.live_a_day({0, 0, 2});

  EXPECT_EQ(differing(sad_, glad_), std::vector<std::string>({"stemme_batches_stored"}));
}

}  // namespace
}  // namespace stemme
