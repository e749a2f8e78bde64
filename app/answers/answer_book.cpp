#include "app/answers/answer_book.h"

#include <algorithm>

#include "app/answers/salvage.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr int slice_rows_max = 50;
constexpr std::chrono::seconds quiet_before_checkpoint{10};
/// A date before this is no date (C5): nothing of ours existed.
constexpr Instant no_date_before{std::chrono::sys_days{std::chrono::year{2025} / 1 / 1}};
constexpr std::chrono::hours hour{1};
/// What the collector could not take may have been spoiled on the road (trust §1.2, 24).
constexpr std::chrono::hours held_for{24};

Result<std::vector<Box>> sealed(const std::vector<AnswerBox>& answers, const SealingKey& key) {
  std::vector<Box> boxes;
  for (const auto& answer : answers) {
    if (!stores_answers(answer.mode)) return invalid("this mode stores nothing");
    const auto box = TRY(seal_box(answer, key));
    boxes.push_back(box);
  }
  return boxes;
}

Result<SealingKey> key_from(const std::string& hex) {
  const auto bytes = TRY(from_hex(hex));
  return fixed<32>(bytes);
}

}  // namespace

AnswerBook::AnswerBook(StoreSettings settings, Clock& clock, std::unique_ptr<Database> database,
                       BoxShelf boxes)
    : settings_(std::move(settings)),
      clock_(&clock),
      database_(std::move(database)),
      boxes_(std::move(boxes)),
      batches_(*database_),
      binder_(*database_, boxes_, batches_, EpochFile(settings_.folder)),
      ballast_(settings_.folder, settings_.ballast_bytes) {}

Result<std::unique_ptr<AnswerBook>> AnswerBook::open(const StoreSettings& settings, Clock& clock) {
  const auto path = settings.folder / "answers.db";
  auto opened = TRY(open_answers(path, settings.vfs));
  auto boxes = TRY(BoxShelf::open(*opened.database));
  std::unique_ptr<AnswerBook> book(
      new AnswerBook(settings, clock, std::move(opened.database), std::move(boxes)));
  if (!opened.moved_aside.empty()) {
    auto work = [&]() -> Result<void> {
      const auto last = TRY(salvage(opened.moved_aside, settings.vfs, *book->database_));
      const auto written = EpochFile(settings.folder).read();
      auto previous = written ? written : last;
      if (previous) previous->lost_at_most = TRY(book->batches_.fact("lost_at_most"));
      return book->batches_.begin_epoch(random_number(), previous);
    };
    TRY(book->database_->in_transaction(work).while_doing("saving a corrupt file"));
  }
  TRY(book->settle_after_start());
  return book;
}

Result<void> AnswerBook::settle_after_start() {
  const EpochFile file(settings_.folder);
  const auto epoch = TRY(batches_.present_epoch());
  const auto written = file.read();
  if (!epoch) {
    TRY(binder_.begin_epoch(written));
  } else if (!written || written->epoch != epoch->epoch || written->last != epoch->last) {
    TRY(file.write({epoch->epoch, epoch->last}));
  }
  // A round that was open when the process ended is cut (C11).
  const auto open = TRY(boxes_.notes(BoxShelf::NoteState::Open, 1000));
  for (auto note : open) {
    note.cut = true;
    is_awaited_ = true;
    TRY(boxes_.put_note(note, BoxShelf::NoteState::Ready));
  }
  TRY(batches_.release_held());
  const auto anchors = TRY(batches_.anchors());
  for (const auto& anchor : anchors) boots_[anchor.boot] = anchor.boot_began;
  ballast_.take();
  // What can wait does, until the first page is up.
  touched_ = clock_->ticks();
  return {};
}

std::optional<Anchor> AnswerBook::present_anchor() const {
  const auto began = boots_.find(clock_->boot_id());
  if (began == boots_.end()) return std::nullopt;
  return Anchor{began->first, began->second};
}

std::optional<Instant> AnswerBook::now() const {
  const auto anchor = present_anchor();
  if (!anchor) return std::nullopt;
  return anchor->at(clock_->ticks());
}

