/// Voices on disk: <folder>/<language>/<name>.opus. People's recordings come before generated ones,
/// and a language never speaks with the voice of another. UI thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace stemme {

/// How much of a language can be heard.
struct VoiceCover {
  int recorded = 0;
  int generated = 0;
  int missing = 0;
  bool operator==(const VoiceCover&) const = default;
};

class VoiceShelf {
 public:
  /// Earlier folders come first. `generated` is what a machine has said.
  VoiceShelf(std::vector<std::filesystem::path> recorded, std::filesystem::path generated)
      : recorded_(std::move(recorded)), generated_(std::move(generated)) {}

  std::optional<std::filesystem::path> find(const std::string& language,
                                            const std::string& words) const;
  VoiceCover cover(const std::string& language, const std::vector<std::string>& lines) const;

 private:
  std::optional<std::filesystem::path> recording(const std::string& language,
                                                 const std::string& words) const;

  std::vector<std::filesystem::path> recorded_;
  std::filesystem::path generated_;
};

}  // namespace stemme
