// What a tap means in each of the kiosk's places.
#include <algorithm>

#include "app/kept_volume.h"
#include "app/kiosk.h"
#include "app/measured_panel.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr Ticks children_side_lasts{30'000};

}  // namespace

/// The answer first: a sound card takes its time.
void Kiosk::tap(int target) {
  tap_in_place(target);
  if (!is_quiet()) parts_.loudspeaker.click();
}

void Kiosk::tap_in_place(int target) {
  switch (place_) {
    case Place::Enrol:
      if (target == target_back) return go(Place::Tools);
      enrol_.tap(target);
      if (auto wish = enrol_.take_wish()) parts_.sync.enrol(wish->first, wish->second);
      return;
    case Place::Start:
      return tap_start(target);
    case Place::Languages:
      return tap_languages(target);
    case Place::Visit:
      return tap_visit(target);
    case Place::Pin:
      return tap_pin(target);
    case Place::Staff:
      return tap_staff(target);
    case Place::Plan:
      return tap_plan(target);
    case Place::Told:
      return tap_told();
    case Place::Tools:
      return tap_tools(target);
    case Place::Card:
      return tap_card(target);
    case Place::Sound:
      return tap_sound(target);
    case Place::Wipe:
      return;
    case Place::RoundSetup:
      return tap_round_setup(target);
    case Place::Round:
      return tap_round(target);
  }
}

void Kiosk::tap_start(int target) {
  if (target == target_languages) return go(Place::Languages);
  if (target == target_staff) return to_staff();
  const auto offer = offered(library_->open_for_children(house_time()));
  if (target == target_play && offer) return begin_uncounted(*offer, Mode::Oving);
  if (target == target_start && offer) begin_visit(*offer, VisitStart::FirstTouch);
}

void Kiosk::tap_languages(int target) {
  const auto index = static_cast<std::size_t>(target - target_language_first);
  if (target >= target_language_first && index < library_->languages().size())
    chosen_language_ = library_->languages()[index];
  go(Place::Start);
}

void Kiosk::tap_visit(int target) {
  const auto& view = visit_->view();
  if (target == target_back) return run_visit(visit_->leave(now_));
  if (target == target_staff) return to_staff();
  if (target == target_door) {
    children_until_ = now_ + children_side_lasts;
    return to_start();
  }
  const auto languages = library_->languages_of(*visit_->plan().pack);
  const auto language = static_cast<std::size_t>(target - target_language_first);
  Orders orders;
  if (target >= target_language_first && language < languages.size())
    orders = visit_->speak_in(languages[language], now_);
  else if (target == target_skip)
    orders = visit_->skip(now_);
  else if (target == target_again)
    orders = visit_->undo(now_);
  else if (target == target_listen)
    orders = visit_->listen(now_);
  else if (target == target_enter)
    orders = visit_->end_picking(now_);
  else if (target >= 0 && target < static_cast<int>(view.shown.size()))
    orders = visit_->choose(view.shown[static_cast<std::size_t>(target)], now_);
  note_visit_began();
  run_visit(orders);
}

void Kiosk::tap_pin(int target) {
  if (target == target_back) return leave_staff();
  if (target == target_erase) return staff_.erase();
  const int digit = target - target_key_first;
  if (digit < 0 || digit > 9) return;
  staff_.type(digit);
  if (staff_.check(library_->programme().staff_pin_hash, now_) != StaffDesk::Code::Right) return;
  if (!round_) return go(Place::Staff);
  go(Place::Round);
  run_round(round_->ask_to_close(now_));
}

void Kiosk::tap_staff(int target) {
  if (target == target_back) return to_start();
  if (target == target_send) {
    staff_.notice(words().phrase("status_sending"));
    sending_ = parts_.store.send_now();
  }
  if (target == target_plan) {
    parts_.sync.contact_now();  // Perhaps there are results that have not been fetched.
    return go(Place::Plan);
  }
  if (target == target_tools) return go(Place::Tools);
  if (target != target_start) return;
  round_offers_ = round_offers();
  round_selected_ = 0;
  round_tablets_ = 1;
  round_present_ = round_offers_.empty() ? 10 : people_in(round_offers_.front());
  go(Place::RoundSetup);
}

