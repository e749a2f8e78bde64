#include "server-sync/protocol/box.h"

#include <algorithm>

#include "server-sync/protocol/language_tag.h"

namespace stemme {
namespace {

constexpr std::uint8_t box_version = 1;
constexpr std::size_t plain_bytes = 191;
constexpr std::size_t options_max = 16;
constexpr std::size_t chosen_max = 3;
constexpr std::uint64_t index_max = 255;

/// The integer keys of the CBOR map, ascending. What is absent has no key; the numbers are for
/// ever.
enum Key : std::uint64_t {
  kind_key,
  pack_key,
  question_key,
  shown_key,
  chosen_key,
  unit_key,
  mode_key,
  round_key,
  label_key,
  language_key,
  end_key,
};
enum Kind : std::uint64_t { empty_kind, answer_kind, visit_kind };
enum Major : unsigned {
  unsigned_number = 0,
  byte_string = 2,
  text_string = 3,
  array_of = 4,
  map_of = 5
};

class CborWriter {
 public:
  explicit CborWriter(std::uint64_t pairs) { head(map_of, pairs); }

  void number(Key key, std::uint64_t value) {
    head(unsigned_number, key);
    head(unsigned_number, value);
  }
  void bytes(Key key, ByteView value, Major major) {
    head(unsigned_number, key);
    head(major, value.size());
    out_.insert(out_.end(), value.begin(), value.end());
  }
  void list(Key key, const std::vector<int>& values) {
    head(unsigned_number, key);
    head(array_of, values.size());
    for (int value : values) head(unsigned_number, static_cast<std::uint64_t>(value));
  }
  const Bytes& written() const { return out_; }

 private:
  void head(Major major, std::uint64_t value) {
    const auto kind = static_cast<std::uint8_t>(major << 5U);
    if (value < 24) return out_.push_back(static_cast<std::uint8_t>(kind | value));
    unsigned size_code = 0;
    while (size_code < 3 && (value >> (8U << size_code)) != 0) ++size_code;
    out_.push_back(static_cast<std::uint8_t>(kind | (24U + size_code)));
    for (unsigned bytes_left = 1U << size_code; bytes_left-- > 0;)
      out_.push_back(static_cast<std::uint8_t>(value >> (8U * bytes_left)));
  }
  Bytes out_;
};

/// Reads what CborWriter writes and never past the end. Whether the spelling is the canonical one
/// is settled by writing the content again (decode_box).
class CborReader {
 public:
  explicit CborReader(ByteView bytes) : bytes_(bytes) {}

  Result<std::uint64_t> head(Major major) {
    const auto first = TRY(byte());
    if ((first >> 5U) != major) return invalid("another type than expected in a box");
    const unsigned low = first & 31U;
    if (low < 24) return std::uint64_t{low};
    if (low > 27) return invalid("a CBOR length no box has");
    std::uint64_t value = 0;
    for (unsigned left = 1U << (low - 24U); left > 0; --left) {
      const auto next = TRY(byte());
      value = (value << 8U) | next;
    }
    return value;
  }
  Result<std::uint64_t> number(std::uint64_t most) {
    const auto value = TRY(head(unsigned_number));
    if (value > most) return invalid("a number in a box is out of range");
    return value;
  }
  Result<ByteView> bytes(Major major, std::size_t most) {
    const auto size = TRY(head(major));
    if (size > most || size > bytes_.size() - at_) return invalid("a string in a box is too long");
    at_ += size;
    return bytes_.subspan(at_ - size, size);
  }
  Result<std::vector<int>> list(std::size_t most) {
    const auto size = TRY(head(array_of));
    if (size > most) return invalid("a list in a box is too long");
    std::vector<int> values;
    for (std::uint64_t i = 0; i < size; ++i) {
      const auto value = TRY(number(index_max));
      values.push_back(static_cast<int>(value));
    }
    return values;
  }

