#include "tests/stand-ins/memory_outbox.h"

#include <algorithm>

#include "server-sync/protocol/batch.h"

namespace stemme {
namespace {

constexpr std::chrono::days kept_for{35};

}  // namespace

MemoryOutbox::MemoryOutbox() : epoch_(random_number()) {
  terms_.owner = "eid";
  terms_.house = "solbakken";
  terms_.device = 7;
  terms_.sealing = OpeningKey::generate().sealing_key();
  terms_.software = "test";
}

Frame MemoryOutbox::next_frame() const {
  Frame frame;
  frame.owner = terms_.owner;
  frame.house = terms_.house;
  frame.device = terms_.device;
  frame.epoch = epoch_;
  frame.n = 1;
  frame.key = key_name(terms_.sealing);
  frame.software = terms_.software;
  frame.answers_total = answers_total_;
  for (const auto& held : batches_) {
    if (held.batch.name.epoch != epoch_) continue;
    frame.n = held.batch.name.n + 1;
    frame.prev = held.batch.name.digest;
  }
  if (frame.n == 1) frame.previous = previous_;
  return frame;
}

BatchName MemoryOutbox::add(const Frame& frame, Bytes body, int answers) {
  Held held;
  held.batch.name = {frame.epoch, frame.n, sha256(body)};
  held.batch.body = std::move(body);
  held.answers = answers;
  answers_total_ = frame.answers_total;
  batches_.push_back(std::move(held));
  return batches_.back().batch.name;
}

BatchName MemoryOutbox::close(int answers, Date date) {
  Batch batch;
  batch.frame = next_frame();
  batch.frame.stamp = DayStamp{date, std::string(whole_day)};
  batch.frame.answers = answers;
  batch.frame.answers_total += answers;
  const auto boxes = std::size_t(answers) + padding_for(std::size_t(answers));
  for (std::size_t i = 0; i < boxes; ++i)
    batch.boxes.push_back(seal_box(EmptyBox{}, terms_.sealing).value());
  batch.frame.boxes = static_cast<int>(boxes);
  const auto name = add(batch.frame, to_body(batch).value(), answers);
  if (wake_) wake_();
  return name;
}

Result<void> MemoryOutbox::adopt(const OutboxTerms& terms) {
  terms_ = terms;
  return {};
}

Result<void> MemoryOutbox::anchor(const Anchor& anchor) {
  anchor_ = anchor;
  return {};
}

Result<std::optional<OutgoingBatch>> MemoryOutbox::next_to_send(std::int64_t after) {
  for (const auto& held : batches_) {
    const auto& name = held.batch.name;
    if (name.epoch == epoch_ && name.n > after && !held.stored && !held.held && !held.gone)
      return std::optional(held.batch);
  }
  return std::optional<OutgoingBatch>();
}

MemoryOutbox::Held* MemoryOutbox::find(Epoch epoch, std::int64_t n) {
  for (auto& held : batches_)
    if (held.batch.name.epoch == epoch && held.batch.name.n == n) return &held;
  return nullptr;
}

Result<void> MemoryOutbox::apply(const Receipt& receipt) {
  if (receipt.device != terms_.device) return invalid("a receipt for another device");
  for (auto& held : batches_) {
    const auto& name = held.batch.name;
    if (name.epoch != receipt.epoch || held.gone) continue;
    bool named = false;
    for (const auto& range : receipt.stored) {
      const auto* last = find(receipt.epoch, range.last);
      if (last != nullptr && last->batch.name.digest == range.last_digest)
        named = named || (range.first <= name.n && name.n <= range.last);
    }
    if (!named || held.incarnation != receipt.incarnation) held.since = receipt.utc;
    held.incarnation = named ? receipt.incarnation : "";
    held.stored = named;
    if (named) held.held = false;
    held.gone = named && name.n <= receipt.durable_through && receipt.utc - held.since >= kept_for;
  }
  return {};
}

Result<void> MemoryOutbox::hold(const BatchName& name, ProblemType) {
  auto* held = find(name.epoch, name.n);
  if (held != nullptr) held->held = true;
  return {};
}

Result<void> MemoryOutbox::begin_new_epoch(Epoch conflicting) {
  if (conflicting != epoch_) return {};
  const auto old = batches_;
  const auto last = next_frame().n - 1;
  previous_ = PreviousEpoch{epoch_, last};
  epoch_ = random_number();
  answers_total_ = 0;
  for (const auto& held : old) {
    if (held.batch.name.epoch != previous_->epoch || held.stored || held.gone) continue;
    const auto before = batch_from_body(held.batch.body).value();
    Batch batch;
    batch.frame = next_frame();
    batch.frame.stamp = before.frame.stamp;
    batch.frame.carried = before.frame.carried ? before.frame.carried : held.batch.name;
    batch.carried_body = before.frame.carried ? before.carried_body : held.batch.body;
    add(batch.frame, to_body(batch).value(), held.answers);
    find(held.batch.name.epoch, held.batch.name.n)->gone = true;
  }
  return {};
}

Result<OutboxFigures> MemoryOutbox::figures() {
  OutboxFigures figures;
  figures.epoch = epoch_;
  figures.space = space_;
  figures.last_closed = next_frame().n - 1;
  figures.made = next_frame().answers_total;
  for (const auto& held : batches_) {
    if (held.gone || held.stored) continue;
    ++figures.unsent_batches;
    figures.unsent_answers += held.answers;
    figures.held_batches += held.held ? 1 : 0;
    figures.unsent_age = "hours";
  }
  return figures;
}

}  // namespace stemme
