// A town with everything that may befall it, for many seeds. A seed that fails is lived again with
// fewer and fewer of its faults, and what remains is told in words.
#include "tests/simulation/whole_town.h"

#include <gtest/gtest-spi.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "tests/simulation/fewest.h"

namespace stemme {
namespace {

/// One seed of a hundred seals, opens, signs and checks for real.
constexpr std::uint64_t real_keys_once_in = 100;
constexpr long tries_to_shrink = 60;
constexpr long seeds_by_default = 5;

std::vector<Fault> faults_of_town(std::uint64_t seed) {
  return faults_of(seed, WholeTown::terminals, WholeTown::houses, WholeTown::fault_hours);
}

std::vector<Fault> only(const std::vector<Fault>& all, const std::vector<int>& kept) {
  std::vector<Fault> some;
  for (const auto& fault : all)
    if (std::find(kept.begin(), kept.end(), fault.number) != kept.end()) some.push_back(fault);
  return some;
}

std::vector<int> numbers_of(const std::vector<Fault>& faults) {
  std::vector<int> numbers;
  for (const auto& fault : faults) numbers.push_back(fault.number);
  return numbers;
}

std::string listed(const std::vector<int>& numbers) {
  std::string list;
  for (const int number : numbers) list += (list.empty() ? "" : ",") + std::to_string(number);
  return list.empty() ? "none" : list;
}

/// STEMME_FAULTS="3,17" lives with these alone; "none" with none.
std::vector<Fault> chosen(const std::vector<Fault>& all) {
  const char* text = std::getenv("STEMME_FAULTS");
  if (text == nullptr || *text == '\0') return all;
  std::vector<int> kept;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');)
    if (word != "none") kept.push_back(std::stoi(word));
  return only(all, kept);
}

Seen live(std::uint64_t seed, const std::vector<Fault>& faults) {
  std::optional<PretendKeys> pretended;
  if (seed % real_keys_once_in != 0) pretended.emplace();
  WholeTown town(seed, faults, FoundedTown::once(pretended ? Keys::Pretended : Keys::Real));
  town.live();
  return town.seen();
}

/// In a process of its own, which may end as it likes.
bool fails(std::uint64_t seed, const std::vector<Fault>& faults) {
  std::fflush(nullptr);
  const auto child = fork();
  STEMME_ASSERT(child >= 0);
  if (child == 0) {
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO})
      if (std::getenv("STEMME_LOUD") == nullptr) close(stream);
    testing::TestPartResultArray found;
    const testing::ScopedFakeTestPartResultReporter instead(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &found);
    live(seed, faults);
    int failures = 0;
    for (int i = 0; i < found.size(); ++i) failures += found.GetTestPartResult(i).failed() ? 1 : 0;
    _exit(failures > 0 ? 1 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status != 0;
}

/// Lives it again with fewer and fewer faults, and says what remains. STEMME_TRIES=0 does not try.
void shrink(std::uint64_t seed, const std::vector<Fault>& faults) {
  const auto tries = static_cast<int>(number_in_environment("STEMME_TRIES", tries_to_shrink));
  if (tries == 0) return;
  const auto fewest = fewest_that_fail(
      numbers_of(faults), tries,
      [&](const std::vector<int>& kept) { return fails(seed, only(faults, kept)); });
  std::printf("seed %llu fails with %zu of its %zu faults:\n",
              static_cast<unsigned long long>(seed), fewest.size(), faults.size());
  for (const auto& fault : only(faults, fewest))
    std::printf("  %3d  %s\n", fault.number, words_of(fault).c_str());
  std::printf("see it again: STEMME_SEED=%llu STEMME_FAULTS=%s\n",
              static_cast<unsigned long long>(seed), listed(fewest).c_str());
  std::fflush(stdout);
}

std::uint64_t being_lived = 0;

/// An assumption that is broken ends the process: then at least its seed is known.
void say_the_seed(int signal) {
  char words[80];
  const int size = std::snprintf(words, sizeof(words), "\nended while seed %llu was lived\n",
                                 static_cast<unsigned long long>(being_lived));
  static_cast<void>(!write(STDOUT_FILENO, words, static_cast<std::size_t>(size)));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

Seen a_town(std::uint64_t seed) {
  const auto faults = chosen(faults_of_town(seed));
  being_lived = seed;
  const bool is_alone = number_in_environment("STEMME_SEED", 0) > 0;
  // One that ends the process can be brought down only from outside it.
  const bool ended = is_alone && fails(seed, faults);
  if (ended) shrink(seed, faults);
  const auto seen = live(seed, faults);
  if (testing::Test::HasFailure() && !is_alone) shrink(seed, faults);
  return seen;
}

TEST(WholeTown, KeepsEveryPromiseWhateverBefallsIt) {
  std::signal(SIGABRT, say_the_seed);
  const auto seen = for_every_seed("a town", a_town, seeds_by_default,
                                   number_in_environment("STEMME_TOWNS_END_BY", 0));
  std::signal(SIGABRT, SIG_DFL);

  if (!is_a_campaign(seen)) return;
  EXPECT_GT(seen.faults, 10 * seen.seeds);
  EXPECT_GT(seen.restarts, seen.seeds);
  EXPECT_GT(seen.cuts, seen.seeds);
  EXPECT_GT(seen.acknowledged, 500 * seen.seeds);
}

TEST(FewestFaults, AreFoundAmongMany) {
  std::vector<int> all(32);
  for (int i = 0; i < 32; ++i) all[static_cast<std::size_t>(i)] = i;
  const auto needs = [](const std::vector<int>& wanted) {
    return [wanted](const std::vector<int>& kept) {
      return std::all_of(wanted.begin(), wanted.end(), [&](int one) {
        return std::find(kept.begin(), kept.end(), one) != kept.end();
      });
    };
  };

  for (const auto& wanted : {std::vector<int>{17}, {0, 31}, {3, 4, 28}, {}})
    EXPECT_EQ(fewest_that_fail(all, 500, needs(wanted)), wanted);
}

TEST(Faults, AreTheSameForTheSameSeedAndAllKindsAreDrawn) {
  std::set<Fault::Kind> kinds;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto faults = faults_of_town(seed);
    const auto again = faults_of_town(seed);
    for (std::size_t i = 0; i < faults.size(); ++i) {
      EXPECT_EQ(words_of(faults[i]), words_of(again.at(i)));
      kinds.insert(faults[i].kind);
    }
  }
  EXPECT_EQ(kinds.size(), faults::usual.size());
}

}  // namespace
}  // namespace stemme
