#include "app/visit/round.h"

#include <algorithm>

#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

constexpr int finding_from = 5;

/// A seed a turn, so that picture choices stand differently for each child (D30).
constexpr std::uint64_t turn_stride = 0x9E3779B97F4A7C15;

void add(const AnswerBox& row, const Question& question, Tally& tally) {
  if (row.chosen.empty()) ++tally.skips;
  if (question.kind == QuestionKind::PickThree) tally.people = tally.people.value_or(0) + 1;
  for (int option : row.chosen) ++tally.options[static_cast<std::size_t>(option)];
  if (question.kind == QuestionKind::Pair && !row.chosen.empty())
    tally.pairs.push_back(one_answer(row.shown.front(), row.shown.back(), row.chosen.front()));
}

}  // namespace

Round::Round(RoundPlan plan, Ticks /*now*/, Orders& orders) : plan_(std::move(plan)) {
  STEMME_ASSERT(plan_.present >= 1 && plan_.present <= present_most());
  STEMME_ASSERT(plan_.questions.size() == 1 || (plan_.tokens && !plan_.questions.empty()));
  STEMME_ASSERT(plan_.tablets >= 1 && plan_.tablets <= (plan_.tokens ? 1 : tablets_max));
  for (const auto& [index, id] : plan_.questions) {
    STEMME_ASSERT(plan_.tokens || question(index).can_be_a_round());
    tallies_[index].options.assign(question(index).options.size(), 0);
  }
  view_.question = plan_.questions.begin()->first;
  view_.has_one_question = plan_.questions.size() == 1;
  view_.present = plan_.present;
  view_.tablets = plan_.tablets;
  view_.language = plan_.language;
  if (plan_.tokens) {
    gate_.emplace(*plan_.tokens);
    view_.gate = gate_->view();
  }
  const auto opened = open();
  orders.insert(orders.end(), opened.begin(), opened.end());
}

const Question& Round::question(int index) const {
  return plan_.pack->questions[static_cast<std::size_t>(index)];
}

RoundNote Round::note(int question) const {
  RoundNote note;
  note.id = plan_.questions.at(question);
  note.pack = plan_.pack->digest;
  note.question = question;
  note.unit = plan_.unit;
  note.mode = plan_.tokens ? Mode::Brikke : Mode::Veiledet;
  note.date = plan_.date;
  note.present = view_.present;
  note.tablets = plan_.tablets;
  if (plan_.tokens) {
    note.tokens_issued = std::max(view_.present, view_.answered);
    note.tokens_used = view_.answered;
  }
  return note;
}

void Round::enter(RoundPhase phase, std::optional<Ticks> deadline) {
  view_.phase = phase;
  deadline_ = deadline;
}

/// One note after the other: at most one order is ever awaited.
Orders Round::open() {
  enter(RoundPhase::Opening);
  notes_left_.clear();
  for (const auto& [index, id] : plan_.questions) notes_left_.push_back(index);
  return {OpenRound{note(notes_left_.back())}};
}

bool Round::may_close_itself() const {
  if (turn_) return view_.turn.phase != VisitPhase::Keeping;
  return view_.phase == RoundPhase::Ready || view_.phase == RoundPhase::TooMany ||
         view_.phase == RoundPhase::Sure;
}

std::optional<Ticks> Round::deadline() const {
  auto first = turn_ ? turn_->deadline() : deadline_;
  const auto sooner = [&](std::optional<Ticks> at) {
    if (at) first = first ? std::min(*first, *at) : *at;
  };
  if (gate_ && view_.phase == RoundPhase::Ready) sooner(gate_->deadline());
  if (may_close_itself()) sooner(closes_itself_);
  return first;
}

/// D22: one more answer than children present is somebody who counted wrong; the next asks the
/// adult. Tokens count themselves.
void Round::show_ready_or_too_many() {
  const bool is_too_many = !gate_ && view_.answered > view_.present;
  enter(is_too_many ? RoundPhase::TooMany : RoundPhase::Ready);
}

