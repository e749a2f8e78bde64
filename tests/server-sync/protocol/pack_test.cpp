#include "server-sync/protocol/pack.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace stemme {
namespace {

/// A whole pack, so that each test breaks one thing.
const std::string whole = R"(schema = 1
id = "dagen"
version = 1
status = "pilot"
audience = "barn"
bands = ["5-6"]
houses = ["barnehage"]
modes = ["apen", "veiledet"]
level = "tjeneste"
method = "innsjekk"
per_visit = 3
per_week = 2
frequency = "daily"
show = { windows = ["henting"], weekdays = [1, 2, 3, 4, 5] }

[[scale]]
id = "faces3"
bands = ["5-6", "7-9"]
positive_from = 3
options = [
  { id = "ikke-bra", value = 1, picture = "ansikt-trist" },
  { id = "midt", value = 2, picture = "ansikt-midt" },
  { id = "bra", value = 3, picture = "ansikt-glad" },
]

[[question]]
id = "trivsel"
theme = "trivsel"
kind = "scale"
scale = "faces3"
picture = "barnehage"

[[question]]
id = "trygg"
theme = "trivsel"
kind = "scale"
scale = "faces3"
picture = "barnehage"
care = true

[[question]]
id = "best"
theme = "trivsel"
kind = "choice"
picture = "barnehage"
other = true
options = [
  { id = "ute", picture = "ute" },
  { id = "inne", picture = "bygge" },
]
)";

const std::string words = R"(pack = "dagen"
version = 1
title = "Dagen"
why = "Vi spør for å gjøre dagene bedre."

[question]
trivsel = "Hvordan var det i dag?"
trygg = "Har du en voksen å gå til?"
best = "Hva var best i dag?"

[option]
"faces3.ikke-bra" = "Ikke bra"
"faces3.midt" = "Midt imellom"
"faces3.bra" = "Bra"
"best.ute" = "Ute"
"best.inne" = "Inne"
annet = "Noe annet"
)";

std::string with(std::string text, const std::string& old, const std::string& now) {
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << "nothing to break: " << old;
  return text.replace(at, old.size(), now);
}

std::string everywhere(std::string text, const std::string& old, const std::string& now) {
  for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + now.size()))
    text.replace(at, old.size(), now);
  return text;
}

PackSurroundings surroundings() {
  PackSurroundings around;
  around.required_languages = {"nb"};
  around.windows = {"henting", "ettermiddag"};
  around.pictures = {"ansikt-trist", "ansikt-midt", "ansikt-glad", "barnehage",
                     "ute",          "bygge",       "annet"};
  around.themes = {"trivsel"};
  around.negations["nb"] = {"ikke", "ingen"};
  return around;
}

std::string loading(const std::string& structure) {
  const auto pack = load_pack(structure, "dagen.toml");
  return pack ? "" : pack.error().message();
}

std::string checking(const std::string& structure, const std::string& text = words,
                     const PackSurroundings& around = surroundings()) {
  const auto pack = load_pack(structure, "dagen.toml");
  if (!pack) return "does not load: " + pack.error().message();
  const auto texts = load_texts(text, "nb", "nb/dagen.toml");
  if (!texts) return texts.error().message();
  std::string out;
  for (const auto& complaint : check_pack(*pack, {*texts}, around))
    out += (out.empty() ? "" : "\n") + to_text(complaint);
  return out;
}

TEST(Pack, LoadsAndHasNoComplaint) { EXPECT_EQ(checking(whole), ""); }

TEST(Pack, IsNamedByTheBytesOfItsStructure) {
  const auto one = load_pack(whole, "dagen.toml").value();
  const auto other = load_pack(whole + "# a word\n", "dagen.toml").value();

  EXPECT_NE(one.digest, other.digest);
  EXPECT_EQ(one.structure, whole);
}

