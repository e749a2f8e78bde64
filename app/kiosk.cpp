#include "app/kiosk.h"

#include <poll.h>

#include <algorithm>
#include <array>

#include "app/declared_switches.h"
#include "app/kept_volume.h"
#include "app/screens/furniture.h"
#include "app/screens/sunlit.h"
#include "app/screens/theme.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr Ticks growth_lasts{theme::choice_grows_ms};
constexpr Ticks frame_every{theme::frame_ms};
constexpr Ticks breath_every{theme::breath_ms};
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

bool is_readable(int fd) {
  pollfd asked{fd, POLLIN, 0};
  return poll(&asked, 1, 0) > 0;
}

bool is_asked_to_speak(const Orders& orders) {
  return std::ranges::any_of(
      orders, [](const Order& order) { return std::holds_alternative<Speak>(order); });
}

/// Ease-out: quick to answer, gentle to settle.
double eased(double share) { return 1 - (1 - share) * (1 - share); }

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

void Kiosk::hear(const ProgrammeArrived& news) { waiting_programme_ = news.programme; }

void Kiosk::hear(const Enrolled&) { log_event("kiosk", "connected; waiting for the programme"); }

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
  auto opened = Library::open(programme, parts_.phrasebooks);
  // The last good one stays in use: a broken programme never blanks a screen.
  if (!opened)
    return log_failure("kiosk", std::move(opened).error().while_doing("opening the programme"));
  library_ = std::move(*opened);
  if (place_ == Place::Enrol) to_start();
}

void Kiosk::go(Place place) {
  place_ = place;
  touched_at_ = now_;
}

void Kiosk::to_start() {
  visit_.reset();
  round_.reset();
  chosen_since_.reset();
  chosen_language_.clear();
  is_spoken_ = false;
  guard_.begin_visit();
  place_ = library_ ? Place::Start : Place::Enrol;
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
  run_round(round_->kept(now_));
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
  if (place_ == Place::Round && round_) return round_->view().language;
  return chosen_language_.empty() ? library_->languages().front() : chosen_language_;
}

/// Places that are left alone when nobody has touched for a while.
bool Kiosk::is_with_staff() const {
  return place_ == Place::Pin || place_ == Place::Staff || place_ == Place::Plan ||
         place_ == Place::Tools || place_ == Place::Card || place_ == Place::Sound ||
         place_ == Place::RoundSetup || place_ == Place::Languages;
}

bool Kiosk::offers_play() const { return plays_ >= plays_until_a_place; }

bool Kiosk::is_resting() const { return now_ - touched_at_ >= rests_after; }

double Kiosk::growth() const {
  if (!chosen_since_) return 0;
  if (view_.is_still) return 1;
  const double share = static_cast<double>((now_ - *chosen_since_).count()) /
                       static_cast<double>(growth_lasts.count());
  return eased(std::clamp(share, 0.0, 1.0));
}

ScreenView Kiosk::compose_start() const {
  const auto now = house_time();
  const auto children = library_->open_for_children(now);
  if (children && !offered(children)) return misfit_view(words(), "screen_small");
  const bool is_open = children.has_value();
  const bool is_quiet = library_->is_quiet(now) && now.has_value();
  const bool breathes = is_open && !is_quiet && !is_resting() && !view_.is_still;
  const auto turn = breathes ? (now_ - touched_at_) / breath_every : 0;
  if (is_open && offers_play())
    return Presenter(*library_, language()).attract_with_play(static_cast<double>(turn % 2));
  return Presenter(*library_, language()).attract(is_open, is_quiet, static_cast<double>(turn % 2));
}

/// What this panel may show: targets for small fingers need millimetres that a small one has not.
std::optional<Offer> Kiosk::offered(std::optional<Offer> offer) const {
  return offer && serves(fit_, offer->unit->band) ? std::move(offer) : std::nullopt;
}

/// Nothing of a page can be pressed on a panel that is too small, or stands upright.
std::optional<ScreenView> Kiosk::compose_misfit() const {
  if (fit_ != PanelFit::TooSmall && fit_ != PanelFit::Turned) return std::nullopt;
  return misfit_view(words(), fit_ == PanelFit::Turned ? "screen_turned" : "screen_too_small");
}