void Kiosk::tap_plan(int target) {
  told_ = 0;
  if (target == target_start && !library_->told().empty()) return go(Place::Told);
  if (target == target_back) go(Place::Staff);
}

/// One after the other, and back to the plan.
void Kiosk::tap_told() {
  if (++told_ >= library_->told().size()) go(Place::Plan);
}

/// What this panel can show of what may be asked.
std::vector<Offer> Kiosk::round_offers() const {
  auto offers = library_->for_rounds(house_time());
  std::erase_if(offers, [this](const Offer& offer) { return !serves(fit_, offer.unit->band); });
  for (auto& offer : library_->for_tokens(house_time()))
    if (serves_tokens(parts_.panel.area(), offer.unit->band)) offers.push_back(std::move(offer));
  return offers;
}

const Offer& Kiosk::selected_offer() const {
  STEMME_ASSERT(!round_offers_.empty());
  return round_offers_[static_cast<std::size_t>(round_selected_)];
}

/// No more tokens can be handed out than there are.
int Kiosk::people_most(const Offer& offer) const {
  const auto& tokens = library_->programme().tokens;
  return offer.mode == Mode::Brikke ? static_cast<int>(tokens->marks.size()) : round_present_max;
}

/// As many as there may be, until the adult says how many there are.
int Kiosk::people_in(const Offer& offer) const {
  return std::clamp(offer.unit->size, 1, people_most(offer));
}

void Kiosk::tap_tools(int target) {
  if (target == target_back) return go(Place::Staff);
  if (target == target_enrol) {
    enrol_.open();
    return go(Place::Enrol);
  }
  switch (static_cast<StaffDesk::Tool>(target - target_item_first)) {
    case StaffDesk::Tool::Wipe:
      wiped_until_ = now_ + wipe_lasts;
      return go(Place::Wipe);
    case StaffDesk::Tool::Card:
      staff_.open_card();
      return go(Place::Card);
    case StaffDesk::Tool::Play:
      if (const auto offer = offered(library_->open_for_children(std::nullopt)))
        begin_uncounted(*offer, Mode::Oving);
      return;
    case StaffDesk::Tool::Sound:
      return go(Place::Sound);
    case StaffDesk::Tool::Sunlit:
      return show_as({!view_.is_sunlit, view_.is_still});
    case StaffDesk::Tool::Still:
      return show_as({view_.is_sunlit, !view_.is_still});
  }
}

void Kiosk::show_as(const KeptView& view) {
  view_ = view;
  if (const auto kept = keep_view(parts_.state, view_); !kept) log_failure("kiosk", kept.error());
}

void Kiosk::tap_sound(int target) {
  if (target == target_back) return go(Place::Tools);
  const int wanted = volume_ + (target == target_more ? 1 : target == target_fewer ? -1 : 0);
  if (wanted < 0 || wanted > volume_most) return;
  volume_ = wanted;
  parts_.loudspeaker.set_volume(volume_);
  if (const auto kept = keep_volume(parts_.state, volume_); !kept)
    log_failure("kiosk", kept.error());
}

/// A frame that had to grow to be a card: the panel is smaller than was thought.
void Kiosk::tap_card(int target) {
  if (target == target_back) return go(Place::Tools);
  if (target == target_more) return staff_.resize_card(StaffDesk::Resize::Larger);
  if (target == target_fewer) return staff_.resize_card(StaffDesk::Resize::Smaller);
  if (target != target_enter) return;
  const auto kept =
      keep_measured_width(parts_.state, parts_.panel.area().width / staff_.card_factor());
  if (!kept) return log_failure("kiosk", kept.error());
  is_measured_ = true;
}

/// How many there are stays as the adult has said, as long as it is about the same people.
void Kiosk::select_round(int index) {
  const auto& before = selected_offer();
  round_selected_ = index;
  const auto& now = selected_offer();
  if (before.unit != now.unit || before.mode != now.mode) round_present_ = people_in(now);
  if (now.mode == Mode::Brikke) round_tablets_ = 1;  // Its tokens are known to one device.
}

