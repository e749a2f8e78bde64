/// What a device shall ask and show (C7): one signed document of at most 2 MiB with a strong ETag.
/// Values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/key_set.h"
#include "server-sync/protocol/keys.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/protocol/reckoning.h"
#include "server-sync/protocol/token.h"

namespace stemme {

inline constexpr std::size_t programme_bytes_max = 2 * 1024 * 1024;

/// A group of children, the parents of a house, or a round's circle: whose answers belong together.
/// More than any group or any house's parents are; a device takes none that is larger.
inline constexpr int unit_size_max = 10'000;

struct ProgrammeUnit {
  UnitId id = 0;
  std::string name;      ///< of the group ("Maurtua"), never of a person
  std::string audience;  ///< barn, forelder
  Band band = Band::FiveSix;
  int size = 0;
  /// The questions of the week the programme was made in: pack id → question indices. A device that
  /// knows the time rotates by itself (rotation.h), so that a term offline still rotates.
  std::map<std::string, std::vector<int>> asked;
};

struct ProgrammePack {
  std::string structure;                     ///< exact bytes of the structure file
  std::map<std::string, std::string> texts;  ///< language → exact bytes of the text file
  bool operator==(const ProgrammePack&) const = default;
};

struct ClosedDays {
  Date from{};
  Date to{};  ///< inclusive
};

/// A round's public result of today, brought by the collector (several tablets, cut rounds; C11).
struct ProgrammeRound {
  RoundId id = 0;
  PackId pack{};
  int question = 0;
  Finding finding;
};

/// You said – we did. Filled by a later issue; the wall is here.
struct ProgrammeCard {
  std::string id;
  std::string state;
  std::string picture;
  std::map<std::string, std::string> text;
};

/// A picture or a recorded voice that the packs use. Fetched by its digest where the device has
/// another of that name, or none.
struct ProgrammeAsset {
  std::string name;  ///< asset_name.h
  Digest digest{};
  std::int64_t bytes = 0;
};

struct Programme {
  std::int64_t serial = 0;
  std::string owner;
  std::string house;
  std::string house_name;
  std::string zone;
  std::vector<Daypart> dayparts;
  std::vector<Window> windows;
  std::vector<ProgrammePack> packs;
  std::vector<ProgrammeAsset> assets;
  std::vector<ProgrammeUnit> units;  ///< the device's own: at most one of children, one of parents
  std::vector<ClosedDays> closed;
  int parents_week = 3;  ///< which week of a month is the parents' (rotation.h), 1–4
  std::vector<std::string> languages;  ///< the house's own first
  std::string helpline;                ///< owner's, "" when none
  std::string staff_pin_hash;          ///< Argon2id
  std::optional<TokenSet> tokens;      ///< the house's own, when it has printed some (C11)
  std::string identity;                ///< the identity document with the newest key set
  std::vector<ProgrammeRound> rounds;
  std::vector<ProgrammeCard> cards;
  std::optional<Reckoning> reckoning;  ///< of this terminal's own answers; none before its first
};

std::string to_json(const Programme& programme);
/// Checks limits and that dayparts are a partition; packs are loaded by the caller with load_pack.
Result<Programme> programme_from_json(std::string_view text);

}  // namespace stemme
