#include "server-sync/protocol/content.h"

#include <filesystem>
#include <set>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/picture_check.h"
#include "server-sync/protocol/toml_file.h"

namespace stemme {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view id_example = "for-lunsj";

std::chrono::minutes time_in(TomlSection& section, std::string_view key) {
  const auto text = section.text(key);
  const auto time = time_of_day_from(text);
  if (!time && !text.empty())
    section.complain_of(key, in_quotes(text) + " is no time of day", "Write for example \"07:30\"");
  return time ? *time : std::chrono::minutes();
}

void check_partition(TomlSection& top, const std::vector<Daypart>& dayparts) {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < dayparts.size(); ++i) {
    const auto& daypart = dayparts[i];
    const bool follows = i == 0 ? daypart.from.count() == 0 : daypart.from > dayparts[i - 1].from;
    if (!follows)
      top.complain_of("daypart",
                      "the dayparts are no partition of the day at " + in_quotes(daypart.id),
                      "Begin the first at 00:00 and each after the one before it (C3)");
    if (daypart.id == whole_day || !ids.insert(daypart.id).second)
      top.complain_of("daypart", "the daypart id " + in_quotes(daypart.id) + " is taken",
                      "Use another");
  }
  if (dayparts.empty()) top.complain_of("daypart", "the day has no dayparts", "Add a [[daypart]]");
}

std::vector<Window> windows_in(TomlSection& top) {
  std::vector<Window> windows;
  for (auto& section : top.sections("window")) {
    section.knows_only({"id", "from", "to", "quiet"});
    Window window{section.id(id_example), time_in(section, "from"), time_in(section, "to"),
                  section.flag_or("quiet", false)};
    if (window.from >= window.to)
      section.complain_of("to", "the window " + in_quotes(window.id) + " never opens",
                          "Let it end after it begins");
    windows.push_back(std::move(window));
  }
  return windows;
}

Result<std::string> read_text(const fs::path& path) { return read_text_file(path, toml_bytes_max); }

template <typename Loaded>
Result<Loaded> load_from(const fs::path& path,
                         Result<Loaded> (*load)(std::string_view, const std::string&)) {
  const auto text = TRY(read_text(path));
  return load(text, path.string());
}

/// None where there is no such folder.
Result<std::vector<fs::path>> files_in(const fs::path& folder, std::string_view ending) {
  auto files = entries_in(folder);
  if (!files && files.error().failure() == Failure::Missing) return std::vector<fs::path>();
  if (files)
    std::erase_if(*files, [&](const fs::path& file) { return file.extension() != ending; });
  return files;
}

Result<PackSurroundings> surroundings(const fs::path& assets, const Owner& owner,
                                      const Hours& hours, const std::vector<Theme>& themes) {
  PackSurroundings around;
  around.required_languages = owner.required_languages;
  for (const auto& window : hours.windows) around.windows.push_back(window.id);
  for (const auto& theme : themes) around.themes.push_back(theme.id);
  const auto pictures = TRY(files_in(assets / "pictures", ".svg"));
  for (const auto& picture : pictures) around.pictures.push_back(picture.stem().string());
  for (const auto& law : owner.laws) around.laws[law.id] = law.houses;
  for (const auto& tag : owner.required_languages) {
    const auto book = TRY(load_phrasebook((assets / "texts" / tag).string()));
    const auto& negations = book.language().negations;
    if (!negations.empty()) around.negations[tag] = negations;
  }
  return around;
}

/// The words of a pack in every language the owner offers.
Result<void> add_texts(const fs::path& assets, const Owner& owner, PackWithTexts& loaded) {
  for (const auto& tag : owner.offered_languages) {
    const auto path = assets / "texts" / tag / (loaded.pack.id + ".toml");
    auto read = read_text(path);
    if (!read && read.error().failure() == Failure::Missing) continue;
    auto text = TRY(std::move(read));
    auto texts = TRY(load_texts(text, tag, path.string()));
    loaded.texts.emplace(tag, std::move(texts));
    loaded.text_files.emplace(tag, std::move(text));
  }
  return {};
}

Complaint whole(const Error& error) { return {"", 0, error.message(), ""}; }

/// Cut and empty files load, and paint nothing: asked of every picture that the pack shows.
void check_pictures(const fs::path& assets, const Pack& pack, Complaints& complaints) {
  std::set<std::string> used;
  for (const auto& question : pack.questions) {
    used.insert(question.picture);
    for (const auto& option : question.options) used.insert(option.picture);
  }
  for (const auto& id : used) {
    const auto path = assets / "pictures" / (id + ".svg");
    const auto svg = read_text_file(path, picture_bytes_max);
    // check_pack complains of it, with the line that names it.
    if (!svg && svg.error().failure() == Failure::Missing) continue;
    const auto checked = svg ? check_picture(*svg, path.string()) : Result<void>(svg.error());
    if (!checked) complaints.push_back(whole(checked.error()));
  }
}