void Kiosk::tap_round_setup(int target) {
  const int all = static_cast<int>(round_offers_.size());
  const int first = round_page_start(round_selected_);
  const int item = target - target_item_first;
  if (item >= 0 && item < std::min(round_items_a_page, all - first)) select_round(first + item);
  if (target == target_enter)
    select_round(first + round_items_a_page < all ? first + round_items_a_page : 0);
  if (target == target_more && !round_offers_.empty())
    round_present_ = std::min(round_present_ + 1, people_most(selected_offer()));
  if (target == target_fewer) round_present_ = std::max(round_present_ - 1, 1);
  if (target == target_back) go(Place::Staff);
  if (round_offers_.empty()) return;
  if (target == target_tablets && selected_offer().mode != Mode::Brikke)
    round_tablets_ = round_tablets_ % tablets_max + 1;
  if (target == target_start) begin_round();
  if (target == target_talk) begin_uncounted(selected_offer(), Mode::Samtale);
}

void Kiosk::begin_round() {
  const auto& offer = selected_offer();
  RoundPlan plan;
  plan.pack = offer.pack;
  for (const int question : offer.questions) plan.questions[question] = random_number();
  if (offer.mode == Mode::Brikke) plan.tokens = library_->programme().tokens;
  plan.unit = offer.unit->id;
  plan.band = offer.unit->band;
  plan.week = offer.week;
  if (const auto now = house_time()) {
    plan.date = now->date;
    daypart_of_round_ = daypart_at(library_->programme().dayparts, now->since_midnight).id;
  }
  plan.present = round_present_;
  plan.tablets = round_tablets_;
  plan.language = language();
  plan.is_by_switch = scanner_.has_value();
  plan.seed = random_number();
  round_pack_ = offer.pack;
  Orders orders;
  round_.emplace(std::move(plan), now_, orders);
  go(Place::Round);
  run_round(orders);
}

void Kiosk::tap_round(int target) {
  const auto& view = round_->view();
  switch (view.phase) {
    case RoundPhase::Ready:
      return tap_round_ready(target);
    case RoundPhase::Turn:
      return tap_round_turn(target);
    case RoundPhase::TooMany:
    case RoundPhase::Sure:
      if (target == target_more) return run_round(round_->set_present(view.present + 1, now_));
      if (target == target_fewer)
        return run_round(round_->set_present(std::max(view.present - 1, 1), now_));
      if (target == target_back) return run_round(round_->go_on(now_));
      if (target == target_start) return run_round(round_->close(now_));
      return;
    case RoundPhase::Result:
      if (target == target_back) run_round(round_->done(now_));
      return;
    case RoundPhase::Paused:
      if (target == target_staff) to_staff();
      return;
    default:
      return;
  }
}

/// A tablet that goes round has its adult beside it; one with tokens stands alone.
void Kiosk::tap_round_ready(int target) {
  const bool is_by_token = round_->view().gate.has_value();
  if (target == target_close && is_by_token) {
    staff_.open();
    return go(Place::Pin);
  }
  if (target == target_close) return run_round(round_->ask_to_close(now_));
  if (target == target_erase) return run_round(round_->erase_pictures(now_));
  if (is_by_token) return run_round(round_->press_picture(target - target_item_first, now_));
  if (target != target_start) return;
  runner_.visit_began();
  run_round(round_->take_turn(now_));
}

void Kiosk::tap_round_turn(int target) {
  const auto& shown = round_->view().turn.shown;
  const auto languages = library_->languages_of(*round_pack_);
  const auto language = static_cast<std::size_t>(target - target_language_first);
  if (target >= target_language_first && language < languages.size())
    return run_round(round_->speak_in(languages[language], now_));
  if (target == target_enter) return run_round(round_->end_picking(now_));
  if (target == target_skip) return run_round(round_->skip(now_));
  if (target == target_again) return run_round(round_->undo(now_));
  if (target == target_listen) return run_round(round_->listen(now_));
  if (target >= 0 && target < static_cast<int>(shown.size()))
    run_round(round_->choose(shown[static_cast<std::size_t>(target)], now_));
}

}  // namespace stemme
