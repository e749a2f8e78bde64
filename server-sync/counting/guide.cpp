#include "server-sync/counting/guide.h"

namespace stemme {

namespace {

template <typename Value>
const Value* there(const std::optional<Value>& known) {
  return known ? &*known : nullptr;
}

}  // namespace

Result<const Unit*> Guide::unit(UnitId id) {
  auto known = units_.find(id);
  if (known == units_.end()) {
    auto read = register_->unit(id);
    if (!read && read.error().failure() != Failure::Missing) return std::move(read).error();
    known = units_.emplace(id, read ? std::optional(std::move(*read)) : std::nullopt).first;
  }
  return there(known->second);
}

Result<const Pack*> Guide::pack(const PackId& digest) {
  auto known = packs_.find(digest);
  if (known == packs_.end()) {
    std::optional<Pack> loaded;
    auto stored = register_->pack(digest);
    if (!stored && stored.error().failure() != Failure::Missing) return std::move(stored).error();
    if (stored)
      if (auto pack = load_pack(stored->structure, stored->id)) loaded = std::move(*pack);
    known = packs_.emplace(digest, std::move(loaded)).first;
  }
  return there(known->second);
}

Result<std::string> Guide::owner() {
  const auto owner = TRY(register_->owner());
  return owner.id;
}

Result<std::string> Guide::zone() {
  const auto owner = TRY(register_->owner());
  return owner.zone;
}

Result<std::vector<std::string>> Guide::houses() {
  std::vector<std::string> ids;
  const auto houses = TRY(register_->houses());
  for (const auto& house : houses) ids.push_back(house.id);
  return ids;
}

Result<std::vector<Unit>> Guide::units(const std::string& house) { return register_->units(house); }

Result<std::vector<ClosedDays>> Guide::closed_days(const std::string& house) {
  return register_->closed_days(house);
}

std::string Guide::house_of(DeviceId device) {
  const auto known = register_->device(device);
  return known ? known->house : std::string();
}

Result<std::set<Epoch>> Guide::ended_epochs(DeviceId device) {
  const auto ended = TRY(register_->ended_epochs(device));
  std::set<Epoch> epochs;
  for (const auto& one : ended) epochs.insert(one.epoch);
  return epochs;
}

void Guide::look_again() {
  units_.clear();
  packs_.clear();
}

}  // namespace stemme
