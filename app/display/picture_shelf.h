/// The pictures of packs and screens: SVG files, decoded to the wanted size and kept, at most so
/// many bytes. Never answers with a picture that shows nothing. UI thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server-sync/foundation/result.h"

namespace stemme {

/// Colour times alpha, 0xAARRGGBB, rows without gaps.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;

  std::size_t bytes() const { return pixels.size() * sizeof(std::uint32_t); }
};

/// As large as fits in a square.
struct PictureWish {
  std::string id;
  int size_px = 0;
  bool operator==(const PictureWish&) const = default;
};

class PictureShelf {
 public:
  static constexpr std::size_t bytes_max_normally = 24U << 20U;

  /// Looks for `<id>.svg` in the folders, the first that has it wins.
  explicit PictureShelf(std::vector<std::filesystem::path> folders,
                        std::size_t bytes_max = bytes_max_normally);

  /// As large as fits in a square of `size_px`. Missing: no such file. Invalid: it holds something
  /// that is not allowed, or paints nothing; the message names the file and says what to do. An
  /// error is remembered, so that a broken file costs nothing twice.
  Result<std::shared_ptr<const Picture>> picture(std::string_view id, int size_px);
  /// Decodes those of a page that are not there yet, on two threads; `picture` finds them then.
  void prepare(const std::vector<PictureWish>& page);
  /// One that was asked for before, of about that size; nullptr if there is none.
  std::shared_ptr<const Picture> kept_near(std::string_view id, int size_px) const;
  /// A page stands: of the large ones that have not been asked for since the last one stood, the
  /// least lately asked for go until no more than `spare` bytes are kept. What the page shows
  /// stays, whatever its size; and so do the small ones, which appear at a tap.
  void let_go_beyond(std::size_t spare);
  /// Whether there is a file of that id; not whether it can be shown.
  bool has(std::string_view id) const;
  /// Forgets everything: the programme brought other pictures.
  void clear();

  std::size_t bytes() const { return bytes_; }

 private:
  struct Kept {
    std::shared_ptr<const Picture> picture;
    std::list<std::string>::iterator turn;
    int asked_on = 0;
  };

  using Fetched = Result<std::shared_ptr<const Picture>>;
  Fetched fetch(std::string_view id, int size_px) const;
  void put(const PictureWish& wish, const Fetched& fetched);
  void make_room();
  void let_go(std::list<std::string>::iterator turn);

  std::vector<std::filesystem::path> folders_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, Kept> kept_;
  std::unordered_map<std::string, Error> broken_;
  /// Least lately used first.
  std::list<std::string> turns_;
  int page_ = 0;
};

/// Decodes one picture and demands that something was painted. `name` is for the message.
Result<Picture> decode_picture(std::string_view svg, int size_px, std::string_view name);

}  // namespace stemme
