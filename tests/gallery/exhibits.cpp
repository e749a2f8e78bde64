#include "tests/gallery/exhibits.h"

#include "app/enrol_desk.h"
#include "app/kiosk.h"
#include "app/presenter.h"
#include "app/staff_desk.h"
#include "tests/gallery/sample_library.h"

namespace stemme {
namespace {

VisitView asked(const Pack& pack, int question) {
  VisitView view;
  view.question = question;
  for (std::size_t i = 0; i < pack.questions[static_cast<std::size_t>(question)].options.size();
       ++i)
    view.shown.push_back(static_cast<int>(i));
  return view;
}

VisitView asked(const VisitStep& step) {
  VisitView view;
  view.question = step.question;
  view.shown = step.shown;
  view.pair = step.pair;
  view.pairs = step.pairs;
  return view;
}

VisitPlan plan_of(const Offer& offer, const std::string& language) {
  VisitPlan plan;
  plan.pack = offer.pack;
  plan.questions = offer.questions;
  plan.language = language;
  return plan;
}

/// Each question of each pack, and what follows it.
void add_questions(std::vector<Exhibit>& exhibits, const Library& library,
                   const std::string& language) {
  const Presenter presenter(library, language);
  for (const auto* id : {"bhg-dagen-56", "valg-tur", "foreldre-henting"}) {
    for (int question = 0;; ++question) {
      const auto offer = sample_offer(library, id, question);
      if (!offer.pack) break;
      const auto plan = plan_of(offer, language);
      auto view = asked(*offer.pack, question);
      view.is_first = question == 0;
      const auto name =
          std::string(id) + "-" + offer.pack->questions[static_cast<std::size_t>(question)].id;
      exhibits.push_back({"question-" + name, presenter.visit(plan, view, true, 0)});
      if (question > 0) continue;
      view.choice_shown = true;
      view.chosen = view.shown.back();
      exhibits.push_back({"chosen-" + name, presenter.visit(plan, view, true, 1)});
    }
  }
}

/// Denne eller den: each pair of a visit, one of them chosen.
void add_pairs(std::vector<Exhibit>& exhibits, const Library& library,
               const std::string& language) {
  const Presenter presenter(library, language);
  for (int question = 0;; ++question) {
    const auto offer = sample_offer(library, "bhg-dagen-34", question);
    if (!offer.pack) return;
    auto plan = plan_of(offer, language);
    plan.questions = {question};
    for (const auto& step : steps_of(plan)) {
      const auto name = "-" + std::to_string(question) + "-" + std::to_string(step.pair);
      auto view = asked(step);
      view.is_first = step.pair == 0;
      exhibits.push_back({"pair" + name, presenter.visit(plan, view, false, 0)});
      view.choice_shown = true;
      view.chosen = view.shown.back();
      if (step.pair == 1)
        exhibits.push_back({"pair-chosen" + name, presenter.visit(plan, view, false, 1)});
    }
  }
}

/// Up to three of ten: none yet, two, three.
void add_picks(std::vector<Exhibit>& exhibits, const Library& library,
               const std::string& language) {
  const Presenter presenter(library, language);
  const auto offer = sample_offer(library, "onsker-mott", 0);
  const auto plan = plan_of(offer, language);
  auto view = asked(*offer.pack, 0);
  view.language = language;
  view.is_first = true;
  exhibits.push_back({"pick-foreldre", presenter.visit(plan, view, false, 0)});
  view.picked = {1, 6};
  exhibits.push_back({"pick-foreldre-two", presenter.visit(plan, view, false, 0)});
  view.picked = {1, 6, 8};
  exhibits.push_back({"pick-foreldre-three", presenter.visit(plan, view, false, 0)});
  Finding numbers;
  numbers.form = Finding::Form::Numbers;
  numbers.numbers = {12, 9, 3, 0, 15, 3, 6, 0, 9, 3};
  numbers.about = 24;
  RoundView round;
  round.phase = RoundPhase::Result;
  round.finding = numbers;
  exhibits.push_back({"round-result-picks", presenter.round(offer.pack, round, 0, Ticks(0))});
}

void add_visit(std::vector<Exhibit>& exhibits, const Library& library,
               const std::string& language) {
  const Presenter presenter(library, language);
  exhibits.push_back({"attract", presenter.attract(true, false, 0)});
  exhibits.push_back({"attract-play", presenter.attract_with_play(0)});
  exhibits.push_back({"attract-closed", presenter.attract(false, false, 0)});
  exhibits.push_back({"attract-quiet", presenter.attract(false, true, 0)});
  exhibits.push_back({"language", presenter.languages(library.languages())});
  auto plan = plan_of(sample_offer(library, "bhg-dagen-56", 0), language);
  auto view = asked(*plan.pack, 0);
  plan.mode = Mode::Samtale;
  exhibits.push_back({"conversation", presenter.visit(plan, view, false, 0)});
  plan.mode = Mode::Oving;
  exhibits.push_back({"play", presenter.visit(plan, view, false, 0)});
  plan.mode = Mode::Apen;
  view.phase = VisitPhase::Thanks;
  exhibits.push_back({"thanks", presenter.visit(plan, view, false, 0)});
  view.phase = VisitPhase::CareLine;
  exhibits.push_back({"thanks-care", presenter.visit(plan, view, false, 0)});
  view.phase = VisitPhase::Asking;
  view.still_there = true;
  exhibits.push_back({"still-there", presenter.visit(plan, view, false, 0)});
  exhibits.push_back({"one-finger", presenter.one_finger()});
  exhibits.push_back({"pause", presenter.pause()});
  exhibits.push_back({"wipe", presenter.wipe(wipe_lasts)});
  exhibits.push_back({"too-small", misfit_view(library.phrasebook(language), "screen_small")});
}

RoundView round_at(RoundPhase phase, std::optional<Finding> finding) {
  RoundView view;
  view.phase = phase;
  view.present = 14;
  view.answered = 11;
  view.finding = std::move(finding);
  return view;
}

void add_round(std::vector<Exhibit>& exhibits, const Library& library,
               const std::string& language) {
  const Presenter presenter(library, language);
  const auto vote = sample_offer(library, "valg-tur", 0);
  const auto again = sample_offer(library, "valg-tur", 1);
  exhibits.push_back(
      {"round-setup",
       presenter.round_setup({vote, again, sample_offer(library, "bhg-dagen-56", 0)}, 0, 14, 3)});
  exhibits.push_back(
      {"round-setup-many", presenter.round_setup({vote, again, vote, again}, 3, 14, 1)});
  exhibits.push_back(
      {"round-turn",
       presenter.round(vote.pack, round_at(RoundPhase::Ready, std::nullopt), 0, Ticks(0))});
  exhibits.push_back(
      {"round-sure",
       presenter.round(vote.pack, round_at(RoundPhase::Sure, std::nullopt), 0, Ticks(0))});
  auto shared = round_at(RoundPhase::Result, std::nullopt);
  shared.tablets = 3;
  exhibits.push_back({"round-result-shared", presenter.round(vote.pack, shared, 0, Ticks(0))});
  Finding winner;
  winner.form = Finding::Form::Vote;
  winner.winners = {0};
  winner.runner_up = 2;
  exhibits.push_back(
      {"round-result-vote",
       presenter.round(vote.pack, round_at(RoundPhase::Result, winner), 0, Ticks(0))});
  exhibits.push_back(
      {"round-result-few",
       presenter.round(vote.pack, round_at(RoundPhase::Result, std::nullopt), 0, Ticks(0))});
  const auto pairs = sample_offer(library, "bhg-dagen-34", 0);
  Finding ranking;
  ranking.form = Finding::Form::Ranking;
  ranking.tiers = {{0, 2}, {1}};
  exhibits.push_back(
      {"round-result-pairs",
       presenter.round(pairs.pack, round_at(RoundPhase::Result, ranking), 0, Ticks(0))});
  Finding numbers;
  numbers.form = Finding::Form::Numbers;
  numbers.numbers = {3, 0, 9};
  numbers.about = 12;
  auto view = round_at(RoundPhase::Result, numbers);
  view.question = 1;
  exhibits.push_back({"round-result-numbers", presenter.round(again.pack, view, 0, Ticks(0))});
}

void add_tokens(std::vector<Exhibit>& exhibits, const Library& library,
                const std::string& language) {
  const Presenter presenter(library, language);
  const auto vote = sample_offer(library, "valg-tur", 0);
  auto offer = vote;
  offer.mode = Mode::Brikke;
  exhibits.push_back({"token-setup", presenter.round_setup({vote, offer}, 1, 40, 1)});
  auto view = round_at(RoundPhase::Ready, std::nullopt);
  view.gate.emplace();
  view.present = 40;
  exhibits.push_back({"token", presenter.round(vote.pack, view, 0, Ticks(0))});
  view.gate->typed = {3, 9};
  exhibits.push_back({"token-half", presenter.round(vote.pack, view, 0, Ticks(0))});
  view.gate = TokenGateView{{}, TokenGateView::Complaint::Used, std::nullopt};
  exhibits.push_back({"token-used", presenter.round(vote.pack, view, 0, Ticks(0))});
  view.gate->locked_until = Ticks(40'000);
  exhibits.push_back({"token-wait", presenter.round(vote.pack, view, 0, Ticks(0))});
}

/// A Wednesday with windows as houses get them until they say otherwise.
void add_plan(std::vector<Exhibit>& exhibits, const Library& library, const std::string& language) {
  using namespace std::chrono_literals;
  const LocalTime wednesday{Date(std::chrono::year{2026} / 11 / 25), 9h};
  const auto& words = library.phrasebook(language);
  auto plan = StaffDesk::plan_view(words, library, wednesday, language);
  plan.results = words.phrase("round_results");
  exhibits.push_back({"plan", std::move(plan)});
  exhibits.push_back({"plan-undated", StaffDesk::plan_view(words, library, {}, language)});
}

/// Nothing wrong; or all that can be, with the longest of the reasons.
Reckoning a_reckoning(bool is_trouble) {
  Reckoning reckoning;
  reckoning.as_of = Date(std::chrono::year{2026} / 11 / 24);
  reckoning.daypart = "etter-lunsj";
  reckoning.made = reckoning.counted = 411;
  if (!is_trouble) return reckoning;
  reckoning.set_aside = {{"overfull", 36}, {"key_gone", 12}, {"run", 9}};
  reckoning.on_the_way = 18;
  reckoning.lost = 3;
  reckoning.counted = 333;
  return reckoning;
}

void add_staff(std::vector<Exhibit>& exhibits, const Library& library,
               const std::string& language) {
  const auto& words = library.phrasebook(language);
  const auto& pack_title = library.texts(*library.packs().front(), language).title;
  exhibits.push_back({"sound", StaffDesk::sound_view(words, 6, true,
                                                     {{"Norsk bokmål", {0, 412, 0}},
                                                      {"Norsk nynorsk", {0, 0, 412}},
                                                      {"English", {380, 20, 12}}})});
  exhibits.push_back({"sound-none", StaffDesk::sound_view(words, 0, false, {})});

  StaffDesk desk;
  desk.open();
  desk.type(4);
  desk.type(2);
  exhibits.push_back({"pin", desk.pin_view(words, Ticks(0))});
  exhibits.push_back({"tools", StaffDesk::tools_view(words, {true, false})});
  exhibits.push_back({"card", desk.card_view(words)});
  OutboxFigures figures;
  figures.unsent_answers = 27;
  figures.unclosed_answers = 7;
  Contacts contacts;
  contacts.last = Ticks(0);
  desk.notice(words.phrase("status_send_few"));
  exhibits.push_back(
      {"staff-new", desk.staff_view(words, {figures, contacts, true, true}, Ticks(600'000))});
  StaffDesk::Standing standing{figures, contacts, true, true, a_reckoning(false)};
  exhibits.push_back({"staff", desk.staff_view(words, standing, Ticks(600'000))});
  standing.contacts.trouble = NoContact::Cause::LoginPage;
  standing.is_anchored = false;
  standing.figures.space = "full";
  standing.figures.lost_at_most = 3;
  standing.waiting_for_pictures = pack_title;
  standing.reckoning = a_reckoning(true);
  desk.notice("");
  exhibits.push_back({"staff-trouble", desk.staff_view(words, standing, Ticks(3 * 86'400'000))});
  EnrolDesk enrol("stemme.lynghei.no");
  for (int key : {11, 12, 20, 3, 5}) enrol.tap(target_key_first + key);
  exhibits.push_back({"enrol", enrol.view(words, false)});
  enrol.tap(target_enter);
  static_cast<void>(enrol.take_wish());
  exhibits.push_back({"enrol-mistyped", enrol.view(words, false)});
  enrol.open();
  enrol.failed(Failure::Invalid);
  exhibits.push_back({"enrol-again", enrol.view(words, true)});
}

}  // namespace

std::vector<Exhibit> exhibits_in(const Library& library, const std::string& language) {
  std::vector<Exhibit> exhibits;
  add_visit(exhibits, library, language);
  add_questions(exhibits, library, language);
  add_pairs(exhibits, library, language);
  add_picks(exhibits, library, language);
  add_round(exhibits, library, language);
  add_tokens(exhibits, library, language);
  add_plan(exhibits, library, language);
  add_staff(exhibits, library, language);
  return exhibits;
}

}  // namespace stemme
