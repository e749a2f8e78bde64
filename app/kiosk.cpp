#include "app/kiosk.h"

#include <algorithm>

#include "app/declared_switches.h"
#include "app/kept_volume.h"
#include "app/screens/theme.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr Ticks frame_every{theme::frame_ms};
/// After this the screen lies still and dims.
constexpr Ticks rests_after{5 * 60'000};
constexpr Ticks staff_patience{60'000};
/// Somebody chose a language and went: the next one meets the house's own (D48).
constexpr Ticks chosen_language_lasts{60'000};
/// Whoever plays has a place for it after two rounds of it; it goes when they do.
constexpr int plays_until_a_place = 2;
constexpr Ticks play_is_offered{60'000};
constexpr Ticks present_again_after{1000};
constexpr Ticks hint_lasts{2500};

bool is_asked_to_speak(const Orders& orders) {
  return std::ranges::any_of(
      orders, [](const Order& order) { return std::holds_alternative<Speak>(order); });
}

}  // namespace

Kiosk::Kiosk(KioskParts parts)
    : parts_(std::move(parts)),
      fit_(fit_of(parts_.panel.area())),
      easel_(parts_.shelf, parts_.typesetter),
      guard_(parts_.panel.area()),
      runner_(parts_.store),
      enrol_(parts_.address) {
  now_ = parts_.clock->ticks();
  touched_at_ = now_;
  view_ = kept_view(parts_.state);
  volume_ = kept_volume(parts_.state);
  parts_.loudspeaker.set_volume(volume_);
  waiting_programme_ = parts_.programme;
  apply_programme();
}

Kiosk::End Kiosk::run(int stop) {
  while (!parts_.panel.is_closed() && !is_readable(stop)) {
    now_ = parts_.clock->ticks();
    take_contacts();
    take_switches();
    take_outcomes();
    take_news();
    parts_.loudspeaker.turn(between());
    pass_time();
    settle_place();
    draw_if_changed();
    paint_ahead();
    if (is_broken_) return End::StoreBroken;
    if (is_measured_) return End::Measured;
    if (is_shown_) notifier_.alive(now_);
    std::vector<int> also{parts_.store.readable(), parts_.sync.readable(), stop};
    if (const auto switches = parts_.switches.fd()) also.push_back(*switches);
    parts_.wait.until(deadline(), also);
    static_cast<void>(parts_.wait.bell()->take());
  }
  return End::Closed;
}

void Kiosk::take_contacts() {
  for (const auto& contact : parts_.fingers.take()) {
    if (contact.phase == Contact::Phase::Down) touch();
    const auto ruling = guard_.take(contact);
    if (ruling.is_one_finger_hint_due) hint_until_ = now_ + hint_lasts;
    if (ruling.tap) tap(ruling.tap->target);
    if (place_ == Place::Visit && is_in_vain(ruling)) visit_->landed_in_vain();
    shown_log_.hear(contact);
  }
  if (const auto due = guard_.next_deadline(); due && *due <= now_) {
    if (const auto ruling = guard_.pass(now_); ruling.tap) tap(ruling.tap->target);
  }
}

/// A switch is no finger: the touch guard has nothing to say of it.
void Kiosk::take_switches() {
  const auto presses = parts_.switches.take();
  note_switch();
  for (const auto& press : presses) {
    touch();
    if (press.key == SwitchPress::Key::Speak) {
      if (press.is_down) press_speak();
    } else if (scanner_) {
      if (const auto chosen = scanner_->take(press, now_)) tap(*chosen);
    }
  }
  if (!scanner_) return;
  if (const auto due = scanner_->deadline(); due && *due <= now_)
    if (const auto chosen = scanner_->pass(now_)) tap(*chosen);
}

void Kiosk::note_switch() {
  const auto* present = parts_.switches.present();
  if (present != nullptr && present->choose.empty()) present = nullptr;  // It moves no ring.
  if (scanner_ ? present != nullptr && scanner_->declared() == *present : present == nullptr)
    return;
  scanner_.reset();
  if (present != nullptr) {
    scanner_.emplace(*present);
    scanner_->show(places_of(drawn_targets_), now_);
  }
  // The question at the door begins anew, for whoever now stands there.
  if (place_ == Place::Visit && !visit_->has_begun()) to_start();
}

void Kiosk::touch() {
  touched_at_ = now_;
  if (place_ == Place::Visit && visit_->has_begun()) run_visit(visit_->touched(now_));
  if (place_ == Place::Round) run_round(round_->touched(now_));
}

void Kiosk::take_outcomes() {
  for (const auto& outcome : parts_.store.take_outcomes()) {
    const auto heard = runner_.hear(outcome);
    if (heard == OrderRunner::Heard::Broken) is_broken_ = true;
    if (outcome.ticket == sending_) hear_of_sending(outcome);
    if (heard == OrderRunner::Heard::Nothing) continue;
    const bool is_kept = heard == OrderRunner::Heard::Kept;
    if (place_ == Place::Visit) run_visit(is_kept ? visit_->kept(now_) : visit_->keep_failed(now_));
    if (round_) round_heard(heard);
  }
}

/// What was closed goes now; with too few to close, staff still see whether there is contact.
void Kiosk::hear_of_sending(const StoreOutcome& outcome) {
  sending_.reset();
  if (!outcome.result) staff_.notice(words().phrase("status_send_few"));
  parts_.sync.contact_now();
}

void Kiosk::take_news() {
  for (const auto& news : parts_.sync.take_news())
    std::visit([this](const auto& what) { hear(what); }, news.what);
}

void Kiosk::hear(const ContactMade&) {
  contacts_.last = now_;
  contacts_.trouble.reset();
  contacts_.problem.reset();
}

void Kiosk::hear(const ProgrammeArrived& news) {
  waiting_programme_ = news.programme;
  waiting_assets_ |= news.has_new_assets;
}

void Kiosk::hear(const Enrolled&) {
  log_event("kiosk", "connected; waiting for the programme");
  // Connected again: staff see that there is contact.
  if (place_ == Place::Enrol && library_) go(Place::Staff);
}

void Kiosk::hear(const EnrolmentFailed& news) { enrol_.failed(news.failure); }

void Kiosk::hear(const DeliveryTrouble& news) { contacts_.problem = news.problem; }

void Kiosk::hear(const NoContact& news) { contacts_.trouble = news.cause; }

void Kiosk::hear(const StoreBroken&) { is_broken_ = true; }

void Kiosk::pass_time() {
  if (run_rule_.deadline() && *run_rule_.deadline() <= now_) run_rule_.tick(now_);
  if (place_ == Place::Visit && visit_->deadline() && *visit_->deadline() <= now_)
    run_visit(visit_->tick(now_));
  if (round_) note_daypart();
  if (round_ && round_->deadline() && *round_->deadline() <= now_) run_round(round_->tick(now_));
  if (is_with_staff() && now_ - touched_at_ >= staff_patience) leave_staff();
  if (wiped_until_ && *wiped_until_ <= now_) {
    wiped_until_.reset();
    to_start();
  }
  if (place_ == Place::Start && now_ - touched_at_ >= chosen_language_lasts)
    chosen_language_.clear();
  if (place_ == Place::Start && now_ - touched_at_ >= play_is_offered) plays_ = 0;
  if (hint_until_ && *hint_until_ <= now_) hint_until_.reset();
  if (children_until_ && place_ == Place::Start && *children_until_ <= now_)
    children_until_.reset();
}

void Kiosk::apply_programme() {
  if (!waiting_programme_) return;
  auto programme = std::exchange(waiting_programme_, nullptr);
  if (std::exchange(waiting_assets_, false)) parts_.shelf.clear();
  auto opened = Library::open(programme, parts_.phrasebooks, [this](std::string_view picture) {
    return parts_.shelf.has(picture);
  });
  // The last good one stays in use: a broken programme never blanks a screen.
  if (!opened)
    return log_failure("kiosk", std::move(opened).error().while_doing("opening the programme"));
  const bool is_first = !library_;
  library_ = std::move(*opened);
  if (is_first) to_start();
}

void Kiosk::go(Place place) {
  place_ = place;
  touched_at_ = now_;
}

/// Whatever stood there. A visit or a turn that has not finished is dropped: no batch closes under
/// it.
void Kiosk::give_up() {
  runner_.visit_dropped();
  visit_.reset();
  round_.reset();
}

void Kiosk::to_start() {
  give_up();
  chosen_since_.reset();
  chosen_language_.clear();
  is_spoken_ = false;
  guard_.begin_visit();
  place_ = library_ ? Place::Start : Place::Enrol;
}

void Kiosk::to_staff() {
  give_up();
  staff_.open();
  go(Place::Pin);
}

/// A round with tokens goes on when whoever came to close it has gone.
void Kiosk::leave_staff() { round_ ? go(Place::Round) : to_start(); }

/// Between visits: a finished one is let go, a new programme is applied, the parents' question
/// opens or closes with its window.
void Kiosk::settle_place() {
  if (place_ == Place::Visit && visit_->is_over()) {
    run_rule_.start_screen_shown(now_);
    if (visit_->keeps_answers()) plays_ = visit_->was_play() ? plays_ + 1 : 0;
    to_start();
  }
  if (round_ && round_->is_over()) to_start();
  if (place_ == Place::Start || place_ == Place::Enrol) apply_programme();
  const bool is_door = place_ == Place::Visit && !visit_->has_begun();
  if (place_ != Place::Start && !is_door) return;
  const auto parents =
      children_until_ ? std::nullopt : offered(library_->open_for_parents(house_time()));
  if (!parents && is_door) return to_start();
  if (is_door && waiting_programme_) return to_start();
  if (parents && !is_door) begin_visit(*parents, VisitStart::Door);
}

VisitPlan Kiosk::plan_of(const Offer& offer) const {
  VisitPlan plan;
  plan.pack = offer.pack;
  plan.questions = offer.questions;
  plan.unit = offer.unit->id;
  plan.band = offer.unit->band;
  plan.week = offer.week;
  plan.language = language();
  plan.seed = random_number();
  plan.is_by_switch = scanner_.has_value() || is_spoken_;
  return plan;
}

void Kiosk::begin_visit(const Offer& offer, VisitStart start) {
  visit_.emplace(plan_of(offer), run_rule_, start, now_);
  go(Place::Visit);
  if (start == VisitStart::FirstTouch && visit_->keeps_answers()) runner_.visit_began();
}

/// The store hears nothing of it (D23).
void Kiosk::begin_uncounted(const Offer& offer, Mode mode) {
  auto plan = plan_of(offer);
  plan.mode = mode;
  visit_.emplace(std::move(plan), run_rule_, VisitStart::FirstTouch, now_);
  go(Place::Visit);
}

/// At the door the visit begins with the first touch that means something.
void Kiosk::note_visit_began() {
  if (visit_ && visit_->has_begun() && visit_->keeps_answers() && !runner_.is_visit_open() &&
      !visit_->is_over() && visit_->view().phase != VisitPhase::Thanks)
    runner_.visit_began();
}

void Kiosk::carry_out(const Orders& orders, bool choice_shown) {
  runner_.run(orders);
  if (is_asked_to_speak(orders)) reading_aloud_.ask();
  if (choice_shown && !chosen_since_) chosen_since_ = now_;
  if (!choice_shown) chosen_since_.reset();
}

void Kiosk::run_visit(const Orders& orders) { carry_out(orders, visit_->view().choice_shown); }

void Kiosk::round_heard(OrderRunner::Heard heard) {
  if (heard == OrderRunner::Heard::Refused) return run_round(round_->token_refused(now_));
  if (heard != OrderRunner::Heard::Kept) return run_round(round_->keep_failed(now_));
  if (round_->view().phase == RoundPhase::Token) runner_.visit_began();
  const bool is_closing = round_->view().phase == RoundPhase::Closing;
  run_round(round_->kept(now_));
  // The other tablets' children wait for what this one has.
  if (is_closing && round_->view().tablets > 1) parts_.sync.contact_now();
}

void Kiosk::run_round(const Orders& orders) {
  const auto& view = round_->view();
  carry_out(orders, view.phase == RoundPhase::Turn && view.turn.choice_shown);
}

const Phrasebook& Kiosk::words() const {
  if (library_) return library_->phrasebook(language());
  const auto own = parts_.phrasebooks->find("nb");
  return own != parts_.phrasebooks->end() ? own->second : parts_.phrasebooks->begin()->second;
}

const std::string& Kiosk::language() const {
  if (place_ == Place::Visit && visit_) return visit_->view().language;
  if (place_ == Place::Round && round_) {
    const auto& view = round_->view();
    return view.phase == RoundPhase::Turn ? view.turn.language : view.language;
  }
  return chosen_language_.empty() ? library_->languages().front() : chosen_language_;
}

/// Places that are left alone when nobody has touched for a while.
bool Kiosk::is_with_staff() const {
  return place_ == Place::Pin || place_ == Place::Staff || place_ == Place::Plan ||
         place_ == Place::Told || place_ == Place::Tools || place_ == Place::Card ||
         place_ == Place::Sound || place_ == Place::RoundSetup || place_ == Place::Languages ||
         (place_ == Place::Enrol && library_.has_value());
}

bool Kiosk::offers_play() const { return plays_ >= plays_until_a_place; }

bool Kiosk::is_resting() const { return now_ - touched_at_ >= rests_after; }

std::optional<Ticks> Kiosk::deadline() const {
  std::optional<Ticks> soonest;
  const auto add = [&](std::optional<Ticks> at) {
    if (at && (!soonest || *at < *soonest)) soonest = at;
  };
  add(guard_.next_deadline());
  if (scanner_) add(scanner_->deadline());
  add(is_shown_ ? notifier_.deadline() : now_ + present_again_after);
  add(run_rule_.deadline());
  add(hint_until_);
  add(children_until_);
  if (place_ == Place::Visit) add(visit_->deadline());
  if (round_) {
    add(round_->deadline());
    add(next_daypart());
    if (const auto& gate = round_->view().gate; gate && gate->locked_until)
      add(std::min(*gate->locked_until, now_ + Ticks(5000)));
  }
  if (chosen_since_ && !view_.is_still && now_ - *chosen_since_ < growth_lasts)
    add(now_ + frame_every);
  if (place_ == Place::Pin) {
    if (const auto until = staff_.locked_until(now_)) add(std::min(*until, now_ + Ticks(5000)));
  }
  if (is_with_staff()) add(touched_at_ + staff_patience);
  add(wiped_until_);
  if (library_ && (place_ == Place::Start || place_ == Place::Visit)) add(next_window_change());
  if (place_ == Place::Start && !chosen_language_.empty()) add(touched_at_ + chosen_language_lasts);
  if (place_ == Place::Start && plays_ > 0) add(touched_at_ + play_is_offered);
  if (place_ == Place::Start && !is_resting() && !view_.is_still &&
      library_->open_for_children(house_time()))
    add(touched_at_ + ((now_ - touched_at_) / breath_every + 1) * breath_every);
  return soonest;
}

}  // namespace stemme
