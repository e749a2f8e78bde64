#include "app/visit/round.h"

#include <algorithm>

#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

constexpr int finding_from = 5;

/// A seed a turn, so that picture choices stand differently for each child (D30).
constexpr std::uint64_t turn_stride = 0x9E3779B97F4A7C15;

}  // namespace

Round::Round(RoundPlan plan, Ticks now, Orders& orders) : plan_(std::move(plan)) {
  STEMME_ASSERT(plan_.present >= 1 && plan_.present <= round_present_max);
  STEMME_ASSERT(question().can_be_a_round());
  view_.question = plan_.question;
  view_.present = plan_.present;
  view_.language = plan_.language;
  tally_.options.assign(question().options.size(), 0);
  const auto opened = open(now);
  orders.insert(orders.end(), opened.begin(), opened.end());
}

const Question& Round::question() const {
  return plan_.pack->questions[static_cast<std::size_t>(plan_.question)];
}

RoundNote Round::note() const {
  RoundNote note;
  note.id = plan_.id;
  note.pack = plan_.pack->digest;
  note.question = plan_.question;
  note.unit = plan_.unit;
  note.mode = Mode::Veiledet;
  note.date = plan_.date;
  note.present = view_.present;
  return note;
}

void Round::enter(RoundPhase phase, std::optional<Ticks> deadline) {
  view_.phase = phase;
  deadline_ = deadline;
}

Orders Round::open(Ticks /*now*/) {
  enter(RoundPhase::Opening);
  return {OpenRound{note()}};
}

bool Round::may_close_itself() const {
  if (turn_) return view_.turn.phase != VisitPhase::Keeping;
  return view_.phase == RoundPhase::Ready || view_.phase == RoundPhase::TooMany ||
         view_.phase == RoundPhase::Sure;
}

std::optional<Ticks> Round::deadline() const {
  const auto first = turn_ ? turn_->deadline() : deadline_;
  if (!closes_itself_ || !may_close_itself()) return first;
  return first ? std::min(*first, *closes_itself_) : closes_itself_;
}

/// D22: one more answer than children present is somebody who counted wrong; the next asks the
/// adult.
void Round::show_ready_or_too_many() {
  enter(view_.answered > view_.present ? RoundPhase::TooMany : RoundPhase::Ready);
}

Orders Round::take_turn(Ticks now) {
  if (view_.phase != RoundPhase::Ready) return {};
  VisitPlan turn;
  turn.pack = plan_.pack;
  turn.questions = {plan_.question};
  turn.unit = plan_.unit;
  turn.mode = Mode::Veiledet;
  turn.band = plan_.band;
  turn.round = plan_.id;
  turn.week = plan_.week;
  turn.language = view_.language;
  turn.seed = plan_.seed + turn_stride * static_cast<std::uint64_t>(++turns_);
  enter(RoundPhase::Turn);
  turn_.emplace(std::move(turn), rule_, VisitStart::FirstTouch, now);
  return in_turn({}, now);
}

/// After every step of the turn: what it finished is counted, and when it is over the tablet goes
/// on.
Orders Round::in_turn(Orders orders, Ticks now) {
  for (const auto& order : orders)
    if (const auto* finished = std::get_if<FinishVisit>(&order)) count(*finished);
  view_.turn = turn_->view();
  if (view_.turn.phase == VisitPhase::Paused) {
    turn_.reset();
    enter(RoundPhase::Paused);
  } else if (turn_->is_over()) {
    turn_.reset();
    view_.turn = {};
    show_ready_or_too_many();
    if (closes_itself_ && now >= *closes_itself_) {
      const auto closing = close_now(now);
      orders.insert(orders.end(), closing.begin(), closing.end());
    }
  }
  return orders;
}

void Round::count(const FinishVisit& finished) {
  // A child whose question is pairs leaves several rows and is one who has chosen.
  if (!finished.rows.empty()) ++view_.answered;
  for (const auto& row : finished.rows) {
    if (row.chosen.empty()) ++tally_.skips;
    for (int option : row.chosen) ++tally_.options[static_cast<std::size_t>(option)];
    if (question().kind == QuestionKind::Pair && !row.chosen.empty())
      tally_.pairs.push_back(one_answer(row.shown.front(), row.shown.back(), row.chosen.front()));
  }
}

Orders Round::choose(int option, Ticks now) {
  return turn_ ? in_turn(turn_->choose(option, now), now) : Orders{};
}
Orders Round::skip(Ticks now) { return turn_ ? in_turn(turn_->skip(now), now) : Orders{}; }
Orders Round::undo(Ticks now) { return turn_ ? in_turn(turn_->undo(now), now) : Orders{}; }
Orders Round::go_on_reading(Ticks now) {
  return turn_ ? in_turn(turn_->go_on(now), now) : Orders{};
}
Orders Round::listen(Ticks now) { return turn_ ? in_turn(turn_->listen(now), now) : Orders{}; }
Orders Round::touched(Ticks now) { return turn_ ? in_turn(turn_->touched(now), now) : Orders{}; }

Orders Round::speak_in(const std::string& language, Ticks now) {
  view_.language = language;
  return turn_ ? in_turn(turn_->speak_in(language, now), now) : Orders{};
}

Orders Round::set_present(int present, Ticks now) {
  const bool may_change = view_.phase == RoundPhase::Ready || view_.phase == RoundPhase::TooMany ||
                          view_.phase == RoundPhase::Sure;
  if (!may_change || present < 1 || present > round_present_max) return {};
  view_.present = present;
  return open(now);
}

Orders Round::ask_to_close(Ticks /*now*/) {
  if (view_.phase == RoundPhase::Ready) enter(RoundPhase::Sure);
  return {};
}

Orders Round::go_on(Ticks /*now*/) {
  if (view_.phase == RoundPhase::Sure) show_ready_or_too_many();
  return {};
}

Orders Round::close(Ticks now) {
  const bool may_close = view_.phase == RoundPhase::Sure || view_.phase == RoundPhase::TooMany;
  return may_close ? close_now(now) : Orders{};
}

/// C11: one tablet held the whole round, so this finding *is* the finding. The exact tally dies
/// here.
Orders Round::close_now(Ticks /*now*/) {
  const auto shape =
      shape_for(*plan_.pack, plan_.question, {plan_.unit, plan_.week, plan_.week, view_.present});
  if (shape.vote || tally_.n() >= finding_from) finding_ = make_finding(shape, tally_);
  tally_ = {};
  enter(RoundPhase::Closing);
  auto closed = note();
  closed.finding = finding_;
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
  if (view_.phase == RoundPhase::Opening) show_ready_or_too_many();
  if (view_.phase == RoundPhase::Closing) {
    view_.finding = std::exchange(finding_, std::nullopt);
    enter(RoundPhase::Result, now + round_result_lasts);
  }
  return {};
}

Orders Round::keep_failed(Ticks /*now*/) {
  turn_.reset();
  view_.turn = {};
  tally_ = {};
  finding_.reset();
  enter(RoundPhase::Paused);
  return {};
}

void Round::daypart_ended(Ticks now) {
  if (!closes_itself_) closes_itself_ = now + round_outlives_daypart;
}

Orders Round::tick(Ticks now) {
  const bool must_close = closes_itself_ && now >= *closes_itself_ && may_close_itself();
  if (turn_) return in_turn(must_close ? turn_->leave(now) : turn_->tick(now), now);
  if (must_close) return close_now(now);
  if (view_.phase == RoundPhase::Result && deadline_ && now >= *deadline_) return done(now);
  return {};
}

}  // namespace stemme
