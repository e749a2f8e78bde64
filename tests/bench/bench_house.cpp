#include "tests/bench/bench_house.h"

#include "server-sync/foundation/durable_file.h"
#include "tests/stand-ins/lone_kiosk.h"

namespace stemme {

Result<Programme> bench_programme(const std::filesystem::path& assets) {
  return lone_house(assets, "bhg-dagen-56", {0x11, "Maurtua", "barn", Band::FiveSix, 18, {}});
}

Result<void> prepare_kiosk(const std::filesystem::path& folder, const Programme& programme) {
  return write_durably(folder / "programme", as_bytes("\"bench\"\n" + to_json(programme)));
}

}  // namespace stemme