ClosingMoment AnswerBook::moment() const {
  ClosingMoment moment;
  moment.boot = clock_->boot_id();
  moment.boot_age_h = static_cast<int>(clock_->ticks() / hour);
  moment.boots = boots_;
  if (!terms_ || terms_->dayparts.empty()) return moment;
  moment.now = now();
  moment.zone = terms_->zone;
  moment.dayparts = terms_->dayparts;
  for (const auto& [id, round] : rounds_)
    if (round.holds_until && moment.now && *moment.now < *round.holds_until)
      moment.held_by_round = round.day;
  return moment;
}

void AnswerBook::visit_began(VisitNumber visit) {
  visits_.try_emplace(visit);
  touched_ = clock_->ticks();
}

void AnswerBook::visit_ended(VisitNumber visit) {
  visits_.erase(visit);
  touched_ = clock_->ticks();
}

Pile AnswerBook::present_pile(PileKind kind) const {
  Pile pile;
  pile.kind = kind;
  pile.key = key_;
  pile.boot = clock_->boot_id();
  pile.day = daypart_now(moment());
  if (pile.day && kind == PileKind::Visits)
    pile.day = DayStamp{monday_of(week_of(pile.day->date)), std::string(whole_day)};
  return pile;
}

Result<void> AnswerBook::keep(const VisitWrite& write) {
  touched_ = clock_->ticks();
  if (!terms_) return refused("this terminal is not enrolled yet");
  if (ballast_.let_go_and_still_tight()) {
    if (write.visit_is == VisitWrite::Visit::Over) visits_.erase(write.visit);
    return full("the disk is full");
  }
  ballast_.take();
  const auto open = visits_.find(write.visit);
  auto rows = open == visits_.end() ? std::vector<RowKey>() : open->second;
  auto written = write_visit(write, rows);
  if (!written && written.error().failure() == Failure::Full) ballast_.let_go();
  // It is over though its last label found no room; nothing may wait for it any more (C3).
  if (!written && write.visit_is == VisitWrite::Visit::Over) visits_.erase(write.visit);
  TRY(std::move(written));
  if (write.visit_is == VisitWrite::Visit::Over) {
    visits_.erase(write.visit);
  } else {
    visits_[write.visit] = std::move(rows);
  }
  return {};
}

Result<void> AnswerBook::write_visit(const VisitWrite& write, std::vector<RowKey>& rows) {
  const auto key = TRY(key_from(key_));
  const auto boxes = TRY(sealed(write.answers, key));
  const RowOrigin now_here{0, clock_->boot_id(), static_cast<int>(clock_->ticks() / hour)};
  return database_->in_transaction([&]() -> Result<void> {
    if (write.rows_are == VisitWrite::Rows::Replaced) {
      for (const auto& row : rows) TRY(boxes_.remove(row));
      rows.clear();
    }
    auto origin = now_here;
    const auto count = static_cast<int>(rows.size() + boxes.size());
    if (count > 0) origin.pile = TRY(boxes_.pile_for(present_pile(PileKind::Answers), count));
    // A visit that crosses a daypart's end belongs to the daypart it ends in (C3).
    for (const auto& row : rows) TRY(boxes_.move(row, origin.pile));
    for (const auto& box : boxes) {
      const auto row = TRY(boxes_.insert(origin, box));
      rows.push_back(row);
    }
    if (write.token) TRY(boxes_.spend(*write.token));
    if (!write.visit_box) return {};
    origin.pile = TRY(boxes_.pile_for(present_pile(PileKind::Visits), 1));
    const auto box = TRY(seal_box(*write.visit_box, key));
    TRY(boxes_.insert(origin, box));
    return {};
  });
}

Result<void> AnswerBook::round_opened(const RoundNote& note) {
  touched_ = clock_->ticks();
  TRY(boxes_.put_note(note, BoxShelf::NoteState::Open));
  const auto moment_now = moment();
  OpenRound round;
  round.day = daypart_now(moment_now);
  const auto ends = daypart_ends(moment_now);
  if (ends) round.holds_until = *ends + round_outlives_daypart;
  rounds_[note.id] = round;
  return {};
}