TEST(Pack, KeepsTheOrderOfOptionsAndAppendsTheOthers) {
  const auto text = with(whole, "other = true", "other = true\nallow_na = true");
  const auto best = load_pack(text, "dagen.toml").value().questions.at(2);

  std::vector<std::string> ids;
  for (const auto& option : best.options) ids.push_back(option.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"ute", "inne", "annet", "gjelder-ikke"}));
  EXPECT_EQ(best.options.at(0).label_key, "best.ute");
  EXPECT_TRUE(best.shape().not_applicable);
}

TEST(Pack, MirrorsTheGoodEndOfAScale) {
  const auto shape = load_pack(whole, "dagen.toml").value().questions.at(0).shape();

  EXPECT_EQ(shape.positive_from, 2);
  EXPECT_EQ(shape.negative_through, 0);
}

TEST(Pack, StartsOnlyWhenItHasBeenTried) {
  const auto status = [](const std::string& name) {
    return load_pack(with(whole, "\"pilot\"", "\"" + name + "\""), "dagen.toml").value();
  };

  EXPECT_FALSE(may_start(status("draft"), Mode::Apen));
  EXPECT_FALSE(may_start(status("child-tested"), Mode::Veiledet));
  EXPECT_TRUE(may_start(status("draft"), Mode::Oving));
  EXPECT_TRUE(may_start(status("pilot"), Mode::Apen));
  EXPECT_FALSE(may_start(status("approved"), Mode::Brikke)) << "not among its modes";
  EXPECT_FALSE(may_start(status("retired"), Mode::Oving));
}

// D60, what one file can break. Each answer: file, line, what is wrong, what to do.

struct Broken {
  std::string old;
  std::string now;
  std::string answer;
};

TEST(BrokenPack, IsAnsweredWithFileLineWrongAndRemedy) {
  const std::vector<Broken> files{
      {"schema = 1", "schema = 2",
       "dagen.toml:1: this schema is newer or older than this program. Write schema = 1."},
      {"status = \"pilot\"\n", "",
       "dagen.toml:1: \"status\" is missing. Add it here: status = \"…\"."},
      {"\"pilot\"", "\"ready\"",
       "dagen.toml:4: \"ready\" is not known as status. Use draft, child-tested, pilot, approved "
       "or retired."},
      {"bands = [\"5-6\"]", "bands = [\"3-4\"]",
       "dagen.toml:6: \"3-4\" is not known among bands. Use 3, 4-5, 5-6, 7-9, 10-12, 13-16 or "
       "adult."},
      {"per_visit", "pr_visit",
       "dagen.toml:11: \"pr_visit\" is not a field here. Remove it, or did you mean one of: "
       "schema, id, "
       "version, status, audience, bands, houses, modes, level, method, law, frequency, per_visit, "
       "per_week, "
       "show, scale or question.\ndagen.toml:1: \"per_visit\" is missing. Add it here: per_visit = "
       "1."},
      {"per_week = 2", "per_week = 3",
       "dagen.toml:12: \"per_week\" must be a whole number from 1 to 2. Write per_week = 1, or "
       "another in "
       "that range."},
      {"id = \"best\"", "id = \"trivsel\"",
       "dagen.toml:42: the id \"trivsel\" is used twice. Give this one another id; ids are never "
       "used "
       "again for something else."},
      {"id = \"inne\"", "id = \"ute\"",
       "dagen.toml:49: the id \"ute\" is used twice. Give this one another id; ids are never used "
       "again "
       "for something else."},
      {"id = \"best\"", "id = \"Best i dag\"",
       "dagen.toml:42: the id \"Best i dag\" holds more than a–z, 0–9 and -. Spell it with those, "
       "for "
       "example \"best-ute\"."},
      {"scale = \"faces3\"", "scale = \"faces9\"",
       "dagen.toml:30: the scale \"faces9\" is not in this file. Add it with [[scale]], or use "
       "faces3."},
      {"value = 2", "value = 1",
       "dagen.toml:22: the values of a scale do not rise. Write the options from low to high, as "
       "they "
       "stand on the screen (D29)."},
      {"positive_from = 3", "positive_from = 1",
       "dagen.toml:19: positive_from leaves no good end, or no other end. Give the value of the "
       "first "
       "good option; leave the line out if there is none."},
      {"kind = \"choice\"", "kind = \"essay\"",
       "dagen.toml:44: \"essay\" is not known as kind. Use scale, choice, pair or pick3."},
      {"  { id = \"inne\", picture = \"bygge\" },\n", "",
       "dagen.toml:47: \"best\" has 1 options. Give it from 2 to 14."},
      {"care = true", "care = 1",
       "dagen.toml:39: \"care\" must be true or false. Write care = true."},
      {"weekdays = [1, 2, 3, 4, 5]", "weekdays = [0]",
       "dagen.toml:14: \"weekdays\" must be a list of whole numbers from 1 to 7. Write weekdays = "
       "[1]."},
  };
  for (const auto& file : files) EXPECT_EQ(loading(with(whole, file.old, file.now)), file.answer);
}

