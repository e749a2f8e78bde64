/// What counting asks of the register: what an index means and whose answers belong together.
/// Remembers what it has read until it is told to look again. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/register/register.h"

namespace stemme {

class Guide {
 public:
  /// `reg` outlives the guide.
  explicit Guide(Register& reg) : register_(&reg) {}

  /// Nothing when the register does not know it.
  const Unit* unit(UnitId id);
  const Pack* pack(const PackId& digest);

  Result<std::string> owner();
  Result<std::string> zone();
  Result<std::vector<std::string>> houses();
  Result<std::vector<Unit>> units(const std::string& house);
  Result<std::vector<ClosedDays>> closed_days(const std::string& house);

  /// Units end and packs come; what was read may be old.
  void look_again();

 private:
  Register* register_;
  std::map<UnitId, std::optional<Unit>> units_;
  std::map<PackId, std::optional<Pack>> packs_;
};

}  // namespace stemme
