// What is shown: the view of the place the kiosk is in, drawn when it differs from the last one.
#include <malloc.h>

#include <algorithm>

#include "app/declared_switches.h"
#include "app/kiosk.h"
#include "app/screens/furniture.h"
#include "app/screens/sunlit.h"
#include "app/screens/theme.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

/// The next child meets the same first pictures; those of the pages between are soon decoded.
constexpr std::size_t picture_bytes_kept = 2U << 20U;

/// Ease-out: quick to answer, gentle to settle.
double eased(double share) { return 1 - (1 - share) * (1 - share); }

}  // namespace

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

ScreenView Kiosk::compose_plan() const {
  auto plan = StaffDesk::plan_view(words(), *library_, house_time(), language());
  if (!library_->told().empty()) plan.results = words().phrase("round_results");
  return plan;
}

/// A programme that waits for the staff to leave may have brought it.
std::optional<Reckoning> Kiosk::newest_reckoning() const {
  if (waiting_programme_) return waiting_programme_->reckoning;
  return library_ ? library_->programme().reckoning : std::nullopt;
}

/// What several tablets have come to together, or a round that was cut (C11).
ScreenView Kiosk::compose_told() const {
  const auto told = library_->told();
  if (told.empty()) return compose_plan();
  const auto& round = told[told_ % told.size()];
  return Presenter(*library_, language()).told(*round.pack, round.question, round.finding);
}

/// Somebody answers here: alone, or in a round.
ScreenView Kiosk::compose_turn(const VisitView& view, double growth) const {
  const Presenter presenter(*library_, language());
  if (place_ == Place::Visit)
    return kept_from_bystanders(
        with_ear(presenter.visit(visit_->plan(), view, !visit_->has_begun(), growth)));
  auto round = round_->view();
  round.turn = view;
  return kept_from_bystanders(with_ear(presenter.round(round_pack_, round, growth, now_)));
}

ScreenView Kiosk::compose() const {
  if (auto misfit = compose_misfit()) return *std::move(misfit);
  if (place_ == Place::Enrol) return enrol_.view(words(), library_.has_value());
  const Presenter presenter(*library_, language());
  if (hint_until_) return presenter.one_finger();
  switch (place_) {
    case Place::Languages:
      return presenter.languages(library_->languages());
    case Place::Visit:
      return compose_turn(visit_->view(), growth());
    case Place::Pin:
      return staff_.pin_view(words(), now_);
    case Place::Staff:
      return staff_.staff_view(
          words(),
          {parts_.store.latest_figures(), contacts_, house_time().has_value(),
           !round_offers().empty(), newest_reckoning(), library_->waiting_for_pictures()},
          now_);
    case Place::Plan:
      return compose_plan();
    case Place::Told:
      return compose_told();
    case Place::Tools:
      return StaffDesk::tools_view(words(), view_);
    case Place::Card:
      return staff_.card_view(words());
    case Place::Sound:
      return compose_sound();
    case Place::Wipe:
      return presenter.wipe(wipe_lasts);
    case Place::RoundSetup:
      return presenter.round_setup(round_offers_, round_selected_, round_present_, round_tablets_);
    case Place::Round:
      return compose_turn(round_->view().turn, growth());
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

Sketch Kiosk::sketch_of(const ScreenView& view, std::vector<Target>& targets) const {
  Sketch sketch(parts_.panel.area(), parts_.panel.mm_per_px(), parts_.typesetter);
  Sunlit sunlit(sketch);
  targets = draw_screen(view_.is_sunlit ? static_cast<Canvas&>(sunlit) : sketch, view);
  return sketch;
}

/// While the disk takes the choice, what it will look like is painted, so that both are done at
/// once. It is not presented before the choice is kept (C2), and painted over when it was not.
void Kiosk::paint_ahead() {
  if (scanner_ || hint_until_ || !is_shown_ || easel_.is_ahead()) return;
  const auto coming = place_ == Place::Visit   ? visit_->coming()
                      : place_ == Place::Round ? round_->coming()
                                               : std::nullopt;
  if (!coming) return;
  std::vector<Target> targets;
  auto sketch = sketch_of(compose_turn(*coming, view_.is_still ? 1 : 0), targets);
  easel_.paint_ahead(parts_.panel, std::move(sketch));
}

void Kiosk::draw_if_changed() {
  const auto view = compose();
  const bool is_damaged = parts_.panel.take_damage();
  const auto ring = scanner_ ? scanner_->ring() : std::vector<Area>();
  const bool is_due = notifier_.is_due(now_);
  const bool is_same = drawn_ == view && drawn_ring_ == ring && is_shown_ && !is_damaged;
  if (is_same && !(is_due && easel_.is_ahead())) {
    if (is_due) present({});
    return read_aloud(view);
  }
  auto sketch = sketch_of(view, drawn_targets_);
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
  if (key != drawn_key_) settle_in(name_of(view) == "question");
  drawn_key_ = key;
  drawn_ = view;
}

/// A page is up, and nobody waits for what is done now.
void Kiosk::settle_in(bool is_question) {
  if (scanner_) scanner_->let_go();
  parts_.loudspeaker.prepare();
  parts_.shelf.let_go_beyond(picture_bytes_kept);
  // What it took to start, or to decode pictures. Not where a tap is what comes next: memory that
  // was given back is slow to come again.
  if (!is_question) malloc_trim(0);
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
  for (int option : asked.picked)
    frame.chosen +=
        (frame.chosen.empty() ? "" : "+") + question.options[static_cast<std::size_t>(option)].id;
  if (asked.choice_shown)
    frame.chosen =
        asked.chosen ? question.options[static_cast<std::size_t>(*asked.chosen)].id : "skip";
  return frame;
}

}  // namespace stemme
