#include "server-sync/protocol/toml_file.h"

#include <algorithm>
#include <sstream>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 1
#include <toml++/toml.h>

namespace stemme {
namespace {

int line_in(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

std::string written(const toml::node& node) {
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return out.str();
}

TomlNode copied(const toml::node& node) {
  const int line = line_in(node);
  if (const auto* table = node.as_table()) {
    TomlNode::Members members;
    for (const auto& [key, value] : *table)
      members.emplace_back(std::string(key.str()), copied(value));
    return {std::move(members), line};
  }
  if (const auto* array = node.as_array()) {
    TomlNode::Items items;
    for (const auto& value : *array) items.push_back(copied(value));
    return {std::move(items), line};
  }
  if (const auto* text = node.as_string()) return {text->get(), line};
  if (const auto* number = node.as_integer()) return {number->get(), line};
  if (const auto* flag = node.as_boolean()) return {flag->get(), line};
  return {written(node), line};
}

const TomlNode& no_table() {
  static const TomlNode none(TomlNode::Members{}, 0);
  return none;
}

}  // namespace

const TomlNode* TomlNode::find(std::string_view key) const {
  if (const auto* members = std::get_if<Members>(&held_))
    for (const auto& [name, value] : *members)
      if (name == key) return &value;
  return nullptr;
}

Result<TomlNode> read_toml(std::string_view text, const std::string& file) {
  if (text.size() > toml_bytes_max)
    return as_error({{file, 0, "the file is larger than 256 KiB", "Split it"}});
  const auto parsed = toml::parse(text, std::string_view(file));
  if (!parsed)
    return as_error(
        {{file, static_cast<int>(parsed.error().source().begin.line),
          "this is not TOML: " + std::string(parsed.error().description()),
          "Look at this line and the one before it for a missing quote, comma or bracket"}});
  return copied(parsed.table());
}

int TomlSection::line_of(std::string_view key) const {
  const auto* node = table_.find(key);
  return node ? node->line() : table_.line();
}

void TomlSection::complain(int line, std::string wrong, std::string remedy) {
  complaints_.push_back({file_, line, std::move(wrong), std::move(remedy)});
}

const TomlNode* TomlSection::expect(std::string_view key, std::string_view what) {
  const auto* node = table_.find(key);
  if (!node)
    complain(table_.line(), in_quotes(key) + " is missing",
             "Add it here: " + std::string(key) + " = " + std::string(what));
  return node;
}

std::string TomlSection::text(std::string_view key) {
  const auto* node = expect(key, "\"…\"");
  if (!node) return {};
  if (const auto* text = node->text(); text && !text->empty()) return *text;
  complain_of(key, in_quotes(key) + " must be a text", "Write " + std::string(key) + " = \"…\"");
  return {};
}

std::string TomlSection::text_or(std::string_view key, std::string_view otherwise) {
  return has(key) ? text(key) : std::string(otherwise);
}

int TomlSection::number(std::string_view key, int least, int most) {
  const auto* node = expect(key, std::to_string(least));
  if (!node) return least;
  if (const auto* number = node->number(); number && *number >= least && *number <= most)
    return static_cast<int>(*number);
  const auto range = std::to_string(least) + " to " + std::to_string(most);
  complain_of(
      key, in_quotes(key) + " must be a whole number from " + range,
      "Write " + std::string(key) + " = " + std::to_string(least) + ", or another in that range");
  return least;
}

int TomlSection::number_or(std::string_view key, int otherwise, int least, int most) {
  return has(key) ? number(key, least, most) : otherwise;
}

bool TomlSection::flag_or(std::string_view key, bool otherwise) {
  const auto* node = table_.find(key);
  if (!node) return otherwise;
  if (const auto* flag = node->flag()) return *flag;
  complain_of(key, in_quotes(key) + " must be true or false",
              "Write " + std::string(key) + " = true");
  return otherwise;
}

std::vector<std::string> TomlSection::texts(std::string_view key) {
  const auto* node = expect(key, "[\"…\"]");
  if (!node) return {};
  std::vector<std::string> texts;
  const auto* items = node->items();
  const bool all_texts = items && std::ranges::all_of(*items, [](const TomlNode& item) {
                           return item.text() != nullptr && !item.text()->empty();
                         });
  if (!all_texts) {
    complain_of(key, in_quotes(key) + " must be a list of texts",
                "Write " + std::string(key) + " = [\"…\", \"…\"]");
    return {};
  }
  for (const auto& item : *items) texts.push_back(*item.text());
  return texts;
}

std::vector<std::string> TomlSection::texts_or_none(std::string_view key) {
  return has(key) ? texts(key) : std::vector<std::string>();
}

std::vector<int> TomlSection::numbers(std::string_view key, int least, int most) {
  const auto* node = expect(key, "[" + std::to_string(least) + "]");
  if (!node) return {};
  const auto* items = node->items();
  const bool all_fit = items && std::ranges::all_of(*items, [&](const TomlNode& item) {
                         return item.number() && *item.number() >= least && *item.number() <= most;
                       });
  if (!all_fit) {
    complain_of(key,
                in_quotes(key) + " must be a list of whole numbers from " + std::to_string(least) +
                    " to " + std::to_string(most),
                "Write " + std::string(key) + " = [" + std::to_string(least) + "]");
    return {};
  }
  std::vector<int> numbers;
  for (const auto& item : *items) numbers.push_back(static_cast<int>(*item.number()));
  return numbers;
}

TomlSection TomlSection::section(std::string_view key) {
  const auto* node = expect(key, "{ … }");
  if (node && node->members()) return {*node, file_, complaints_};
  if (node)
    complain_of(key, in_quotes(key) + " must be a table", "Write [" + std::string(key) + "]");
  return {no_table(), file_, complaints_};
}

std::vector<TomlSection> TomlSection::sections(std::string_view key) {
  std::vector<TomlSection> sections;
  const auto* node = table_.find(key);
  if (!node) return sections;
  const auto* items = node->items();
  const bool all_tables = items && std::ranges::all_of(*items, [](const TomlNode& item) {
                            return item.members() != nullptr;
                          });
  if (!all_tables)
    complain_of(key, in_quotes(key) + " must be a list of tables",
                "Write [[" + std::string(key) + "]]");
  else
    for (const auto& item : *items) sections.emplace_back(item, file_, complaints_);
  return sections;
}

std::map<std::string, std::string> TomlSection::phrases() {
  std::map<std::string, std::string> phrases;
  for (const auto& [key, node] : *table_.members()) {
    if (node.text() && !node.text()->empty())
      phrases.emplace(key, *node.text());
    else
      complain(node.line(), in_quotes(key) + " must be a text",
               "Write " + in_quotes(key) + " = \"…\"");
  }
  return phrases;
}

std::map<std::string, int> TomlSection::lines() const {
  std::map<std::string, int> lines;
  for (const auto& [key, node] : *table_.members()) lines.emplace(key, node.line());
  return lines;
}

void TomlSection::knows_only(std::initializer_list<std::string_view> keys) {
  const std::vector<std::string> known(keys.begin(), keys.end());
  for (const auto& [key, node] : *table_.members())
    if (std::ranges::find(known, key) == known.end())
      complain(node.line(), in_quotes(key) + " is not a field here",
               "Remove it, or did you mean one of: " + listed(known));
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace stemme