Orders Round::take_turn(Ticks now) {
  if (view_.phase != RoundPhase::Ready || gate_) return {};
  begin_turn(std::nullopt, now);
  return in_turn({}, now);
}

Orders Round::press_picture(int picture, Ticks now) {
  if (view_.phase != RoundPhase::Ready || !gate_) return {};
  const auto mark = gate_->press(picture, now);
  view_.gate = gate_->view();
  if (!mark) return {};
  asked_for_ = TokenUse{*mark, plan_.pack->digest, plan_.date};
  enter(RoundPhase::Token);
  return {AskForToken{*asked_for_}};
}

Orders Round::erase_pictures(Ticks /*now*/) {
  if (view_.phase != RoundPhase::Ready || !gate_) return {};
  gate_->erase();
  view_.gate = gate_->view();
  return {};
}

Orders Round::token_refused(Ticks now) {
  if (view_.phase != RoundPhase::Token) return {};
  asked_for_.reset();
  gate_->refuse_used(now);
  view_.gate = gate_->view();
  show_ready_or_too_many();
  return {};
}

void Round::begin_turn(std::optional<TokenUse> token, Ticks now) {
  VisitPlan turn;
  turn.pack = plan_.pack;
  for (const auto& [index, id] : plan_.questions) turn.questions.push_back(index);
  turn.unit = plan_.unit;
  turn.mode = plan_.tokens ? Mode::Brikke : Mode::Veiledet;
  turn.band = plan_.band;
  turn.rounds = plan_.questions;
  turn.token = token;
  turn.week = plan_.week;
  turn.is_by_switch = plan_.is_by_switch;
  turn.language = view_.language;
  turn.seed = plan_.seed + turn_stride * static_cast<std::uint64_t>(++turns_);
  enter(RoundPhase::Turn);
  turn_.emplace(std::move(turn), rule_, VisitStart::FirstTouch, now);
}

/// After every step of the turn: what it finished is counted, and when it is over the tablet goes
/// on.
Orders Round::in_turn(Orders orders, Ticks now) {
  for (const auto& order : orders)
    if (const auto* finished = std::get_if<FinishVisit>(&order)) count(*finished);
  view_.turn = turn_->view();
  if (turn_->is_over()) {
    turn_.reset();
    view_.turn = {};
    show_ready_or_too_many();
    if (closes_itself_ && now >= *closes_itself_) {
      const auto closing = close_now();
      orders.insert(orders.end(), closing.begin(), closing.end());
    }
  }
  return orders;
}

void Round::count(const FinishVisit& finished) {
  // Whoever leaves several rows, of pairs or of several questions, is one who has chosen.
  if (!finished.rows.empty()) ++view_.answered;
  for (const auto& row : finished.rows) add(row, question(row.question), tallies_[row.question]);
}

Orders Round::choose(int option, Ticks now) {
  return turn_ ? in_turn(turn_->choose(option, now), now) : Orders{};
}
Orders Round::skip(Ticks now) { return turn_ ? in_turn(turn_->skip(now), now) : Orders{}; }
Orders Round::end_picking(Ticks now) {
  return turn_ ? in_turn(turn_->end_picking(now), now) : Orders{};
}
Orders Round::undo(Ticks now) { return turn_ ? in_turn(turn_->undo(now), now) : Orders{}; }
Orders Round::go_on_reading(Ticks now) {
  return turn_ ? in_turn(turn_->go_on(now), now) : Orders{};
}
Orders Round::listen(Ticks now) { return turn_ ? in_turn(turn_->listen(now), now) : Orders{}; }
Orders Round::touched(Ticks now) { return turn_ ? in_turn(turn_->touched(now), now) : Orders{}; }

/// For this turn: the next one begins in the round's own (D48).
Orders Round::speak_in(const std::string& language, Ticks now) {
  return turn_ ? in_turn(turn_->speak_in(language, now), now) : Orders{};
}

