#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>

#include "server-sync/protocol/pack.h"
#include "server-sync/protocol/rotation.h"
#include "server-sync/protocol/toml_file.h"

namespace stemme {
namespace {

using Names = std::vector<std::string>;

constexpr int tiles_max_young = 4;
constexpr int tiles_max = 6;
/// Of pick3 from ten years up: two rows of six.
constexpr int tiles_max_pick = 12;
/// Domain §4.3, by band.
constexpr std::array<int, 7> words_max{7, 7, 8, 9, 11, 12, 14};

bool has(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Complaints about one file.
class Desk {
 public:
  Desk(const std::string& file, Complaints& complaints) : file_(file), complaints_(complaints) {}
  void complain(int line, std::string wrong, std::string remedy) {
    complaints_.push_back({file_, line, std::move(wrong), std::move(remedy)});
  }

 private:
  const std::string& file_;
  Complaints& complaints_;
};

int line_of(const std::map<std::string, int>& lines, const std::string& key) {
  const auto found = lines.find(key);
  return found == lines.end() ? 0 : found->second;
}

// References

/// Every law it names is the owner's, and binds a house the pack is for.
void check_law(const Pack& pack, const PackSurroundings& around, Desk& desk) {
  if (around.laws.empty()) return;
  Names known;
  for (const auto& [id, binds] : around.laws) known.push_back(id);
  for (const auto& id : pack.law) {
    const auto law = around.laws.find(id);
    const int line = line_of(pack.lines, "law");
    if (law == around.laws.end())
      desk.complain(line, "the owner has no law " + in_quotes(id),
                    "Add it to the owner's file with [[law]], or use " + listed(known));
    else if (std::ranges::none_of(pack.houses,
                                  [&](auto& house) { return has(law->second, house); }))
      desk.complain(line, "the law " + in_quotes(id) + " binds no house that this pack is for",
                    "It is for " + listed(law->second) + "; name another, or change houses");
  }
}

void check_references(const Pack& pack, const PackSurroundings& around, Desk& desk) {
  const auto picture = [&](const std::string& id, int line) {
    if (!has(around.pictures, id))
      desk.complain(line, "there is no picture " + in_quotes(id),
                    "Draw assets/pictures/" + id + ".svg, or name another");
  };
  for (const auto& question : pack.questions) {
    picture(question.picture, question.line);
    for (const auto& option : question.options) picture(option.picture, option.line);
    if (!has(around.themes, question.theme))
      desk.complain(question.line, "there is no theme " + in_quotes(question.theme),
                    "Add it to themes.toml, or use " + listed(around.themes));
  }
  check_law(pack, around, desk);
  for (const auto& window : pack.windows)
    if (!has(around.windows, window))
      desk.complain(line_of(pack.lines, "show"), "there is no window " + in_quotes(window),
                    "Add it to windows.toml, or use " + listed(around.windows));
}

// What a child meets

bool shows_faces(const Question& question) {
  return std::ranges::any_of(
      question.options, [](const Option& option) { return option.picture.starts_with("ansikt-"); });
}

void check_tiles(const Pack& pack, const Question& question, Desk& desk) {
  const bool picks = question.kind == QuestionKind::PickThree;
  const int most = is_young(pack.youngest())                     ? tiles_max_young
                   : picks && pack.youngest() >= Band::TenTwelve ? tiles_max_pick
                                                                 : tiles_max;
  const int on_screen =
      question.kind == QuestionKind::Pair ? 2 : static_cast<int>(question.options.size());
  if (on_screen > most)
    desk.complain(question.line,
                  in_quotes(question.id) + " puts " + std::to_string(on_screen) +
                      " tiles on the screen, and " + std::string(to_text(pack.youngest())) +
                      " can take " + std::to_string(most),
                  "Take options away; *noe annet* and *gjelder ikke* are tiles too");
}

void check_bands(const Pack& pack, const Question& question, Desk& desk) {
  for (const auto band : pack.bands)
    if (question.kind == QuestionKind::Scale &&
        std::ranges::find(question.scale_bands, band) == question.scale_bands.end())
      desk.complain(question.line,
                    "the scale " + in_quotes(question.scale) + " is not for the band " +
                        std::string(to_text(band)),
                    "Use a scale that is, or take the band out of the pack");
  if (shows_faces(question) && pack.offers(Mode::Apen) && pack.is_for(Band::FourFive))
    desk.complain(question.line, "faces on an open screen for the band 4-5 (design §8)",
                  "Use pictures or pairs, or take apen out of modes");
}

void check_modes(const Pack& pack, const Question& question, Desk& desk) {
  const bool guided = pack.offers(Mode::Veiledet) || pack.offers(Mode::Brikke);
  if (question.vote && pack.offers(Mode::Apen))
    desk.complain(question.line,
                  in_quotes(question.id) + " is a vote in a pack with an open screen",
                  "Take apen out of modes: votes are taken in the circle or with tokens");
  if (!question.ask_when.empty() && !guided)
    desk.complain(question.line,
                  in_quotes(question.id) + " waits for an event, and no adult can open it",
                  "Add veiledet to modes, or remove ask_when");
}

/// A visit shows as many pairs as pictures, so a second pair question would make it too many.
void check_pairs(const Pack& pack, Desk& desk) {
  const auto pairs = std::ranges::count_if(pack.questions, [](const Question& question) {
    return question.kind == QuestionKind::Pair && question.rotates();
  });
  if (pairs > 1 && pack.per_visit > 1 && pack.per_week > 1 && pack.offers(Mode::Apen))
    desk.complain(line_of(pack.lines, "per_visit"),
                  "a visit would show pairs of two questions, more than a child can take",
                  "Write per_visit = 1: a visit shows three or four pairs of one question");
}

void check_questions(const Pack& pack, Desk& desk) {
  check_pairs(pack, desk);
  for (const auto& question : pack.questions) {
    check_tiles(pack, question, desk);
    check_bands(pack, question, desk);
    check_modes(pack, question, desk);
  }
}

// Can it be asked?

void check_care(const Pack& pack, Desk& desk) {
  const auto care = std::ranges::find_if(pack.questions, &Question::care);
  if (care == pack.questions.end()) return;
  const auto neutral = std::ranges::count_if(pack.questions, [](const Question& question) {
    return question.rotates() && !question.care;
  });
  if (neutral < 2)
    desk.complain(
        care->line,
        in_quotes(care->id) + " is a care question without two neutral ones around it (D38)",
        "Add neutral questions: one stands before it, one after");
  else if (pack.per_week < 2 || pack.per_visit < 3)
    desk.complain(line_of(pack.lines, pack.per_week < 2 ? "per_week" : "per_visit"),
                  in_quotes(care->id) + " is a care question and never fits in a visit",
                  "Write per_week = 2 and per_visit = 3: neutral, care, neutral");
  if (!pack.offers(Mode::Apen))
    desk.complain(care->line,
                  in_quotes(care->id) + " is a care question, and a round asks one question alone",
                  "Add apen to modes, or take the question out");
}

void check_hours(const Pack& pack, const PackSurroundings& around, Desk& desk) {
  const int line = line_of(pack.lines, "show");
  if (pack.windows.empty())
    desk.complain(line, "the pack shows in no window", "Name one of " + listed(around.windows));
  const bool is_open = std::ranges::any_of(pack.weekdays, [&](int day) {
    return std::ranges::find(around.open_weekdays, day) != around.open_weekdays.end();
  });
  if (!is_open)
    desk.complain(line, "the pack shows only on days when the house is closed",
                  "Give weekdays from 1 (Monday) to 5");
}

/// Asks as a screen would, week after week, and counts.
void check_rotation(const Pack& pack, Desk& desk) {
  if (!pack.offers(Mode::Apen)) return;
  constexpr int years = 2;
  std::vector<int> times(pack.questions.size(), 0);
  for (int month = 0; month < years * 52; ++month)
    for (int i : asked_in_week(pack, 0, IsoWeek{2026, 1} + month))
      ++times[static_cast<std::size_t>(i)];
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto& question = pack.questions[i];
    const bool has_its_own_complaint = question.vote || question.care;
    if (question.rotates() && !has_its_own_complaint && times[i] == 0)
      desk.complain(question.line, in_quotes(question.id) + " is never asked", "Raise per_week");
  }
}

void check_asking(const Pack& pack, const PackSurroundings& around, Desk& desk) {
  check_care(pack, desk);
  check_hours(pack, around, desk);
  check_rotation(pack, desk);
  if (pack.audience == "forelder" && pack.offers(Mode::Apen) &&
      (pack.per_week > 1 || pack.per_visit > 1))
    desk.complain(line_of(pack.lines, pack.per_week > 1 ? "per_week" : "per_visit"),
                  "parents are asked one question a house and week (design §6)",
                  "Write per_week = 1 and per_visit = 1");
}

void check_release(const Pack& pack, Desk& desk) {
  const bool rotates = std::ranges::any_of(pack.questions, &Question::rotates);
  if (!pack.offers(Mode::Apen) || !rotates) return;
  const auto estimate = estimate_release(pack);
  if (estimate.weeks > release_weeks_max)
    desk.complain(line_of(pack.lines, "frequency"),
                  "a small unit would wait " + std::to_string(estimate.weeks) +
                      " weeks before a question has the ten answers it needs",
                  "Ask fewer questions, show it more often or on more days; at most " +
                      std::to_string(release_weeks_max) + " weeks");
}

// Words

/// Small letters of ASCII and of Latin-1, Æ Ø Å among them.
std::string lowered(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    const bool after_c3 = i > 0 && text[i - 1] == '\xC3';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const auto byte = static_cast<unsigned char>(c);
    if (after_c3 && byte >= 0x80 && byte <= 0x9E) c = static_cast<char>(byte + 0x20U);
    out += c;
  }
  return out;
}

Names words_of(const std::string& text) {
  constexpr std::string_view between = " \t\n.,;:?!–—()«»\"";
  Names words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  for (const char c : lowered(text)) {
    if (between.find(c) != std::string_view::npos && static_cast<unsigned char>(c) < 0x80)
      end_word();
    else
      word += c;
  }
  end_word();
  // A lone dash or quotation mark of several bytes is no word.
  std::erase_if(words,
                [](const std::string& w) { return w == "–" || w == "—" || w == "«" || w == "»"; });
  return words;
}

bool negates(const std::string& word, const Names& negations) {
  return std::ranges::any_of(negations, [&](const std::string& no) {
    return no.starts_with("-") ? word.ends_with(no.substr(1)) : word == no;
  });
}

void check_wording(const Pack& pack, const Texts& texts, const Names& negations, Desk& desk) {
  const int most = words_max.at(static_cast<std::size_t>(pack.youngest()));
  for (const auto& [id, text] : texts.questions) {
    const int line = line_of(texts.lines, "question." + id);
    const auto words = words_of(text);
    if (static_cast<int>(words.size()) > most)
      desk.complain(line,
                    in_quotes(text) + " has " + std::to_string(words.size()) +
                        " words, and the band " + std::string(to_text(pack.youngest())) +
                        " can take " + std::to_string(most),
                    "Shorten it; read it aloud twice");
    const auto no =
        std::ranges::find_if(words, [&](const auto& word) { return negates(word, negations); });
    if (no != words.end())
      desk.complain(line, in_quotes(text) + " asks with a negation: " + in_quotes(*no),
                    "Turn the question round, so that yes means yes");
  }
}

Names option_keys(const Pack& pack) {
  std::set<std::string> keys;
  for (const auto& question : pack.questions)
    for (const auto& option : question.options) keys.insert(option.label_key);
  return {keys.begin(), keys.end()};
}

Names question_ids(const Pack& pack) {
  Names ids;
  for (const auto& question : pack.questions) ids.push_back(question.id);
  return ids;
}

/// `owner_needs`: whether a gap is a mistake. Other languages may lag behind and never block a pack
/// (D62).
struct Section {
  std::string name;
  const std::map<std::string, std::string>& words;
  const Names& wanted;
};

void check_missing(const Section& section, const Texts& texts, Desk& desk) {
  for (const auto& key : section.wanted)
    if (!section.words.contains(key))
      desk.complain(line_of(texts.lines, section.name),
                    in_quotes(key) + " has no text in " + in_quotes(texts.language),
                    "Add it under [" + section.name + "]");
}

void check_strays(const Section& section, const Texts& texts, Desk& desk) {
  for (const auto& [key, text] : section.words)
    if (!has(section.wanted, key))
      desk.complain(
          line_of(texts.lines, section.name + "." + key),
          "the pack has nothing called " + in_quotes(key) + " under [" + section.name + "]",
          "Correct the key or remove the line");
}

void check_texts(const Pack& pack, const Texts& texts, const PackSurroundings& around, Desk& desk) {
  const auto questions = question_ids(pack);
  const auto options = option_keys(pack);
  const std::array sections{Section{"question", texts.questions, questions},
                            Section{"option", texts.options, options}};
  const bool owner_needs = has(around.required_languages, texts.language);
  if (texts.pack != pack.id)
    desk.complain(
        line_of(texts.lines, "pack"),
        "these are the words of " + in_quotes(texts.pack) + ", not of " + in_quotes(pack.id),
        "Write pack = " + in_quotes(pack.id));
  if (owner_needs && texts.version != pack.version)
    desk.complain(
        line_of(texts.lines, "version"),
        "the words are for version " + std::to_string(texts.version) + ", the pack is version " +
            std::to_string(pack.version),
        "Read the words through again, then write version = " + std::to_string(pack.version));
  for (const auto& section : sections) {
    check_strays(section, texts, desk);
    if (owner_needs) check_missing(section, texts, desk);
  }
  const auto negations = around.negations.find(texts.language);
  if (owner_needs)
    check_wording(pack, texts, negations == around.negations.end() ? Names{} : negations->second,
                  desk);
}

void check_languages(const Pack& pack, const std::vector<Texts>& texts,
                     const PackSurroundings& around, Complaints& complaints) {
  Desk at_pack(pack.file, complaints);
  for (const auto& language : around.required_languages)
    if (std::ranges::none_of(texts, [&](const Texts& t) { return t.language == language; }))
      at_pack.complain(
          line_of(pack.lines, "id"),
          "the owner requires " + in_quotes(language) + ", and the pack has no words in it",
          "Write texts/" + language + "/" + pack.id + ".toml");
  for (const auto& words : texts) {
    Desk desk(words.file, complaints);
    check_texts(pack, words, around, desk);
  }
}

double weeks_between_showings(const Pack& pack) {
  if (pack.frequency == "fortnightly") return 2;
  if (pack.frequency == "monthly" || pack.frequency == "one-week-a-month") return 4;
  if (pack.frequency == "theme-weeks") return 5;
  if (pack.frequency == "twice-a-year") return 26;
  if (pack.frequency == "yearly") return 52;
  return 1;
}

}  // namespace

