// A real window on a virtual X server, touched by real X events; skipped where Xvfb or xdotool is
// missing.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "app/display/wait.h"
#include "app/display/window_fingers.h"
#include "app/display/window_panel.h"
#include "app/display/window_switches.h"

namespace stemme {
namespace {

class VirtualScreen {
 public:
  VirtualScreen() {
    std::array<int, 2> pipe_ends{};
    if (pipe(pipe_ends.data()) != 0) return;
    std::string fd = std::to_string(pipe_ends[1]);
    std::vector<std::string> words{"Xvfb", "-displayfd", fd,          "-screen",
                                   "0",    "800x500x24", "-nolisten", "tcp"};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (posix_spawnp(&process_, "Xvfb", nullptr, nullptr, arguments.data(), environ) != 0)
      process_ = 0;
    static_cast<void>(close(pipe_ends[1]));
    char digit = 0;
    while (process_ != 0 && read(pipe_ends[0], &digit, 1) == 1 && digit != '\n') display_ += digit;
    static_cast<void>(close(pipe_ends[0]));
    if (is_up()) static_cast<void>(setenv("DISPLAY", (":" + display_).c_str(), 1));
    static_cast<void>(setenv("SDL_VIDEODRIVER", "x11", 1));
  }
  ~VirtualScreen() {
    if (process_ == 0) return;
    static_cast<void>(kill(process_, SIGTERM));
    static_cast<void>(waitpid(process_, nullptr, 0));
  }
  VirtualScreen(const VirtualScreen&) = delete;
  VirtualScreen& operator=(const VirtualScreen&) = delete;

  bool is_up() const { return !display_.empty(); }

 private:
  pid_t process_ = 0;
  std::string display_;
};

bool run(const std::string& command) { return std::system(command.c_str()) == 0; }

long voluntary_sleeps() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long count = 0;
  while (status >> word)
    if (word == "voluntary_ctxt_switches:") status >> count;
  return count;
}

class WindowTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!screen_.is_up()) GTEST_SKIP() << "Xvfb is not installed";
    if (!run("command -v xdotool >/dev/null")) GTEST_SKIP() << "xdotool is not installed";
    panel_ = open_window_panel({.title = "Stemme", .width_px = 0, .height_px = 0, .width_mm = 200})
                 .value();
    fingers_ = watch_window_fingers(*panel_, clock_);
    wait_.emplace(Wait::open(clock_, *fingers_).value());
    settle();
  }

  /// Takes turns of the loop until `is_done`, or for too long.
  template <typename Done>
  void turn_until(Done is_done) {
    const Ticks end = clock_->ticks() + Ticks(10'000);
    while (!is_done() && clock_->ticks() < end) {
      wait_->until(clock_->ticks() + Ticks(100));
      for (const auto& contact : fingers_->take()) contacts_.push_back(contact);
      if (panel_->take_damage()) ++damages_;
    }
  }

  void settle() {
    int quiet = 0;
    turn_until([&] { return ++quiet > 10; });
    damages_ = 0;
  }

  VirtualScreen screen_;
  std::shared_ptr<Clock> clock_ = open_clock().value();
  std::unique_ptr<Panel> panel_;
  std::unique_ptr<Fingers> fingers_;
  std::optional<Wait> wait_;
  std::vector<Contact> contacts_;
  int damages_ = 0;
};

TEST_F(WindowTest, TakesTheWholeScreenAndShowsAFrame) {
  EXPECT_EQ(panel_->width_px(), 800);
  EXPECT_EQ(panel_->height_px(), 500);
  EXPECT_EQ(panel_->area(), (Area{0, 0, 200, 125}));

  *panel_->pixels().row(0) = 0xFF1B2A41;
  const std::array corner{Area{0, 0, 10, 10}};
  EXPECT_TRUE(panel_->present({}));
  EXPECT_TRUE(panel_->present(corner));
  EXPECT_FALSE(panel_->is_closed());
}

TEST_F(WindowTest, MakesOneContactInMillimetresOfAPress) {
  ASSERT_TRUE(run("xdotool mousemove 400 200 mousedown 1 sleep 0.1 mouseup 1"));
  turn_until([&] { return contacts_.size() >= 2; });

  ASSERT_EQ(contacts_.size(), 2U);
  EXPECT_EQ(contacts_[0].phase, Contact::Phase::Down);
  EXPECT_NEAR(contacts_[0].at.x, 100, 0.5);
  EXPECT_NEAR(contacts_[0].at.y, 50, 0.5);
  EXPECT_EQ(contacts_[1].phase, Contact::Phase::Up);
  EXPECT_EQ(contacts_[0].id, contacts_[1].id);
}

