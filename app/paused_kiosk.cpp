#include "app/paused_kiosk.h"

#include "app/notifier.h"
#include "app/presenter.h"
#include "app/shown_log.h"

namespace stemme {
namespace {

/// Whoever started this process starts it again.
constexpr std::chrono::seconds tries_again_after{20};
/// A display that was away for a moment.
constexpr std::chrono::seconds shows_again_after{1};

}  // namespace

bool PausedKiosk::is_shown() {
  Sketch sketch(panel.area(), panel.mm_per_px(), typesetter);
  const auto view = pause_view(words);
  const auto targets = draw_screen(sketch, view);
  Easel easel(shelf, typesetter);
  const auto presented = panel.present(easel.paint(panel, std::move(sketch)));
  if (presented) ShownLog().say({name_of(view), "", {}, ""}, targets, panel.mm_per_px());
  return presented.has_value();
}

void PausedKiosk::run(int stop) {
  Notifier notifier;
  const auto until = clock->ticks() + tries_again_after;
  for (bool shown = false; clock->ticks() < until;) {
    if (panel.is_closed() || is_readable(stop)) return;
    if (panel.take_damage() || !shown) {
      shown = is_shown();
      if (shown) notifier.ready();
    }
    const auto again = clock->ticks() + shows_again_after;
    wait.until(shown ? until : std::min(until, again), std::span(&stop, 1));
    static_cast<void>(fingers.take());
    static_cast<void>(wait.bell()->take());
  }
}

}  // namespace stemme