ReleaseEstimate estimate_release(const Pack& pack) {
  constexpr double children = 10, visits_a_child_day = 0.45, present = 0.85, stay = 0.88;
  constexpr double smallest_house = 28, pickups_answered = 0.09;
  constexpr double answers_needed = 10;
  const double days = static_cast<double>(pack.weekdays.size());
  const bool parents = pack.audience == "forelder";
  const double visits = parents ? smallest_house * present * days * pickups_answered
                                : children * present * days * visits_a_child_day * stay;
  const auto rotating = std::ranges::count_if(pack.questions, [](const Question& question) {
    return question.rotates() && !question.care;
  });
  const double asked = std::min(static_cast<double>(pack.per_week), static_cast<double>(rotating));
  ReleaseEstimate estimate;
  if (asked < 1 || visits <= 0) return {0, release_weeks_max * 100};
  estimate.answers_a_week = visits * std::min(1.0, pack.per_visit / asked);
  // Ten answers on two days or more (C9): one weekday alone needs a second week.
  const double weeks_asked = std::max(std::ceil(answers_needed / estimate.answers_a_week),
                                      pack.weekdays.size() < 2 ? 2.0 : 1.0);
  const double weeks_a_turn = static_cast<double>(rotating) / asked * weeks_between_showings(pack);
  estimate.weeks = static_cast<int>(std::ceil((weeks_asked - 1) * weeks_a_turn)) + 1;
  return estimate;
}

std::vector<Complaint> check_pack(const Pack& pack, const std::vector<Texts>& texts,
                                  const PackSurroundings& around) {
  Complaints complaints;
  Desk desk(pack.file, complaints);
  check_references(pack, around, desk);
  check_questions(pack, desk);
  check_asking(pack, around, desk);
  check_release(pack, desk);
  check_languages(pack, texts, around, complaints);
  return complaints;
}

}  // namespace stemme
