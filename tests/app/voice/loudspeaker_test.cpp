// What really comes out of the mixer, sample by sample, on SDL's driver that writes to a file; and
// silence where there is no sound card. Skipped where opusenc is missing.
#include "app/voice/loudspeaker.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>

#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

constexpr int rate = 48'000;

class SoundTest : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v opusenc >/dev/null") != 0) GTEST_SKIP() << "no opusenc";
    set("SDL_AUDIODRIVER", "disk");
    set("SDL_DISKAUDIOFILE", heard_file().string());
    loudspeaker_ = open_loudspeaker([this] { eventfd_write(over_, 1); });
    loudspeaker_->set_volume(volume_most);
  }
  void TearDown() override {
    loudspeaker_.reset();
    close(over_);
  }
  static void set(const char* name, const std::string& value) {
    static_cast<void>(setenv(name, value.c_str(), 1));
  }

  std::filesystem::path heard_file() const { return folder_ / "heard.raw"; }

  /// A tone of so many milliseconds, as a voice would lie on the shelf.
  std::filesystem::path tone(const std::string& name, int ms) {
    const auto raw = folder_ / (name + ".raw");
    std::ofstream out(raw, std::ios::binary);
    for (int i = 0; i < rate / 1000 * ms; ++i) {
      const auto sample =
          static_cast<std::int16_t>(12'000 * std::sin(2 * std::numbers::pi * 400 * i / rate));
      out.write(reinterpret_cast<const char*>(&sample), sizeof sample);
    }
    out.close();
    auto file = folder_ / (name + ".opus");
    const auto command = "opusenc --quiet --raw --raw-rate 48000 --raw-chan 1 " + raw.string() +
                         " " + file.string() + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return file;
  }

  /// Turns of the loop until nothing is said any more.
  void until_silent() {
    for (int turns = 0; loudspeaker_->is_speaking() && turns < 50; ++turns) turn_once();
    EXPECT_FALSE(loudspeaker_->is_speaking());
  }
  void turn_once() {
    pollfd over{over_, POLLIN, 0};
    poll(&over, 1, 5000);
    eventfd_t count = 0;
    static_cast<void>(eventfd_read(over_, &count));
    loudspeaker_->turn(Loudspeaker::Between::Visits);
  }

  std::vector<std::int16_t> heard() const {
    std::ifstream in(heard_file(), std::ios::binary);
    std::vector<std::int16_t> samples;
    std::int16_t sample = 0;
    while (in.read(reinterpret_cast<char*>(&sample), sizeof sample)) samples.push_back(sample);
    return samples;
  }
  int loudest() const {
    int most = 0;
    for (const auto sample : heard()) most = std::max(most, std::abs(int{sample}));
    return most;
  }
  double seconds_of_sound() const {
    const auto samples = heard();
    const auto loud = std::ranges::count_if(
        samples, [](std::int16_t sample) { return std::abs(int{sample}) > 200; });
    return static_cast<double>(loud) / rate;
  }

  ScratchFolder folder_;
  int over_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::unique_ptr<Loudspeaker> loudspeaker_;
};

TEST_F(SoundTest, SaysOneLineAfterTheOther) {
  loudspeaker_->say({tone("a", 200), tone("b", 200)});
  until_silent();
  EXPECT_GT(seconds_of_sound(), 0.3);
}

TEST_F(SoundTest, PassesOverWhatIsMissingOrBroken) {
  std::ofstream(folder_ / "broken.opus") << "no sound at all";
  loudspeaker_->say({folder_ / "gone.opus", folder_ / "broken.opus", tone("a", 200)});
  EXPECT_TRUE(loudspeaker_->is_speaking());
  until_silent();
  EXPECT_GT(seconds_of_sound(), 0.15);
}

TEST_F(SoundTest, IsNeverLouderThanStaffHaveSet) {
  loudspeaker_->set_volume(volume_most / 2);
  loudspeaker_->say({tone("a", 200)});
  until_silent();
  EXPECT_LT(loudest(), 7'500);
  EXPECT_GT(loudest(), 4'500);
}

TEST_F(SoundTest, IsSilentAtZero) {
  loudspeaker_->set_volume(0);
  loudspeaker_->click();
  loudspeaker_->say({tone("a", 200)});
  until_silent();
  EXPECT_EQ(loudest(), 0);
}

TEST_F(SoundTest, FallsSilentAtOnceWhenHushed) {
  loudspeaker_->say({tone("a", 3000), tone("b", 3000)});
  loudspeaker_->hush();
  EXPECT_FALSE(loudspeaker_->is_speaking());
  loudspeaker_->turn(Loudspeaker::Between::Visits);
  EXPECT_LT(seconds_of_sound(), 0.5);
}

TEST_F(SoundTest, ClicksForThirtyMillisecondsAndLetsTheCardGo) {
  loudspeaker_->click();
  turn_once();
  // The card is let go when nothing is heard: the file is complete.
  const auto samples = heard();
  const auto is_heard = [](std::int16_t sample) { return sample != 0; };
  const auto first = std::ranges::find_if(samples, is_heard);
  const auto last = std::find_if(samples.rbegin(), samples.rend(), is_heard).base();
  ASSERT_NE(first, samples.end());
  EXPECT_NEAR(static_cast<double>(last - first) / rate, 0.03, 0.003);
  EXPECT_LT(loudest(), 14'001);
}

TEST_F(SoundTest, SpeaksMoreSoftlyWhileItClicks) {
  loudspeaker_->say({tone("a", 400)});
  loudspeaker_->click();
  until_silent();
  // A click on top of a line that was not turned down would be louder than either.
  EXPECT_LT(loudest(), 12'000 * 0.35 + 14'000);
}

TEST(NoSoundCard, IsSaidAndStopsNothing) {
  static_cast<void>(setenv("SDL_AUDIODRIVER", "there-is-none", 1));
  const auto loudspeaker = open_loudspeaker([] {});
  EXPECT_TRUE(loudspeaker->has_sound()) << "nobody has asked for any yet";
  loudspeaker->say({"/nowhere.opus"});
  loudspeaker->click();
  EXPECT_FALSE(loudspeaker->is_speaking());
  EXPECT_FALSE(loudspeaker->has_sound());
}

}  // namespace
}  // namespace stemme
