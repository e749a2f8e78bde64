#include "tests/fleet/herd_outbox.h"

#include <algorithm>

namespace stemme {
namespace {

constexpr int batches_a_day = 6;

}  // namespace

void HerdOutbox::stand_at(const SealedShelf& shelf, Date today) {
  shelf_ = &shelf;
  today_ = today;
}

std::size_t HerdOutbox::box_of(std::int64_t n, std::size_t i) const {
  const auto place = first_box_ + static_cast<std::size_t>(n - 1) * answers_a_batch + i;
  return place % shelf_->row(unit_).boxes.size();
}

/// From this week's Monday on: a week that is over is released while the herd comes, and its exact
/// counts are gone before anybody can look at them.
Date HerdOutbox::day_of(std::int64_t n) const {
  const auto day = std::chrono::sys_days(monday_of(week_of(today_))) +
                   std::chrono::days((n - 1) / batches_a_day);
  return std::min(Date(day), today_);
}

Result<Bytes> HerdOutbox::body_of(std::int64_t n) const {
  Batch batch;
  const auto& boxes = shelf_->row(unit_).boxes;
  for (std::size_t i = 0; i < answers_a_batch; ++i) batch.boxes.push_back(boxes[box_of(n, i)]);
  for (auto padding = padding_for(answers_a_batch); padding > 0; --padding)
    batch.boxes.push_back(shelf_->padding(padding));
  auto& frame = batch.frame;
  frame.owner = terms_.owner;
  frame.house = terms_.house;
  frame.device = terms_.device;
  frame.epoch = epoch_;
  frame.n = n;
  frame.key = key_name(terms_.sealing);
  if (n > 1) frame.prev = closed_[static_cast<std::size_t>(n - 2)].digest;
  frame.boxes = static_cast<int>(batch.boxes.size());
  frame.answers = static_cast<int>(answers_a_batch);
  frame.answers_total = n * static_cast<std::int64_t>(answers_a_batch);
  frame.stamp = DayStamp{day_of(n), std::string(whole_day)};
  frame.clock_anchored = true;
  frame.software = terms_.software;
  return to_body(batch);
}

Result<void> HerdOutbox::close(int batches) {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < batches; ++i) {
      const auto body = TRY(body_of(static_cast<std::int64_t>(closed_.size()) + 1));
      closed_.push_back({sha256(body), Where::Here});
    }
    if (closed_.size() * answers_a_batch > shelf_->row(unit_).boxes.size())
      return invalid("the shelf has too few boxes: a device would use one twice");
    wake = wake_;
  }
  if (wake) wake();
  return {};
}

HerdOutbox::Standing HerdOutbox::standing() const {
  const std::lock_guard lock(mutex_);
  Standing found{terms_.device, epoch_, static_cast<std::int64_t>(closed_.size()), 0, 0, {}};
  found.stored = static_cast<std::int64_t>(stored_up_to_);
  for (auto i = stored_up_to_; i < closed_.size(); ++i) {
    if (closed_[i].where == Where::Stored) ++found.stored;
    if (closed_[i].where == Where::Held) ++found.held;
  }
  if (!closed_.empty()) found.last = closed_.back().digest;
  return found;
}

void HerdOutbox::add_to(SealedShelf::Tally& tally) const {
  const std::lock_guard lock(mutex_);
  for (std::int64_t n = 1; n <= static_cast<std::int64_t>(closed_.size()); ++n)
    for (std::size_t i = 0; i < answers_a_batch; ++i) {
      const auto place = box_of(n, i);
      ++tally[place % SealedShelf::questions][shelf_->row(unit_).chosen[place]];
    }
}

Result<void> HerdOutbox::adopt(const OutboxTerms& terms) {
  const std::lock_guard lock(mutex_);
  if (!closed_.empty() && (terms.device != terms_.device || terms.sealing != terms_.sealing))
    return unexpected("a herd's terms do not change");
  // What has been closed was made under the first, and is made again.
  if (closed_.empty()) terms_ = terms;
  return {};
}

Result<void> HerdOutbox::anchor(const Anchor& /*anchor*/) { return {}; }

Result<std::optional<OutgoingBatch>> HerdOutbox::next_to_send(std::int64_t after) {
  const std::lock_guard lock(mutex_);
  for (auto i = std::max(stored_up_to_, static_cast<std::size_t>(after)); i < closed_.size(); ++i) {
    if (closed_[i].where != Where::Here) continue;
    const auto n = static_cast<std::int64_t>(i) + 1;
    auto body = TRY(body_of(n));
    return std::optional(OutgoingBatch{{epoch_, n, closed_[i].digest}, std::move(body)});
  }
  return std::optional<OutgoingBatch>();
}

Result<void> HerdOutbox::apply(const Receipt& receipt) {
  const std::lock_guard lock(mutex_);
  const auto all = static_cast<std::int64_t>(closed_.size());
  for (std::size_t i = stored_up_to_ = 0; i < closed_.size(); ++i)
    if (closed_[i].where == Where::Stored) closed_[i].where = Where::Here;
  for (const auto& range : receipt.stored) {
    if (range.first < 1 || range.last > all || range.first > range.last) continue;
    if (closed_[static_cast<std::size_t>(range.last - 1)].digest != range.last_digest) continue;
    for (auto n = range.first; n <= range.last; ++n)
      closed_[static_cast<std::size_t>(n - 1)].where = Where::Stored;
  }
  while (stored_up_to_ < closed_.size() && closed_[stored_up_to_].where == Where::Stored)
    ++stored_up_to_;
  return {};
}

Result<void> HerdOutbox::hold(const BatchName& name, ProblemType /*why*/) {
  const std::lock_guard lock(mutex_);
  if (name.epoch == epoch_ && name.n <= static_cast<std::int64_t>(closed_.size()))
    closed_[static_cast<std::size_t>(name.n - 1)].where = Where::Held;
  return {};
}

Result<void> HerdOutbox::begin_new_epoch(Epoch /*conflicting*/) {
  return unexpected("another batch is stored under a number of ours");
}

Result<OutboxFigures> HerdOutbox::figures() {
  const auto now = standing();
  OutboxFigures figures;
  figures.epoch = now.epoch;
  figures.last_closed = now.closed;
  figures.unsent_batches = now.closed - now.stored;
  figures.unsent_answers = figures.unsent_batches * static_cast<std::int64_t>(answers_a_batch);
  figures.held_batches = now.held;
  figures.unsent_age = figures.unsent_batches > 0 ? "days" : "none";
  return figures;
}

void HerdOutbox::on_close(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

}  // namespace stemme
