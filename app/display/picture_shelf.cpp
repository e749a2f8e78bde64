#include "app/display/picture_shelf.h"

#include <SDL_image.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <future>
#include <optional>
#include <sstream>

#include "app/display/blend.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/asset_name.h"
#include "server-sync/protocol/picture_check.h"

namespace stemme {
namespace {

/// Small pictures are drawn twice as large and averaged: SDL_image's own edges are a little rough.
/// In large ones nobody sees it, and a page would come late for it.
constexpr int smooth_enough_px = 160;
int oversampling_for(int size_px) { return size_px < smooth_enough_px ? 2 : 1; }

/// Of such a small one: for its bytes it is the dearest to decode.
constexpr std::size_t small_bytes_max =
    std::size_t{smooth_enough_px} * smooth_enough_px * sizeof(std::uint32_t);

constexpr std::size_t worth_a_second_thread = 2;

std::string key_of(const PictureWish& wish) { return wish.id + "@" + std::to_string(wish.size_px); }

struct FreeSurface {
  void operator()(SDL_Surface* surface) const { SDL_FreeSurface(surface); }
};
using Surface = std::unique_ptr<SDL_Surface, FreeSurface>;

Surface draw_svg(std::string_view svg, int size_px) {
  SDL_RWops* source = SDL_RWFromConstMem(svg.data(), static_cast<int>(svg.size()));
  if (source == nullptr) return nullptr;
  Surface drawn(IMG_LoadSizedSVG_RW(source, size_px, size_px));
  static_cast<void>(SDL_RWclose(source));
  if (!drawn) return nullptr;
  if (drawn->format->format == SDL_PIXELFORMAT_ARGB8888) return drawn;
  return Surface(SDL_ConvertSurfaceFormat(drawn.get(), SDL_PIXELFORMAT_ARGB8888, 0));
}

/// The mean of a square of pixels, colour times alpha.
std::uint32_t mean_at(const SDL_Surface& drawn, int left, int top, int side) {
  std::uint32_t alpha = 0;
  std::uint32_t colours[3] = {};
  for (int y = top; y < top + side; ++y)
    for (int x = left; x < left + side; ++x) {
      const auto* row =
          static_cast<const std::uint8_t*>(drawn.pixels) + std::ptrdiff_t{y} * drawn.pitch;
      const std::uint32_t pixel = reinterpret_cast<const std::uint32_t*>(row)[x];
      const std::uint32_t own_alpha = pixel >> 24U;
      alpha += own_alpha;
      for (unsigned i = 0; i < 3; ++i) colours[i] += ((pixel >> (8 * i)) & 255U) * own_alpha;
    }
  const auto count = static_cast<std::uint32_t>(side * side);
  std::uint32_t mean = ((alpha + count / 2) / count) << 24U;
  for (unsigned i = 0; i < 3; ++i)
    mean |= ((colours[i] + count * 255 / 2) / (count * 255)) << (8 * i);
  return mean;
}

/// Every pixel as it is, colour times alpha.
Picture as_drawn(const SDL_Surface& drawn) {
  Picture picture{drawn.w, drawn.h, {}};
  picture.pixels.reserve(static_cast<std::size_t>(drawn.w) * static_cast<std::size_t>(drawn.h));
  for (int y = 0; y < drawn.h; ++y) {
    const auto* bytes =
        static_cast<const std::uint8_t*>(drawn.pixels) + std::ptrdiff_t{y} * drawn.pitch;
    const auto* row = reinterpret_cast<const std::uint32_t*>(bytes);
    for (int x = 0; x < drawn.w; ++x) {
      const std::uint32_t alpha = row[x] >> 24U;
      picture.pixels.push_back(dimmed(row[x] | 0xff000000U, alpha));
    }
  }
  return picture;
}

/// `side` pixels of what was drawn become one.
Picture smaller(const SDL_Surface& drawn, int side) {
  if (side == 1) return as_drawn(drawn);
  Picture picture{drawn.w / side, drawn.h / side, {}};
  picture.pixels.reserve(static_cast<std::size_t>(picture.width) *
                         static_cast<std::size_t>(picture.height));
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      picture.pixels.push_back(mean_at(drawn, x * side, y * side, side));
  return picture;
}

}  // namespace

Result<Picture> decode_picture(std::string_view svg, int size_px, std::string_view name) {
  TRY(check_picture(svg, name));
  const int oversampling = oversampling_for(size_px);
  const Surface drawn = draw_svg(svg, size_px * oversampling);
  if (!drawn)
    return invalid(std::string(name) + " cannot be drawn: " + IMG_GetError() + "; save it again");
  Picture picture = smaller(*drawn, oversampling);
  const bool is_painted = std::any_of(picture.pixels.begin(), picture.pixels.end(),
                                      [](std::uint32_t pixel) { return (pixel >> 24U) > 0; });
  if (!is_painted)
    return invalid(std::string(name) +
                   " paints nothing; give its shapes a fill or a stroke inside the viewBox");
  return picture;
}

PictureShelf::PictureShelf(std::vector<std::filesystem::path> folders, std::size_t bytes_max)
    : folders_(std::move(folders)), bytes_max_(bytes_max) {}

Result<std::shared_ptr<const Picture>> PictureShelf::picture(std::string_view id, int size_px) {
  const PictureWish wish{std::string(id), size_px};
  if (const auto found = kept_.find(key_of(wish)); found != kept_.end()) {
    turns_.splice(turns_.end(), turns_, found->second.turn);
    found->second.asked_on = page_;
    return found->second.picture;
  }
  if (const auto found = broken_.find(wish.id); found != broken_.end()) return found->second;
  auto fetched = fetch(id, size_px);
  put(wish, fetched);
  return fetched;
}

void PictureShelf::prepare(const std::vector<PictureWish>& page) {
  std::vector<PictureWish> wanted;
  for (const auto& wish : page) {
    const bool is_known = kept_.contains(key_of(wish)) || broken_.contains(wish.id);
    if (!is_known && std::ranges::find(wanted, wish) == wanted.end()) wanted.push_back(wish);
  }
  if (wanted.size() < worth_a_second_thread) return;
  std::vector<std::optional<Fetched>> fetched(wanted.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (auto i = next++; i < wanted.size(); i = next++)
      fetched[i] = fetch(wanted[i].id, wanted[i].size_px);
  };
  auto beside = std::async(std::launch::async, work);
  work();
  beside.get();
  for (std::size_t i = 0; i < wanted.size(); ++i) put(wanted[i], *fetched[i]);
}

void PictureShelf::put(const PictureWish& wish, const Fetched& fetched) {
  if (!fetched) {
    log_failure("picture_shelf", fetched.error());
    broken_.emplace(wish.id, fetched.error());
    return;
  }
  bytes_ += (*fetched)->bytes();
  turns_.push_back(key_of(wish));
  kept_.emplace(key_of(wish), Kept{*fetched, std::prev(turns_.end()), page_});
  make_room();
}

std::shared_ptr<const Picture> PictureShelf::kept_near(std::string_view id, int size_px) const {
  std::shared_ptr<const Picture> best;
  const std::string begin = std::string(id) + "@";
  int best_away = size_px / 3;
  for (const auto& [key, kept] : kept_) {
    if (!key.starts_with(begin)) continue;
    const int away = std::abs(std::max(kept.picture->width, kept.picture->height) - size_px);
    if (away > best_away) continue;
    best = kept.picture;
    best_away = away;
  }
  return best;
}

PictureShelf::Fetched PictureShelf::fetch(std::string_view id, int size_px) const {
  // An id comes from a pack: it must not name a place outside the folders.
  if (!is_picture_id(id))
    return invalid("\"" + std::string(id) + "\" is no picture; use a-z, 0-9, - and _");
  const std::string name = std::string(id) + ".svg";
  for (const auto& folder : folders_) {
    std::ifstream file(folder / name, std::ios::binary);
    if (!file) continue;
    std::ostringstream text;
    text << file.rdbuf();
    auto picture = TRY(decode_picture(text.str(), size_px, (folder / name).string()));
    return std::shared_ptr<const Picture>(std::make_shared<const Picture>(std::move(picture)));
  }
  std::string searched;
  for (const auto& folder : folders_) searched += (searched.empty() ? "" : ", ") + folder.string();
  return missing(name + " is not in " + searched + "; draw it or correct the id");
}

bool PictureShelf::has(std::string_view id) const {
  std::error_code failed;
  return is_picture_id(id) && std::ranges::any_of(folders_, [&](const auto& folder) {
           return std::filesystem::exists(folder / (std::string(id) + ".svg"), failed);
         });
}

void PictureShelf::make_room() {
  while (bytes_ > bytes_max_ && !turns_.empty()) let_go(turns_.begin());
}

void PictureShelf::let_go_beyond(std::size_t spare) {
  for (auto turn = turns_.begin(); bytes_ > spare && turn != turns_.end();) {
    const auto& kept = kept_.at(*turn);
    if (kept.asked_on == page_) break;  // and so are all after it
    const auto next = std::next(turn);
    if (kept.picture->bytes() > small_bytes_max) let_go(turn);
    turn = next;
  }
  ++page_;
}

void PictureShelf::let_go(std::list<std::string>::iterator turn) {
  const auto kept = kept_.find(*turn);
  bytes_ -= kept->second.picture->bytes();
  kept_.erase(kept);
  turns_.erase(turn);
}

void PictureShelf::clear() {
  kept_.clear();
  turns_.clear();
  broken_.clear();
  bytes_ = 0;
}

}  // namespace stemme
