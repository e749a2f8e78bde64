#include "server-sync/protocol/pack.h"

#include <algorithm>
#include <array>

namespace stemme {
namespace {

constexpr std::array<std::string_view, 7> band_names{"3",     "4-5",   "5-6",  "7-9",
                                                     "10-12", "13-16", "adult"};
constexpr std::array<std::string_view, 5> mode_names{"apen", "veiledet", "brikke", "samtale",
                                                     "oving"};

template <std::size_t size>
int place_of(const std::array<std::string_view, size>& names, std::string_view name) {
  return static_cast<int>(std::ranges::find(names, name) - names.begin());
}

}  // namespace

Result<Band> band_from(std::string_view text) {
  const int place = place_of(band_names, text);
  if (place == static_cast<int>(band_names.size()))
    return invalid("no such band: " + std::string(text));
  return static_cast<Band>(place);
}

Result<Mode> mode_from(std::string_view text) {
  const int place = place_of(mode_names, text);
  if (place == static_cast<int>(mode_names.size()))
    return invalid("no such mode: " + std::string(text));
  return static_cast<Mode>(place);
}

std::string_view to_text(Band band) { return band_names.at(static_cast<std::size_t>(band)); }
std::string_view to_text(Mode mode) { return mode_names.at(static_cast<std::size_t>(mode)); }

bool is_young(Band band) { return band <= Band::FiveSix; }

QuestionShape Question::shape() const {
  QuestionShape shape;
  shape.kind = kind;
  shape.options = static_cast<int>(options.size());
  shape.vote = vote;
  shape.not_applicable = not_applicable;
  shape.positive_from = positive_from;
  if (positive_from) {
    // The bad end mirrors the good one: as many steps from the other side, never past it.
    const int on_scale = shape.options - (not_applicable ? 1 : 0);
    shape.negative_through = std::min(on_scale - 1 - *positive_from, *positive_from - 1);
  }
  return shape;
}

bool Pack::offers(Mode mode) const { return std::ranges::find(modes, mode) != modes.end(); }

bool Pack::is_for(Band band) const { return std::ranges::find(bands, band) != bands.end(); }

Band Pack::youngest() const {
  return bands.empty() ? Band::Adult : *std::ranges::min_element(bands);
}

bool may_start(const Pack& pack, Mode mode) {
  if (pack.status == "retired") return false;
  if (mode == Mode::Oving) return true;
  return pack.offers(mode) && (pack.status == "pilot" || pack.status == "approved");
}

}  // namespace stemme
