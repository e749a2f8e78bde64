#include "server-sync/protocol/json_text.h"

#include <simdjson.h>

#include <algorithm>

namespace stemme {
namespace {

Error wrong(std::string_view name, std::string_view what) {
  return invalid("the field \"" + std::string(name) + "\" " + std::string(what));
}

bool is_plain(char c) { return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20; }

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else {
    out += "\\u00";
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
}

const JsonValue* member_in(const JsonValue::Members& members, std::string_view name) {
  for (const auto& [key, value] : members)
    if (key == name) return &value;
  return nullptr;
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (auto at = text.begin(); at != text.end();) {
    const auto plain_until = std::find_if_not(at, text.end(), is_plain);
    out.append(at, plain_until);
    at = plain_until;
    if (at != text.end()) append_escaped(out, *at++);
  }
  out += '"';
}

Result<JsonValue> tree_of(simdjson::dom::element from);

Result<JsonValue> items_of(simdjson::dom::array from) {
  JsonValue::Items items;
  items.reserve(from.size());
  for (const auto element : from) {
    auto item = TRY(tree_of(element));
    items.push_back(std::move(item));
  }
  return JsonValue(std::move(items));
}

Result<JsonValue> members_of(simdjson::dom::object from) {
  JsonValue::Members members;
  members.reserve(from.size());
  for (const auto [name, element] : from) {
    if (member_in(members, name) != nullptr) return wrong(name, "is there twice");
    auto value = TRY(tree_of(element));
    members.emplace_back(name, std::move(value));
  }
  return JsonValue(std::move(members));
}

Result<JsonValue> number_of(std::int64_t value) {
  if (value > json_number_max) return invalid("a number above 2^53");
  return JsonValue(value);
}

/// Into our own tree, which has no fractions and no field twice. As deep as the parser let it be.
Result<JsonValue> tree_of(simdjson::dom::element from) {
  using Type = simdjson::dom::element_type;
  switch (from.type()) {
    case Type::ARRAY:
      return items_of(from.get_array().value_unsafe());
    case Type::OBJECT:
      return members_of(from.get_object().value_unsafe());
    case Type::INT64:
      return number_of(from.get_int64().value_unsafe());
    case Type::UINT64:  // Only what no signed number holds.
      return invalid("a number above 2^53");
    case Type::STRING:
      return JsonValue(std::string(from.get_string().value_unsafe()));
    case Type::BOOL:
      return JsonValue(from.get_bool().value_unsafe());
    case Type::NULL_VALUE:
      return JsonValue();
    case Type::DOUBLE:
      break;
  }
  return invalid("a number that is not whole");
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_string(out, text);
  return out;
}

std::string json_list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ",";
    out += item;
  }
  return out + "]";
}

std::string json_strings(const std::vector<std::string>& texts) {
  return json_list_of(texts, json_string);
}

std::string json_texts(const std::map<std::string, std::string>& texts) {
  JsonObject out;
  for (const auto& [name, text] : texts) out.text(name, text);
  return out.written();
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  begin(name);
  append_string(out_, value);
  return *this;
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t value) {
  return part(name, std::to_string(value));
}

JsonObject& JsonObject::truth(std::string_view name, bool value) {
  return part(name, value ? "true" : "false");
}

JsonObject& JsonObject::part(std::string_view name, std::string_view value) {
  begin(name);
  out_ += value;
  return *this;
}

void JsonObject::begin(std::string_view name) {
  if (out_.size() > 1) out_ += ',';
  append_string(out_, name);
  out_ += ':';
}

bool JsonValue::has(std::string_view name) const {
  const auto* members = std::get_if<Members>(&held_);
  return members != nullptr && member_in(*members, name) != nullptr;
}

Result<const JsonValue*> JsonValue::part(std::string_view name) const {
  const auto* members = TRY(as_members());
  if (const auto* found = member_in(*members, name)) return found;
  return wrong(name, "is missing");
}

