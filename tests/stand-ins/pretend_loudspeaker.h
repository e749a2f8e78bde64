/// A loudspeaker that remembers what it was told, and is done with a line when the test says so.
/// Test thread only.
#pragma once

#include <string>
#include <vector>

#include "app/voice/loudspeaker.h"

namespace stemme {

struct PretendLoudspeaker final : Loudspeaker {
  std::vector<std::string> lines;  ///< being said or waiting, by their files' names
  std::size_t at = 0;              ///< which of them is being said
  int times_said = 0;
  int hushes = 0;
  int clicks = 0;
  int volume = -1;
  bool is_there = true;
  Between between = Between::Visits;

  void prepare() override {}
  void say(std::vector<std::filesystem::path> files) override {
    lines.clear();
    at = 0;
    for (const auto& file : files) lines.push_back(file.stem().string());
    ++times_said;
  }
  void hush() override {
    lines.clear();
    ++hushes;
  }
  void click() override { ++clicks; }
  void set_volume(int of_ten) override { volume = of_ten; }
  void turn(Between now) override { between = now; }
  bool is_speaking() const override { return !lines.empty(); }
  std::optional<std::size_t> line() const override {
    return lines.empty() ? std::nullopt : std::optional(at);
  }
  bool has_sound() const override { return is_there; }
};

}  // namespace stemme
