#include "app/display/coverage.h"

#include <bit>
#include <cmath>

namespace stemme {
namespace {

constexpr int band_rows = 64;
/// Longer pieces would make each ask about many pixels that it never reaches.
constexpr double piece_px_max = 48;

struct Edge {
  Point from, to;
};

/// Truncates: asking the library to round would cost as much as all the rest.
std::uint8_t to_cell(float share) {
  return static_cast<std::uint8_t>(std::min(share * 255.5F, 255.0F));
}

std::size_t index(int value) { return static_cast<std::size_t>(value); }

/// Collects signed area: each edge adds, per row, how much of the pixels to its right it turns on.
/// Summed from the left this is the exact coverage, however thin the shape.
class AreaBand {
 public:
  explicit AreaBand(const PixelBox& box) : box_(box), stride_(index(box.width()) + 2) {
    cells_.assign(stride_ * index(box.height()), 0.0F);
  }

  void add(Edge edge) {
    const double direction = edge.from.y < edge.to.y ? 1 : -1;
    if (direction < 0) std::swap(edge.from, edge.to);
    const double slope = (edge.to.x - edge.from.x) / (edge.to.y - edge.from.y);
    const double top = std::max(edge.from.y, double(box_.top));
    const double bottom = std::min(edge.to.y, double(box_.bottom));
    for (int y = static_cast<int>(std::floor(top)); y < bottom; ++y) {
      const double y0 = std::max(top, double(y));
      const double y1 = std::min(bottom, double(y) + 1);
      if (y1 <= y0) continue;
      const double x0 = edge.from.x + (y0 - edge.from.y) * slope;
      const double x1 = edge.from.x + (y1 - edge.from.y) * slope;
      add_within(y - box_.top, std::min(x0, x1) - box_.left, std::max(x0, x1) - box_.left,
                 direction * (y1 - y0));
    }
  }

  void sum_into(int row, std::vector<std::uint8_t>& out) const {
    float sum = 0;
    const float* cells = &cells_[index(row) * stride_];
    for (std::size_t x = 0; x < out.size();) {
      sum += cells[x];
      const auto end = no_edge_until(cells, x + 1, out.size());
      std::fill(out.begin() + static_cast<std::ptrdiff_t>(x),
                out.begin() + static_cast<std::ptrdiff_t>(end), to_cell(std::fabs(sum)));
      x = end;
    }
  }

 private:
  /// Most of a row lies between edges; several pixels are looked at together.
  static std::size_t no_edge_until(const float* cells, std::size_t x, std::size_t end) {
    constexpr std::size_t together = 16;
    // No edge leaves no bit, and bits are looked at side by side where sums wait for each other.
    const auto is_quiet = [&](std::size_t from) {
      std::uint32_t bits = 0;
      for (std::size_t i = 0; i < together; ++i)
        bits |= std::bit_cast<std::uint32_t>(cells[from + i]);
      return bits == 0;
    };
    while (x + together <= end && is_quiet(x)) x += together;
    while (x < end && cells[x] == 0) ++x;
    return x;
  }

  /// What lies left of the band still turns all of it on; what lies right of it does not matter.
  /// Cut exactly at the sides: a part that is repainted alone must show no seam.
  void add_within(int row, double x0, double x1, double height) {
    const double width = box_.width();
    if (x0 >= width) return;
    if (x1 <= 0) return add_in_row(row, 0, 0, height);
    const double steep = x1 > x0 ? height / (x1 - x0) : 0;
    if (x0 < 0) add_in_row(row, 0, 0, -x0 * steep);
    const double from = std::max(x0, 0.0);
    const double to = std::min(x1, width);
    add_in_row(row, from, to, x0 < 0 || x1 > width ? (to - from) * steep : height);
  }

  /// The edge crosses this row from x0 to x1 (x0 ≤ x1) and turns on `height` of it.
  void add_in_row(int row, double x0, double x1, double height) {
    float* cells = &cells_[index(row) * stride_];
    const int first = static_cast<int>(x0);
    const int last = static_cast<int>(std::ceil(x1));
    if (last <= first + 1) {
      const double right_part = (x0 + x1) / 2 - first;
      cells[first] += static_cast<float>(height * (1 - right_part));
      cells[first + 1] += static_cast<float>(height * right_part);
      return;
    }
    // The share that is on grows quadratically in the first and last pixel, linearly between.
    const double steep = height / (x1 - x0);
    double before = 0;
    for (int x = first; x <= last; ++x) {
      const double on = (passed(x0, x1, x + 1) - passed(x0, x1, x)) * steep;
      cells[x] += static_cast<float>(on - before);
      before = on;
    }
  }

  /// How far the edge has got at x, summed from the left, for an edge from x0 to x1.
  static double passed(double x0, double x1, double x) {
    const double inside = std::clamp(x, x0, x1) - x0;
    return inside * inside / 2 + std::max(0.0, x - x1) * (x1 - x0);
  }

