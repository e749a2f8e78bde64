/// A register and a counts.db as they stand after so many houses and weeks: findings only, released
/// the way counting releases them. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "server-sync/protocol/pack.h"
#include "server-sync/register/register.h"

namespace stemme {

struct ShelfSize {
  int houses = 0;
  int weeks = 0;
};

class FullShelf {
 public:
  /// `source` holds assets/.
  static Result<std::unique_ptr<FullShelf>> fill(const std::filesystem::path& folder,
                                                 const std::filesystem::path& source,
                                                 ShelfSize size);

  Register& reg() { return register_; }
  std::int64_t answers() const { return answers_; }
  /// Address of a group's week.
  std::string page(std::size_t any) const;
  /// After the last week.
  static Instant now();

  /// An account of the first house's head.
  static constexpr const char* login = "styrer@hus-0";
  static constexpr const char* password = "en lang setning";

 private:
  explicit FullShelf(Register reg) : register_(std::move(reg)) {}
  Result<void> furnish(const std::filesystem::path& source);
  Result<void> add_house(int house);
  Result<void> release(const std::filesystem::path& folder, ShelfSize size);

  Register register_;
  Pack pack_;
  std::vector<std::vector<UnitId>> units_;
  int weeks_ = 0;
  std::int64_t answers_ = 0;
};

}  // namespace stemme
