/// What can be heard: one line after the other, and a click that is the same for every answer
/// (D50). Nothing waits for a sound: where there is no sound card, there is silence. UI thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace stemme {

/// Of ten; what staff have set is the loudest anything gets.
inline constexpr int volume_most = 10;

class Loudspeaker {
 public:
  virtual ~Loudspeaker() = default;

  /// What the first sound would wait for. Call it once nobody waits for the screen any more.
  virtual void prepare() = 0;
  /// In place of what was being said. A file that is missing or broken is passed over.
  virtual void say(std::vector<std::filesystem::path> lines) = 0;
  virtual void hush() = 0;
  /// About 30 ms. A line that is being said becomes quieter meanwhile.
  virtual void click() = 0;
  virtual void set_volume(int of_ten) = 0;
  /// Between visits the sound card is let go: an open one wakes the machine fifty times a second,
  /// and opening it takes longer than a tap may.
  enum class Between { Taps, Visits };
  /// Call in each turn of the loop: the next line begins.
  virtual void turn(Between between) = 0;
  virtual bool is_speaking() const = 0;
  /// Which of the lines given last is being said.
  virtual std::optional<std::size_t> line() const = 0;
  /// False when there was no sound card the last time one was wanted.
  virtual bool has_sound() const = 0;
};

/// SDL's mixer. `wake` is called from the sound's own thread when a line is over.
std::unique_ptr<Loudspeaker> open_loudspeaker(std::function<void()> wake);

}  // namespace stemme