TEST_F(WindowTest, HearsNothingOfAMouseThatOnlyMoves) {
  ASSERT_TRUE(run("xdotool mousemove 400 200 mousemove 100 100 key a click 3"));
  settle();
  EXPECT_TRUE(contacts_.empty());
}

TEST_F(WindowTest, SleepsWithoutPollingWhileNothingHappens) {
  ASSERT_TRUE(panel_->present({}));
  settle();
  const long before = voluntary_sleeps();

  const Ticks end = clock_->ticks() + Ticks(2'000);
  while (clock_->ticks() < end) {
    wait_->until(end);
    EXPECT_TRUE(fingers_->take().empty());
    static_cast<void>(panel_->take_damage());
  }

  EXPECT_LE(voluntary_sleeps() - before, 3);
}

/// The server's own keyboard of the test extension stands for a switch: its presses are real ones.
TEST_F(WindowTest, HearsADeclaredKeyOfADeclaredDeviceAndNoOther) {
  DeclaredSwitch declared;
  declared.device = "Virtual core XTEST keyboard";
  declared.choose = "Return";
  declared.next = "space";
  const auto switches = watch_window_switches({declared}, clock_);
  ASSERT_NE(switches->present(), nullptr);

  ASSERT_TRUE(run("xdotool key a key space key F4 key Return"));
  std::vector<SwitchPress> presses;
  turn_until([&] {
    for (const auto& press : switches->take()) presses.push_back(press);
    return presses.size() >= 4;
  });
  ASSERT_EQ(presses.size(), 4U);
  EXPECT_EQ(presses[0].key, SwitchPress::Key::Next);
  EXPECT_TRUE(presses[0].is_down);
  EXPECT_FALSE(presses[1].is_down);
  EXPECT_EQ(presses[2].key, SwitchPress::Key::Choose);
}

TEST_F(WindowTest, NoticesASwitchThatIsPluggedInAndPulledOut) {
  if (!run("command -v xinput >/dev/null")) GTEST_SKIP() << "xinput is not installed";
  DeclaredSwitch declared;
  declared.device = "Stor knapp XTEST keyboard";
  declared.choose = "space";
  const auto switches = watch_window_switches({declared}, clock_);
  EXPECT_EQ(switches->present(), nullptr);
  const auto becomes = [&](bool is_there) {
    turn_until([&] {
      static_cast<void>(switches->take());
      return (switches->present() != nullptr) == is_there;
    });
    return (switches->present() != nullptr) == is_there;
  };

  ASSERT_TRUE(run("xinput create-master 'Stor knapp'"));
  EXPECT_TRUE(becomes(true));
  ASSERT_TRUE(run("xinput remove-master 'Stor knapp pointer'"));
  EXPECT_TRUE(becomes(false));
}

TEST(NoWindow, HasNoSwitches) {
  static_cast<void>(setenv("DISPLAY", ":9999", 1));
  DeclaredSwitch declared;
  declared.device = "Stor knapp";
  const auto switches = watch_window_switches({declared}, open_clock().value());
  EXPECT_EQ(switches->present(), nullptr);
  EXPECT_TRUE(switches->take().empty());
  EXPECT_FALSE(switches->fd());
}

TEST(NoWindow, SaysThatThereIsNoDisplay) {
  static_cast<void>(setenv("SDL_VIDEODRIVER", "x11", 1));
  static_cast<void>(setenv("DISPLAY", ":9999", 1));
  const auto panel = open_window_panel({});

  ASSERT_FALSE(panel);
  EXPECT_NE(panel.error().message().find("no display"), std::string::npos);
}

TEST(NoWindow, OpensOnSdlsDummyDriverWithoutAnInputDescriptor) {
  static_cast<void>(setenv("SDL_VIDEODRIVER", "dummy", 1));
  auto panel =
      open_window_panel({.title = "Stemme", .width_px = 320, .height_px = 200, .width_mm = 80})
          .value();
  const auto fingers = watch_window_fingers(*panel, open_clock().value());

  EXPECT_EQ(panel->width_px(), 320);
  EXPECT_TRUE(panel->present({}));
  EXPECT_FALSE(fingers->fd());
}

}  // namespace
}  // namespace stemme
