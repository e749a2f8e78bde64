#include "app/presenter.h"

#include <algorithm>

#include "app/visit/growing_delay.h"
#include "server-sync/protocol/pick_three.h"

namespace stemme {
namespace {

const Question& question_at(const Pack& pack, int index) {
  return pack.questions.at(static_cast<std::size_t>(index));
}

}  // namespace

std::string question_text(const Question& question, const Texts& texts) {
  const auto found = texts.questions.find(question.id);
  return found == texts.questions.end() ? question.id : found->second;
}

Reading reading_of(const Phrasebook& words) {
  return {words.language().right_to_left ? Direction::RightToLeft : Direction::LeftToRight};
}

Reading Presenter::reading() const { return reading_of(library_.phrasebook(language_)); }

std::string Presenter::say(const std::string& key,
                           const std::vector<std::pair<std::string, std::string>>& values) const {
  return library_.phrasebook(language_).phrase(key, values);
}

std::vector<LanguageChoice> Presenter::choices(const std::vector<std::string>& tags) const {
  std::vector<LanguageChoice> choices;
  for (const auto& tag : tags) {
    const auto& language = library_.phrasebook(tag).language();
    choices.push_back({tag, language.short_name, language.right_to_left});
  }
  return choices;
}

ScreenView Presenter::attract(bool is_open, bool is_quiet, double breath) const {
  AttractView view;
  view.reading = reading();
  view.title = is_open ? say("attract_title") : say(is_quiet ? "quiet_time" : "closed_now");
  if (is_open) view.touch = say("attract_touch");
  view.privacy = say("attract_privacy");
  view.is_open = is_open;
  view.is_quiet = is_quiet;
  view.has_languages = is_open && library_.languages().size() > 1;
  view.breath = breath;
  return view;
}

ScreenView Presenter::attract_with_play(double breath) const {
  auto view = std::get<AttractView>(attract(true, false, breath));
  view.play = say("play_here");
  return view;
}

ScreenView Presenter::languages(const std::vector<std::string>& tags) const {
  return LanguageView{reading(), say("choose_language"), choices(tags), language_};
}

BeforeYouAnswer Presenter::before(const Pack& pack) const {
  const auto& texts = library_.texts(pack, language_);
  const auto* who = pack.audience == "elev"       ? "before_who_pupil"
                    : pack.audience == "forelder" ? "privacy_parent"
                                                  : "before_who";
  return {"privat", {texts.why, say("voluntary"), say(who)}};
}

PickView Presenter::picks(const VisitView& view) const {
  PickView pick{{}, say("done")};
  for (std::size_t place = 0; place < view.shown.size(); ++place)
    if (std::ranges::find(view.picked, view.shown[place]) != view.picked.end())
      pick.picked.push_back(static_cast<int>(place));
  return pick;
}

QuestionView Presenter::question(const Pack& pack, const VisitView& view, double growth) const {
  const auto& texts = library_.texts(pack, language_);
  const auto& asked = question_at(pack, view.question);
  QuestionView shown;
  shown.reading = reading();
  shown.text = question_text(asked, texts);
  shown.picture = asked.picture;
  shown.is_tiles = asked.kind == QuestionKind::Choice || asked.kind == QuestionKind::PickThree;
  if (view.pairs > 0) shown.pair = PairView{say("or"), view.pair, view.pairs};
  for (std::size_t place = 0; place < view.shown.size(); ++place) {
    const int option = view.shown[place];
    const auto& from = asked.options.at(static_cast<std::size_t>(option));
    shown.options.push_back(
        {from.picture, option_label(from, texts, library_.phrasebook(language_))});
    if (view.choice_shown && view.chosen == option) shown.chosen = static_cast<int>(place);
  }
  if (view.choice_shown && !view.chosen) shown.chosen = -1;
  if (asked.kind == QuestionKind::PickThree) shown.pick = picks(view);
  shown.growth = growth;
  shown.skip = say("skip");
  shown.choose_again = say("choose_again");
  if (view.is_first) shown.before = before(pack);
  return shown;
}

ScreenView Presenter::visit(const VisitPlan& plan, const VisitView& view, bool is_door,
                            double growth) const {
  if (view.still_there)
    return MessageView{reading(),         "vent-klokke", say("still_there"),
                       say("touch_here"), true,          false};
  switch (view.phase) {
    case VisitPhase::CareLine:
      return ThanksView{reading(), say("thanks"), say("thanks_listen"), say("talk_to_adult")};
    case VisitPhase::Thanks: {
      const bool is_parent = plan.pack->audience == "forelder";
      return ThanksView{reading(), say("thanks"),
                        say(is_parent ? "thanks_parent" : "thanks_listen"), ""};
    }
    case VisitPhase::Neutral:
    case VisitPhase::Over:
      return RestView{reading()};
    case VisitPhase::Paused:
      return pause();
    default:
      break;
  }
  auto shown = question(*plan.pack, view, growth);
  if (view.picked.size() == picks_max) shown.hint = say("picked_three");
  if (!stores_answers(plan.mode)) {
    shown.done = say("done");
    shown.hint = say(plan.mode == Mode::Samtale ? "mode_talk" : "mode_practice");
    shown.before.reset();
    return shown;
  }
  if (plan.pack->audience == "forelder") {
    shown.languages = choices(library_.languages_of(*plan.pack));
    shown.language = language_;
    shown.has_door = is_door;
  }
  return shown;
}

ScreenView Presenter::round_setup(const std::vector<Offer>& offers, int selected, int present,
                                  int tablets) const {
  RoundSetupView view;
  view.reading = reading();
  view.title = say("round_question");
  const int first = round_page_start(selected);
  const int all = static_cast<int>(offers.size());
  for (int i = first; i < std::min(first + round_items_a_page, all); ++i) {
    const auto& offer = offers[static_cast<std::size_t>(i)];
    const auto& asked = question_at(*offer.pack, offer.questions.front());
    const auto& texts = library_.texts(*offer.pack, language_);
    if (offer.mode == Mode::Brikke)
      view.items.push_back({"velge", say("with_tokens", {{"title", texts.title}})});
    else
      view.items.push_back({asked.picture, question_text(asked, texts)});
  }
  view.selected = selected - first;
  if (all > round_items_a_page) view.more = say("round_more");
  const bool is_by_token =
      !offers.empty() && offers[static_cast<std::size_t>(selected)].mode == Mode::Brikke;
  view.present_label = say(is_by_token ? "tokens_handed_out" : "children_present");
  view.present = present;
  view.start = say("round_start");
  if (!is_by_token) {
    view.talk = say("talk_only");
    view.tablets =
        tablets == 1 ? say("tablets_one") : say("tablets", {{"n", std::to_string(tablets)}});
  }
  view.back = say("back");
  return view;
}

ScreenView Presenter::round(const std::shared_ptr<const Pack>& pack, const RoundView& view,
                            double growth, Ticks now) const {
  switch (view.phase) {
    case RoundPhase::Turn: {
      VisitPlan plan;
      plan.pack = pack;
      return visit(plan, view.turn, false, growth);
    }
    case RoundPhase::Result:
    case RoundPhase::Over:
      return result(*pack, view);
    case RoundPhase::Paused:
      return pause();
    case RoundPhase::TooMany:
    case RoundPhase::Sure: {
      const bool is_sure = view.phase == RoundPhase::Sure;
      RoundSetupView asks;
      asks.reading = reading();
      asks.title = say(is_sure ? "close_round_sure" : "round_over");
      asks.present_label = say(view.gate ? "tokens_handed_out" : "children_present");
      asks.present = view.present;
      asks.start = say("close_round");
      asks.back = say("round_go_on");
      return asks;
    }
    default:
      break;
  }
  if (view.gate) return tokens(view, now);
  RoundTurnView turn;
  turn.reading = reading();
  turn.title = say("your_turn") + "!";
  turn.line = say("ready");
  turn.counter =
      say("counter", {{"n", std::to_string(view.answered)}, {"m", std::to_string(view.present)}});
  turn.present = view.present;
  turn.answered = view.answered;
  turn.close = say("close_round");
  return turn;
}

ScreenView Presenter::tokens(const RoundView& view, Ticks now) const {
  using Wrong = TokenGateView::Complaint;
  const auto& gate = *view.gate;
  TokenView shown;
  shown.reading = reading();
  shown.title = say("token_press");
  if (gate.complaint != Wrong::None)
    shown.complaint = say(gate.complaint == Wrong::Used ? "token_used" : "token_unknown");
  if (gate.locked_until) {
    shown.is_locked = true;
    const auto seconds = std::to_string(seconds_to_read(*gate.locked_until - now));
    shown.complaint = say("token_wait", {{"seconds", seconds}});
  }
  shown.pictures.assign(token_picture_ids.begin(), token_picture_ids.end());
  shown.typed = gate.typed;
  shown.counter =
      say("counter", {{"n", std::to_string(view.answered)}, {"m", std::to_string(view.present)}});
  shown.close = say("close_round");
  return shown;
}

RoundResultView::Part Presenter::part(const Pack& pack, int question, int option) const {
  const auto& from = question_at(pack, question).options.at(static_cast<std::size_t>(option));
  return {from.picture,
          option_label(from, library_.texts(pack, language_), library_.phrasebook(language_)), "",
          std::nullopt};
}

ScreenView Presenter::result(const Pack& pack, const RoundView& view) const {
  RoundResultView shown;
  shown.reading = reading();
  shown.done = say("done");
  shown.title = question_text(question_at(pack, view.question), library_.texts(pack, language_));
  if (!view.finding) {
    shown.title = say("thanks");
    const bool is_said_here = view.has_one_question && !question_at(pack, view.question).vote;
    shown.line = say(view.tablets > 1 ? "round_shared" : is_said_here ? "round_few" : "round_done");
    return shown;
  }
  switch (view.finding->form) {
    case Finding::Form::Vote:
      add_vote(shown, pack, view);
      break;
    case Finding::Form::Thanks:
      shown.title = say("thanks");
      shown.line = say("round_done");
      break;
    case Finding::Form::Numbers:
      add_numbers(shown, pack, view);
      break;
    case Finding::Form::Withheld:
      shown.line = say("result_hidden");
      break;
    case Finding::Form::Favourite:
      for (int winner : view.finding->winners)
        shown.parts.push_back(part(pack, view.question, winner));
      if (shown.parts.empty()) shown.line = say("result_divided");
      break;
    case Finding::Form::Ranking:
      add_ranking(shown, pack, view);
      break;
    case Finding::Form::Word:
      shown.line = say(view.finding->word == FindingWord::MostlyGood      ? "result_mostly_good"
                       : view.finding->word == FindingWord::MostlyNotGood ? "result_mostly_not_good"
                                                                          : "result_divided");
      break;
  }
  return shown;
}

/// The pictures chosen more often, where there are any; never how much more often.
void Presenter::add_ranking(RoundResultView& shown, const Pack& pack, const RoundView& view) const {
  const auto& tiers = view.finding->tiers;
  shown.line = say(tiers.size() < 2 ? "result_no_difference" : "result_more_often");
  if (tiers.size() < 2) return;
  for (const int picture : tiers.front()) shown.parts.push_back(part(pack, view.question, picture));
}

void Presenter::add_vote(RoundResultView& shown, const Pack& pack, const RoundView& view) const {
  const auto& finding = *view.finding;
  shown.title = say("vote_result");
  for (int winner : finding.winners) {
    shown.parts.push_back(part(pack, view.question, winner));
    shown.parts.back().heading = say(finding.winners.size() == 1 ? "vote_first" : "vote_tie");
  }
  if (finding.runner_up) {
    shown.parts.push_back(part(pack, view.question, *finding.runner_up));
    shown.parts.back().heading = say("vote_next_time");
  }
  shown.line = finding.winners.empty() ? say("vote_tie_many") : library_.texts(pack, language_).why;
}

void Presenter::add_numbers(RoundResultView& shown, const Pack& pack, const RoundView& view) const {
  const auto& finding = *view.finding;
  for (std::size_t option = 0; option < finding.numbers.size(); ++option) {
    shown.parts.push_back(part(pack, view.question, static_cast<int>(option)));
    shown.parts.back().marks = finding.numbers[option];
  }
  shown.line = say("result_about", {{"n", std::to_string(finding.about)}});
}

ScreenView Presenter::told(const Pack& pack, int question, const Finding& finding) const {
  RoundView view;
  view.phase = RoundPhase::Result;
  view.question = question;
  view.finding = finding;
  return result(pack, view);
}

ScreenView Presenter::one_finger() const {
  return MessageView{reading(), "en-finger", say("one_finger"), "", false, false};
}

ScreenView misfit_view(const Phrasebook& words, const std::string& why) {
  return MessageView{reading_of(words), "skjerm", words.phrase(why), "", false, true};
}

ScreenView Presenter::wipe(Ticks lasts) const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(lasts).count();
  return MessageView{reading(), "klut", say("wipe_mode", {{"seconds", std::to_string(seconds)}}),
                     "",        false,  false};
}

ScreenView pause_view(const Phrasebook& words) {
  return MessageView{reading_of(words),           "pause", words.phrase("pause"),
                     words.phrase("pause_staff"), false,   true};
}

ScreenView Presenter::pause() const { return pause_view(library_.phrasebook(language_)); }

}  // namespace stemme