TEST(BrokenPack, IsToldWhatItsKindOfQuestionCannotBe) {
  const std::vector<Broken> files{
      {"kind = \"choice\"", "kind = \"pair\"",
       "dagen.toml:41: a pair shows two of its options and nothing else: it cannot be a vote, have "
       "*noe annet* or *gjelder ikke*. Remove vote, other and allow_na, or use kind = "
       "\"choice\".\n"
       "dagen.toml:47: a pair of the same two pictures, over and over. Give it three pictures or "
       "more, or use kind = \"choice\"."},
      {"kind = \"choice\"", "kind = \"pick3\"",
       "dagen.toml:47: pick3 gives three of 2. Give it four options or more, or use kind = "
       "\"choice\"."},
      {"kind = \"choice\"", "kind = \"pick3\"\nvote = true",
       "dagen.toml:41: a vote has one choice, and pick3 has three. Remove vote, or use kind = "
       "\"choice\".\ndagen.toml:48: pick3 gives three of 2. Give it four options or more, or use "
       "kind = \"choice\"."},
  };
  for (const auto& file : files) EXPECT_EQ(loading(with(whole, file.old, file.now)), file.answer);
}

TEST(BrokenPack, IsAnsweredWithTheLineWhereItStopsBeingToml) {
  const auto answer = loading(with(whole, "version = 1", "version = "));

  EXPECT_TRUE(answer.starts_with("dagen.toml:3: this is not TOML: ")) << answer;
  EXPECT_TRUE(answer.ends_with(
      "Look at this line and the one before it for a missing quote, comma or bracket."));
}

TEST(BrokenPack, IsAnsweredWithAllThatIsWrongAtOnce) {
  const auto answer =
      loading(with(with(whole, "\"pilot\"", "\"ready\""), "kind = \"choice\"", "kind = \"essay\""));

  EXPECT_EQ(std::ranges::count(answer, '\n'), 1);
}

// D60, what needs the surroundings.

