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

void Kiosk::read_aloud(const ScreenView& view) {
  using Start = ReadingAloud::Start;
  const auto lines = reading_aloud_.shown(
      view, reads_by_itself() && !is_quiet() ? Start::ByItself : Start::OnlyWhenAsked);
  if (!lines) return;
  std::vector<std::filesystem::path> files;
  if (!is_quiet())
    for (const auto& line : *lines)
      if (auto file = parts_.voices.find(language(), line)) files.push_back(std::move(*file));
  files.empty() ? parts_.loudspeaker.hush() : parts_.loudspeaker.say(std::move(files));
}

ScreenView Kiosk::compose_sound() const {
  std::vector<std::pair<std::string, VoiceCover>> voices;
  for (const auto& language : library_->languages())
    voices.emplace_back(library_->phrasebook(language).language().autonym,
                        parts_.voices.cover(language, lines_of(*library_, language)));
  return StaffDesk::sound_view(words(), volume_, parts_.loudspeaker.has_sound(), voices);
}

}  // namespace stemme
