/// How colours look: to everybody, and to eyes that tell fewer of them apart. Functions of pixels
/// 0xFFRRGGBB.
///
/// Contrast: WCAG 2.1. L*: CIE 1976. Colour vision: Machado, Oliveira and Fernandes, *IEEE
/// Transactions on Visualization and Computer Graphics* 15 (2009), severity 1.
#pragma once

#include <array>
#include <cstdint>

namespace stemme {

enum class Eyes { All, Protan, Deutan, Tritan };
inline constexpr std::array every_eye{Eyes::All, Eyes::Protan, Eyes::Deutan, Eyes::Tritan};

/// 0 black … 1 white.
double luminance(std::uint32_t pixel);
/// 1 … 21.
double contrast(std::uint32_t a, std::uint32_t b);
/// The distance between two colours as those eyes see them, in CIE L*a*b*: about 2 is just seen.
double seen_difference(std::uint32_t a, std::uint32_t b, Eyes eyes);
/// 0 black … 100 white, as those eyes see it.
double lightness(std::uint32_t pixel, Eyes eyes);

}  // namespace stemme
