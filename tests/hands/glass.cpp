#include "tests/hands/glass.h"

#include <algorithm>

#include "app/display/surface_canvas.h"
#include "tests/gallery/sample_library.h"

namespace stemme {
namespace {

constexpr int width_px = 1280;
constexpr int height_px = 800;
constexpr double mm_per_px = 217.0 / width_px;

}  // namespace

bool Glass::Ended::counts() const {
  return std::ranges::any_of(rows, [](const AnswerBox& row) {
    return row.label == VisitLabel::Whole || row.label == VisitLabel::Unfinished;
  });
}

Scenery::Scenery()
    : library_(sample_library(STEMME_SOURCE "/assets")),
      shelf_({STEMME_SOURCE "/assets/pictures"}),
      typesetter_(Typesetter::open().value()),
      panel_(width_px, height_px, mm_per_px) {}

const std::vector<Target>& Scenery::targets(const std::string& page, const ScreenView& view) {
  const auto found = drawn_.find(page);
  if (found != drawn_.end()) return found->second;
  SurfaceCanvas canvas(panel_.pixels(), panel_.mm_per_px(), shelf_, *typesetter_);
  return drawn_[page] = draw_screen(canvas, view);
}

Glass::Glass(Scenery& scenery) : scenery_(&scenery), guard_(scenery.panel()) { show(); }

int Glass::counted() const {
  return static_cast<int>(std::ranges::count_if(ended_, &Ended::counts));
}

Area Glass::start() const {
  const auto found = std::ranges::find(targets_, int{target_start}, &Target::id);
  STEMME_ASSERT(found != targets_.end());
  return found->area;
}

std::vector<Target> Glass::options() const {
  std::vector<Target> options;
  if (visit_ && visit_->view().phase == VisitPhase::Asking && !visit_->view().still_there)
    for (const auto& target : targets_)
      if (target.id < target_skip) options.push_back(target);
  return options;
}

std::optional<Ticks> Glass::next_deadline() const {
  auto soonest = guard_.next_deadline();
  for (const auto at : {visit_ ? visit_->deadline() : std::nullopt, run_rule_.deadline()})
    if (at && (!soonest || *at < *soonest)) soonest = at;
  return soonest;
}

void Glass::pass_to(Ticks then) {
  for (auto due = next_deadline(); due && *due <= then; due = next_deadline()) {
    now_ = std::max(now_, *due);
    if (guard_.next_deadline() == due) rule(guard_.pass(now_));
    if (run_rule_.deadline() && *run_rule_.deadline() <= now_) run_rule_.tick(now_);
    if (visit_ && visit_->deadline() && *visit_->deadline() <= now_) run(visit_->tick(now_));
    settle();
  }
  now_ = std::max(now_, then);
}

void Glass::take(const Contact& contact) {
  pass_to(contact.ticks);
  if (contact.phase == Contact::Phase::Down && visit_ && visit_->has_begun())
    run(visit_->touched(now_));
  rule(guard_.take(contact));
  settle();
}

void Glass::fall_asleep() {
  while (visit_) pass_to(visit_->deadline().value());
}

/// As app/kiosk.cpp.
void Glass::rule(const Ruling& ruling) {
  if (ruling.tap) return tap(ruling.tap->target);
  if (visit_ && is_in_vain(ruling)) visit_->landed_in_vain();
}

/// As app/kiosk_taps.cpp; who taps the languages or the staff's corner has gone elsewhere.
void Glass::tap(int target) {
  if (!visit_) {
    if (target != target_start) return;
    const auto offer = scenery_->library().open_for_children(std::nullopt).value();
    VisitPlan plan;
    plan.pack = offer.pack;
    plan.questions = offer.questions;
    plan.unit = offer.unit->id;
    plan.band = offer.unit->band;
    plan.language = "nb";
    plan.seed = ++seed_;
    visit_.emplace(std::move(plan), run_rule_, VisitStart::FirstTouch, now_);
    return;
  }
  const auto& shown = visit_->view().shown;
  if (target == target_skip) return run(visit_->skip(now_));
  if (target == target_again) return run(visit_->undo(now_));
  if (target == target_listen) return run(visit_->listen(now_));
  if (target >= 0 && target < static_cast<int>(shown.size()))
    run(visit_->choose(shown[static_cast<std::size_t>(target)], now_));
}

/// Paper keeps everything, at once.
void Glass::run(const Orders& orders) {
  for (const auto& order : orders) {
    if (const auto* finish = std::get_if<FinishVisit>(&order)) ended_.push_back({finish->rows});
    if (awaited(order)) run(visit_->kept(now_));
  }
}

void Glass::settle() {
  if (visit_ && visit_->is_over()) {
    run_rule_.start_screen_shown(now_);
    visit_.reset();
    guard_.begin_visit();
  }
  show();
}

void Glass::show() {
  const Presenter presenter(scenery_->library(), "nb");
  const auto view = visit_ ? presenter.visit(visit_->plan(), visit_->view(), false, 0)
                           : presenter.attract(true, false, 0);
  auto page = name_of(view);
  if (visit_) page += "." + std::to_string(visit_->view().question);
  auto face = page;
  if (visit_) face += visit_->view().choice_shown ? ".chosen" : ".asked";
  targets_ = scenery_->targets(face, view);
  if (page == page_) return guard_.replace_targets(targets_);
  page_ = page;
  page_since_ = now_;
  guard_.show(targets_, now_);
}

}  // namespace stemme
