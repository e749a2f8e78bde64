#include "app/visit/visit.h"

#include <algorithm>

#include "server-sync/protocol/pick_three.h"

namespace stemme {
namespace {

bool is_patient(const VisitPlan& plan) {
  return plan.band == Band::Adult || plan.mode != Mode::Apen;
}

RunWatch watch_of(const VisitPlan& plan) {
  if (plan.mode != Mode::Apen || plan.is_by_switch) return RunWatch::Off;
  return plan.band == Band::Adult ? RunWatch::Adult : RunWatch::Child;
}

std::optional<int> only(const std::vector<int>& chosen) {
  return chosen.empty() ? std::nullopt : std::optional(chosen.front());
}

}  // namespace

Visit::Visit(VisitPlan plan, RunRule& rule, VisitStart start, Ticks now)
    : plan_(std::move(plan)), rule_(rule) {
  order_ = steps_of(plan_);
  STEMME_ASSERT(!order_.empty());
  view_.language = plan_.language;
  if (start == VisitStart::FirstTouch) begin(now);
  ask(0, now);
}

const Question& Visit::question() const {
  return plan_.pack->questions[static_cast<std::size_t>(order_[position_].question)];
}

/// At three it is play (design §8): all is shown as always, and nothing is written.
bool Visit::keeps_answers() const {
  return plan_.band != Band::Three && stores_answers(plan_.mode);
}

void Visit::begin(Ticks now) {
  if (has_begun_) return;
  has_begun_ = true;
  rule_.visit_begins(now);
}

void Visit::enter(VisitPhase phase, std::optional<Ticks> deadline) {
  view_.phase = phase;
  deadline_ = deadline;
}

/// A screen at the door waits for ever; a visit that has begun asks softly, and then lets the next
/// one in.
void Visit::rest_patience(Ticks now) {
  if (view_.phase != VisitPhase::Asking) return;
  view_.still_there = false;
  if (has_begun_ && !plan_.is_by_switch)
    deadline_ = now + (is_patient(plan_) ? waiting_after_patient : waiting_after);
}

void Visit::ask(std::size_t position, Ticks now) {
  position_ = position;
  view_.question = order_[position].question;
  view_.shown = order_[position].shown;
  view_.pair = order_[position].pair;
  view_.pairs = order_[position].pairs;
  view_.is_first = position == 0;
  view_.choice_shown = false;
  view_.chosen.reset();
  view_.picked.clear();
  appeared_ = now;
  enter(VisitPhase::Asking, std::nullopt);
  rest_patience(now);
}

AnswerBox Visit::row(std::vector<int> chosen) const {
  AnswerBox row;
  row.pack = plan_.pack->digest;
  row.question = order_[position_].question;
  row.shown = view_.shown;
  row.chosen = std::move(chosen);
  row.unit = plan_.unit;
  row.mode = plan_.mode;
  if (const auto round = plan_.rounds.find(row.question); round != plan_.rounds.end())
    row.round = round->second;
  row.label = VisitLabel::Unfinished;
  return row;
}

Orders Visit::choose(int option, Ticks now) {
  // Where nothing counts one may point at this and at that.
  if (view_.phase == VisitPhase::Chosen && !keeps_answers()) ask(position_, now);
  const bool is_shown = std::ranges::find(view_.shown, option) != view_.shown.end();
  if (view_.phase != VisitPhase::Asking || !is_shown) return {};
  return question().kind == QuestionKind::PickThree ? pick(option, now) : answer({option}, now);
}

/// Each pick is kept before it is shown, as every choice is; by index, so that nothing tells which
/// came first.
Orders Visit::pick(int option, Ticks now) {
  auto picked = view_.picked;
  if (std::erase(picked, option) == 0) picked.push_back(option);
  if (picked.size() > picks_max) return touched(now);
  std::ranges::sort(picked);
  is_picking_ = true;
  return answer(std::move(picked), now);
}

Orders Visit::end_picking(Ticks now) {
  if (view_.phase != VisitPhase::Asking || view_.picked.empty()) return {};
  return after_choice(now);
}

Orders Visit::skip(Ticks now) {
  if (view_.phase != VisitPhase::Asking) return {};
  return answer({}, now);
}

/// Nothing of the choice is shown before `kept`.
Orders Visit::answer(std::vector<int> chosen, Ticks now) {
  begin(now);
  if (answered_.size() == position_)
    answered_.push_back({order_[position_].question, question().kind, chosen, now - appeared_});
  keeping_ = row(std::move(chosen));
  view_.still_there = false;
  return keep(now);
}

Orders Visit::keep(Ticks now) {
  enter(VisitPhase::Keeping, std::nullopt);
  if (!keeps_answers()) return kept(now);
  if (rows_.size() == position_)
    return {KeepAnswer{*keeping_, rows_.empty() ? plan_.token : std::nullopt}};
  auto rows = rows_;
  rows.back() = *keeping_;
  return {ReplaceAnswers{std::move(rows)}};
}

/// Until it is kept the old choice stays shown: what is on the screen is what is on disk.
Orders Visit::undo(Ticks now) {
  if (view_.phase != VisitPhase::Chosen) return {};
  if (!view_.chosen) {
    ask(position_, now);
    return {};
  }
  is_undoing_ = true;
  keeping_ = row({});
  return keep(now);
}

Orders Visit::kept(Ticks now) {
  if (view_.phase != VisitPhase::Keeping) return {};
  if (rows_.size() == position_)
    rows_.push_back(*keeping_);
  else
    rows_.back() = *keeping_;
  keeping_.reset();
  answered_.back().chosen = rows_.back().chosen;
  if (is_leaving_) return finish(VisitEnd::Left, now);
  if (std::exchange(is_undoing_, false))
    ask(position_, now);
  else if (std::exchange(is_picking_, false))
    show_picks(now);
  else
    show_choice(now);
  return {};
}

Orders Visit::keep_failed(Ticks now) {
  keeping_.reset();
  view_.choice_shown = false;
  view_.chosen.reset();
  view_.still_there = false;
  // What made it fail may pass: a disk that was full has room again.
  enter(VisitPhase::Paused, now + pause_lasts);
  return {};
}

VisitView Visit::with_choice(const std::vector<int>& chosen) const {
  auto view = view_;
  view.phase = VisitPhase::Chosen;
  view.picked.clear();
  view.choice_shown = true;
  view.chosen = only(chosen);
  return view;
}

std::optional<VisitView> Visit::coming() const {
  if (view_.phase != VisitPhase::Keeping || is_undoing_ || is_picking_ || is_leaving_)
    return std::nullopt;
  return with_choice(keeping_->chosen);
}

void Visit::show_choice(Ticks now) {
  view_ = with_choice(rows_.back().chosen);
  const auto patience = is_young(plan_.band) ? change_your_mind_young : change_your_mind;
  // In a conversation it stands as long as somebody speaks of it.
  enter(VisitPhase::Chosen, now + (plan_.mode == Mode::Samtale ? conversation_lasts : patience));
}

/// Nothing ends it but whoever picks: three may still be changed for others.
void Visit::show_picks(Ticks now) {
  view_.picked = rows_.back().chosen;
  enter(VisitPhase::Asking, std::nullopt);
  rest_patience(now);
}

/// D57: from here on the screen shows nothing of the choice.
Orders Visit::after_choice(Ticks now) {
  view_.choice_shown = false;
  view_.chosen.reset();
  view_.picked.clear();
  if (plan_.mode == Mode::Samtale) return finish(VisitEnd::Left, now);
  if (!question().care) return next_question(now);
  enter(VisitPhase::CareLine, now + care_line_lasts);
  return {};
}

Orders Visit::next_question(Ticks now) {
  const bool is_last = position_ + 1 == order_.size();
  // Whoever plays goes on as long as it is fun.
  if (is_last && plan_.mode != Mode::Oving) return finish(VisitEnd::Finished, now);
  if (is_last) {
    rows_.clear();
    answered_.clear();
  }
  ask(is_last ? 0 : position_ + 1, now);
  return {};
}

VisitLabel Visit::label_at(VisitEnd end) {
  const auto watch = watch_of(plan_);
  if (rule_.is_run(answered_, watch)) return VisitLabel::Run;
  if (watch != RunWatch::Off && is_noise(in_vain_, static_cast<int>(answered_.size())))
    return VisitLabel::Noise;
  return end == VisitEnd::Finished ? VisitLabel::Whole : VisitLabel::Unfinished;
}

Orders Visit::finish(VisitEnd end, Ticks now) {
  const auto label = label_at(end);
  was_play_ = label == VisitLabel::Run || label == VisitLabel::Noise;
  for (auto& row : rows_) row.label = label;
  view_.still_there = false;
  view_.choice_shown = false;
  view_.chosen.reset();
  view_.picked.clear();
  if (end == VisitEnd::Finished)
    enter(VisitPhase::Thanks, now + thanks_lasts);
  else
    enter(VisitPhase::Over, std::nullopt);
  FinishVisit finished{std::exchange(rows_, {}), std::nullopt};
  answered_.clear();
  if (!keeps_answers()) return {};
  if (plan_.rounds.empty()) finished.visit = VisitBox{view_.language, end};
  return {std::move(finished)};
}

Orders Visit::go_on(Ticks now) {
  return view_.phase == VisitPhase::CareLine ? next_question(now) : Orders{};
}

Orders Visit::listen(Ticks now) {
  touched(now);
  if (view_.phase != VisitPhase::Asking) return {};
  return {Speak{view_.question}};
}

Orders Visit::speak_in(const std::string& language, Ticks now) {
  view_.language = language;
  return touched(now);
}

Orders Visit::touched(Ticks now) {
  if (view_.phase == VisitPhase::Asking) begin(now);
  rest_patience(now);
  return {};
}

Orders Visit::leave(Ticks now) {
  switch (view_.phase) {
    case VisitPhase::Keeping:
      is_leaving_ = true;
      return {};
    case VisitPhase::Asking:
    case VisitPhase::Chosen:
    case VisitPhase::CareLine:
      if (has_begun_) return finish(VisitEnd::Left, now);
      [[fallthrough]];
    default:  // The thanks has been said, or nothing can be kept: nothing is left to write.
      enter(VisitPhase::Over, std::nullopt);
      return {};
  }
}

Orders Visit::tick(Ticks now) {
  if (!deadline_ || now < *deadline_) return {};
  switch (view_.phase) {
    case VisitPhase::Asking:
      if (view_.still_there) return finish(VisitEnd::TimedOut, now);
      view_.still_there = true;
      deadline_ = *deadline_ + reset_after_waiting;
      return {};
    case VisitPhase::Chosen:
      return after_choice(now);
    case VisitPhase::CareLine:
      return next_question(now);
    case VisitPhase::Thanks:
      // In a round *Din tur* gives the next one the turn.
      if (!plan_.rounds.empty())
        enter(VisitPhase::Over, std::nullopt);
      else
        enter(VisitPhase::Neutral, now + neutral_lasts);
      return {};
    default:
      enter(VisitPhase::Over, std::nullopt);
      return {};
  }
}

}  // namespace stemme
