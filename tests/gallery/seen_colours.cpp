#include "tests/gallery/seen_colours.h"

#include <algorithm>
#include <cmath>

namespace stemme {
namespace {

using Three = std::array<double, 3>;
using Matrix = std::array<Three, 3>;

constexpr Matrix everybody{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix protan{{{0.152286, 1.052583, -0.204868},
                         {0.114503, 0.786281, 0.099216},
                         {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix deutan{{{0.367322, 0.860646, -0.227968},
                         {0.280085, 0.672501, 0.047413},
                         {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix tritan{{{1.255528, -0.076749, -0.178779},
                         {-0.078411, 0.930809, 0.147602},
                         {0.004733, 0.691367, 0.303900}}};
/// sRGB to XYZ, D65.
constexpr Matrix to_xyz{{{0.4124564, 0.3575761, 0.1804375},
                         {0.2126729, 0.7151522, 0.0721750},
                         {0.0193339, 0.1191920, 0.9503041}}};
constexpr Three white{0.95047, 1, 1.08883};

const Matrix& matrix_of(Eyes eyes) {
  if (eyes == Eyes::Protan) return protan;
  if (eyes == Eyes::Deutan) return deutan;
  return eyes == Eyes::Tritan ? tritan : everybody;
}

Three times(const Matrix& matrix, const Three& from) {
  Three to{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t i = 0; i < 3; ++i) to.at(row) += matrix.at(row).at(i) * from.at(i);
  return to;
}

double linear(std::uint32_t part) {
  const double value = part / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

Three linear_rgb(std::uint32_t pixel) {
  return {linear(pixel >> 16U & 255U), linear(pixel >> 8U & 255U), linear(pixel & 255U)};
}

double lab_part(double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; }

Three lab(std::uint32_t pixel, Eyes eyes) {
  auto rgb = times(matrix_of(eyes), linear_rgb(pixel));
  for (auto& part : rgb) part = std::clamp(part, 0.0, 1.0);
  auto xyz = times(to_xyz, rgb);
  for (std::size_t i = 0; i < 3; ++i) xyz.at(i) = lab_part(xyz.at(i) / white.at(i));
  return {116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])};
}

}  // namespace

double luminance(std::uint32_t pixel) { return times(to_xyz, linear_rgb(pixel))[1]; }

double contrast(std::uint32_t a, std::uint32_t b) {
  const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
  return (light + 0.05) / (dark + 0.05);
}

double seen_difference(std::uint32_t a, std::uint32_t b, Eyes eyes) {
  const auto one = lab(a, eyes);
  const auto other = lab(b, eyes);
  return std::hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

double lightness(std::uint32_t pixel, Eyes eyes) { return lab(pixel, eyes)[0]; }

}  // namespace stemme
