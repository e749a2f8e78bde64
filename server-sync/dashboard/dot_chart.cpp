#include "server-sync/dashboard/dot_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace stemme {
namespace {

constexpr int pitch = 13;  ///< from dot to dot
constexpr int gap = 10;    ///< between steps
constexpr int first_centre = 7;
constexpr int columns_max = 20;  ///< that fit beside the question, also on paper

/// Quotes and brackets of a label must not end it.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

std::string circle(int x, int y, std::string_view radius, std::string_view paint) {
  return fmt::format(R"(<circle cx="{}" cy="{}" r="{}" {}/>)", x, y, radius, paint);
}

std::string dot(DotMark mark, int x, int y) {
  constexpr std::string_view ring = R"(fill="#FFFDF7" stroke="#1B2A41" stroke-width="1.8")";
  switch (mark) {
    case DotMark::Ring:
      return circle(x, y, "4.4", ring);
    case DotMark::DottedRing:
      return circle(x, y, "4.4", ring) + circle(x, y, "1.7", R"(fill="#1B2A41")");
    case DotMark::Light:
      return circle(x, y, "5.2", R"(fill="#93CBEA")");
    case DotMark::LightWithCore:
      return circle(x, y, "5.2", R"(fill="#93CBEA")") + circle(x, y, "2.8", R"(fill="#2B6CB0")");
    case DotMark::Dark:
      return circle(x, y, "5.2", R"(fill="#2B6CB0")");
  }
  return {};
}

/// Two lines, more only where the dots would be wider than the column.
int lines_for(const std::vector<int>& steps) {
  for (int lines = 2;; ++lines) {
    int columns = 0;
    for (const int count : steps) columns += (count + lines - 1) / lines;
    if (columns <= columns_max) return lines;
  }
}

std::string picture(int width, int height, const std::string& label, const std::string& dots) {
  return fmt::format(
      R"(<svg role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>)",
      escaped(label), width, height, width, height, dots);
}

}  // namespace

DotMark mark_of(int step, int steps) {
  constexpr DotMark two[] = {DotMark::Ring, DotMark::Dark};
  constexpr DotMark three[] = {DotMark::Ring, DotMark::Light, DotMark::Dark};
  constexpr DotMark four[] = {DotMark::Ring, DotMark::DottedRing, DotMark::LightWithCore,
                              DotMark::Dark};
  constexpr DotMark five[] = {DotMark::Ring, DotMark::DottedRing, DotMark::Light,
                              DotMark::LightWithCore, DotMark::Dark};
  switch (steps) {
    case 2:
      return two[std::clamp(step, 0, 1)];
    case 3:
      return three[std::clamp(step, 0, 2)];
    case 4:
      return four[std::clamp(step, 0, 3)];
    default:
      return five[std::clamp(step, 0, 4)];
  }
}

std::string mark_picture(DotMark mark) {
  return fmt::format(
      R"(<svg aria-hidden="true" viewBox="0 0 14 14" width="14" height="14">{}</svg>)",
      dot(mark, first_centre, first_centre));
}

std::string dot_chart(const std::vector<int>& steps, const std::string& label) {
  const int lines = lines_for(steps);
  std::string dots;
  int left = first_centre;
  int right = 0;
  for (int step = 0; step < static_cast<int>(steps.size()); ++step) {
    const int count = steps[static_cast<std::size_t>(step)];
    if (count == 0) continue;
    for (int i = 0; i < count; ++i) {
      const auto mark = mark_of(step, static_cast<int>(steps.size()));
      dots += dot(mark, left + i / lines * pitch, first_centre + i % lines * pitch);
    }
    const int columns = (count + lines - 1) / lines;
    right = left + (columns - 1) * pitch;
    left = right + pitch + gap;
  }
  return picture(right + first_centre, first_centre * 2 + (lines - 1) * pitch, label, dots);
}

std::string dot_line(int count, int lines, const std::string& label) {
  std::string dots;
  for (int i = 0; i < count; ++i) {
    dots += dot(DotMark::Dark, first_centre + i / lines * pitch, first_centre + i % lines * pitch);
  }
  const int columns = std::max(1, (count + lines - 1) / lines);
  return picture(columns * pitch + 1, std::min(lines, std::max(count, 1)) * pitch + 1, label, dots);
}

int lines_for_options(const std::vector<int>& counts) {
  constexpr int columns = 14;
  const int most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
  return std::max(1, (most + columns - 1) / columns);
}

}  // namespace stemme