Result<void> AnswerBook::round_closed(const RoundNote& note) {
  touched_ = clock_->ticks();
  TRY(boxes_.put_note(note, BoxShelf::NoteState::Ready));
  rounds_.erase(note.id);
  is_awaited_ = is_awaited_ || note.tablets > 1;
  auto closed = close_for_round();
  // The note is kept; a daypart's end makes room and sends it.
  if (!closed && closed.error().failure() == Failure::Full) return {};
  return closed;
}

Result<void> AnswerBook::token_is_good(const TokenUse& use) { return boxes_.token_is_good(use); }

Result<void> AnswerBook::send_now() {
  if (!terms_) return refused("this terminal is not enrolled yet");
  if (!visits_.empty()) return refused("somebody is answering");
  const auto moment_now = moment();
  const auto piles = TRY(boxes_.piles());
  const auto plan = plan_send_now(piles, moment_now);
  if (plan.batches.empty()) return refused("fewer than ten answers");
  return carry_out(plan, moment_now);
}

Result<void> AnswerBook::carry_out(const ClosingPlan& plan, const ClosingMoment& moment_now) {
  batches_closed_ += TRY(binder_.carry_out(plan, moment_now, *terms_));
  rows_to_clear_ = to_checkpoint_ = true;
  return choose_key();
}

/// C11: what several tablets have asked together, or what was cut, is told the same day, when all
/// of it has come; at a daypart's end it would be too late.
Result<void> AnswerBook::close_for_round() {
  if (!is_awaited_ || !terms_ || !visits_.empty()) return {};
  is_awaited_ = false;
  const auto moment_now = moment();
  const auto piles = TRY(boxes_.piles());
  const auto plan = plan_send_now(piles, moment_now, round_boxes_min);
  return plan.batches.empty() ? Result<void>() : carry_out(plan, moment_now);
}

/// This is what it is for: closing and sending make room in the end, and go on where there is none.
Result<void> AnswerBook::with_ballast(const std::function<Result<void>()>& write) {
  auto written = write();
  if (written || written.error().failure() != Failure::Full) return written;
  ballast_.let_go();
  return write();
}

Result<void> AnswerBook::adopt(const OutboxTerms& terms) {
  terms_ = terms;
  return choose_key();
}

/// A new sealing key takes effect at a close: until then the open piles' key goes on (C3).
Result<void> AnswerBook::choose_key() {
  key_ = to_hex(terms_->sealing);
  const auto piles = TRY(boxes_.piles());
  for (const auto& pile : piles)
    if (pile.kind == PileKind::Answers && pile.state == PileState::Open && pile.boxes > 0)
      key_ = pile.key;
  return {};
}

Result<void> AnswerBook::anchor(const Anchor& anchor) {
  if (anchor.boot_began + clock_->ticks() < no_date_before) return invalid("that is no date");
  const auto known = boots_.find(anchor.boot);
  if (known != boots_.end()) {
    // An hour's contact moves it by milliseconds: not worth a write.
    const auto moved = anchor.boot_began - known->second;
    if (moved > -std::chrono::seconds(1) && moved < std::chrono::seconds(1)) return {};
  }
  TRY(with_ballast([&] { return batches_.put_anchor(anchor); }));
  boots_[anchor.boot] = anchor.boot_began;
  return {};
}

Result<std::optional<OutgoingBatch>> AnswerBook::next_to_send(std::int64_t after) {
  if (terms_) TRY(with_ballast([this] { return binder_.carry_rest(*terms_); }));
  if (held_since_ && clock_->ticks() - *held_since_ >= held_for) {
    TRY(batches_.release_held());
    held_since_.reset();
  }
  return batches_.next_to_send(after);
}

Result<void> AnswerBook::apply(const Receipt& receipt) {
  if (!terms_ || receipt.device != terms_->device) return invalid("a receipt for another device");
  TRY(with_ballast([&] { return batches_.apply(receipt); }));
  to_checkpoint_ = true;
  return {};
}

Result<void> AnswerBook::hold(const BatchName& name, ProblemType why) {
  log_warning("answers",
              "batch " + std::to_string(name.n) + " is held: " + std::string(urn_of(why)));
  if (!held_since_) held_since_ = clock_->ticks();
  return batches_.hold(name, urn_of(why));
}

