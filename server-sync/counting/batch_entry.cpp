#include "server-sync/counting/batch_entry.h"

#include <algorithm>

#include "server-sync/counting/set_aside.h"

namespace stemme {
namespace {

bool in_round(Mode mode) { return mode == Mode::Veiledet || mode == Mode::Brikke; }

/// A finding that a device made is believed for what it says, not for its shape. Nor for more
/// answers than there were children or tokens: one too many may answer (D22), and a page draws a
/// dot for every three.
bool is_credible(const RoundNote& note, const Question& question) {
  const auto& finding = *note.finding;
  const int most = rounded_to_three(std::max(note.present, note.tokens_issued) + 1);
  const auto is_possible = [&](int number) { return number >= 0 && number <= most; };
  return fits(finding, question.shape()) && is_possible(finding.about) &&
         is_possible(finding.skips) && std::ranges::all_of(finding.numbers, is_possible);
}

bool fits(const AnswerBox& answer, const Question& question) {
  const std::size_t most = question.kind == QuestionKind::PickThree ? 3 : 1;
  const auto options = static_cast<int>(question.options.size());
  if (question.kind == QuestionKind::Pair) {
    // A pair is its two pictures and where they stood; the box has seen to it that they differ.
    const auto inside = [&](int option) { return option < std::min(options, tally_options); };
    return answer.shown.size() == 2 && answer.chosen.size() <= 1 &&
           std::all_of(answer.shown.begin(), answer.shown.end(), inside);
  }
  return answer.chosen.size() <= most &&
         std::all_of(answer.chosen.begin(), answer.chosen.end(), [&](int option) {
           return option >= 0 && option < std::min(options, tally_options);
         });
}

}  // namespace

Result<BatchEntry> BatchEntry::begin(Database& counts, Guide& guide, BatchIdentity identity,
                                     std::optional<Date> day, Date received) {
  BatchEntry entry(counts, guide, std::move(identity));
  entry.day_ = day;
  entry.received_ = received;
  TRY(entry.read_surroundings());
  return entry;
}

Result<void> BatchEntry::read_surroundings() {
  const auto& name = identity_.name;
  auto mark = TRY(counts_->prepare(
      "SELECT 1 FROM marks WHERE owner=? AND device=? AND epoch=? AND n=? AND digest=?"));
  mark.bind(identity_.owner).bind(row_id(identity_.device)).bind(row_id(name.epoch));
  has_mark_ = TRY(mark.bind(name.n).bind(ByteView(name.digest)).step());

  auto week = TRY(counts_->prepare("SELECT max(week) FROM weeks WHERE owner=? AND house=?"));
  week.bind(identity_.owner).bind(identity_.house);
  const auto found = TRY(week.step());
  if (found && !week.is_null(0)) {
    const auto released = TRY(week_from(week.text(0)));
    released_ = released;
  }
  auto rounds =
      TRY(counts_->prepare("SELECT through FROM rounds_closed WHERE owner=? AND house=?"));
  rounds.bind(identity_.owner).bind(identity_.house);
  if (TRY(rounds.step())) rounds_closed_ = rounds.text(0);
  return {};
}

Result<void> BatchEntry::take_notes(const std::vector<RoundNote>& notes) {
  for (const auto& note : notes) TRY(take_note(note));
  return {};
}

Result<void> BatchEntry::take_note(const RoundNote& note) {
  const auto* pack = TRY(guide_->pack(note.pack));
  const auto* unit = TRY(guide_->unit(note.unit));
  if (pack == nullptr || unit == nullptr || unit->house != identity_.house) return {};
  if (note.question < 0 || note.question >= static_cast<int>(pack->questions.size())) return {};
  const auto& question = pack->questions[static_cast<std::size_t>(note.question)];
  if (note.finding && !is_credible(note, question)) return {};
  // The weeks of a round are counted from its day, and no release of Stemme is older (C5).
  if (!in_round(note.mode) || note.date < earliest_day) return {};

  auto row = TRY(counts_->prepare(
      "INSERT OR IGNORE INTO rounds(owner, unit, pack, question, mode, round, house, day, device, "
      "tablets, cut, finding, closed) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,0)"));
  bind_key(row, identity_.owner, {note.unit, note.pack, note.question, note.mode});
  const auto day = std::min(note.date, received_);
  row.bind(row_id(note.id)).bind(identity_.house).bind(to_text(day));
  row.bind(row_id(identity_.device)).bind(note.tablets).bind(note.cut ? 1 : 0);
  note.finding ? row.bind(to_json(*note.finding)) : row.bind_null();
  TRY(row.run());
  if (!note.finding || counts_->rows_changed() == 0) return {};

  // The note is the finding (C11); answers of the round that came before it are counted and done.
  for (const char* table : {"tallies", "pair_tallies"}) {
    auto tally = TRY(counts_->prepare(
        std::string("DELETE FROM ") + table +
        " WHERE owner=? AND unit=? AND pack=? AND question=? AND mode=? AND round=?"));
    bind_key(tally, identity_.owner, {note.unit, note.pack, note.question, note.mode});
    TRY(tally.bind(row_id(note.id)).run());
  }
  return {};
}

Result<void> BatchEntry::take(const OpenedBatch& opened, int answers_claimed) {
  const auto found = static_cast<int>(opened.answers.size());
  const int unread = answers_claimed - found;
  if (unread < 0 || unread > opened.unreadable) {
    // The signed head and the boxes disagree: which of them is wrong cannot be known.
    set_aside(aside::unreadable, answers_claimed);
    return {};
  }
  if (unread > 0) set_aside(aside::unreadable, unread);
  for (const auto& answer : opened.answers) TRY(take_answer(answer));
  for (const auto& visit : opened.visits) {
    ++visits_[{visit.language, static_cast<int>(visit.end)}];
  }
  return {};
}

void BatchEntry::set_aside(const char* reason, int answers) {
  aside_[reason] += answers;
  answers_ += answers;
}

Result<const char*> BatchEntry::why_not(const AnswerBox& answer) const {
  const auto* unit = TRY(guide_->unit(answer.unit));
  if (unit == nullptr || unit->house != identity_.house) return aside::unit_unknown;
  const auto* pack = TRY(guide_->pack(answer.pack));
  if (pack == nullptr) return aside::pack_unknown;
  if (answer.question < 0 || answer.question >= static_cast<int>(pack->questions.size())) {
    return aside::question_unknown;
  }
  if (!fits(answer, pack->questions[static_cast<std::size_t>(answer.question)])) {
    return aside::unreadable;
  }
  if (answer.mode != Mode::Apen && !in_round(answer.mode)) return aside::unreadable;
  if (unit->ended && std::chrono::sys_days(received_) >
                         std::chrono::sys_days(*unit->ended) + aside::late_answers_taken) {
    return aside::group_ended;
  }
  if (answer.label == VisitLabel::Run) return aside::run;
  if (answer.label == VisitLabel::Noise) return aside::noise;
  return static_cast<const char*>(nullptr);
}

Result<void> BatchEntry::take_answer(const OpenedAnswer& opened) {
  const auto& answer = opened.answer;
  if (!TRY(first_time(opened.mark))) {
    set_aside(aside::repeated, 1);
    return {};
  }
  const char* reason = TRY(why_not(answer));
  if (reason != nullptr) {
    set_aside(reason, 1);
    return {};
  }
  const QuestionKey key{answer.unit, answer.pack, answer.question, answer.mode};
  if (TRY(in_released_atom(key))) {
    // After a restore: this answer is in a finding that stands in the log (C12).
    ++answers_;
    ++counted_;
    return {};
  }
  if (in_round(answer.mode)) return tally_round(answer, key);
  return tally_open(answer, key);
}

Result<bool> BatchEntry::first_time(const FixedBytes<16>& box_mark) {
  if (!new_mark_) {
    auto insert =
        TRY(counts_->prepare("INSERT OR IGNORE INTO box_marks(owner, device, box) VALUES(?,?,?)"));
    new_mark_.emplace(std::move(insert));
  }
  new_mark_->bind(identity_.owner).bind(row_id(identity_.device)).bind(ByteView(box_mark));
  TRY(new_mark_->run());
  return counts_->rows_changed() > 0;
}

Result<bool> BatchEntry::in_released_atom(const QuestionKey& key) {
  if (const auto known = released_atoms_.find(key); known != released_atoms_.end()) {
    return known->second;
  }
  auto atom =
      TRY(counts_->prepare("SELECT 1 FROM released_batches WHERE owner=? AND unit=? AND pack=? AND "
                           "question=? AND mode=? "
                           "AND digest=?"));
  bind_key(atom, identity_.owner, key).bind(ByteView(identity_.name.digest));
  const bool listed = TRY(atom.step());
  released_atoms_[key] = listed;
  return listed;
}

Result<void> BatchEntry::tally_round(const AnswerBox& answer, const QuestionKey& key) {
  const auto round = answer.round.value_or(0);
  auto day = to_text(day_or_received());
  bool closed = false;
  if (round != 0) {
    auto note = TRY(counts_->prepare(
        "SELECT day, closed, finding IS NOT NULL FROM rounds WHERE owner=? AND round=?"));
    note.bind(identity_.owner).bind(row_id(round));
    if (TRY(note.step())) {
      day = note.text(0);
      closed = note.integer(1) != 0;
      if (note.integer(2) != 0) {  // Its note is the finding; nothing is added to it.
        ++answers_;
        ++counted_;
        return {};
      }
    }
  }
  const bool is_told = TRY(is_told_together(key, day));
  if (closed || is_told || (rounds_closed_ && day <= *rounds_closed_)) {
    set_aside(aside::late_round, 1);
    return {};
  }
  add(answer, {key, day, round, day}, false);
  return {};
}

/// The rounds that had no finding of their own have got one together: nothing is added to it.
Result<bool> BatchEntry::is_told_together(const QuestionKey& key, const std::string& day) {
  auto finding = TRY(counts_->prepare(
      "SELECT 1 FROM round_findings WHERE owner=? AND unit=? AND pack=? AND question=? AND mode=? "
      "AND day=? AND round=0"));
  bind_key(finding, identity_.owner, key).bind(day);
  return finding.step();
}

Result<void> BatchEntry::tally_open(const AnswerBox& answer, const QuestionKey& key) {
  if (TRY(is_overfull(key.unit))) {
    set_aside(aside::overfull, 1);
    return {};
  }
  const auto week = TRY(open_week(key));
  const auto day = day_ ? to_text(*day_) : std::string(undated);
  add(answer, {key, to_text(week), 0, day}, day_ && week != week_of(*day_));
  return {};
}

/// The day was set aside whole: what comes of it later goes the same way.
Result<bool> BatchEntry::is_overfull(UnitId unit) {
  if (!day_) return false;
  if (const auto known = overfull_.find(unit); known != overfull_.end()) return known->second;
  auto day =
      TRY(counts_->prepare("SELECT 1 FROM overfull_days WHERE owner=? AND unit=? AND day=?"));
  day.bind(identity_.owner).bind(row_id(unit)).bind(to_text(*day_));
  const bool listed = TRY(day.step());
  overfull_[unit] = listed;
  return listed;
}

/// The answers' own week, or the open one when theirs is closed (C8: late answers join it).
Result<IsoWeek> BatchEntry::open_week(const QuestionKey& key) {
  if (const auto known = open_weeks_.find(key); known != open_weeks_.end()) return known->second;
  auto closed = TRY(counts_->prepare(
      "SELECT max(last) FROM findings WHERE owner=? AND unit=? AND pack=? AND question=? AND "
      "mode=?"));
  bind_key(closed, identity_.owner, key);
  auto week = week_of(day_or_received());
  const auto found = TRY(closed.step());
  if (found && !closed.is_null(0)) {
    const auto last = TRY(week_from(closed.text(0)));
    week = std::max(week, last + 1);
  }
  open_weeks_[key] = week;
  return week;
}

/// `why_not` has seen that the pack and the question are there.
bool BatchEntry::is_of_pair(const AnswerBox& answer) const {
  const auto& questions = guide_->pack(answer.pack).value()->questions;
  return questions[static_cast<std::size_t>(answer.question)].kind == QuestionKind::Pair;
}

void BatchEntry::add(const AnswerBox& answer, const TallyKey& to, bool late) {
  auto& additions = tallies_[to];
  for (const int option : answer.chosen) ++additions.options[static_cast<std::size_t>(option)];
  if (answer.chosen.empty()) ++additions.skips;
  if (is_of_pair(answer) && !answer.chosen.empty())
    additions.pairs.push_back(
        one_answer(answer.shown.front(), answer.shown.back(), answer.chosen.front()));
  ++additions.answers;
  additions.late = additions.late || late;
  ++answers_;
  ++counted_;
}

}  // namespace stemme