  PixelBox box_;
  std::size_t stride_;
  std::vector<float> cells_;
};

std::vector<Edge> edges_of(std::span<const Path::Contour> contours) {
  std::vector<Edge> edges;
  for (const auto& contour : contours)
    for (std::size_t i = 0; i < contour.points.size(); ++i) {
      const Point from = contour.points[i];
      const Point to = contour.points[(i + 1) % contour.points.size()];
      if (from.y != to.y) edges.push_back({from, to});
    }
  return edges;
}

/// Straight pieces, none longer than a few pixels; a dot is a piece without length.
std::vector<Edge> pieces_of(std::span<const Path::Contour> contours) {
  std::vector<Edge> pieces;
  for (const auto& contour : contours) {
    const auto& points = contour.points;
    if (points.size() == 1) pieces.push_back({points[0], points[0]});
    const std::size_t sides = contour.is_closed ? points.size() : points.size() - 1;
    for (std::size_t i = 0; i < sides; ++i) {
      const Point from = points[i];
      const Point to = points[(i + 1) % points.size()];
      const int parts = std::max(1, static_cast<int>(std::ceil(distance(from, to) / piece_px_max)));
      const Point step{(to.x - from.x) / parts, (to.y - from.y) / parts};
      for (int part = 0; part < parts; ++part)
        pieces.push_back({{from.x + step.x * part, from.y + step.y * part},
                          {from.x + step.x * (part + 1), from.y + step.y * (part + 1)}});
    }
  }
  return pieces;
}

Area bounds_of(std::span<const Edge> edges, double margin) {
  if (edges.empty()) return {};
  Point low = edges.front().from;
  Point high = low;
  for (const auto& edge : edges)
    for (const auto& p : {edge.from, edge.to}) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  return Area{low.x, low.y, high.x - low.x, high.y - low.y}.grown(margin);
}

/// A thin line is drawn a pixel wide and paler, so that it never breaks into dots.
struct Pen {
  double reach = 0;
  double strength = 1;

  explicit Pen(double width)
      : reach(std::max(width, 1.0) / 2 + 0.5), strength(std::min(width, 1.0)) {}
};

/// Raises each pixel near the piece to what the piece covers of it; the nearest piece decides, so
/// joins are round and never doubled.
void cover_piece(const Edge& piece, const Pen& pen, const PixelBox& band,
                 std::vector<std::uint8_t>& cells) {
  const Edge pieces[] = {piece};
  const PixelBox box = PixelBox::around(bounds_of(pieces, pen.reach)).within(band);
  const Point along{piece.to.x - piece.from.x, piece.to.y - piece.from.y};
  const double length = along.x * along.x + along.y * along.y;
  const double whole = pen.reach - 1;
  for (int y = box.top; y < box.bottom; ++y) {
    std::uint8_t* row = &cells[index(y - band.top) * index(band.width())];
    for (int x = box.left; x < box.right; ++x) {
      const Point p{x + 0.5 - piece.from.x, y + 0.5 - piece.from.y};
      const double t =
          length > 0 ? std::clamp((p.x * along.x + p.y * along.y) / length, 0.0, 1.0) : 0;
      const double dx = p.x - t * along.x;
      const double dy = p.y - t * along.y;
      const double squared = dx * dx + dy * dy;
      if (squared >= pen.reach * pen.reach) continue;
      const double on =
          squared <= whole * whole && whole > 0 ? 1 : std::min(1.0, pen.reach - std::sqrt(squared));
      const auto cover = to_cell(static_cast<float>(on * pen.strength));
      auto& cell = row[x - band.left];
      cell = std::max(cell, cover);
    }
  }
}

bool reaches(const Edge& edge, const PixelBox& band, double margin) {
  return std::max(edge.from.y, edge.to.y) + margin > band.top &&
         std::min(edge.from.y, edge.to.y) - margin < band.bottom;
}

}  // namespace

PixelBox PixelBox::within(const PixelBox& other) const {
  return {std::max(left, other.left), std::max(top, other.top), std::min(right, other.right),
          std::min(bottom, other.bottom)};
}

PixelBox PixelBox::around(const Area& area_px) {
  // Far outside every panel, so that the numbers stay whole numbers.
  const auto held = [](double v) { return static_cast<int>(std::clamp(v, -1e6, 1e6)); };
  return {held(std::floor(area_px.x)), held(std::floor(area_px.y)),
          held(std::ceil(area_px.right())), held(std::ceil(area_px.bottom()))};
}

void cover_inside(std::span<const Path::Contour> contours, const PixelBox& clip,
                  const TakeRow& take) {
  const auto edges = edges_of(contours);
  const PixelBox box = PixelBox::around(bounds_of(edges, 0)).within(clip);
  if (box.is_empty()) return;
  std::vector<std::uint8_t> row(index(box.width()));
  for (int top = box.top; top < box.bottom; top += band_rows) {
    const PixelBox band{box.left, top, box.right, std::min(top + band_rows, box.bottom)};
    AreaBand areas(band);
    for (const auto& edge : edges)
      if (reaches(edge, band, 0)) areas.add(edge);
    for (int y = 0; y < band.height(); ++y) {
      areas.sum_into(y, row);
      take(band.left, band.top + y, row);
    }
  }
}

void cover_along(std::span<const Path::Contour> contours, double width, const PixelBox& clip,
                 const TakeRow& take) {
  const auto pieces = pieces_of(contours);
  const Pen pen(width);
  const PixelBox box = PixelBox::around(bounds_of(pieces, pen.reach)).within(clip);
  if (box.is_empty()) return;
  std::vector<std::uint8_t> cells;
  for (int top = box.top; top < box.bottom; top += band_rows) {
    const PixelBox band{box.left, top, box.right, std::min(top + band_rows, box.bottom)};
    cells.assign(index(band.width()) * index(band.height()), 0);
    for (const auto& piece : pieces)
      if (reaches(piece, band, pen.reach)) cover_piece(piece, pen, band, cells);
    for (int y = 0; y < band.height(); ++y)
      take(band.left, band.top + y,
           std::span(cells).subspan(index(y) * index(band.width()), index(band.width())));
  }
}

}  // namespace stemme
