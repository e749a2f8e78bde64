/// Moments of a recorded life, each shown with every kind of damage (trust §1.2, 1–3, 29). How many
/// are looked at: STEMME_CRASH_POINTS, spread evenly; STEMME_CRASH_SEED shifts them and feeds the
/// dice, so that a longer campaign sees others. One thread.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/stand-ins/crash_disk.h"

namespace stemme {

struct CrashPoint {
  std::size_t step = 0;
  CrashDisk::Damage damage = CrashDisk::Damage::None;
};

inline std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

inline std::string to_text(const CrashPoint& point) {
  static constexpr const char* names[] = {"as it was", "dropped", "torn",
                                          "reordered", "garbage", "and synced dropped"};
  return "after step " + std::to_string(point.step) + ", what was not synced " +
         names[static_cast<int>(point.damage)];
}

/// What a power cut does where sync is honest.
inline const std::vector<CrashDisk::Damage> honest_damages = {
    CrashDisk::Damage::None, CrashDisk::Damage::Dropped, CrashDisk::Damage::Torn,
    CrashDisk::Damage::Reordered, CrashDisk::Damage::Garbage};

/// `looks` is called with the disk, or the folder (RecordedFiles), as it would be found. Stops at
/// the first failure.
template <typename Disk>
void each_crash_point(Disk& disk, std::uint64_t points,
                      const std::function<void(const CrashPoint&, std::mt19937_64&)>& looks,
                      const std::vector<CrashDisk::Damage>& kinds = honest_damages) {
  const auto damages = kinds.size();
  const auto seed = number_in("STEMME_CRASH_SEED", 1);
  const auto wanted = number_in("STEMME_CRASH_POINTS", points);
  const auto all = disk.steps() * damages;
  std::uint64_t seen = 0;
  for (std::uint64_t i = 0; i < wanted; ++i) {
    // More than there are: each once more, with other dice.
    const auto place =
        wanted <= all ? i * all / wanted + seed % (all / wanted + 1) : i * all / wanted;
    const CrashPoint point{1 + std::min(place, all - 1) / damages, kinds[(place + i) % damages]};
    std::mt19937_64 chance(seed * 1'000'003 + i);
    SCOPED_TRACE(to_text(point) + ", seed " + std::to_string(seed) + ", point " +
                 std::to_string(i));
    disk.show(point.step, point.damage, chance);
    looks(point, chance);
    if (testing::Test::HasFailure()) return;
    ++seen;
  }
  std::printf("%llu crash points in %zu steps, seed %llu\n", static_cast<unsigned long long>(seen),
              disk.steps(), static_cast<unsigned long long>(seed));
}

/// The small files beside the databases, which lie on the real disk: as they were by each step.
class FilesBeside {
 public:
  explicit FilesBeside(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void note(std::size_t step) {
    auto now = content();
    if (kept_.empty() || kept_.back().second != now) kept_.emplace_back(step, std::move(now));
  }
  void show(std::size_t step) const {
    for (const auto& [name, bytes] : content()) std::filesystem::remove(folder_ / name);
    const Files* last = nullptr;
    for (const auto& [at, files] : kept_)
      if (at <= step) last = &files;
    if (last == nullptr) return;
    for (const auto& [name, bytes] : *last)
      std::ofstream(folder_ / name, std::ios::binary).write(bytes.data(), std::ssize(bytes));
  }
  /// The file grew in the next step, and some of it is there already.
  void tear(const std::string& name, std::size_t step, std::mt19937_64& chance) const {
    for (const auto& [at, files] : kept_) {
      if (at <= step || !files.contains(name)) continue;
      const auto& grown = files.at(name);
      const auto path = folder_ / name;
      const auto there = std::filesystem::exists(path) ? std::filesystem::file_size(path) : 0;
      if (grown.size() <= there) return;
      const auto size = there + chance() % (grown.size() - there);
      std::ofstream(path, std::ios::binary).write(grown.data(), static_cast<std::streamsize>(size));
      return;
    }
  }

 private:
  using Files = std::map<std::string, std::string>;
  Files content() const {
    Files files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(file), {}};
    }
    return files;
  }
  std::filesystem::path folder_;
  std::vector<std::pair<std::size_t, Files>> kept_;
};

/// What had been acknowledged by each step.
template <typename Value>
class KnownByStep {
 public:
  void add(std::size_t step, Value value) { known_.push_back({step, std::move(value)}); }
  template <typename Take>
  void each_before(std::size_t step, Take take) const {
    for (const auto& [at, value] : known_)
      if (at <= step) take(value);
  }

 private:
  std::vector<std::pair<std::size_t, Value>> known_;
};

/// How many of the things that are kept one after another had been begun by a step, and how many
/// were said to be kept.
class Kept {
 public:
  void begin(std::size_t step) { begun_.add(step, ++now_); }
  void say(std::size_t step) { said_.add(step, now_); }
  int begun(std::size_t step) const { return last(begun_, step); }
  int said(std::size_t step) const { return last(said_, step); }

 private:
  static int last(const KnownByStep<int>& known, std::size_t step) {
    int found = 0;
    known.each_before(step, [&](int number) { found = number; });
    return found;
  }
  int now_ = 0;
  KnownByStep<int> begun_;
  KnownByStep<int> said_;
};

}  // namespace stemme
