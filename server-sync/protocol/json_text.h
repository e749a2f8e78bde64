/// JSON as this protocol writes and reads it: fields in a fixed order, absent ones left out; read
/// strictly (no field twice, no fractions, bounded depth), ignoring fields a newer version may
/// have. Values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server-sync/foundation/bytes.h"

namespace stemme {

inline constexpr std::int64_t json_number_max = (std::int64_t{1} << 53) - 1;

std::string json_string(std::string_view text);
/// From parts that are JSON already.
std::string json_list(const std::vector<std::string>& items);
std::string json_strings(const std::vector<std::string>& texts);
/// An object whose fields are texts.
std::string json_texts(const std::map<std::string, std::string>& texts);
/// A list of what `to_text_of` makes of each row, which is JSON already.
template <typename Rows, typename ToText>
std::string json_list_of(const Rows& rows, ToText to_text_of) {
  std::vector<std::string> items;
  for (const auto& row : rows) items.push_back(to_text_of(row));
  return json_list(items);
}

/// Writes one object, field after field.
class JsonObject {
 public:
  JsonObject& text(std::string_view name, std::string_view value);
  JsonObject& number(std::string_view name, std::int64_t value);
  JsonObject& truth(std::string_view name, bool value);
  /// `value` is JSON already.
  JsonObject& part(std::string_view name, std::string_view value);
  std::string written() const { return out_ + "}"; }

 private:
  void begin(std::string_view name);

  std::string out_ = "{";
};

class JsonValue {
 public:
  using Items = std::vector<JsonValue>;
  using Members = std::vector<std::pair<std::string, JsonValue>>;
  using Held = std::variant<std::monostate, bool, std::int64_t, std::string, Items, Members>;

  JsonValue() = default;
  explicit JsonValue(Held held) : held_(std::move(held)) {}
  Held& held() { return held_; }

  bool has(std::string_view name) const;
  Result<const JsonValue*> part(std::string_view name) const;
  /// The field's text, at most `bytes_max` long.
  Result<std::string> text(std::string_view name, std::size_t bytes_max) const;
  Result<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most) const;
  Result<bool> flag(std::string_view name) const;
  Result<const Items*> items(std::string_view name, std::size_t most) const;
  Result<std::vector<std::string>> texts(std::string_view name, std::size_t most,
                                         std::size_t bytes_max) const;
  /// Every item of a list, read by `from`; what goes wrong names the field.
  template <typename Row>
  Result<std::vector<Row>> rows(std::string_view name, std::size_t most,
                                Result<Row> (*from)(const JsonValue&)) const {
    const auto* list = TRY(items(name, most));
    std::vector<Row> read;
    for (const auto& item : *list) {
      auto row = TRY(from(item).while_doing(name));
      read.push_back(std::move(row));
    }
    return read;
  }
  /// Lower-case hex of exactly `size` bytes.
  template <std::size_t size>
  Result<FixedBytes<size>> hex(std::string_view name) const {
    const auto* value = TRY(part(name));
    return value->template as_hex<size>().while_doing(name);
  }

  Result<std::string> as_text(std::size_t bytes_max) const;
  Result<std::int64_t> as_number(std::int64_t least, std::int64_t most) const;
  template <std::size_t size>
  Result<FixedBytes<size>> as_hex() const {
    const auto spelled = TRY(as_text(size * 2));
    const auto bytes = TRY(from_hex(spelled));
    return fixed<size>(bytes);
  }
  Result<const Items*> as_items(std::size_t most) const;
  Result<const Members*> as_members() const;
  /// The value as compact JSON.
  std::string written() const;

 private:
  Held held_;
};

/// An item of a list, for JsonValue::rows.
template <std::size_t size>
Result<FixedBytes<size>> hex_from(const JsonValue& json) {
  return json.as_hex<size>();
}

inline constexpr std::size_t json_depth_max = 8;
Result<JsonValue> read_json(std::string_view text, std::size_t bytes_max);

}  // namespace stemme
