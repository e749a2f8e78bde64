// What fuzzing has found worth keeping, played again on every run; and small changes to each, with
// a seed, so that a parser that was mended stays mended.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "server-sync/foundation/durable_file.h"
#include "tests/fuzz/targets.h"

namespace stemme {
namespace {

constexpr std::size_t input_bytes_max = 1U << 20U;

std::vector<Bytes> corpus_of(const std::string& target) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder = std::string(STEMME_SOURCE) + "/tests/fuzz/corpus/" + target;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Bytes> inputs;
  for (const auto& file : files) inputs.push_back(read_file(file, input_bytes_max).value());
  return inputs;
}

void change(Bytes& bytes, std::mt19937_64& random) {
  if (bytes.empty()) return bytes.push_back(static_cast<std::uint8_t>(random()));
  const auto at = random() % bytes.size();
  switch (random() % 4) {
    case 0:
      bytes[at] = static_cast<std::uint8_t>(random());
      return;
    case 1:
      bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    case 2:
      bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                   static_cast<std::uint8_t>(random()));
      return;
    default:
      bytes.resize(at);
  }
}

class EveryParserOfForeignBytes : public testing::TestWithParam<FuzzTarget> {};

TEST_P(EveryParserOfForeignBytes, TakesWhatWasFoundAndWhatIsNearIt) {
  const auto inputs = corpus_of(GetParam().name);
  ASSERT_FALSE(inputs.empty()) << "no corpus for " << GetParam().name;
  constexpr unsigned seed = 20'261'128;
  std::mt19937_64 random(seed);
  constexpr int changes_each = 20;
  for (const auto& input : inputs) {
    GetParam().take(input);
    auto changed = input;
    for (int i = 0; i < changes_each; ++i) {
      change(changed, random);
      GetParam().take(changed);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryParserOfForeignBytes, testing::ValuesIn(fuzz_targets()),
                         [](const auto& of) {
                           auto name = of.param.name;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace stemme
