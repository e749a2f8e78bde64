/// One sealed record (C1): a version byte, then a sealed box over CBOR with integer keys padded to
/// 191 bytes: 240 bytes in all, whatever is inside. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server-sync/protocol/keys.h"

namespace stemme {

inline constexpr std::size_t box_bytes = 240;
using Box = FixedBytes<box_bytes>;

/// The first sixteen bytes of the SHA-256 of a pack's structure file: fixes what every index means.
using PackId = FixedBytes<16>;
using UnitId = std::uint64_t;
using RoundId = std::uint64_t;

/// Collection modes (D21), never mixed in one number. Samtale and Oving store nothing.
enum class Mode : std::uint8_t { Apen = 0, Veiledet = 1, Brikke = 2, Samtale = 3, Oving = 4 };
inline bool stores_answers(Mode mode) { return mode <= Mode::Brikke; }

/// What the device knows of the visit (D58). Whole and Unfinished count.
enum class VisitLabel : std::uint8_t { Whole = 0, Unfinished = 1, Run = 2, Noise = 3 };
enum class VisitEnd : std::uint8_t { Finished = 0, TimedOut = 1, Left = 2 };

inline bool counts(VisitLabel label) {
  return label == VisitLabel::Whole || label == VisitLabel::Unfinished;
}

/// Fills a batch up to a multiple of sixteen.
struct EmptyBox {
  bool operator==(const EmptyBox&) const = default;
};

struct AnswerBox {
  PackId pack{};
  int question = 0;         ///< index in the pack's structure file
  std::vector<int> shown;   ///< option indices in screen order
  std::vector<int> chosen;  ///< 0–3 option indices; none = skip
  UnitId unit = 0;
  Mode mode = Mode::Apen;
  std::optional<RoundId> round;
  VisitLabel label = VisitLabel::Unfinished;
  bool operator==(const AnswerBox&) const = default;
};

/// Counted per owner and quarter only.
struct VisitBox {
  std::string language;
  VisitEnd end = VisitEnd::Finished;
  bool operator==(const VisitBox&) const = default;
};

using BoxContent = std::variant<EmptyBox, AnswerBox, VisitBox>;

/// Invalid when the content does not fit (more than 16 options, a language tag over 8 letters …).
Result<Box> seal_box(const BoxContent& content, const SealingKey& key);
/// Invalid for another version, another key, or content that is not ours.
Result<BoxContent> open_box(ByteView box, const OpeningKey& key);

/// The padded 191 bytes before sealing, for the published vectors.
Result<FixedBytes<191>> encode_box(const BoxContent& content);
Result<BoxContent> decode_box(ByteView plain);

}  // namespace stemme
