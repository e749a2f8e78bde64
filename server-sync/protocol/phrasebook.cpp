#include "server-sync/protocol/phrasebook.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/language_tag.h"
#include "server-sync/protocol/toml_file.h"

namespace stemme {
namespace {

namespace fs = std::filesystem;

struct Book {
  std::map<std::string, std::string> phrases;
  Complaints complaints;
};

Result<TomlNode> read_tree(const fs::path& path) {
  const auto text = TRY(read_text_file(path, toml_bytes_max));
  return read_toml(text, path.string());
}

/// None where there is no such file.
Result<std::optional<TomlNode>> read_tree_if_there(const fs::path& path) {
  auto tree = read_tree(path);
  if (!tree && tree.error().failure() == Failure::Missing) return std::optional<TomlNode>();
  auto read = TRY(std::move(tree));
  return std::optional(std::move(read));
}

Result<Language> read_language(const fs::path& folder) {
  const auto file = (folder / "language.toml").string();
  const auto tree = TRY(read_tree(file));
  Complaints complaints;
  TomlSection top(tree, file, complaints);
  Language language;
  language.tag = top.text("code");
  language.autonym = top.text("autonym");
  language.short_name = top.text_or("short", language.autonym);
  const auto direction = top.text("direction");
  if (direction != "ltr" && direction != "rtl")
    top.complain_of("direction", in_quotes(direction) + " is no direction",
                    "Write \"ltr\" or \"rtl\"");
  language.right_to_left = direction == "rtl";
  language.plural = top.text("plural");
  language.negations = top.texts_or_none("negations");
  auto fonts = top.section("fonts");
  language.fonts = fonts.texts("child");
  language.sans_fonts = fonts.texts("sans");
  language.serif_fonts = fonts.texts("serif");
  if (language.tag != folder.filename().string())
    top.complain_of("code",
                    "the folder is called " + in_quotes(folder.filename().string()) +
                        ", the language " + in_quotes(language.tag),
                    "Give both the same name");
  if (!is_language_tag(language.tag))
    top.complain_of("code", in_quotes(language.tag) + " is no tag that an answer has room for",
                    "Write 1 to 8 letters, digits or dashes, such as \"nb\"");
  if (!complaints.empty()) return as_error(complaints);
  return language;
}

/// D62: nobody has approved what no file says is approved.
Result<bool> read_approval(const fs::path& folder) {
  const auto path = folder / "approvals.toml";
  const auto tree = TRY(read_tree_if_there(path));
  if (!tree) return false;
  const auto file = path.string();
  Complaints complaints;
  TomlSection top(*tree, file, complaints);
  const bool reviewed = top.flag_or("reviewed", false);
  if (!complaints.empty()) return as_error(complaints);
  return reviewed;
}

/// Adds the phrases of one file where there is one; a language may lack files and say so by gaps.
Result<void> add_file(const fs::path& path, const std::string& prefix, Book& book) {
  const auto tree = TRY(read_tree_if_there(path));
  if (!tree) return {};
  const auto file = path.string();
  TomlSection top(*tree, file, book.complaints);
  for (auto& [key, text] : top.phrases())
    if (!book.phrases.emplace(prefix + key, text).second)
      top.complain_of(key,
                      "the key " + in_quotes(key) + " is used in another file of this language too",
                      "Keys are unique across ui.toml and staff.toml: rename one");
  return {};
}

}  // namespace

std::string Phrasebook::phrase(
    const std::string& key, const std::vector<std::pair<std::string, std::string>>& values) const {
  const auto found = phrases_.find(key);
  if (found == phrases_.end()) return "[" + key + "]";
  std::string text;
  const std::string& pattern = found->second;
  for (std::size_t at = 0; at < pattern.size();) {
    const auto close = pattern[at] == '{' ? pattern.find('}', at) : std::string::npos;
    const auto name = close == std::string::npos ? "" : pattern.substr(at + 1, close - at - 1);
    const auto value = std::ranges::find(values, name, &std::pair<std::string, std::string>::first);
    const bool fills = close != std::string::npos && value != values.end();
    text += fills ? value->second : std::string(1, pattern[at]);
    at = fills ? close + 1 : at + 1;
  }
  return text;
}

std::string option_label(const Option& option, const Texts& texts, const Phrasebook& phrasebook) {
  const auto found = texts.options.find(option.label_key);
  if (found != texts.options.end()) return found->second;
  if (option.label_key == "annet") return phrasebook.phrase("something_else");
  if (option.label_key == "gjelder-ikke") return phrasebook.phrase("not_for_us");
  return "[" + option.label_key + "]";
}

Result<Phrasebook> load_phrasebook(const std::string& language_folder) {
  const fs::path folder(language_folder);
  auto language = TRY(read_language(folder));
  language.approved = TRY(read_approval(folder));
  Book book;
  TRY(add_file(folder / "ui.toml", "", book));
  TRY(add_file(folder / "staff.toml", "", book));
  TRY(add_file(folder / "pictures.toml", "picture.", book));
  TRY(add_file(folder / "themes.toml", "theme.", book));
  if (!book.complaints.empty()) return as_error(book.complaints);
  return Phrasebook(std::move(language), std::move(book.phrases));
}

Result<std::map<std::string, Phrasebook>> load_phrasebooks(const std::string& texts_folder) {
  std::map<std::string, Phrasebook> books;
  const auto entries = TRY(entries_in(texts_folder).while_doing("looking for languages"));
  for (const auto& folder : entries) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) continue;
    auto book = TRY(load_phrasebook(folder.string()));
    books.emplace(folder.filename().string(), std::move(book));
  }
  if (books.empty()) return missing("no languages in " + texts_folder);
  return books;
}

}  // namespace stemme
