#include "server-sync/counting/tally_book.h"

#include "server-sync/counting/batch_entry.h"
#include "server-sync/counting/reckoning_book.h"
#include "server-sync/counting/set_aside.h"

namespace stemme {
namespace {

/// C5: a date before there was a Stemme, or after the batch came, is no date.
std::optional<Date> believed_day(const Frame& frame, const std::optional<Date>& otherwise,
                                 Date received) {
  const auto* stamp = std::get_if<DayStamp>(&frame.stamp);
  if (stamp == nullptr) return otherwise;
  if (stamp->date < earliest_day || stamp->date > received) return std::nullopt;
  return stamp->date;
}

Result<void> remember_progress(Database& counts, const ArrivedBatch& arrived) {
  auto progress = TRY(
      counts.prepare("INSERT INTO progress(owner, arrived) VALUES(?, ?) "
                     "ON CONFLICT(owner) DO UPDATE SET arrived=max(arrived, excluded.arrived)"));
  return progress.bind(arrived.owner).bind(arrived.row).run();
}

}  // namespace

Result<void> TallyBook::enter(const std::vector<ArrivedBatch>& arrived) {
  if (arrived.empty()) return {};
  return counts_.in_transaction([&]() -> Result<void> {
    for (const auto& batch : arrived) TRY(enter_one(batch));
    return remember_progress(counts_, arrived.back());
  });
}

Result<void> TallyBook::enter_one(const ArrivedBatch& arrived) {
  // Raw is destroyed only after it was counted.
  if (arrived.body.empty()) return {};
  const auto batch = batch_from_body(arrived.body);
  if (!batch) return {};  // Intake stores nothing that does not parse.
  TRY(enter_as({arrived.epoch, arrived.n, arrived.digest}, *batch, arrived));
  return note_looked_at(counts_, arrived, batch->frame);
}

/// A carried batch is an old body under a new line. It is entered under its old name too, so that
/// it counts once whether it comes one way or both (C3, C4). Says which key was missing.
Result<std::optional<std::string>> TallyBook::enter_as(const BatchName& name, const Batch& batch,
                                                       const ArrivedBatch& arrived) {
  const auto day = believed_day(batch.frame, arrived.day, arrived.received);
  const auto lost = batch.frame.previous ? batch.frame.previous->lost_at_most : 0;
  auto entry = TRY(BatchEntry::begin(
      counts_, guide_,
      {arrived.owner, arrived.house, arrived.device, name, batch.frame.answers_total, lost}, day,
      arrived.received));
  if (entry.has_mark()) return std::optional<std::string>();
  TRY(entry.take_notes(batch.frame.rounds));
  std::optional<std::string> gone;
  if (batch.frame.carried) {
    const auto inner = TRY(batch_from_body(batch.carried_body));
    gone = TRY(enter_as(*batch.frame.carried, inner, arrived));
  } else {
    gone = TRY(open_into(entry, batch, arrived.untrusted));
  }
  TRY(entry.finish(gone));
  return gone;
}

/// The name of the key when it is not held.
Result<std::optional<std::string>> TallyBook::open_into(BatchEntry& entry, const Batch& batch,
                                                        bool untrusted) {
  const int answers = batch.frame.answers;
  if (untrusted) {
    entry.set_aside(aside::revoked, answers);
    return std::optional<std::string>();
  }
  if (batch.boxes.empty()) return std::optional<std::string>();
  if (!opener_.holds(batch.frame.key)) {
    entry.set_aside(aside::key_gone, answers);
    return std::optional(batch.frame.key);
  }
  const auto opened = TRY(opener_.open(batch));
  TRY(entry.take(opened, answers));
  return std::optional<std::string>();
}

Result<int> TallyBook::take_up_waiting() {
  std::vector<Bytes> found;
  auto waiting =
      TRY(counts_.prepare("SELECT digest, missing_key FROM marks WHERE missing_key IS NOT NULL"));
  while (TRY(waiting.step())) {
    if (opener_.holds(waiting.text(1))) found.push_back(waiting.blob(0));
  }
  if (found.empty()) return 0;
  TRY(counts_.in_transaction([&]() -> Result<void> {
    auto mark =
        TRY(counts_.prepare("DELETE FROM marks WHERE digest=? AND missing_key IS NOT NULL"));
    auto line = TRY(counts_.prepare("DELETE FROM set_aside WHERE digest=? AND reason=?"));
    for (const auto& digest : found) {
      TRY(mark.bind(ByteView(digest)).run());
      TRY(line.bind(ByteView(digest)).bind(aside::key_gone).run());
    }
    return counts_.run("UPDATE progress SET arrived=0");
  }));
  return static_cast<int>(found.size());
}

}  // namespace stemme
