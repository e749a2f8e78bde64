#include "app/answers/binder.h"

#include <algorithm>

#include "server-sync/protocol/batch.h"

namespace stemme {
namespace {

constexpr int notes_max = 32;

/// Arrival, order and place within the batch say nothing afterwards.
void shuffle(std::vector<Box>& boxes) {
  for (auto left = boxes.size(); left > 1; --left)
    std::swap(boxes[left - 1], boxes[random_number() % left]);
}

Result<SealingKey> key_of(const std::vector<Pile>& piles, const OutboxTerms& terms) {
  if (piles.empty()) return terms.sealing;
  const auto bytes = TRY(from_hex(piles.front().key));
  return fixed<32>(bytes);
}

Result<std::vector<Box>> padded(std::vector<Box> boxes, const SealingKey& key) {
  // Not even an empty batch is empty: its size is that of a quiet daypart.
  const auto missing = boxes.empty() ? 16 : padding_for(boxes.size());
  for (std::size_t i = 0; i < missing; ++i) {
    const auto empty = TRY(seal_box(EmptyBox{}, key));
    boxes.push_back(empty);
  }
  shuffle(boxes);
  return boxes;
}

std::vector<Pile> chosen(const std::vector<Pile>& piles, const std::vector<PileId>& ids) {
  std::vector<Pile> result;
  for (const auto& pile : piles)
    if (std::find(ids.begin(), ids.end(), pile.id) != ids.end()) result.push_back(pile);
  return result;
}

}  // namespace

Result<int> Binder::carry_out(const ClosingPlan& plan, const ClosingMoment& moment,
                              const OutboxTerms& terms) {
  if (plan.empty()) return 0;
  TRY(carry_rest(terms));
  TRY(database_->in_transaction([&]() -> Result<void> {
    for (const auto& [pile, day] : plan.dated) TRY(boxes_->date_pile(pile, day));
    for (const auto pile : plan.waiting) TRY(boxes_->set_state(pile, PileState::Waiting));
    return {};
  }));
  const auto piles = TRY(boxes_->piles());
  for (const auto& planned : plan.batches) TRY(bind(planned, piles, moment, terms));
  return static_cast<int>(plan.batches.size());
}

Result<int> Binder::close_week(const ClosingMoment& moment, const OutboxTerms& terms) {
  const auto week = last_week_over(moment);
  if (!week) return 0;
  const auto epoch = TRY(batches_->present_epoch());
  if (!epoch || (epoch->closed_through && *epoch->closed_through >= *week)) return 0;
  // A device's first week begins now; nothing before it is waited for.
  if (!epoch->closed_through && !epoch->previous && epoch->last == 0) {
    TRY(batches_->say_closed_through(*week));
    return 0;
  }
  const auto closed = TRY(closed_through({}, moment));
  if (closed != week) return 0;
  const auto piles = TRY(boxes_->piles());
  auto plan = plan_visits(piles, *week, moment.boot);
  if (plan.batches.empty()) {
    const Date sunday = std::chrono::sys_days(monday_of(*week)) + std::chrono::days(6);
    plan.batches.push_back({{}, DayStamp{sunday, std::string(whole_day)}});
  }
  return carry_out(plan, moment, terms);
}

Result<int> Binder::send_stray_notes(const ClosingMoment& moment, const OutboxTerms& terms) {
  const auto today = daypart_now(moment);
  if (!today) return 0;
  const auto notes = TRY(boxes_->notes(BoxShelf::NoteState::Ready, 1));
  if (notes.empty() || notes.front().date >= today->date) return 0;
  ClosingPlan plan;
  plan.batches.push_back({{}, DayStamp{notes.front().date, std::string(whole_day)}});
  return carry_out(plan, moment, terms);
}

Result<std::optional<IsoWeek>> Binder::closed_through(const PlannedBatch& planned,
                                                      const ClosingMoment& moment) {
  const auto week = last_week_over(moment);
  if (!week) return week;
  const auto piles = TRY(boxes_->piles());
  for (const auto& pile : piles) {
    const bool goes_now =
        std::find(planned.piles.begin(), planned.piles.end(), pile.id) != planned.piles.end();
    if (goes_now || pile.kind != PileKind::Answers || pile.boxes == 0) continue;
    if (!pile.day || week_of(pile.day->date) <= *week) return std::optional<IsoWeek>();
  }
  return week;
}

Result<Frame> Binder::next_frame(const OutboxTerms& terms) {
  const auto epoch = TRY(batches_->present_epoch());
  STEMME_ASSERT(epoch.has_value());
  Frame frame;
  frame.owner = terms.owner;
  frame.house = terms.house;
  frame.device = terms.device;
  frame.epoch = epoch->epoch;
  frame.n = epoch->last + 1;
  frame.answers_total = epoch->answers_total;
  frame.software = terms.software;
  frame.programme = terms.programme;
  if (frame.n == 1) {
    frame.previous = epoch->previous;
  } else {
    frame.prev = TRY(batches_->digest_of(frame.epoch, frame.n - 1));
  }
  return frame;
}

Result<void> Binder::bind(const PlannedBatch& planned, const std::vector<Pile>& piles,
                          const ClosingMoment& moment, const OutboxTerms& terms) {
  return database_->in_transaction(
      [&] { return bind_in_transaction(planned, chosen(piles, planned.piles), moment, terms); });
}

Result<void> Binder::bind_in_transaction(const PlannedBatch& planned,
                                         const std::vector<Pile>& piles,
                                         const ClosingMoment& moment, const OutboxTerms& terms) {
  const auto key = TRY(key_of(piles, terms));
  Batch batch;
  batch.frame = TRY(next_frame(terms));
  batch.frame.key = key_name(key);
  batch.frame.stamp = planned.stamp;
  batch.frame.clock_anchored = moment.now.has_value();
  batch.frame.closed_through = TRY(closed_through(planned, moment));
  batch.frame.rounds = TRY(boxes_->notes(BoxShelf::NoteState::Ready, notes_max));

  auto boxes = TRY(boxes_->boxes_of(planned.piles));
  const bool visits = !piles.empty() && piles.front().kind == PileKind::Visits;
  (visits ? batch.frame.visits : batch.frame.answers) = static_cast<int>(boxes.size());
  batch.frame.answers_total += batch.frame.answers;
  batch.boxes = TRY(padded(std::move(boxes), key));
  batch.frame.boxes = static_cast<int>(batch.boxes.size());

  const auto body = TRY(to_body(batch));
  for (const auto& pile : piles) TRY(boxes_->set_state(pile.id, PileState::Closed));
  for (const auto& note : batch.frame.rounds) TRY(boxes_->remove_note(note.id));
  ClosedBatch like;
  like.answers = batch.frame.answers;
  like.closed = moment.now;
  return keep(batch.frame, body, like);
}

Result<void> Binder::keep(const Frame& frame, const Bytes& body, const ClosedBatch& like) {
  EpochRow after;
  after.epoch = frame.epoch;
  after.last = frame.n;
  after.answers_total = frame.answers_total;
  TRY(batches_->add({{frame.epoch, frame.n, sha256(body)}, body, like.answers, like.closed},
                    after));
  if (frame.closed_through) TRY(batches_->say_closed_through(*frame.closed_through));
  // Before the COMMIT: a predecessor may be named with a number too many, never with one too few.
  return file_.write({frame.epoch, frame.n});
}

Result<void> Binder::begin_epoch(const std::optional<PreviousEpoch>& previous) {
  const auto epoch = random_number();
  TRY(database_->in_transaction([&]() -> Result<void> {
    if (previous) TRY(batches_->mark_for_carrying(previous->epoch));
    return batches_->begin_epoch(epoch, previous);
  }));
  return file_.write({epoch, 0});
}

Result<void> Binder::carry_rest(const OutboxTerms& terms) {
  for (;;) {
    const auto old = TRY(batches_->next_to_carry());
    if (!old) return batches_->carrying_done();
    TRY(database_->in_transaction([&] { return carry(*old, terms); }).while_doing("carrying over"));
  }
}

Result<void> Binder::carry(const ClosedBatch& old, const OutboxTerms& terms) {
  const auto before = TRY(batch_from_body(old.body));
  Batch batch;
  batch.frame = TRY(next_frame(terms));
  batch.frame.key = before.frame.key;
  batch.frame.stamp = before.frame.stamp;
  batch.frame.clock_anchored = before.frame.clock_anchored;
  // What was carried once is carried on under its first name.
  batch.frame.carried = before.frame.carried ? before.frame.carried : old.name;
  batch.carried_body = before.frame.carried ? before.carried_body : old.body;
  const auto body = TRY(to_body(batch));
  TRY(batches_->carried_away(old.name));
  return keep(batch.frame, body, old);
}

}  // namespace stemme
