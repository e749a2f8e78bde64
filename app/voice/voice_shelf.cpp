#include "app/voice/voice_shelf.h"

#include "app/voice/voice_line.h"

namespace stemme {
namespace {

std::optional<std::filesystem::path> in(const std::filesystem::path& folder,
                                        const std::string& language, const std::string& words) {
  auto file = folder / language / (voice_name(language, words) + ".opus");
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) return std::nullopt;
  return file;
}

}  // namespace

std::optional<std::filesystem::path> VoiceShelf::recording(const std::string& language,
                                                           const std::string& words) const {
  for (const auto& folder : recorded_)
    if (auto file = in(folder, language, words)) return file;
  return std::nullopt;
}

std::optional<std::filesystem::path> VoiceShelf::find(const std::string& language,
                                                      const std::string& words) const {
  auto file = recording(language, words);
  return file ? file : in(generated_, language, words);
}

VoiceCover VoiceShelf::cover(const std::string& language,
                             const std::vector<std::string>& lines) const {
  VoiceCover cover;
  for (const auto& words : lines) {
    if (recording(language, words))
      ++cover.recorded;
    else
      ++(in(generated_, language, words) ? cover.generated : cover.missing);
  }
  return cover;
}

}  // namespace stemme