TEST(BrokenPack, IsCheckedAgainstItsSurroundings) {
  const std::vector<Broken> files{
      {"picture = \"ute\"", "picture = \"hav\"",
       "dagen.toml:48: there is no picture \"hav\". Draw assets/pictures/hav.svg, or name "
       "another."},
      {"theme = \"trivsel\"", "theme = \"humor\"",
       "dagen.toml:26: there is no theme \"humor\". Add it to themes.toml, or use trivsel."},
      {"windows = [\"henting\"]", "windows = [\"natt\"]",
       "dagen.toml:14: there is no window \"natt\". Add it to windows.toml, or use henting or "
       "ettermiddag."},
      {"windows = [\"henting\"]", "windows = []",
       "dagen.toml:14: the pack shows in no window. Name one of henting or ettermiddag."},
      {"weekdays = [1, 2, 3, 4, 5]", "weekdays = [6, 7]",
       "dagen.toml:14: the pack shows only on days when the house is closed. Give weekdays from 1 "
       "(Monday) to 5."},
      {"bands = [\"5-6\", \"7-9\"]", "bands = [\"7-9\"]",
       "dagen.toml:26: the scale \"faces3\" is not for the band 5-6. Use a scale that is, or take "
       "the band "
       "out of the pack.\ndagen.toml:33: the scale \"faces3\" is not for the band 5-6. Use a scale "
       "that is, "
       "or take the band out of the pack."},
      {"kind = \"choice\"", "kind = \"choice\"\nvote = true",
       "dagen.toml:41: \"best\" is a vote in a pack with an open screen. Take apen out of modes: "
       "votes are "
       "taken in the circle or with tokens.\ndagen.toml:33: \"trygg\" is a care question without "
       "two neutral "
       "ones around it (D38). Add neutral questions: one stands before it, one after."},
      {"per_visit = 3", "per_visit = 2",
       "dagen.toml:11: \"trygg\" is a care question and never fits in a visit. Write per_week = 2 "
       "and "
       "per_visit = 3: neutral, care, neutral."},
      {"modes = [\"apen\", \"veiledet\"]", "modes = [\"veiledet\"]",
       "dagen.toml:33: \"trygg\" is a care question, and a round asks one question alone. Add apen "
       "to "
       "modes, or take the question out."},
      {"weekdays = [1, 2, 3, 4, 5]", "weekdays = [1]", ""},
      {"frequency = \"daily\"", "frequency = \"yearly\"", ""},
  };
  for (const auto& file : files) EXPECT_EQ(checking(with(whole, file.old, file.now)), file.answer);
}

TEST(BrokenPack, PutsNoMoreTilesOnTheScreenThanItsYoungestCanTake) {
  const auto five =
      with(whole, "  { id = \"ute\", picture = \"ute\" },",
           "  { id = \"a\", picture = \"ute\" },\n  { id = \"b\", picture = \"ute\" },\n"
           "  { id = \"ute\", picture = \"ute\" },");
  const auto text = words + "\"best.a\" = \"A\"\n\"best.b\" = \"B\"\n";

  EXPECT_EQ(
      checking(five, text),
      "dagen.toml:41: \"best\" puts 5 tiles on the screen, and 5-6 can take 4. Take options away; "
      "*noe annet* and *gjelder ikke* are tiles too.");
}

/// `best` as another kind, with so many options instead of its own.
std::string with_best(const std::string& kind, int options) {
  auto text =
      with(with(whole, "kind = \"choice\"", "kind = \"" + kind + "\""), "other = true\n", "");
  std::string rows;
  for (int i = 0; i < options; ++i)
    rows += "  { id = \"o" + std::to_string(i) + "\", picture = \"ute\" },\n";
  text = with(text, "  { id = \"ute\", picture = \"ute\" },\n", rows);
  return with(text, "  { id = \"inne\", picture = \"bygge\" },\n", "");
}

std::string words_for(int options) {
  auto text =
      with(words, "\"best.ute\" = \"Ute\"\n\"best.inne\" = \"Inne\"\nannet = \"Noe annet\"\n", "");
  for (int i = 0; i < options; ++i) text += "\"best.o" + std::to_string(i) + "\" = \"Dit\"\n";
  return text;
}

TEST(APair, HasAsManyOptionsAsOneLikesAndTwoOnTheScreen) {
  EXPECT_EQ(checking(with_best("pair", 9), words_for(9)), "");
  EXPECT_EQ(load_pack(with_best("pair", 9), "dagen.toml").value().questions.at(2).kind,
            QuestionKind::Pair);
}

TEST(APair, HasThreePicturesAtLeast) {
  EXPECT_EQ(checking(with_best("pair", 3), words_for(3)), "");
  EXPECT_NE(loading(with_best("pair", 2)).find("a pair of the same two pictures, over and over"),
            std::string::npos);
}

TEST(APair, IsTheOnlyPairQuestionOfAVisit) {
  auto two = with_best("pair", 3) + "\n[[question]]\nid = \"sted\"\ntheme = \"lek-ute\"\n" +
             "kind = \"pair\"\npicture = \"ute\"\noptions = [\n";
  for (const char* option : {"a", "b", "c"})
    two += std::string("  { id = \"") + option + "\", picture = \"ute\" },\n";
  const auto wrong = checking(two + "]\n", words_for(3));

  EXPECT_NE(wrong.find("a visit would show pairs of two questions"), std::string::npos) << wrong;
  EXPECT_EQ(checking(with(two + "]\n", "per_visit = 3", "per_visit = 1"), words_for(3))
                .find("pairs of two questions"),
            std::string::npos);
}

