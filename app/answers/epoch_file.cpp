#include "app/answers/epoch_file.h"

#include <charconv>

#include "server-sync/foundation/durable_file.h"

namespace stemme {

// Example: "00c1d2e3f4a5b697 41\n"

std::optional<PreviousEpoch> EpochFile::read() const {
  auto text = read_text_file(path_, 64);
  if (!text || text->size() < 18) return std::nullopt;
  auto epoch = id_from(std::string_view(*text).substr(0, 16));
  if (!epoch) return std::nullopt;
  PreviousEpoch previous{epoch.value(), 0};
  const auto* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data() + 17, end, previous.last);
  if (parsed.ec != std::errc()) return std::nullopt;
  return previous;
}

Result<void> EpochFile::write(const PreviousEpoch& epoch) const {
  return write_durably(path_,
                       as_bytes(id_text(epoch.epoch) + " " + std::to_string(epoch.last) + "\n"));
}

}  // namespace stemme