Result<std::string> JsonValue::text(std::string_view name, std::size_t bytes_max) const {
  const auto* value = TRY(part(name));
  return value->as_text(bytes_max).while_doing(name);
}

Result<std::int64_t> JsonValue::number(std::string_view name, std::int64_t least,
                                       std::int64_t most) const {
  const auto* value = TRY(part(name));
  return value->as_number(least, most).while_doing(name);
}

Result<bool> JsonValue::flag(std::string_view name) const {
  const auto* value = TRY(part(name));
  if (const auto* held = std::get_if<bool>(&value->held_)) return *held;
  return wrong(name, "is neither true nor false");
}

Result<const JsonValue::Items*> JsonValue::items(std::string_view name, std::size_t most) const {
  const auto* value = TRY(part(name));
  return value->as_items(most).while_doing(name);
}

Result<std::vector<std::string>> JsonValue::texts(std::string_view name, std::size_t most,
                                                  std::size_t bytes_max) const {
  const auto* list = TRY(items(name, most));
  std::vector<std::string> found;
  for (const auto& item : *list) {
    auto spelled = TRY(item.as_text(bytes_max).while_doing(name));
    found.push_back(std::move(spelled));
  }
  return found;
}

Result<std::string> JsonValue::as_text(std::size_t bytes_max) const {
  const auto* text = std::get_if<std::string>(&held_);
  if (text == nullptr) return invalid("not a text");
  if (text->size() > bytes_max)
    return invalid("longer than " + std::to_string(bytes_max) + " bytes");
  return *text;
}

Result<std::int64_t> JsonValue::as_number(std::int64_t least, std::int64_t most) const {
  const auto* number = std::get_if<std::int64_t>(&held_);
  if (number == nullptr) return invalid("not a number");
  if (*number < least || *number > most)
    return invalid("outside " + std::to_string(least) + "-" + std::to_string(most));
  return *number;
}

Result<const JsonValue::Items*> JsonValue::as_items(std::size_t most) const {
  const auto* list = std::get_if<Items>(&held_);
  if (list == nullptr) return invalid("not a list");
  if (list->size() > most) return invalid("more than " + std::to_string(most) + " items");
  return list;
}

Result<const JsonValue::Members*> JsonValue::as_members() const {
  if (const auto* members = std::get_if<Members>(&held_)) return members;
  return invalid("not an object");
}

std::string JsonValue::written() const {
  if (const auto* truth = std::get_if<bool>(&held_)) return *truth ? "true" : "false";
  if (const auto* count = std::get_if<std::int64_t>(&held_)) return std::to_string(*count);
  if (const auto* spelled = std::get_if<std::string>(&held_)) return json_string(*spelled);
  if (const auto* list = std::get_if<Items>(&held_)) {
    std::vector<std::string> parts;
    for (const auto& item : *list) parts.push_back(item.written());
    return json_list(parts);
  }
  if (const auto* members = std::get_if<Members>(&held_)) {
    JsonObject object;
    for (const auto& [name, value] : *members) object.part(name, value.written());
    return object.written();
  }
  return "null";
}

Result<JsonValue> read_json(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max)
    return invalid("JSON of more than " + std::to_string(bytes_max) + " bytes");
  if (text.empty()) return invalid("not JSON: nothing is there");
  simdjson::dom::parser parser;
  // It counts the level that would be one too many.
  auto failed = parser.allocate(text.size(), json_depth_max + 1);
  simdjson::dom::element whole;
  if (!failed) failed = parser.parse(text.data(), text.size()).get(whole);
  // Taken for bad text it would be believed, and a batch set aside for it.
  STEMME_ASSERT(failed != simdjson::MEMALLOC);
  if (failed == simdjson::DEPTH_ERROR) return invalid("JSON nested too deep");
  if (failed) return invalid(std::string("not JSON: ") + simdjson::error_message(failed));
  return tree_of(whole);
}

}  // namespace stemme