Orders Round::set_present(int present, Ticks /*now*/) {
  const bool may_change = view_.phase == RoundPhase::Ready || view_.phase == RoundPhase::TooMany ||
                          view_.phase == RoundPhase::Sure;
  if (!may_change || present < 1 || present > present_most()) return {};
  view_.present = present;
  return open();
}

Orders Round::ask_to_close(Ticks /*now*/) {
  if (view_.phase == RoundPhase::Ready) enter(RoundPhase::Sure);
  return {};
}

Orders Round::go_on(Ticks /*now*/) {
  if (view_.phase == RoundPhase::Sure) show_ready_or_too_many();
  return {};
}

Orders Round::close(Ticks /*now*/) {
  const bool may_close = view_.phase == RoundPhase::Sure || view_.phase == RoundPhase::TooMany;
  return may_close ? close_now() : Orders{};
}

Orders Round::close_now() {
  make_findings();
  enter(RoundPhase::Closing);
  notes_left_.clear();
  for (const auto& [index, id] : plan_.questions) notes_left_.push_back(index);
  return close_next();
}

/// C11: one tablet held the whole round, so these findings *are* the findings. The exact tallies
/// die here; of several tablets each has only a part, and says nothing of it.
void Round::make_findings() {
  if (plan_.tablets > 1) return tallies_.clear();
  for (const auto& [index, tally] : tallies_) {
    const auto shape =
        shape_for(*plan_.pack, index, {plan_.unit, plan_.week, plan_.week, view_.present});
    findings_[index] = shape.vote || tally.n() >= finding_from
                           ? std::optional(make_finding(shape, tally))
                           : std::nullopt;
  }
  tallies_.clear();
}

Orders Round::close_next() {
  auto closed = note(notes_left_.back());
  closed.finding = findings_[notes_left_.back()];
  return {CloseRound{std::move(closed)}};
}

Orders Round::done(Ticks /*now*/) {
  if (view_.phase == RoundPhase::Result) {
    view_.finding.reset();
    enter(RoundPhase::Over);
  }
  return {};
}

Orders Round::kept(Ticks now) {
  if (turn_) return in_turn(turn_->kept(now), now);
  if (view_.phase == RoundPhase::Token) {
    gate_->let_in();
    view_.gate = gate_->view();
    begin_turn(std::exchange(asked_for_, std::nullopt), now);
    return in_turn({}, now);
  }
  const bool is_opening = view_.phase == RoundPhase::Opening;
  if (!is_opening && view_.phase != RoundPhase::Closing) return {};
  notes_left_.pop_back();
  if (!notes_left_.empty())
    return is_opening ? Orders{OpenRound{note(notes_left_.back())}} : close_next();
  if (is_opening) {
    show_ready_or_too_many();
  } else {
    if (view_.has_one_question) view_.finding = findings_[view_.question];
    findings_.clear();
    enter(RoundPhase::Result, now + round_result_lasts);
  }
  return {};
}

Orders Round::keep_failed(Ticks now) {
  turn_.reset();
  view_.turn = {};
  tallies_.clear();
  findings_.clear();
  // What made it fail may pass, and another round be opened: half a one comes to nothing.
  enter(RoundPhase::Paused, now + pause_lasts);
  return {};
}

void Round::daypart_ended(Ticks now) {
  if (!closes_itself_) closes_itself_ = now + round_outlives_daypart;
}

Orders Round::tick(Ticks now) {
  const bool must_close = closes_itself_ && now >= *closes_itself_ && may_close_itself();
  if (turn_) return in_turn(must_close ? turn_->leave(now) : turn_->tick(now), now);
  if (must_close) return close_now();
  if (gate_ && view_.phase == RoundPhase::Ready) {
    gate_->tick(now);
    view_.gate = gate_->view();
  }
  if (!deadline_ || now < *deadline_) return {};
  if (view_.phase == RoundPhase::Result) return done(now);
  if (view_.phase == RoundPhase::Paused) enter(RoundPhase::Over);
  return {};
}

}  // namespace stemme
