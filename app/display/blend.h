/// Putting one colour over another. Pixels are 0xAARRGGBB, colour times alpha. Values; any thread.
#pragma once

#include <cstdint>

#include "app/display/canvas.h"

namespace stemme {

/// Every channel times share/255, rounded.
inline std::uint32_t dimmed(std::uint32_t pixel, std::uint32_t share) {
  std::uint32_t even = (pixel & 0x00ff00ffU) * share + 0x00800080U;
  even = ((even + ((even >> 8U) & 0x00ff00ffU)) >> 8U) & 0x00ff00ffU;
  std::uint32_t odd = ((pixel >> 8U) & 0x00ff00ffU) * share + 0x00800080U;
  odd = (odd + ((odd >> 8U) & 0x00ff00ffU)) & 0xff00ff00U;
  return even | odd;
}

inline std::uint32_t alpha_of(std::uint32_t pixel) { return pixel >> 24U; }

inline std::uint32_t over(std::uint32_t above, std::uint32_t below) {
  const std::uint32_t alpha = alpha_of(above);
  return alpha == 255 ? above : above + dimmed(below, 255 - alpha);
}

/// From a to b as share goes from 0 to 255.
inline std::uint32_t between(std::uint32_t a, std::uint32_t b, std::uint32_t share) {
  return dimmed(a, 255 - share) + dimmed(b, share);
}

inline std::uint32_t to_pixel(Colour c) {
  const std::uint32_t opaque =
      0xff000000U | (std::uint32_t{c.red} << 16U) | (std::uint32_t{c.green} << 8U) | c.blue;
  return dimmed(opaque, c.alpha);
}

}  // namespace stemme