TEST(PickThree, MayShowTwelveTilesToThoseWhoReadAndFourToTheYoung) {
  auto grown = everywhere(with_best("pick3", 12), "\"5-6\"", "\"10-12\"");

  EXPECT_EQ(checking(grown, words_for(12)), "");
  EXPECT_NE(checking(everywhere(with_best("pick3", 13), "\"5-6\"", "\"10-12\""), words_for(13))
                .find("\"best\" puts 13 tiles on the screen, and 10-12 can take 12"),
            std::string::npos);
  EXPECT_NE(checking(with_best("pick3", 5), words_for(5)).find("5-6 can take 4"),
            std::string::npos);
}

TEST(ThePacksLaw, IsTheOwnersAndBindsAHouseOfThePack) {
  const auto lawful = with(whole, "per_visit", "law = [\"en\", \"to\"]\nper_visit");
  auto around = surroundings();
  EXPECT_EQ(load_pack(lawful, "dagen.toml").value().law, (std::vector<std::string>{"en", "to"}));
  EXPECT_EQ(checking(lawful, words, around), "") << "an owner who has written no law down";

  around.laws = {{"en", {"barnehage", "skole"}}, {"to", {"skole"}}};
  EXPECT_EQ(checking(whole, words, around), "") << "a pack need not name one";
  EXPECT_EQ(checking(lawful, words, around),
            "dagen.toml:11: the law \"to\" binds no house that this pack is for. It is for skole; "
            "name another, or change houses.");
  around.laws = {{"en", {"barnehage"}}};
  EXPECT_EQ(
      checking(lawful, words, around),
      "dagen.toml:11: the owner has no law \"to\". Add it to the owner's file with [[law]], or "
      "use en.");
}

TEST(BrokenPack, ShowsNoFacesToFourYearOldsAtAnOpenScreen) {
  auto young = everywhere(whole, "bands = [\"5-6\"", "bands = [\"4-5\"");
  const auto text = with(words, "Har du en voksen å gå til?", "Har du en voksen her?");

  EXPECT_NE(checking(young, text).find("dagen.toml:26: faces on an open screen for the band 4-5"),
            std::string::npos);
  young = with(young, "modes = [\"apen\", \"veiledet\"]", "modes = [\"veiledet\"]");
  EXPECT_EQ(checking(with(young, "care = true", ""), text), "");
}

TEST(BrokenPack, AsksParentsOneQuestionAWeek) {
  auto parents = with(whole, "audience = \"barn\"", "audience = \"forelder\"");
  parents = with(parents, "care = true\n", "");

  EXPECT_EQ(checking(parents),
            "dagen.toml:12: parents are asked one question a house and week (design §6). Write "
            "per_week = 1 "
            "and per_visit = 1.");
}

TEST(BrokenPack, IsNotAskedSoSeldomThatASmallUnitNeverHears) {
  auto seldom = with(whole, "frequency = \"daily\"", "frequency = \"twice-a-year\"");
  seldom = with(seldom, "weekdays = [1, 2, 3, 4, 5]", "weekdays = [2]");

  EXPECT_EQ(checking(seldom),
            "dagen.toml:13: a small unit would wait 53 weeks before a question has the ten answers "
            "it needs. "
            "Ask fewer questions, show it more often or on more days; at most 26 weeks.");
}

TEST(BrokenPack, WaitsForNoEventThatNobodyCanAnnounce) {
  auto event = with(whole, "kind = \"choice\"", "kind = \"choice\"\nask_when = \"after-event\"");
  event = with(with(event, "care = true\n", ""), "[\"apen\", \"veiledet\"]", "[\"apen\"]");

  EXPECT_EQ(checking(event),
            "dagen.toml:40: \"best\" waits for an event, and no adult can open it. Add veiledet to "
            "modes, or "
            "remove ask_when.");
}

