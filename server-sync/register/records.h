/// What the register knows: owners, houses, units, devices, packs in use and staff. Nobody here is
/// a child or a parent, and staff are roles, not people. Values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/protocol/frame.h"
#include "server-sync/protocol/programme.h"

namespace stemme {

/// A municipality or private owner. What belongs to the owner is never in code (languages, zone,
/// law).
struct OwnerRecord {
  std::string id;
  std::string name;
  std::string zone;
  std::vector<std::string> required_languages;
  std::string helpline;
  std::string file;  ///< the exact owner file, for what only some rooms need (law references)
};

struct House {
  std::string id;  ///< slug: "lynghei-barnehage"
  std::string name;
  std::string kind;      ///< barnehage, skole, sfo
  std::string language;  ///< målform or first language: "nb"
  std::vector<Daypart> dayparts;
  std::vector<Window> windows;
  int parents_week = 3;  ///< the week of the month that *one-week-a-month* means
};

/// C9: a unit has ten members or more; the parents of a house are one unit. A group gets a new id
/// each August (D2), so `school_year` belongs to it.
inline constexpr int unit_size_min = 10;
struct Unit {
  UnitId id = 0;
  std::string house;
  std::string name;
  std::string audience;  ///< barn, forelder
  Band band = Band::FiveSix;
  int size = 0;
  int school_year = 0;
  std::optional<Date> ended;
};

enum class DeviceState { Active, Revoked, Ended };

struct Device {
  DeviceId id = 0;
  std::string house;
  std::string place;  ///< where it stands ("Hall B"); staff see it when it is silent
  std::optional<UnitId> children;
  std::optional<UnitId> parents;
  VerifyKey key{};
  std::optional<VerifyKey>
      next_key;  ///< rotation: taken beside `key` until the first request under it
  DeviceState state = DeviceState::Active;
  Date enrolled{};
  /// Revoked: the day of the last trusted contact; what arrived later is set aside (C6).
  std::optional<Date> trusted_through;
};

/// An epoch that staff closed by hand: *ended, lost from n* (C8).
struct EndedEpoch {
  DeviceId device = 0;
  Epoch epoch = 0;
  std::int64_t lost_from = 0;
};

/// Exactly what an index in a box means, kept for as long as answers may name it.
struct StoredPack {
  PackId digest{};
  std::string id;
  int version = 0;
  std::string structure;                     ///< exact bytes
  std::map<std::string, std::string> texts;  ///< language → exact bytes
};

/// The head's acceptance starts a pack in a house (D4): who, which decision it can influence, when.
struct Adoption {
  std::string house;
  PackId pack{};
  std::string role;
  std::string decision;
  Date accepted{};
  std::optional<Date> ended;
};

/// Team: own group. Head: the house. Adviser and owner: quarterly totals (D18).
enum class StaffRole { Team, Head, Adviser, Owner };
std::string_view to_text(StaffRole role);
Result<StaffRole> role_from(std::string_view text);

/// A login names a role ("maurtua@lynghei"), and people share none; no person's name is kept.
struct StaffAccount {
  std::string login;
  StaffRole role = StaffRole::Team;
  std::optional<std::string> house;  ///< Team, Head
  std::optional<UnitId> unit;        ///< Team
};

struct StaffSession {
  StaffAccount account;
  std::string csrf;  ///< bound to the session; forms carry it
};

}  // namespace stemme