Result<void> AnswerBook::begin_new_epoch(Epoch conflicting) {
  const auto epoch = TRY(batches_.present_epoch());
  if (epoch->epoch != conflicting) {
    TRY(batches_.mark_for_carrying(conflicting));
  } else {
    log_warning("answers", "the collector has another batch under our number: a new epoch begins");
    TRY(binder_.begin_epoch(PreviousEpoch{epoch->epoch, epoch->last}));
  }
  return terms_ ? binder_.carry_rest(*terms_) : Result<void>();
}

Result<OutboxFigures> AnswerBook::figures() {
  auto figures = TRY(batches_.figures(now()));
  figures.unclosed_answers = TRY(boxes_.unclosed_answers());
  figures.space = ballast_.space();
  return figures;
}

Result<void> AnswerBook::work() {
  if (visits_.empty() && terms_) {
    TRY(close_for_round());
    TRY(with_ballast([this] { return close_what_is_over(); }));
  }
  if (rows_to_clear_) {
    rows_to_clear_ = TRY(boxes_.clear_slice(slice_rows_max));
    return {};
  }
  if (clock_->ticks() - touched_ >= quiet_before_checkpoint) TRY(work_on_log());
  return {};
}

/// Nobody touches. Emptied when it held what has been closed; then as long as it may become, so
/// that no tap waits while the file grows.
Result<void> AnswerBook::work_on_log() {
  if (to_checkpoint_) {
    TRY(database_->checkpoint_and_truncate());
    to_checkpoint_ = false;
    is_log_short_ = ballast_.lies_easily();
  } else if (is_log_short_) {
    const auto more = database_->lengthen_log(settings_.log_bytes);
    if (!more && more.error().failure() != Failure::Full) return more.error();
    is_log_short_ = more && *more;
  }
  return {};
}

Result<void> AnswerBook::close_what_is_over() {
  const auto moment_now = moment();
  const auto piles = TRY(boxes_.piles());
  const auto plan = plan_closing(piles, moment_now);
  auto closed = TRY(binder_.carry_out(plan, moment_now, *terms_));
  closed += TRY(binder_.send_stray_notes(moment_now, *terms_));
  closed += TRY(binder_.close_week(moment_now, *terms_));
  if (closed == 0) return {};
  if (const auto today = daypart_now(moment_now)) TRY(boxes_.forget_tokens_before(today->date));
  batches_closed_ += closed;
  rows_to_clear_ = to_checkpoint_ = true;
  return choose_key();
}

Result<std::optional<Ticks>> AnswerBook::next_work() {
  if (rows_to_clear_) return std::optional(clock_->ticks());
  auto next = TRY(next_close());
  if (to_checkpoint_ || is_log_short_) {
    const Ticks quiet = touched_ + quiet_before_checkpoint;
    next = next ? std::min(*next, quiet) : quiet;
  }
  return next;
}

Result<std::optional<Ticks>> AnswerBook::next_close() {
  if (!visits_.empty() || !terms_) return std::optional<Ticks>();
  const auto moment_now = moment();
  const auto piles = TRY(boxes_.piles());
  const bool open =
      std::any_of(piles.begin(), piles.end(), [](const Pile& p) { return p.boxes > 0; });
  if (!moment_now.now) {
    const auto block = moment_now.boot_age_h / unanchored_hours + 1;
    return open ? std::optional<Ticks>(hour * block * unanchored_hours) : std::optional<Ticks>();
  }
  const auto present = TRY(local_time(*moment_now.now, terms_->zone));
  const auto monday = monday_of(week_of(present.date) + 1);
  auto at = TRY(instant_of(monday, std::chrono::minutes(0), terms_->zone));
  if (open) at = std::min(at, daypart_ends(moment_now).value_or(at));
  for (const auto& [id, round] : rounds_)
    if (round.holds_until && *moment_now.now < *round.holds_until)
      at = std::min(at, *round.holds_until);
  return std::optional<Ticks>(at - present_anchor()->boot_began);
}

}  // namespace stemme
