/// stemme-bench-kiosk ROW FOLDER ASSETS: one row of the bench, as a line of JSON. Besides rows:
/// `prepare` leaves FOLDER as a kiosk's own; `window` shows one frame and says so to NOTIFY_SOCKET,
/// and is all that a cold start is compared with.
#include <algorithm>
#include <cstdio>
#include <string>

#include "app/display/window_panel.h"
#include "app/notifier.h"
#include "tests/bench/bench_house.h"
#include "tests/bench/device_row.h"
#include "tests/bench/speech_row.h"
#include "tests/bench/tap_rows.h"

namespace stemme {
namespace {

Result<void> show_one_frame() {
  WindowWish wish;
  wish.width_px = 1280;
  wish.height_px = 800;
  auto panel = TRY(open_window_panel(wish));
  const auto pixels = panel->pixels();
  for (int y = 0; y < pixels.height; ++y) std::fill_n(pixels.row(y), pixels.width, 0xFFEFEBDFU);
  TRY(panel->present({}));
  Notifier().ready();
  return {};
}

int tell_whether(const Result<void>& done) {
  if (!done) std::fprintf(stderr, "%s\n", done.error().message().c_str());
  return done ? 0 : 1;
}

Result<void> prepare(const std::string& folder, const std::string& assets) {
  const auto programme = TRY(bench_programme(assets));
  return prepare_kiosk(folder, programme);
}

int run(const std::string& what, const std::string& folder, const std::string& assets) {
  if (what == "prepare") return tell_whether(prepare(folder, assets));
  if (what == "window") return tell_whether(show_one_frame());
  const TapQuantile asked{what, what.find("_p99_") != std::string::npos ? 0.99 : 0.5};
  if (what.starts_with("tap_durable_")) return tell(tap_durable(folder, assets, asked));
  if (what.starts_with("tap_painted_")) return tell(tap_painted(folder, assets, asked));
  if (what == "growth_frame_p99_ms") return tell(frames_of_growth(folder, assets));
  if (what == "device_bytes_per_answer") return tell(device_bytes(folder));
  if (what == "speech_starts_ms") return tell(speech_starts(folder));
  if (what == "kiosk_memory_over_8_h") return tell(long_day(folder, assets));
  std::fprintf(stderr, "no such row: %s\n", what.c_str());
  return 2;
}

}  // namespace
}  // namespace stemme

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: stemme-bench-kiosk ROW FOLDER ASSETS\n", stderr);
    return 2;
  }
  return stemme::run(argv[1], argv[2], argv[3]);
}
