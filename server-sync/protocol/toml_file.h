/// TOML as people write it here: values that know their line, and a section that is read field by
/// field and collects complaints instead of stopping at the first. The only file that knows toml++
/// is toml_file.cpp. Values; any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server-sync/protocol/complaint.h"

namespace stemme {

class TomlNode {
 public:
  using Items = std::vector<TomlNode>;
  using Members = std::vector<std::pair<std::string, TomlNode>>;
  using Held = std::variant<std::string, std::int64_t, bool, Items, Members>;

  TomlNode(Held held, int line) : held_(std::move(held)), line_(line) {}

  int line() const { return line_; }
  const std::string* text() const { return std::get_if<std::string>(&held_); }
  const std::int64_t* number() const { return std::get_if<std::int64_t>(&held_); }
  const bool* flag() const { return std::get_if<bool>(&held_); }
  const Items* items() const { return std::get_if<Items>(&held_); }
  const Members* members() const { return std::get_if<Members>(&held_); }
  const TomlNode* find(std::string_view key) const;

 private:
  Held held_;
  int line_ = 0;
};

/// Dates and fractions are held as their text. Invalid, as a complaint, when it is not TOML.
Result<TomlNode> read_toml(std::string_view text, const std::string& file);

inline constexpr std::size_t toml_bytes_max = 256U << 10U;

/// One table of a file, read field by field. What is wrong goes into `complaints`; a value to go on
/// with comes back all the same, so that one run finds every mistake.
class TomlSection {
 public:
  TomlSection(const TomlNode& table, const std::string& file, Complaints& complaints)
      : table_(table), file_(file), complaints_(complaints) {}

  int line() const { return table_.line(); }
  /// Of the field, or of the table where the field is missing.
  int line_of(std::string_view key) const;
  bool has(std::string_view key) const { return table_.find(key) != nullptr; }

  std::string text(std::string_view key);  ///< required, not empty
  std::string text_or(std::string_view key, std::string_view otherwise);
  /// The field "id", required: a name that a frame takes, or every batch would be Invalid.
  std::string id(std::string_view example);
  int number(std::string_view key, int least, int most);  ///< required
  int number_or(std::string_view key, int otherwise, int least, int most);
  bool flag_or(std::string_view key, bool otherwise);
  std::vector<std::string> texts(std::string_view key);  ///< required, may be empty
  std::vector<std::string> texts_or_none(std::string_view key);
  std::vector<int> numbers(std::string_view key, int least, int most);  ///< required
  TomlSection section(std::string_view key);  ///< an empty one where it is missing
  std::vector<TomlSection> sections(std::string_view key);
  /// A table of texts: key → text; other values are complained of.
  std::map<std::string, std::string> phrases();
  std::map<std::string, int> lines() const;

  /// Complains of every other key: usually a slip of the pen.
  void knows_only(std::initializer_list<std::string_view> keys);
  void complain(int line, std::string wrong, std::string remedy);
  void complain_of(std::string_view key, std::string wrong, std::string remedy) {
    complain(line_of(key), std::move(wrong), std::move(remedy));
  }

 private:
  const TomlNode* expect(std::string_view key, std::string_view what);

  const TomlNode& table_;
  const std::string& file_;
  Complaints& complaints_;
};

/// "faces3, ja3 or again3", for remedies.
std::string listed(const std::vector<std::string>& names);
std::string in_quotes(std::string_view text);

}  // namespace stemme
