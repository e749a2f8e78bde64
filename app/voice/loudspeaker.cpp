#include "app/voice/loudspeaker.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <deque>
#include <numbers>

#include "app/voice/late_mixer.h"
#include "server-sync/foundation/logbook.h"

namespace stemme {
namespace {

constexpr int rate = 48'000;
/// 21 ms: a click is heard with the finger still on the glass.
constexpr int samples_a_step = 1024;
constexpr int speech_channel = 0;
constexpr int click_channel = 1;
constexpr double ducked = 0.35;
constexpr double click_s = 0.03;
constexpr double click_hz = 900;
constexpr int tries_again_each = 50;

/// The mixer knows one callback for the whole process.
std::function<void()> wake_up;  // NOLINT: set before sound is opened, cleared after it is closed
std::atomic<int> channels_finished;  // NOLINT: a bit a channel

void finished(int channel) {
  channels_finished.fetch_or(1 << channel);
  if (wake_up) wake_up();
}

/// A soft knock on wood: a falling tone under a bell that begins at nothing and ends at nothing.
std::vector<std::int16_t> knock() {
  std::vector<std::int16_t> samples(static_cast<std::size_t>(rate * click_s));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(samples.size());
    const double bell = std::sin(std::numbers::pi * std::sqrt(share)) * (1 - share);
    const double turn = 2 * std::numbers::pi * click_hz * (1 - 0.4 * share) * share * click_s;
    samples[i] = static_cast<std::int16_t>(14'000 * bell * std::sin(turn));
  }
  return samples;
}

class MixerLoudspeaker final : public Loudspeaker {
 public:
  explicit MixerLoudspeaker(std::function<void()> wake) { wake_up = std::move(wake); }
  ~MixerLoudspeaker() override {
    close();
    wake_up = nullptr;
  }
  MixerLoudspeaker(const MixerLoudspeaker&) = delete;
  MixerLoudspeaker& operator=(const MixerLoudspeaker&) = delete;

  void prepare() override { mixer(); }

  void say(std::vector<std::filesystem::path> lines) override {
    hush();
    waiting_.assign(lines.begin(), lines.end());
    taken_ = 0;
    if (!waiting_.empty() && open()) say_next();
  }

  void hush() override {
    waiting_.clear();
    if (is_open_) mixer().halt_channel(speech_channel);
    line_.reset();
    is_speaking_ = false;
  }

  void click() override {
    if (volume_ == 0 || !open()) return;
    set_levels(ducked);
    mixer().play_channel(click_channel, click_.get(), 0);
    is_clicking_ = true;
  }

  void set_volume(int of_ten) override {
    volume_ = std::clamp(of_ten, 0, volume_most);
    if (is_open_) set_levels(1);
  }

  void turn(Between between) override {
    if (!is_open_) return;
    const int over = channels_finished.exchange(0);
    if ((over & 1 << click_channel) != 0 && mixer().playing(click_channel) == 0) {
      is_clicking_ = false;
      set_levels(1);
    }
    if ((over & 1 << speech_channel) != 0 && mixer().playing(speech_channel) == 0) {
      line_.reset();
      is_speaking_ = false;
      say_next();
    }
    if (between == Between::Visits && !is_speaking_ && !is_clicking_) close();
  }

  bool is_speaking() const override { return is_speaking_; }
  std::optional<std::size_t> line() const override {
    return is_speaking_ ? std::optional(taken_ - 1) : std::nullopt;
  }
  bool has_sound() const override { return has_sound_; }

 private:
  struct FreeChunk {
    void operator()(Mix_Chunk* chunk) const { mixer().free_chunk(chunk); }
  };
  using Chunk = std::unique_ptr<Mix_Chunk, FreeChunk>;

  bool open() {
    if (is_open_) return true;
    // Where there was no card there will hardly be one at the next tap.
    if (!has_sound_ && ++asked_in_vain_ % tries_again_each != 0) return false;
    const bool was_there = has_sound_;
    has_sound_ = mixer().is_ready() && SDL_InitSubSystem(SDL_INIT_AUDIO) == 0 &&
                 mixer().open_audio(rate, AUDIO_S16SYS, 1, samples_a_step) == 0;
    if (!has_sound_) {
      if (was_there) log_event("voice", std::string("no sound: ") + SDL_GetError());
      SDL_QuitSubSystem(SDL_INIT_AUDIO);
      waiting_.clear();
      return false;
    }
    is_open_ = true;
    mixer().allocate_channels(2);
    mixer().channel_finished(finished);
    channels_finished = 0;
    samples_ = knock();
    click_.reset(
        mixer().quick_load_raw(reinterpret_cast<Uint8*>(samples_.data()),
                               static_cast<Uint32>(samples_.size() * sizeof(std::int16_t))));
    set_levels(1);
    return true;
  }

  void close() {
    if (!is_open_) return;
    mixer().halt_channel(-1);
    line_.reset();
    click_.reset();
    mixer().close_audio();
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    is_open_ = is_speaking_ = is_clicking_ = false;
  }

  void set_levels(double speech_share) {
    const double level = MIX_MAX_VOLUME * volume_ / static_cast<double>(volume_most);
    mixer().volume(speech_channel, static_cast<int>(level * speech_share));
    mixer().volume(click_channel, static_cast<int>(level));
  }

  void say_next() {
    while (!waiting_.empty() && !is_speaking_) {
      const auto file = waiting_.front();
      waiting_.pop_front();
      ++taken_;
      line_.reset(mixer().load_wav(file.c_str()));
      is_speaking_ = line_ != nullptr && mixer().play_channel(speech_channel, line_.get(), 0) != -1;
      if (!is_speaking_)
        log_event("voice", "cannot play " + file.filename().string() + ": " + SDL_GetError());
    }
  }

  std::deque<std::filesystem::path> waiting_;
  std::size_t taken_ = 0;  ///< of the lines given last
  std::vector<std::int16_t> samples_;
  Chunk click_;
  Chunk line_;
  int volume_ = 7;
  bool is_open_ = false;
  bool is_speaking_ = false;
  bool is_clicking_ = false;
  bool has_sound_ = true;
  int asked_in_vain_ = 0;
};

}  // namespace

std::unique_ptr<Loudspeaker> open_loudspeaker(std::function<void()> wake) {
  return std::make_unique<MixerLoudspeaker>(std::move(wake));
}

}  // namespace stemme
