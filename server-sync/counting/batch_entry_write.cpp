#include "server-sync/counting/batch_entry.h"

namespace stemme {
namespace {

std::string upsert_tally() {
  std::string columns;
  std::string values;
  std::string sums;
  for (int option = 0; option < tally_options; ++option) {
    const auto name = "o" + std::to_string(option);
    columns += ", " + name;
    values += ",?";
    sums += ", " + name + "=" + name + "+excluded." + name;
  }
  return "INSERT INTO tallies(owner, unit, pack, question, mode, period, round, day, late, "
         "answers, skips" +
         columns + ") VALUES(?,?,?,?,?,?,?,?,?,?,?" + values +
         ") ON CONFLICT DO UPDATE SET late=max(late, excluded.late), "
         "answers=answers+excluded.answers, skips=skips+excluded.skips" +
         sums;
}

}  // namespace

Result<void> BatchEntry::finish(const std::optional<std::string>& missing_key) {
  TRY(write_tallies());
  TRY(write_pairs());
  TRY(write_batches());
  TRY(write_set_aside());
  TRY(write_visits());
  auto mark = TRY(counts_->prepare(
      "INSERT INTO marks(owner, device, epoch, n, digest, answers, counted, missing_key, total, "
      "lost) VALUES(?,?,?,?,?,?,?,?,?,?)"));
  const auto& name = identity_.name;
  mark.bind(identity_.owner).bind(row_id(identity_.device)).bind(row_id(name.epoch)).bind(name.n);
  mark.bind(ByteView(name.digest)).bind(answers_).bind(counted_);
  missing_key ? mark.bind(*missing_key) : mark.bind_null();
  return mark.bind(identity_.answers_total).bind(identity_.lost_at_most).run();
}

Result<void> BatchEntry::write_tallies() {
  static const std::string upsert = upsert_tally();
  auto row = TRY(counts_->prepare(upsert));
  for (const auto& [to, additions] : tallies_) {
    bind_key(row, identity_.owner, to.key).bind(to.period).bind(row_id(to.round)).bind(to.day);
    row.bind(additions.late ? 1 : 0).bind(additions.answers).bind(additions.skips);
    for (const int count : additions.options) row.bind(count);
    TRY(row.run());
  }
  return {};
}

Result<void> BatchEntry::write_pairs() {
  auto row = TRY(counts_->prepare(
      "INSERT INTO pair_tallies(owner, unit, pack, question, mode, period, round, day, "
      "shown_left, shown_right, chose_left, chose_right) VALUES(?,?,?,?,?,?,?,?,?,?,?,?) ON "
      "CONFLICT DO UPDATE "
      "SET chose_left=chose_left+excluded.chose_left, "
      "chose_right=chose_right+excluded.chose_right"));
  for (const auto& [to, additions] : tallies_)
    for (const auto& pair : additions.pairs) {
      bind_key(row, identity_.owner, to.key).bind(to.period).bind(row_id(to.round)).bind(to.day);
      row.bind(pair.left).bind(pair.right).bind(pair.chose_left).bind(pair.chose_right);
      TRY(row.run());
    }
  return {};
}

/// Which batches stand behind a tally, for the log; and with how much, for a day that is set aside.
Result<void> BatchEntry::write_batches() {
  auto row = TRY(counts_->prepare(
      "INSERT INTO tally_batches(owner, unit, pack, question, mode, period, day, digest, answers) "
      "VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET answers=answers+excluded.answers"));
  for (const auto& [to, additions] : tallies_) {
    bind_key(row, identity_.owner, to.key).bind(to.period).bind(to.day);
    TRY(row.bind(ByteView(identity_.name.digest)).bind(additions.answers).run());
  }
  return {};
}

/// What was set aside stands in the line of the first page that is not out yet.
Result<void> BatchEntry::write_set_aside() {
  auto week = week_of(day_or_received());
  if (released_) week = std::max(week, *released_ + 1);
  auto row = TRY(counts_->prepare(
      "INSERT INTO set_aside(owner, house, week, reason, digest, answers) VALUES(?,?,?,?,?,?)"));
  for (const auto& [reason, answers] : aside_) {
    if (answers == 0) continue;
    row.bind(identity_.owner).bind(identity_.house).bind(to_text(week)).bind(reason);
    TRY(row.bind(ByteView(identity_.name.digest)).bind(answers).run());
  }
  return {};
}

Result<void> BatchEntry::write_visits() {
  if (visits_.empty()) return {};
  const auto date = day_or_received();
  const auto month = static_cast<unsigned>(date.month());
  const auto quarter =
      std::to_string(static_cast<int>(date.year())) + "-Q" + std::to_string((month + 2) / 3);
  auto row = TRY(counts_->prepare(
      "INSERT INTO visits(owner, quarter, language, ending, visits) VALUES(?,?,?,?,?) "
      "ON CONFLICT DO UPDATE SET visits=visits+excluded.visits"));
  for (const auto& [visit, count] : visits_) {
    row.bind(identity_.owner).bind(quarter).bind(visit.first).bind(visit.second);
    TRY(row.bind(count).run());
  }
  return {};
}

}  // namespace stemme