 private:
  Result<std::uint8_t> byte() {
    if (at_ == bytes_.size()) return invalid("a box ends too early");
    return bytes_[at_++];
  }
  ByteView bytes_;
  std::size_t at_ = 0;
};

bool holds(const std::vector<int>& options, int option) {
  return std::find(options.begin(), options.end(), option) != options.end();
}

bool are_indices(const std::vector<int>& options) {
  for (auto at = options.begin(); at != options.end(); ++at) {
    if (*at < 0 || *at > int{index_max}) return false;
    if (std::find(options.begin(), at, *at) != at) return false;
  }
  return true;
}

Result<void> check(const AnswerBox& answer) {
  if (answer.question < 0 || answer.question > int{index_max})
    return invalid("a question index outside 0-255");
  if (answer.shown.empty() || answer.shown.size() > options_max)
    return invalid("an answer shows 1-16 options");
  if (answer.chosen.size() > chosen_max) return invalid("an answer has at most three choices");
  if (!are_indices(answer.shown) || !are_indices(answer.chosen))
    return invalid("an option twice, or outside 0-255");
  for (int option : answer.chosen)
    if (!holds(answer.shown, option)) return invalid("chosen what was not shown");
  // Samtale and øving store nothing (D21): there is no spelling for them.
  if (!stores_answers(answer.mode)) return invalid("a mode that stores nothing");
  if (answer.label > VisitLabel::Noise) return invalid("an unknown visit label");
  return {};
}

Result<void> check(const VisitBox& visit) {
  if (!is_language_tag(visit.language))
    return invalid("a language tag has 1-8 letters, digits or dashes");
  if (visit.end > VisitEnd::Left) return invalid("an unknown end of a visit");
  return {};
}

/// In screen order, not in the order of choosing: order is recorded nowhere (C1).
std::vector<int> in_screen_order(const AnswerBox& answer) {
  std::vector<int> chosen;
  for (int option : answer.shown)
    if (holds(answer.chosen, option)) chosen.push_back(option);
  return chosen;
}

Result<Bytes> to_cbor(const EmptyBox&) {
  CborWriter writer(1);
  writer.number(kind_key, empty_kind);
  return writer.written();
}

Result<Bytes> to_cbor(const AnswerBox& answer) {
  TRY(check(answer));
  CborWriter writer(answer.round ? 9 : 8);
  writer.number(kind_key, answer_kind);
  writer.bytes(pack_key, answer.pack, byte_string);
  writer.number(question_key, static_cast<std::uint64_t>(answer.question));
  writer.list(shown_key, answer.shown);
  writer.list(chosen_key, in_screen_order(answer));
  writer.number(unit_key, answer.unit);
  writer.number(mode_key, static_cast<std::uint64_t>(answer.mode));
  if (answer.round) writer.number(round_key, *answer.round);
  writer.number(label_key, static_cast<std::uint64_t>(answer.label));
  return writer.written();
}

Result<Bytes> to_cbor(const VisitBox& visit) {
  TRY(check(visit));
  CborWriter writer(3);
  writer.number(kind_key, visit_kind);
  writer.bytes(language_key, as_bytes(visit.language), text_string);
  writer.number(end_key, static_cast<std::uint64_t>(visit.end));
  return writer.written();
}

/// What a map of a box may hold, before we know its kind.
struct Read {
  std::uint64_t kind = empty_kind;
  AnswerBox answer;
  VisitBox visit;
};

Result<void> read_answer_part(CborReader& reader, std::uint64_t key, AnswerBox& answer) {
  if (key == pack_key) {
    const auto pack = TRY(reader.bytes(byte_string, answer.pack.size()));
    answer.pack = TRY(fixed<16>(pack));
  } else if (key == question_key) {
    const auto index = TRY(reader.number(index_max));
    answer.question = static_cast<int>(index);
  } else if (key == shown_key) {
    answer.shown = TRY(reader.list(options_max));
  } else if (key == chosen_key) {
    answer.chosen = TRY(reader.list(chosen_max));
  } else if (key == unit_key) {
    answer.unit = TRY(reader.head(unsigned_number));
  } else if (key == mode_key) {
    const auto mode = TRY(reader.number(2));
    answer.mode = static_cast<Mode>(mode);
  } else if (key == round_key) {
    answer.round = TRY(reader.head(unsigned_number));
  } else if (key == label_key) {
    const auto label = TRY(reader.number(3));
    answer.label = static_cast<VisitLabel>(label);
  } else {
    return invalid("a box holds something this version does not know");
  }
  return {};
}

Result<void> read_pair(CborReader& reader, Read& read) {
  const auto key = TRY(reader.head(unsigned_number));
  if (key == kind_key) {
    read.kind = TRY(reader.number(visit_kind));
  } else if (key == language_key) {
    const auto tag = TRY(reader.bytes(text_string, language_letters_max));
    read.visit.language = as_text(tag);
  } else if (key == end_key) {
    const auto end = TRY(reader.number(2));
    read.visit.end = static_cast<VisitEnd>(end);
  } else {
    TRY(read_answer_part(reader, key, read.answer));
  }
  return {};
}

Result<Read> read_map(ByteView plain) {
  CborReader reader(plain);
  const auto pairs = TRY(reader.head(map_of));
  Read read;
  for (std::uint64_t i = 0; i < pairs; ++i) TRY(read_pair(reader, read));
  return read;
}

}  // namespace

Result<FixedBytes<plain_bytes>> encode_box(const BoxContent& content) {
  const auto cbor = TRY(std::visit([](const auto& held) { return to_cbor(held); }, content));
  STEMME_ASSERT(cbor.size() <= plain_bytes);
  FixedBytes<plain_bytes> plain{};
  std::copy(cbor.begin(), cbor.end(), plain.begin());
  return plain;
}

Result<BoxContent> decode_box(ByteView plain) {
  if (plain.size() != plain_bytes) return invalid("a box holds 191 bytes");
  auto read = TRY(read_map(plain));
  BoxContent content;
  if (read.kind == answer_kind) content = std::move(read.answer);
  if (read.kind == visit_kind) content = std::move(read.visit);
  // One content, one spelling: this refuses a missing kind, keys twice or out of order, long forms
  // of numbers, parts of another kind, and anything but zeros behind the map.
  const auto again = TRY(encode_box(content));
  if (!std::equal(again.begin(), again.end(), plain.begin()))
    return invalid("a box is not spelled canonically");
  return content;
}

Result<Box> seal_box(const BoxContent& content, const SealingKey& key) {
  const auto plain = TRY(encode_box(content));
  const auto sealed = seal_to(key, plain);
  Box box{};
  STEMME_ASSERT(sealed.size() == box.size() - 1);
  box.front() = box_version;
  std::copy(sealed.begin(), sealed.end(), box.begin() + 1);
  return box;
}

Result<BoxContent> open_box(ByteView box, const OpeningKey& key) {
  if (box.size() != box_bytes) return invalid("a box has 240 bytes");
  if (box.front() != box_version) return invalid("a box of another version");
  const auto plain = TRY(key.open(box.subspan(1)));
  return decode_box(plain);
}

}  // namespace stemme
