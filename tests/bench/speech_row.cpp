#include "tests/bench/speech_row.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <thread>

#include "app/voice/loudspeaker.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

constexpr int runs = 15;
constexpr double audible = 150;  ///< of 32 768
constexpr double patience_ms = 3000;

/// What the card would have played, in a file that SDL writes as a card plays.
class Microphone {
 public:
  explicit Microphone(const std::filesystem::path& folder) : file_(folder / "heard.raw") {
    setenv("SDL_AUDIODRIVER", "disk", 1);
    setenv("SDL_DISKAUDIOFILE", file_.c_str(), 1);
  }

  /// Milliseconds until something can be heard that was not there before.
  Result<double> until_heard(const std::function<void()>& begin) {
    std::error_code none;
    auto read = std::filesystem::exists(file_) ? std::filesystem::file_size(file_, none) : 0;
    const auto began = moment();
    begin();
    while (ms_since(began) < patience_ms) {
      const auto size = std::filesystem::file_size(file_, none);
      if (size < read) read = 0;  // The card was opened anew.
      if (size > read && is_loud(read, size)) return ms_since(began);
      std::this_thread::sleep_for(1ms);
    }
    return unexpected("nothing was heard");
  }

 private:
  bool is_loud(std::uintmax_t& from, std::uintmax_t to) const {
    std::ifstream in(file_, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(from));
    std::int16_t sample = 0;
    for (; from + 2 <= to && in.read(reinterpret_cast<char*>(&sample), sizeof sample); from += 2)
      if (std::abs(sample) > audible) return true;
    return false;
  }

  std::filesystem::path file_;
};

void let_go(Loudspeaker& loudspeaker) {
  loudspeaker.hush();
  for (int turn = 0; turn < 20; ++turn) {
    std::this_thread::sleep_for(5ms);
    loudspeaker.turn(Loudspeaker::Between::Visits);
  }
}

}  // namespace

Result<Row> speech_starts(const std::filesystem::path& folder) {
  Microphone microphone(folder);
  const auto loudspeaker = open_loudspeaker([] {});
  loudspeaker->set_volume(volume_most);
  Row row{"speech_starts_ms", "ms", {}, {}};
  for (int run = 0; run < runs; ++run) {
    const auto spoken =
        TRY(microphone.until_heard([&] { loudspeaker->say({folder / "line.opus"}); }));
    row.runs.push_back(spoken);
    loudspeaker->hush();
    std::this_thread::sleep_for(100ms);
    const auto clicked = TRY(microphone.until_heard([&] { loudspeaker->click(); }));
    row.against.push_back(clicked);
    std::this_thread::sleep_for(100ms);
    let_go(*loudspeaker);
  }
  return row;
}

}  // namespace stemme
