#include "app/kept_number.h"

#include <charconv>

#include "server-sync/foundation/durable_file.h"

namespace stemme {

std::optional<double> kept_number(const std::filesystem::path& file, double least, double most) {
  constexpr std::size_t text_bytes_max = 32;
  const auto text = read_text_file(file, text_bytes_max);
  if (!text) return std::nullopt;
  double number = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
  // Not the other way round: "nan" is neither less nor more than anything.
  const bool is_within = number >= least && number <= most;
  if (read.ec != std::errc() || !is_within) return std::nullopt;
  return number;
}

}  // namespace stemme
