/// The clear head of a batch (C3): one JSON line, covered by the request's signature. It says how
/// much and from which day, never what. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server-sync/protocol/box.h"
#include "server-sync/protocol/calendar.h"
#include "server-sync/protocol/finding.h"

namespace stemme {

inline constexpr std::size_t frame_bytes_max = 64 * 1024;

using DeviceId = std::uint64_t;  ///< sixteen hex digits in text
using Epoch = std::uint64_t;     ///< sixteen hex digits in text

std::string id_text(std::uint64_t id);
Result<std::uint64_t> id_from(std::string_view text);

/// "apen", "veiledet", "brikke": the modes that store answers.
std::string_view mode_text(Mode mode);

/// A batch whose day is known: the date in the house's zone, and a daypart id or `whole_day`.
struct DayStamp {
  Date date;
  std::string daypart;
  bool operator==(const DayStamp&) const = default;
};
/// A batch closed without an anchor in its boot (C5): the collector dates it if it can.
struct BootStamp {
  std::uint64_t boot = 0;
  int age_from_h = 0;
  int age_to_h = 0;
  bool operator==(const BootStamp&) const = default;
};
using Stamp = std::variant<DayStamp, BootStamp>;

/// A round may go on this long after its daypart, and its answers wait for it (C11).
inline constexpr std::chrono::minutes round_outlives_daypart{60};

/// So many tablets may share a round.
inline constexpr int tablets_max = 6;

/// What the device says of a round (C11). `finding` is there when one tablet held the whole round:
/// that copy is the finding. Where several tablets share a question each has a round of its own,
/// and its note says how many they are.
struct RoundNote {
  RoundId id = 0;
  PackId pack{};
  int question = 0;
  UnitId unit = 0;
  Mode mode = Mode::Veiledet;
  Date date{};
  int present = 0;
  bool cut = false;
  int tokens_issued = 0;
  int tokens_used = 0;
  int tablets = 1;
  std::optional<Finding> finding;
  bool operator==(const RoundNote&) const = default;
};

struct BatchName {
  Epoch epoch = 0;
  std::int64_t n = 0;
  Digest digest{};
  bool operator==(const BatchName&) const = default;
};

struct PreviousEpoch {
  Epoch epoch = 0;
  std::int64_t last = 0;
  std::int64_t lost_at_most = 0;  ///< unclosed boxes that went with its file (C4)
  bool operator==(const PreviousEpoch&) const = default;
};

struct Frame {
  int version = 1;
  std::string owner;
  std::string house;
  DeviceId device = 0;
  Epoch epoch = 0;
  std::int64_t n = 0;          ///< from 1, contiguous within an epoch
  std::string key;             ///< name of the sealing key, see key_name
  std::optional<Digest> prev;  ///< digest of batch n−1 of this epoch; absent for n = 1
  int boxes = 0;               ///< with padding; multiple of 16, at most 512
  int answers = 0;
  int visits = 0;
  std::int64_t answers_total = 0;  ///< cumulative over the epoch, this batch included
  Stamp stamp;
  bool clock_anchored = false;
  std::optional<IsoWeek> closed_through;
  std::vector<RoundNote> rounds;
  std::optional<BatchName> carried;
  std::optional<PreviousEpoch> previous;
  std::string software;
  std::int64_t programme = 0;  ///< serial of the programme in use
  bool operator==(const Frame&) const = default;
};

/// Names of owners, houses and dayparts, as a frame takes them: letters of the English alphabet,
/// digits, `-`, `_` and `.`; at most 64. Chosen at set-up, never of a person.
bool is_name(std::string_view text);

/// One line without its newline. Field order is fixed, so one frame has one text.
std::string to_json(const Frame& frame);
Result<Frame> frame_from_json(std::string_view line);

}  // namespace stemme