Result<PackWithTexts> load_words_and_all(const fs::path& file, const fs::path& assets,
                                         const Owner& owner) {
  PackWithTexts loaded;
  loaded.pack = TRY(load_from<Pack>(file, load_pack));
  TRY(add_texts(assets, owner, loaded));
  return loaded;
}

Complaints complaints_of(const PackWithTexts& loaded, const fs::path& file, const fs::path& assets,
                         const PackSurroundings& around) {
  std::vector<Texts> texts;
  for (const auto& [tag, words] : loaded.texts) texts.push_back(words);
  auto complaints = check_pack(loaded.pack, texts, around);
  if (file.stem() != loaded.pack.id)
    complaints.push_back({file.string(), 0,
                          "the file is named otherwise than the pack " + in_quotes(loaded.pack.id),
                          "Rename it to " + loaded.pack.id + ".toml"});
  check_pictures(assets, loaded.pack, complaints);
  return complaints;
}

Result<void> load_packs(const fs::path& assets, const PackSurroundings& around, Content& content) {
  const auto files = TRY(files_in(assets / "packs", ".toml"));
  Complaints wrong;
  for (const auto& file : files) {
    auto loaded = load_words_and_all(file, assets, content.owner);
    if (!loaded) {
      wrong.push_back(whole(loaded.error()));
      continue;
    }
    const auto complaints = complaints_of(*loaded, file, assets, around);
    wrong.insert(wrong.end(), complaints.begin(), complaints.end());
    content.packs.push_back(std::move(loaded).value());
  }
  if (!wrong.empty()) return as_error(wrong);
  return {};
}

}  // namespace

Result<Hours> load_hours(std::string_view toml, const std::string& file) {
  const auto tree = TRY(read_toml(toml, file));
  Complaints complaints;
  TomlSection top(tree, file, complaints);
  top.knows_only({"schema", "daypart", "window"});
  Hours hours;
  for (auto& section : top.sections("daypart")) {
    section.knows_only({"id", "from"});
    hours.dayparts.push_back({section.id(id_example), time_in(section, "from")});
  }
  check_partition(top, hours.dayparts);
  hours.windows = windows_in(top);
  if (!complaints.empty()) return as_error(complaints);
  return hours;
}

Result<std::vector<Theme>> load_themes(std::string_view toml, const std::string& file) {
  const auto tree = TRY(read_toml(toml, file));
  Complaints complaints;
  TomlSection top(tree, file, complaints);
  std::vector<Theme> themes;
  for (auto& section : top.sections("theme")) {
    section.knows_only({"id", "visibility"});
    themes.push_back({section.text("id"), section.text_or("visibility", "")});
  }
  if (!complaints.empty()) return as_error(complaints);
  return themes;
}

Result<Content> load_content(const std::string& assets, const std::string& owner_file) {
  const fs::path folder(assets);
  Content content;
  content.owner = TRY(load_from<Owner>(owner_file, load_owner));
  content.hours = TRY(load_from<Hours>(folder / "windows.toml", load_hours));
  content.themes = TRY(load_from<std::vector<Theme>>(folder / "themes.toml", load_themes));
  for (const auto& tag : content.owner.offered_languages) {
    auto book = TRY(load_phrasebook((folder / "texts" / tag).string()));
    content.phrasebooks.emplace(tag, std::move(book));
  }
  const auto around = TRY(surroundings(folder, content.owner, content.hours, content.themes));
  TRY(load_packs(folder, around, content));
  return content;
}

Complaints check_pack_file(const std::string& file, const std::string& assets, const Owner& owner) {
  const fs::path folder(assets);
  const auto check = [&]() -> Result<Complaints> {
    const auto hours = TRY(load_from<Hours>(folder / "windows.toml", load_hours));
    const auto themes = TRY(load_from<std::vector<Theme>>(folder / "themes.toml", load_themes));
    const auto around = TRY(surroundings(folder, owner, hours, themes));
    const auto loaded = TRY(load_words_and_all(file, folder, owner));
    return complaints_of(loaded, file, folder, around);
  };
  auto checked = check();
  if (!checked) return {whole(checked.error())};
  return std::move(checked).value();
}

}  // namespace stemme
