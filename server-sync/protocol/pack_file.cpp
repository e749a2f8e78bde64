#include <algorithm>
#include <set>

#include "server-sync/protocol/keys.h"
#include "server-sync/protocol/language_tag.h"
#include "server-sync/protocol/pack.h"
#include "server-sync/protocol/toml_file.h"

namespace stemme {
namespace {

using Names = std::vector<std::string>;

const Names statuses{"draft", "child-tested", "pilot", "approved", "retired"};
const Names audiences{"barn", "elev", "forelder", "gruppe"};
const Names houses{"barnehage", "skole", "sfo", "kommune"};
const Names levels{"individ", "tjeneste", "system"};
const Names frequencies{"daily",       "weekly",        "fortnightly",    "monthly",
                        "theme-weeks", "twice-a-year",  "yearly",         "one-week-a-month",
                        "on-demand",   "after-meeting", "after-card-done"};
const Names kinds{"scale", "choice", "pair", "pick3"};
const Names bands{"3", "4-5", "5-6", "7-9", "10-12", "13-16", "adult"};
const Names modes{"apen", "veiledet", "brikke", "samtale"};

struct Scale {
  std::vector<Band> bands;
  std::optional<int> positive_from;
  std::vector<Option> options;
};

bool is_known(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string one_of(TomlSection& section, std::string_view key, const Names& names) {
  auto value = section.text(key);
  if (!value.empty() && !is_known(names, value))
    section.complain_of(key, in_quotes(value) + " is not known as " + std::string(key),
                        "Use " + listed(names));
  return value;
}

Names each_of(TomlSection& section, std::string_view key, const Names& names) {
  auto values = section.texts(key);
  for (const auto& value : values)
    if (!is_known(names, value))
      section.complain_of(key, in_quotes(value) + " is not known among " + std::string(key),
                          "Use " + listed(names));
  if (values.empty() && section.has(key))
    section.complain_of(key, in_quotes(key) + " is empty", "Name at least one of " + listed(names));
  return values;
}

std::vector<Band> bands_in(TomlSection& section) {
  std::vector<Band> found;
  for (const auto& name : each_of(section, "bands", bands))
    if (const auto band = band_from(name)) found.push_back(*band);
  return found;
}

/// Ids stand in file names, keys and boxes for ever: small letters, digits, dashes.
std::string id_in(TomlSection& section, std::set<std::string>& taken) {
  auto id = section.text("id");
  const bool is_plain = std::ranges::all_of(
      id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (!is_plain)
    section.complain_of("id", "the id " + in_quotes(id) + " holds more than a–z, 0–9 and -",
                        "Spell it with those, for example " + in_quotes("best-ute"));
  if (!id.empty() && !taken.insert(id).second)
    section.complain_of("id", "the id " + in_quotes(id) + " is used twice",
                        "Give this one another id; ids are never used again for something else");
  return id;
}

std::vector<Option> options_in(TomlSection& section, const std::string& prefix) {
  constexpr std::size_t options_max = 14;  // Two more may be appended, and a box holds sixteen.
  std::vector<Option> options;
  std::set<std::string> taken;
  for (auto& row : section.sections("options")) {
    row.knows_only({"id", "value", "picture"});
    Option option;
    option.id = id_in(row, taken);
    option.picture = row.text("picture");
    option.label_key = prefix + "." + option.id;
    option.value = row.number_or("value", static_cast<int>(options.size()) + 1, -100, 100);
    option.line = row.line();
    options.push_back(option);
  }
  if (options.size() < 2 || options.size() > options_max)
    section.complain_of("options",
                        in_quotes(prefix) + " has " + std::to_string(options.size()) + " options",
                        "Give it from 2 to " + std::to_string(options_max));
  return options;
}

void check_order(TomlSection& section, const Scale& scale) {
  for (std::size_t i = 1; i < scale.options.size(); ++i)
    if (scale.options[i].value <= scale.options[i - 1].value)
      section.complain(scale.options[i].line, "the values of a scale do not rise",
                       "Write the options from low to high, as they stand on the screen (D29)");
}

Scale scale_in(TomlSection& section, const std::string& id) {
  section.knows_only({"id", "bands", "positive_from", "options"});
  Scale scale;
  scale.bands = bands_in(section);
  scale.options = options_in(section, id);
  check_order(section, scale);
  if (!section.has("positive_from") || scale.options.empty()) return scale;
  const int from = section.number("positive_from", -100, 100);
  const auto first =
      std::ranges::find_if(scale.options, [&](const Option& o) { return o.value >= from; });
  scale.positive_from = static_cast<int>(first - scale.options.begin());
  if (scale.positive_from == 0 || first == scale.options.end())
    section.complain_of(
        "positive_from", "positive_from leaves no good end, or no other end",
        "Give the value of the first good option; leave the line out if there is none");
  return scale;
}

std::map<std::string, Scale> scales_in(TomlSection& top) {
  std::map<std::string, Scale> scales;
  std::set<std::string> taken;
  for (auto& section : top.sections("scale")) {
    const auto id = id_in(section, taken);
    scales.emplace(id, scale_in(section, id));
  }
  return scales;
}

void use_scale(TomlSection& section, const std::map<std::string, Scale>& scales,
               Question& question) {
  question.scale = section.text("scale");
  const auto found = scales.find(question.scale);
  if (found != scales.end()) {
    question.scale_bands = found->second.bands;
    question.positive_from = found->second.positive_from;
    question.options = found->second.options;
    return;
  }
  Names known;
  for (const auto& [id, scale] : scales) known.push_back(id);
  if (!question.scale.empty())
    section.complain_of(
        "scale", "the scale " + in_quotes(question.scale) + " is not in this file",
        known.empty() ? "Add it with [[scale]]" : "Add it with [[scale]], or use " + listed(known));
}

void append_options(Question& question) {
  const int next = question.options.empty() ? 1 : question.options.back().value + 1;
  if (question.other) question.options.push_back({"annet", "annet", "annet", next, question.line});
  if (question.not_applicable)
    question.options.push_back(
        {"gjelder-ikke", "gjelder-ikke", "gjelder-ikke", next + 1, question.line});
}

/// A pair shows two of its options at a time, so a third would be no pair; three of three are no
/// pick.
void check_kind(TomlSection& section, const Question& question) {
  constexpr std::size_t pair_from = 3;
  constexpr std::size_t pick_from = 4;
  if (question.kind == QuestionKind::Scale && (question.other || question.vote))
    section.complain(section.line(), "a scale cannot be a vote or have *noe annet*",
                     "Remove vote and other, or use kind = \"choice\"");
  if (question.kind == QuestionKind::Pair &&
      (question.other || question.vote || question.not_applicable))
    section.complain(section.line(),
                     "a pair shows two of its options and nothing else: it cannot be a vote, have "
                     "*noe annet* or *gjelder ikke*",
                     "Remove vote, other and allow_na, or use kind = \"choice\"");
  if (question.kind == QuestionKind::Pair && !question.options.empty() &&
      question.options.size() < pair_from)
    section.complain_of("options", "a pair of the same two pictures, over and over",
                        "Give it three pictures or more, or use kind = \"choice\"");
  if (question.kind == QuestionKind::PickThree && question.vote)
    section.complain(section.line(), "a vote has one choice, and pick3 has three",
                     "Remove vote, or use kind = \"choice\"");
  if (question.kind == QuestionKind::PickThree && !question.options.empty() &&
      question.options.size() < pick_from)
    section.complain_of("options",
                        "pick3 gives three of " + std::to_string(question.options.size()),
                        "Give it four options or more, or use kind = \"choice\"");
}

Question question_in(TomlSection& section, const std::map<std::string, Scale>& scales,
                     std::set<std::string>& taken) {
  section.knows_only({"id", "theme", "kind", "scale", "picture", "care", "vote", "allow_na",
                      "other", "ask_when", "options"});
  Question question;
  question.id = id_in(section, taken);
  question.line = section.line();
  question.theme = section.text("theme");
  question.picture = section.text("picture");
  question.care = section.flag_or("care", false);
  question.vote = section.flag_or("vote", false);
  question.other = section.flag_or("other", false);
  question.not_applicable = section.flag_or("allow_na", false);
  if (section.has("ask_when")) question.ask_when = one_of(section, "ask_when", {"after-event"});
  const auto kind = one_of(section, "kind", kinds);
  question.kind = static_cast<QuestionKind>(std::ranges::find(kinds, kind) - kinds.begin());
  if (kind == "scale")
    use_scale(section, scales, question);
  else if (is_known(kinds, kind))
    question.options = options_in(section, question.id);
  if (is_known(kinds, kind)) check_kind(section, question);
  append_options(question);
  return question;
}

void read_head(TomlSection& top, Pack& pack) {
  constexpr int version_max = 9999;
  constexpr int questions_a_visit_max = 9;
  if (top.number("schema", 0, version_max) != 1)
    top.complain_of("schema", "this schema is newer or older than this program",
                    "Write schema = 1");
  std::set<std::string> none;
  pack.id = id_in(top, none);
  pack.version = top.number("version", 1, version_max);
  pack.status = one_of(top, "status", statuses);
  pack.audience = one_of(top, "audience", audiences);
  pack.bands = bands_in(top);
  pack.houses = each_of(top, "houses", houses);
  for (const auto& name : each_of(top, "modes", modes))
    if (const auto mode = mode_from(name)) pack.modes.push_back(*mode);
  pack.level = one_of(top, "level", levels);
  pack.method = top.text("method");
  pack.law = top.texts_or_none("law");
  pack.frequency = one_of(top, "frequency", frequencies);
  pack.per_visit = top.number("per_visit", 1, questions_a_visit_max);
  pack.per_week = top.number("per_week", 1, 2);
  auto show = top.section("show");
  show.knows_only({"windows", "weekdays"});
  pack.windows = show.texts("windows");
  pack.weekdays = show.numbers("weekdays", 1, 7);
}

Pack pack_in(TomlSection& top) {
  top.knows_only({"schema", "id", "version", "status", "audience", "bands", "houses", "modes",
                  "level", "method", "law", "frequency", "per_visit", "per_week", "show", "scale",
                  "question"});
  Pack pack;
  read_head(top, pack);
  const auto scales = scales_in(top);
  std::set<std::string> taken;
  for (auto& section : top.sections("question"))
    pack.questions.push_back(question_in(section, scales, taken));
  if (pack.questions.empty())
    top.complain(top.line(), "the pack asks nothing", "Add a [[question]]");
  pack.lines = top.lines();
  return pack;
}

void take(std::map<std::string, std::string>& into, std::map<std::string, int>& lines,
          TomlSection section, const std::string& prefix) {
  into = section.phrases();
  for (const auto& [key, line] : section.lines()) lines[prefix + key] = line;
}

}  // namespace

Result<Pack> load_pack(std::string_view toml, const std::string& file) {
  const auto tree = TRY(read_toml(toml, file));
  Complaints complaints;
  TomlSection top(tree, file, complaints);
  auto pack = pack_in(top);
  if (!complaints.empty()) return as_error(complaints);
  const auto digest = sha256(as_bytes(toml));
  std::copy_n(digest.begin(), pack.digest.size(), pack.digest.begin());
  pack.structure = std::string(toml);
  pack.file = file;
  return pack;
}

Result<Texts> load_texts(std::string_view toml, const std::string& language,
                         const std::string& file) {
  constexpr int version_max = 9999;
  const auto tree = TRY(read_toml(toml, file));
  Complaints complaints;
  TomlSection top(tree, file, complaints);
  top.knows_only({"pack", "version", "title", "why", "question", "option"});
  Texts texts;
  texts.file = file;
  texts.language = language;
  texts.pack = top.text("pack");
  texts.version = top.number("version", 1, version_max);
  texts.title = top.text("title");
  texts.why = top.text("why");
  texts.lines = top.lines();
  take(texts.questions, texts.lines, top.section("question"), "question.");
  take(texts.options, texts.lines, top.section("option"), "option.");
  if (!is_language_tag(language))
    top.complain(0, in_quotes(language) + " is no tag that an answer has room for",
                 "Name the language by 1 to 8 letters, digits or dashes, such as \"nb\"");
  if (!complaints.empty()) return as_error(complaints);
  return texts;
}

}  // namespace stemme
