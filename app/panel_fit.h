/// Whom a panel serves, by its measured size (D40, D41, design §8): 10.1" and up serve everybody;
/// 7" has targets large enough from ten years; what is smaller, or stands upright, serves nobody
/// and says so. Pure; any thread.
#pragma once

#include "app/display/area.h"
#include "server-sync/protocol/pack.h"

namespace stemme {

enum class PanelFit {
  Everybody,
  TenAndOver,
  Turned,  ///< higher than it is wide: pages lie, they do not stand
  TooSmall,
};

/// `panel` in millimetres, as measured with the bank card.
PanelFit fit_of(const Area& panel);
bool serves(PanelFit fit, Band band);
/// Sixteen pictures need more room than three faces: on a 10.1" panel from ten years, on a large
/// one for smaller fingers too (D40).
bool serves_tokens(const Area& panel, Band band);

}  // namespace stemme
