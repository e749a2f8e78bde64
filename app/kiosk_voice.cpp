// What is heard, and when: never before somebody has touched, never at rest time, never what was
// chosen.
#include "app/kiosk.h"

namespace stemme {

/// Without a time it may be rest time (C5).
bool Kiosk::is_quiet() const { return library_ && library_->is_quiet(house_time()); }

/// A screen never speaks to a child who has not touched it (design §8); up to six years it reads
/// by itself then, older ones press the ear (domain §4.1).
bool Kiosk::reads_by_itself() const {
  if (place_ == Place::Visit) return visit_->has_begun() && is_young(visit_->plan().band);
  return place_ == Place::Round && !round_->view().gate && is_young(selected_offer().unit->band);
}

/// A question at the door, and the pictures of a round with tokens, wait for hours.
Loudspeaker::Between Kiosk::between() const {
  const bool is_door = place_ == Place::Visit && !visit_->has_begun();
  const bool waits_for_tokens =
      place_ == Place::Round && round_->view().gate && round_->view().phase == RoundPhase::Ready;
  const bool is_between = place_ == Place::Start || is_door || waits_for_tokens;
  return is_between ? Loudspeaker::Between::Visits : Loudspeaker::Between::Taps;
}

/// An ear that nothing comes of is not shown; at rest time it is crossed.
ScreenView Kiosk::with_ear(ScreenView view) const {
  if (auto* question = std::get_if<QuestionView>(&view)) {
    question->is_quiet = is_quiet();
    question->has_listen = parts_.loudspeaker.has_sound() &&
                           parts_.voices.find(language(), question->text).has_value();
  }
  return view;
}

/// Whoever answers by ear is told by ear: nobody who stands by sees what they cannot.
ScreenView Kiosk::kept_from_bystanders(ScreenView view) const {
  auto* question = std::get_if<QuestionView>(&view);
  if (!is_spoken_ || question == nullptr) return view;
  if (question->chosen) question->chosen = -1;
  if (question->pick) question->pick->picked.clear();
  return view;
}

void Kiosk::read_aloud(const ScreenView& view) {
  using Manner = ReadingAloud::Manner;
  const bool by_itself = reads_by_itself() && !is_quiet();
  auto lines = reading_aloud_.shown(view, is_spoken_  ? Manner::ToTheEnd
                                          : by_itself ? Manner::ByItself
                                                      : Manner::OnlyWhenAsked);
  if (lines) to_say_ = std::move(lines);
  // Whoever does not see hears the end of a page before the next one begins.
  if (!to_say_ || (is_spoken_ && parts_.loudspeaker.is_speaking())) return;
  say(*std::exchange(to_say_, std::nullopt));
}

void Kiosk::say(const std::vector<SpokenLine>& lines) {
  std::vector<std::filesystem::path> files;
  said_.clear();
  if (!is_quiet())
    for (const auto& line : lines)
      if (auto file = parts_.voices.find(language(), line.words)) {
        files.push_back(std::move(*file));
        said_.push_back(line.target);
      }
  files.empty() ? parts_.loudspeaker.hush() : parts_.loudspeaker.say(std::move(files));
}

/// What is being said stands for something on the page.
std::optional<int> Kiosk::said_target() const {
  const auto line = parts_.loudspeaker.line();
  return line && *line < said_.size() ? said_[*line] : std::nullopt;
}

/// The one key of whoever does not see: it starts the voice, takes what the voice is saying, and
/// takes it back (D26, D57).
void Kiosk::press_speak() {
  if (place_ == Place::Start) {
    const auto offer = offered(library_->open_for_children(house_time()));
    if (!offer) return;
    is_spoken_ = true;
    return begin_visit(*offer, VisitStart::FirstTouch);
  }
  if (place_ != Place::Visit && place_ != Place::Round) return;
  const bool is_asked_for = !std::exchange(is_spoken_, true);
  const auto* question = drawn_ ? std::get_if<QuestionView>(&*drawn_) : nullptr;
  const bool is_chosen = question != nullptr && question->chosen.has_value();
  if (is_chosen) {
    parts_.loudspeaker.hush();
    reading_aloud_.ask();
    return tap(target_again);
  }
  if (to_say_) return;  // Another page is still being read.
  if (const auto target = said_target(); target && !is_asked_for) return tap(*target);
  reading_aloud_.ask();
}

ScreenView Kiosk::compose_sound() const {
  std::vector<std::pair<std::string, VoiceCover>> voices;
  for (const auto& language : library_->languages())
    voices.emplace_back(library_->phrasebook(language).language().autonym,
                        parts_.voices.cover(language, lines_of(*library_, language)));
  return StaffDesk::sound_view(words(), volume_, parts_.loudspeaker.has_sound(), voices);
}

}  // namespace stemme
