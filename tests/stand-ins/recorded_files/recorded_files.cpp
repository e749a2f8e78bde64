#include "tests/stand-ins/recorded_files/recorded_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "server-sync/foundation/result.h"

namespace stemme {
namespace {

constexpr std::size_t sector = 512;

using Damage = CrashDisk::Damage;
using File = RecordedFiles::File;
using Step = RecordedFiles::Step;
using What = Step::What;
using Content = std::map<std::string, std::string>;

void put(std::string& content, const Step& step, std::size_t count) {
  if (step.what == What::Truncated) return content.resize(step.offset);
  content.resize(std::max(content.size(), step.offset + count));
  content.replace(step.offset, count, step.bytes, 0, count);
}

void put(std::map<std::string, std::size_t>& names, const Step& step) {
  names.erase(step.gone);
  if (!step.name.empty()) names[step.name] = step.file;
}

/// As far as it came, the last write to a sector's border.
std::string torn(const File& file, std::mt19937_64& chance) {
  auto found = file.synced;
  const auto whole = chance() % (file.unsynced.size() + 1);
  for (std::size_t i = 0; i < whole; ++i)
    put(found, file.unsynced[i], file.unsynced[i].bytes.size());
  if (whole == file.unsynced.size()) return found;
  const auto& last = file.unsynced[whole];
  const auto end = last.offset + last.bytes.size();
  const auto borders = end / sector - last.offset / sector;
  const auto border = (last.offset / sector + chance() % (borders + 1)) * sector;
  if (border > last.offset) put(found, last, border - last.offset);
  return found;
}

/// Each new sector is there or not; the size may say that one is which is not.
std::string reordered(const File& file, std::mt19937_64& chance) {
  auto kept = file.synced.size();
  for (const auto& step : file.unsynced)
    if (step.what == What::Truncated) kept = std::min(kept, step.offset);
  auto found = file.synced.substr(0, kept);
  if (chance() % 2 == 0) found.resize(file.now.size());
  for (std::size_t at = 0; at < file.now.size(); at += sector) {
    const auto count = std::min(sector, file.now.size() - at);
    if (chance() % 2 == 0)
      put(found, {What::Written, 0, at, file.now.substr(at, count), {}, {}, false}, count);
  }
  return found;
}

/// What was on its way is there with other bytes in it; what was synced is as it was.
std::string garbage(const File& file, std::mt19937_64& chance) {
  auto found = file.now;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (i >= file.synced.size() || file.synced[i] != found[i])
      found[i] = static_cast<char>(chance() % 256);
  return found;
}

std::string found_of(const File& file, Damage damage, std::mt19937_64& chance) {
  if (file.unsynced.empty()) return file.now;
  switch (damage) {
    case Damage::None:
      return file.now;
    case Damage::Dropped:
      return file.synced;
    case Damage::Torn:
      return torn(file, chance);
    case Damage::Reordered:
      return reordered(file, chance);
    case Damage::Garbage:
      return garbage(file, chance);
    case Damage::Lied:
      break;  // Cards lie to databases alone.
  }
  return {};
}

Content content_of(const std::filesystem::path& folder) {
  Content all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    auto& content = all[entry.path().filename()];
    if (entry.is_directory()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    content = {std::istreambuf_iterator<char>(file), {}};
  }
  return all;
}

}  // namespace

RecordedFiles::RecordedFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

RecordedFiles::~RecordedFiles() {
  present = nullptr;
  std::error_code ignored;
  std::filesystem::remove_all(aside_, ignored);
}

void RecordedFiles::Folder::live_through(const Step& step) {
  if (step.what == What::Named) {
    if (step.file == files.size()) files.emplace_back().is_folder = step.makes_folder;
    put(now, step);
    unsynced.push_back(step);
  } else if (step.what == What::FolderSynced) {
    synced = now;
    unsynced.clear();
  } else if (step.what == What::Synced) {
    files[step.file].synced = files[step.file].now;
    files[step.file].unsynced.clear();
  } else {
    put(files[step.file].now, step, step.bytes.size());
    files[step.file].unsynced.push_back(step);
  }
}

void RecordedFiles::record() {
  STEMME_ASSERT(present == nullptr);
  steps_.clear();
  known_.clear();
  begun_ = {};
  for (auto& [name, content] : content_of(folder_)) {
    struct stat about {};
    STEMME_ASSERT(stat((folder_ / name).c_str(), &about) == 0);
    known_[about.st_ino] = begun_.now[name] = begun_.files.size();
    begun_.files.push_back({content, content, {}, S_ISDIR(about.st_mode)});
  }
  begun_.synced = begun_.now;
  lived_ = begun_;
  present = this;
}

void RecordedFiles::stop_recording() {
  present = nullptr;
  Content expected;
  for (const auto& [name, file] : lived_.now) expected[name] = lived_.files[file].now;
  STEMME_ASSERT(content_of(folder_) == expected);
  lived_through_ = steps_.size();
  for (const auto& [name, file] : lived_.now) {
    if (!lived_.files[file].is_folder) continue;
    std::filesystem::create_directory(aside_);
    std::filesystem::copy(folder_ / name, aside(file), std::filesystem::copy_options::recursive);
  }
}

void RecordedFiles::note(Step step) {
  lived_.live_through(step);
  steps_.push_back(std::move(step));
}

void RecordedFiles::show(std::size_t step, Damage damage, std::mt19937_64& chance) {
  if (step < lived_through_) {
    lived_ = begun_;
    lived_through_ = 0;
  }
  for (; lived_through_ < step; ++lived_through_) lived_.live_through(steps_[lived_through_]);
  auto names = lived_.synced;
  for (const auto& named : lived_.unsynced)
    if (damage == Damage::None || chance() % 2 == 0) put(names, named);
  for (const auto& [name, content] : content_of(folder_))
    std::filesystem::remove_all(folder_ / name);
  for (const auto& [name, file] : names) {
    const auto& found = lived_.files[file];
    const auto path = folder_ / name;
    if (found.is_folder)
      std::filesystem::copy(aside(file), path, std::filesystem::copy_options::recursive);
    else
      std::ofstream(path, std::ios::binary) << found_of(found, damage, chance);
  }
}

/// Empty where it lies elsewhere.
std::string RecordedFiles::name_in_folder(const char* path) const {
  const std::filesystem::path whole(path);
  return whole.parent_path() == folder_ ? whole.filename().string() : std::string();
}

std::size_t RecordedFiles::file_of(int fd) const {
  struct stat about {};
  if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return nowhere;
  const auto known = known_.find(about.st_ino);
  return known == known_.end() ? nowhere : known->second;
}

void RecordedFiles::opened(const char* path, int flags, int fd) {
  const auto name = name_in_folder(path);
  if (name.empty()) return;
  const auto there = lived_.now.find(name);
  if (there == lived_.now.end()) {
    struct stat about {};
    STEMME_ASSERT(fstat(fd, &about) == 0);
    known_[about.st_ino] = lived_.files.size();
    note({What::Named, lived_.files.size(), 0, {}, {}, name, false});
  } else if ((flags & O_TRUNC) != 0 && !lived_.files[there->second].now.empty()) {
    note({What::Truncated, there->second, 0, {}, {}, {}, false});
  }
}

void RecordedFiles::wrote(int fd, const void* from, std::size_t bytes) {
  const auto file = file_of(fd);
  if (file == nowhere) return;
  const auto end = static_cast<std::size_t>(lseek(fd, 0, SEEK_CUR));
  note({What::Written, file, end - bytes, {static_cast<const char*>(from), bytes}, {}, {}, false});
}

void RecordedFiles::truncated(const char* path, std::size_t size) {
  const auto there = lived_.now.find(name_in_folder(path));
  if (there != lived_.now.end()) note({What::Truncated, there->second, size, {}, {}, {}, false});
}

bool RecordedFiles::refuses_sync(int fd) {
  return is_to_fail_ && file_of(fd) != nowhere && std::exchange(is_to_fail_, false);
}

void RecordedFiles::synced(int fd) {
  struct stat of_fd {};
  struct stat of_folder {};
  if (fstat(fd, &of_fd) != 0 || stat(folder_.c_str(), &of_folder) != 0) return;
  if (of_fd.st_ino == of_folder.st_ino && of_fd.st_dev == of_folder.st_dev)
    note({What::FolderSynced, nowhere, 0, {}, {}, {}, false});
  else if (const auto file = file_of(fd); file != nowhere)
    note({What::Synced, file, 0, {}, {}, {}, false});
}

void RecordedFiles::renamed(const char* from, const char* to) {
  const auto gone = name_in_folder(from);
  const auto name = name_in_folder(to);
  if (gone == name || (gone.empty() && name.empty())) return;
  STEMME_ASSERT(!gone.empty() && !name.empty());
  note({What::Named, lived_.now.at(gone), 0, {}, gone, name, false});
}

void RecordedFiles::removed(const char* path) {
  const auto gone = name_in_folder(path);
  if (!gone.empty()) note({What::Named, nowhere, 0, {}, gone, {}, false});
}

void RecordedFiles::made_folder(const char* path) {
  const auto name = name_in_folder(path);
  if (!name.empty()) note({What::Named, lived_.files.size(), 0, {}, {}, name, true});
}

}  // namespace stemme
