/// Damage that `PRAGMA quick_check` sees while reading and writing do not care.
#pragma once

#include <filesystem>
#include <fstream>

namespace stemme {

/// In a database that nobody has open: another length of its free list, on the first page.
inline void damage(const std::filesystem::path& database) {
  constexpr std::streamoff length_of_free_list = 36;
  std::fstream file(database, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(length_of_free_list);
  file.write("\x00\x00\x7f\x00", 4);
}

}  // namespace stemme
