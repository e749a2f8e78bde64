#include "server-sync/protocol/structured_field.h"

#include <algorithm>

namespace stemme {
namespace {

constexpr std::size_t field_bytes_max = 4096;
constexpr std::size_t usual_items = 12;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alpha(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_in(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool is_key_char(char c) { return is_lower(c) || is_digit(c) || is_in(c, "_-.*"); }
bool is_token_char(char c) { return is_alpha(c) || is_digit(c) || is_in(c, "!#$%&'*+-.^_`|~:/"); }
bool is_plain_char(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }
bool is_base64_char(char c) { return is_alpha(c) || is_digit(c) || is_in(c, "+/="); }

class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : left_(text) {}

  Result<std::vector<FieldMember>> dictionary() {
    std::vector<FieldMember> members;
    members.reserve(usual_items);
    skip(" ");
    while (!left_.empty()) {
      auto next = TRY(member());
      if (find_member(members, next.key) != nullptr) return invalid("a field names a key twice");
      members.push_back(std::move(next));
      skip(" \t");
      if (left_.empty()) break;
      if (!take(',')) return invalid("a field's members are parted by commas");
      skip(" \t");
      if (left_.empty()) return invalid("a field ends in a comma");
    }
    return members;
  }

  Result<FieldMember> inner_list() {
    FieldMember list;
    list.is_list = true;
    if (!take('(')) return invalid("a list begins with (");
    list.items.reserve(usual_items);
    for (skip(" "); !take(')'); skip(" ")) {
      auto next = TRY(item());
      list.items.push_back(std::move(next));
      if (left_.empty() || !is_in(left_.front(), " )")) return invalid("a list is not closed");
    }
    list.parameters = TRY(parameters());
    return list;
  }

  bool at_end() const { return left_.empty(); }

 private:
  Result<FieldMember> member() {
    const auto name = TRY(key());
    FieldMember found;
    if (!take('=')) {
      FieldItem yes{truth(), {}};
      yes.parameters = TRY(parameters());
      found.items = {std::move(yes)};
    } else if (left_.starts_with('(')) {
      found = TRY(inner_list());
    } else {
      auto value = TRY(item());
      found.items = {std::move(value)};
    }
    found.key = name;
    return found;
  }

  Result<FieldItem> item() {
    FieldItem found;
    found.item = TRY(bare_item());
    found.parameters = TRY(parameters());
    return found;
  }

  Result<FieldParameters> parameters() {
    FieldParameters found;
    while (take(';')) {
      skip(" ");
      auto name = TRY(key());
      if (find_parameter(found, name) != nullptr) return invalid("a parameter is given twice");
      BareItem value = truth();
      if (take('=')) value = TRY(bare_item());
      found.emplace_back(std::move(name), std::move(value));
    }
    return found;
  }

  Result<BareItem> bare_item() {
    if (left_.empty()) return invalid("a field ends too early");
    const char first = left_.front();
    if (first == '"') return quoted();
    if (first == ':') return bytes();
    if (first == '?') return question_mark();
    if (is_digit(first) || first == '-') return integer();
    if (is_alpha(first) || first == '*')
      return BareItem{BareItem::Kind::Token, std::string(take_while(is_token_char))};
    return invalid("a value no field has");
  }

  Result<BareItem> quoted() {
    std::string text;
    for (left_.remove_prefix(1);; left_.remove_prefix(1)) {
      text += take_while(is_plain_char);
      if (take('"')) return BareItem{BareItem::Kind::Text, std::move(text)};
      if (!take('\\') || left_.empty() || !is_in(left_.front(), "\"\\"))
        return invalid("a text in a field is not well formed");
      text += left_.front();
    }
  }

  Result<BareItem> bytes() {
    left_.remove_prefix(1);
    const auto spelled = take_while(is_base64_char);
    if (!take(':')) return invalid("bytes in a field are not closed");
    return BareItem{BareItem::Kind::Binary, std::string(spelled)};
  }

  Result<BareItem> question_mark() {
    left_.remove_prefix(1);
    if (take('1')) return truth();
    if (take('0')) return BareItem{BareItem::Kind::Truth, "0"};
    return invalid("a truth in a field is ?0 or ?1");
  }

  Result<BareItem> integer() {
    const bool negative = take('-');
    const auto digits = take_while(is_digit);
    if (digits.empty() || digits.size() > 15 || left_.starts_with('.'))
      return invalid("a number in a field is not a whole one");
    return BareItem{BareItem::Kind::Integer, (negative ? "-" : "") + std::string(digits)};
  }

  Result<std::string> key() {
    if (left_.empty() || !(is_lower(left_.front()) || left_.front() == '*'))
      return invalid("a field's key begins with a small letter");
    return std::string(take_while(is_key_char));
  }

  bool take(char c) {
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }
  template <typename Allowed>
  std::string_view take_while(Allowed allowed) {
    const auto end = std::find_if_not(left_.begin(), left_.end(), allowed);
    const auto taken = left_.substr(0, static_cast<std::size_t>(end - left_.begin()));
    left_.remove_prefix(taken.size());
    return taken;
  }
  void skip(std::string_view set) {
    while (!left_.empty() && is_in(left_.front(), set)) left_.remove_prefix(1);
  }

  std::string_view left_;
};

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_text(std::string& out, const BareItem& item) {
  switch (item.kind) {
    case BareItem::Kind::Truth:
      out.append("?").append(item.value);
      return;
    case BareItem::Kind::Binary:
      out.append(":").append(item.value).append(":");
      return;
    case BareItem::Kind::Integer:
    case BareItem::Kind::Token:
      out += item.value;
      return;
    case BareItem::Kind::Text:
      append_quoted(out, item.value);
      return;
  }
}

void append_text(std::string& out, const FieldParameters& parameters) {
  for (const auto& [key, value] : parameters) {
    out.append(";").append(key);
    if (value == truth()) continue;
    out += '=';
    append_text(out, value);
  }
}

}  // namespace

BareItem truth() { return {BareItem::Kind::Truth, "1"}; }

Result<std::vector<FieldMember>> read_dictionary(std::string_view field) {
  if (field.size() > field_bytes_max) return invalid("a field is too long");
  return FieldReader(field).dictionary();
}

const FieldMember* find_member(const std::vector<FieldMember>& members, std::string_view key) {
  for (const auto& member : members)
    if (member.key == key) return &member;
  return nullptr;
}

const BareItem* find_parameter(const FieldParameters& parameters, std::string_view key) {
  for (const auto& [name, value] : parameters)
    if (name == key) return &value;
  return nullptr;
}

Result<FieldMember> read_inner_list(std::string_view text) {
  if (text.size() > field_bytes_max) return invalid("a field is too long");
  FieldReader reader(text);
  auto list = TRY(reader.inner_list());
  if (!reader.at_end()) return invalid("something follows a list");
  return list;
}

void append_text(std::string& out, const FieldItem& item) {
  append_text(out, item.item);
  append_text(out, item.parameters);
}

std::string inner_list_text(const FieldMember& list) {
  std::string out = "(";
  for (const auto& item : list.items) {
    if (out.size() > 1) out += ' ';
    append_text(out, item);
  }
  out += ')';
  append_text(out, list.parameters);
  return out;
}

}  // namespace stemme