ScreenView Kiosk::compose() const {
  if (auto misfit = compose_misfit()) return *std::move(misfit);
  if (place_ == Place::Enrol) return enrol_.view(words());
  const Presenter presenter(*library_, language());
  if (hint_until_) return presenter.one_finger();
  switch (place_) {
    case Place::Languages:
      return presenter.languages(library_->languages());
    case Place::Visit:
      return with_ear(
          presenter.visit(visit_->plan(), visit_->view(), !visit_->has_begun(), growth()));
    case Place::Pin:
      return staff_.pin_view(words(), now_);
    case Place::Staff:
      return staff_.staff_view(words(),
                               {parts_.store.latest_figures(), contacts_, house_time().has_value(),
                                !round_offers().empty()},
                               now_);
    case Place::Plan:
      return StaffDesk::plan_view(words(), *library_, house_time(), language());
    case Place::Tools:
      return StaffDesk::tools_view(words(), view_);
    case Place::Card:
      return staff_.card_view(words());
    case Place::Sound:
      return compose_sound();
    case Place::Wipe:
      return presenter.wipe(wipe_lasts);
    case Place::RoundSetup:
      return presenter.round_setup(round_offers_, round_selected_, round_present_);
    case Place::Round:
      return with_ear(presenter.round(round_pack_, round_->view(), growth(), now_));
    default:
      return compose_start();
  }
}

std::string Kiosk::page_key(const ScreenView& view) const {
  auto key = std::to_string(static_cast<int>(place_)) + name_of(view);
  if (place_ == Place::Visit) key += "." + std::to_string(visit_->view().question);
  if (place_ == Place::Round) key += "." + std::to_string(round_->view().answered);
  return key;
}

void Kiosk::draw_if_changed() {
  const auto view = compose();
  const bool is_damaged = parts_.panel.take_damage();
  const auto ring = scanner_ ? scanner_->ring() : std::vector<Area>();
  if (drawn_ == view && drawn_ring_ == ring && is_shown_ && !is_damaged) {
    if (notifier_.is_due(now_)) present({});
    return read_aloud(view);
  }
  Sketch sketch(parts_.panel.area(), parts_.panel.mm_per_px(), parts_.typesetter);
  Sunlit sunlit(sketch);
  drawn_targets_ = draw_screen(view_.is_sunlit ? static_cast<Canvas&>(sunlit) : sketch, view);
  const auto& targets = drawn_targets_;
  if (scanner_) {
    scanner_->show(places_of(targets), now_);
    drawn_ring_ = scanner_->ring();
    draw_ring(sketch, drawn_ring_);
  } else {
    drawn_ring_.clear();
  }
  if (is_damaged || !is_shown_) easel_.forget();
  present(easel_.paint(parts_.panel, std::move(sketch)));
  if (!is_shown_) return;
  if (!drawn_) notifier_.ready();
  const auto key = page_key(view);
  // A new page starts with a quiet moment; the same page with other targets does not (D43).
  if (key != drawn_key_)
    guard_.show(targets, now_);
  else
    guard_.replace_targets(targets);
  read_aloud(view);
  if (drawn_ != view) shown_log_.say(shown_frame(view), targets, parts_.panel.mm_per_px());
  drawn_key_ = key;
  drawn_ = view;
}

/// Returns when the display has taken the frame; from one that is frozen, never: the dog starves.
void Kiosk::present(const std::vector<Area>& changed) {
  auto presented = parts_.panel.present(changed);
  is_shown_ = presented.has_value();
  if (!presented) log_failure("kiosk", presented.error());
}

ShownFrame Kiosk::shown_frame(const ScreenView& view) const {
  ShownFrame frame;
  frame.screen = name_of(view);
  if (frame.screen != "question") return frame;
  const bool is_round = place_ == Place::Round;
  const auto& pack = is_round ? *round_pack_ : *visit_->plan().pack;
  const auto& asked = is_round ? round_->view().turn : visit_->view();
  const auto& question = pack.questions[static_cast<std::size_t>(asked.question)];
  frame.question = pack.id + "." + question.id;
  for (int option : asked.shown)
    frame.options.push_back(question.options[static_cast<std::size_t>(option)].id);
  if (asked.choice_shown)
    frame.chosen =
        asked.chosen ? question.options[static_cast<std::size_t>(*asked.chosen)].id : "skip";
  return frame;
}

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
