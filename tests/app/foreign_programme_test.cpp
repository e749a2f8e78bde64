// A programme that is well-formed and signed, and speaks of what its packs do not hold: it costs
// what it speaks of, and never the kiosk.
#include <gtest/gtest.h>

#include "app/library.h"
#include "app/presenter.h"
#include "app/staff_desk.h"
#include "app/visit/visit.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

/// Two neutral questions, each of three options, and a care question between.
const std::string pack_toml = R"(schema = 1
id = "dagen"
status = "pilot"
version = 1
audience = "barn"
bands = ["5-6"]
houses = ["barnehage"]
modes = ["apen", "veiledet", "brikke"]
level = "tjeneste"
method = "innsjekk"
per_visit = 3
per_week = 2
frequency = "daily"
show = { windows = ["dag"], weekdays = [1, 2, 3, 4, 5] }
[[scale]]
id = "faces3"
bands = ["5-6"]
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
id = "ute"
theme = "trivsel"
kind = "scale"
scale = "faces3"
picture = "ute"
)";

const std::string texts_toml = R"(pack = "dagen"
version = 1
title = "Dagen"
why = "Vi vil vite det."
[question]
trivsel = "Hvordan har du det?"
trygg = "Er du trygg?"
[option]
"faces3.bra" = "Bra"
)";

constexpr int care_question = 1;
constexpr LocalTime a_wednesday{std::chrono::year{2026} / 11 / 25, 12h};

Programme a_programme() {
  Programme programme;
  programme.zone = "Europe/Oslo";
  programme.windows = {{"dag", 7h, 17h, false}};
  programme.dayparts = {{"dag", 0h}};
  programme.languages = {"nb"};
  programme.packs = {{pack_toml, {{"nb", texts_toml}}}};
  programme.units = {{17, "Maurtua", "barn", Band::FiveSix, 18, {}}};
  return programme;
}

Library opened(Programme programme) {
  static const auto books = std::make_shared<const std::map<std::string, Phrasebook>>(
      load_phrasebooks(STEMME_SOURCE "/assets/texts").value());
  return Library::open(std::make_shared<const Programme>(std::move(programme)), books,
                       [](std::string_view) { return true; })
      .value();
}

Library that_asks(std::vector<int> questions) {
  auto programme = a_programme();
  programme.units[0].asked = {{"dagen", std::move(questions)}};
  return opened(std::move(programme));
}

TEST(QuestionsOfTheWeek, AreAskedWhereTheirPackHasThem) {
  const auto offer = that_asks({250, 2, 3, 0}).open_for_children(std::nullopt);
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->questions, (std::vector<int>{2, 0}));
  EXPECT_FALSE(that_asks({3, 255}).open_for_children(std::nullopt));
}

TEST(QuestionsOfTheWeek, AreNoVisitWhenTheyAreCareQuestionsAlone) {
  EXPECT_FALSE(that_asks({care_question}).open_for_children(std::nullopt));
  EXPECT_TRUE(that_asks({care_question, 0}).open_for_children(std::nullopt));
}

TEST(QuestionsOfTheWeek, BeginAVisitWhicheverAreOffered) {
  for (const auto& asked : std::vector<std::vector<int>>{
           {}, {0}, {1}, {2}, {3}, {0, 1}, {1, 3}, {1, 1}, {0, 1, 2}, {255, 1, 0}, {0, 0, 0, 0}}) {
    const auto library = that_asks(asked);
    const auto offer = library.open_for_children(std::nullopt);
    if (!offer) continue;
    VisitPlan plan;
    plan.pack = offer->pack;
    plan.questions = offer->questions;
    plan.band = offer->unit->band;
    plan.language = "nb";
    RunRule rule;
    const Visit visit(plan, rule, VisitStart::FirstTouch, Ticks(0));
    EXPECT_NE(visit.view().question, care_question) << "a visit begins with another";
  }
}

TEST(ARoundWithTokens, IsNotOpenedOnCareQuestionsAlone) {
  auto programme = a_programme();
  programme.tokens = token_set_of(make_token_codes(5).value());
  EXPECT_EQ(opened(programme).for_tokens(a_wednesday).size(), 1U);

  auto& structure = programme.packs[0].structure;
  for (const std::string id : {"trivsel", "ute"})
    structure.insert(structure.find("id = \"" + id + "\""), "care = true\n");
  EXPECT_TRUE(opened(programme).for_tokens(a_wednesday).empty());
  EXPECT_FALSE(opened(programme).open_for_children(a_wednesday));
}

TEST(ATerminalsPlan, NamesAQuestionWithoutWordsByItsId) {
  const auto library = that_asks({0, 2});
  const auto view = StaffDesk::plan_view(library.phrasebook("nb"), library, std::nullopt, "nb");
  ASSERT_EQ(view.rows.size(), 1U);
  EXPECT_NE(view.rows[0].what.find("Hvordan har du det? · ute"), std::string::npos)
      << view.rows[0].what;
}

/// As the wire brings it: each of these findings is whole in itself.
ProgrammeRound round_of(int question, std::string_view finding) {
  const auto pack = load_pack(pack_toml, "dagen").value();
  return {9, pack.digest, question, finding_from_json(finding).value()};
}

TEST(ARoundThatIsTold, IsShownWhenItIsOfItsQuestion) {
  auto programme = a_programme();
  programme.rounds = {
      round_of(0, R"({"form":"withheld"})"), round_of(2, R"({"form":"word","word":"divided"})"),
      round_of(0, R"({"form":"favourite","winners":[2]})"),
      round_of(0, R"({"form":"vote","winners":[0,1],"runner_up":2})"),
      round_of(0, R"({"form":"numbers","numbers":[3,6,399],"skips":0,"about":399})")};
  const auto library = opened(std::move(programme));

  const auto told = library.told();

  EXPECT_EQ(told.size(), 5U);
  const Presenter presenter(library, "nb");
  for (const auto& round : told)
    static_cast<void>(presenter.told(*round.pack, round.question, round.finding));
}

/// Pairs alone are ranked. The last would be a million marks, painted until the watchdog comes.
TEST(ARoundThatIsTold, IsLeftOutWhereItIsOfAnother) {
  auto programme = a_programme();
  programme.rounds = {
      round_of(3, R"({"form":"withheld"})"),
      round_of(255, R"({"form":"withheld"})"),
      round_of(0, R"({"form":"favourite","winners":[3]})"),
      round_of(0, R"({"form":"vote","winners":[0],"runner_up":3})"),
      round_of(0, R"({"form":"ranking","tiers":[[0],[1,2]]})"),
      round_of(0, R"({"form":"numbers","numbers":[3,6],"skips":0,"about":9})"),
      round_of(0, R"({"form":"numbers","numbers":[3,6,3,9],"skips":0,"about":21})"),
      round_of(0, R"({"form":"numbers","numbers":[3,6,999999],"skips":0,"about":999999})")};

  EXPECT_TRUE(opened(std::move(programme)).told().empty());
}

}  // namespace
}  // namespace stemme
