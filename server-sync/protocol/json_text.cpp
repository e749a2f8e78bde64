#include "server-sync/protocol/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace stemme {
namespace {

/// Builds our own tree, so that a field given twice, a fraction or a deep nest ends the reading at
/// once.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return place(JsonValue()); }
  bool boolean(bool value) override { return place(JsonValue(value)); }
  bool number_integer(std::int64_t value) override { return place(JsonValue(value)); }
  bool number_unsigned(std::uint64_t value) override {
    if (value > static_cast<std::uint64_t>(json_number_max)) return refuse("a number above 2^53");
    return place(JsonValue(static_cast<std::int64_t>(value)));
  }
  bool number_float(double /*value*/, const std::string& /*spelled*/) override {
    return refuse("a number that is not whole");
  }
  bool string(std::string& value) override { return place(JsonValue(std::move(value))); }
  bool binary(nlohmann::json::binary_t& /*value*/) override { return refuse("bytes in JSON"); }

  bool start_object(std::size_t /*size*/) override { return open(JsonValue(JsonValue::Members())); }
  bool key(std::string& name) override {
    if (open_.back().has(name)) return refuse("the field \"" + name + "\" twice");
    names_.back() = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*size*/) override { return open(JsonValue(JsonValue::Items())); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*why*/) override {
    return refuse("not JSON at byte " + std::to_string(position));
  }

  JsonValue take() { return std::move(whole_); }
  const std::string& complaint() const { return complaint_; }

 private:
  bool refuse(std::string complaint) {
    complaint_ = std::move(complaint);
    return false;
  }
  bool open(JsonValue container) {
    if (open_.size() == json_depth_max) return refuse("JSON nested too deep");
    open_.push_back(std::move(container));
    names_.emplace_back();
    return true;
  }
  bool close() {
    auto done = std::move(open_.back());
    open_.pop_back();
    names_.pop_back();
    return place(std::move(done));
  }
  bool place(JsonValue value) {
    if (open_.empty()) {
      whole_ = std::move(value);
    } else if (auto* items = std::get_if<JsonValue::Items>(&open_.back().held())) {
      items->push_back(std::move(value));
    } else {
      std::get<JsonValue::Members>(open_.back().held())
          .emplace_back(std::move(names_.back()), std::move(value));
    }
    return true;
  }

  JsonValue whole_;
  std::vector<JsonValue> open_;
  std::vector<std::string> names_;
  std::string complaint_;
};

Error wrong(std::string_view name, std::string_view what) {
  return invalid("the field \"" + std::string(name) + "\" " + std::string(what));
}

bool is_plain(char c) { return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20; }

void escape(std::string& out, char c) {
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

}  // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (auto at = text.begin(); at != text.end();) {
    const auto plain_until = std::find_if_not(at, text.end(), is_plain);
    out.append(at, plain_until);
    at = plain_until;
    if (at != text.end()) escape(out, *at++);
  }
  out += '"';
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
  std::vector<std::string> items;
  for (const auto& text : texts) items.push_back(json_string(text));
  return json_list(items);
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  return part(name, json_string(value));
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t value) {
  return part(name, std::to_string(value));
}

JsonObject& JsonObject::part(std::string_view name, std::string_view value) {
  if (out_.size() > 1) out_ += ",";
  out_ += json_string(name);
  out_ += ":";
  out_ += value;
  return *this;
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
  TreeBuilder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
    return invalid(builder.complaint());
  return builder.take();
}

}  // namespace stemme