TEST(BrokenTexts, AreAnsweredWithFileLineWrongAndRemedy) {
  const std::vector<Broken> files{
      {"best = \"Hva var best i dag?\"\n", "",
       "nb/dagen.toml:6: \"best\" has no text in \"nb\". Add it under [question]."},
      {"\"best.ute\" = \"Ute\"\n", "",
       "nb/dagen.toml:11: \"best.ute\" has no text in \"nb\". Add it under [option]."},
      {"\"best.ute\" = \"Ute\"", "\"best.ute\" = \"Ute\"\n\"best.utte\" = \"Ute\"",
       "nb/dagen.toml:16: the pack has nothing called \"best.utte\" under [option]. Correct the "
       "key or "
       "remove the line."},
      {"version = 1", "version = 2",
       "nb/dagen.toml:2: the words are for version 2, the pack is version 1. Read the words "
       "through again, "
       "then write version = 1."},
      {"pack = \"dagen\"", "pack = \"kvelden\"",
       "nb/dagen.toml:1: these are the words of \"kvelden\", not of \"dagen\". Write pack = "
       "\"dagen\"."},
      {"Hva var best i dag?", "Hva var det aller beste som skjedde deg i dag?",
       "nb/dagen.toml:9: \"Hva var det aller beste som skjedde deg i dag?\" has 10 words, and the "
       "band 5-6 "
       "can take 8. Shorten it; read it aloud twice."},
      {"Hva var best i dag?", "Hva var IKKE bra i dag?",
       "nb/dagen.toml:9: \"Hva var IKKE bra i dag?\" asks with a negation: \"ikke\". Turn the "
       "question "
       "round, so that yes means yes."},
      {"why = \"Vi spør for å gjøre dagene bedre.\"\n", "",
       "nb/dagen.toml:1: \"why\" is missing. Add it here: why = \"…\"."},
  };
  for (const auto& file : files)
    EXPECT_EQ(checking(whole, with(words, file.old, file.now)), file.answer);
}

TEST(BrokenTexts, AreInALanguageThatNoAnswerHasRoomFor) {
  EXPECT_TRUE(load_texts(words, "sr-Latn", "dagen.toml"));
  const auto refused = load_texts(words, "zh-Hant-TW", "dagen.toml");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message().find("\"zh-Hant-TW\""), std::string::npos);
}

TEST(BrokenTexts, AreMissingOnlyInLanguagesTheOwnerRequires) {
  auto around = surroundings();
  around.required_languages = {"nb", "nn"};

  EXPECT_EQ(checking(whole, words, around),
            "dagen.toml:2: the owner requires \"nn\", and the pack has no words in it. Write "
            "texts/nn/dagen.toml.");
  around.required_languages = {};
  EXPECT_EQ(checking(whole, with(words, "best = \"Hva var best i dag?\"\n", ""), around), "");
}

TEST(BrokenTexts, AskWithNegationsOfTheirOwnLanguage) {
  auto around = surroundings();
  around.negations["nb"] = {"ei", "-tta"};

  EXPECT_NE(checking(whole, with(words, "Hva var best i dag?", "Ei best i dag?"), around), "");
  EXPECT_NE(checking(whole, with(words, "Hva var best i dag?", "Hva uten leketta?"), around), "");
  EXPECT_EQ(checking(whole, with(words, "Hva var best i dag?", "Hva var ikke best?"), around), "");
}

TEST(ReleaseEstimate, HearsTenChildrenWithinTheWeekWhenAskedEveryDay) {
  const auto estimate = estimate_release(load_pack(whole, "dagen.toml").value());

  EXPECT_NEAR(estimate.answers_a_week, 10 * 0.85 * 5 * 0.45 * 0.88, 0.01);
  EXPECT_EQ(estimate.weeks, 1);
}

}  // namespace
}  // namespace stemme
