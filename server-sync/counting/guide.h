/// What counting asks of the register: what an index means and whose answers belong together.
/// Remembers what it has read until it is told to look again. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server-sync/register/register.h"

namespace stemme {

class Guide {
 public:
  /// `reg` outlives the guide.
  explicit Guide(Register& reg) : register_(&reg) {}

  /// Null when the register does not know it. An error when it cannot be asked now: what is merely
  /// out of reach is not unknown, and no answer is set aside for it. Once known, no error.
  Result<const Unit*> unit(UnitId id);
  Result<const Pack*> pack(const PackId& digest);

  Result<std::string> owner();
  Result<std::string> zone();
  Result<std::vector<std::string>> houses();
  Result<std::vector<Unit>> units(const std::string& house);
  /// Empty when the register does not know the terminal.
  std::string house_of(DeviceId device);
  /// Epochs of a terminal that staff have ended (C8): nothing more comes of them.
  Result<std::set<Epoch>> ended_epochs(DeviceId device);
  Result<std::vector<ClosedDays>> closed_days(const std::string& house);

  /// Units end and packs come; what was read may be old.
  void look_again();

 private:
  Register* register_;
  std::map<UnitId, std::optional<Unit>> units_;
  std::map<PackId, std::optional<Pack>> packs_;
};

}  // namespace stemme
