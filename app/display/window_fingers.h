/// Fingers from SDL's events: touch and mouse, never both for one contact. UI thread.
#pragma once

#include <memory>

#include "app/display/fingers.h"
#include "app/display/panel.h"
#include "server-sync/foundation/clock.h"

namespace stemme {

/// The panel must be the window that is touched, and live longer.
std::unique_ptr<Fingers> watch_window_fingers(Panel& panel, std::shared_ptr<Clock> clock);

}  // namespace stemme
