/// Switches as the X server tells of them: which devices come and go, and the declared keys of a
/// declared device, whoever has the focus. UI thread.
#pragma once

#include <memory>

#include "app/display/switches.h"

namespace stemme {

/// Without an X server, or with nothing declared, there are none.
std::unique_ptr<Switches> watch_window_switches(std::vector<DeclaredSwitch> declared,
                                                std::shared_ptr<Clock> clock);

}  // namespace stemme
