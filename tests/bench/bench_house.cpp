#include "tests/bench/bench_house.h"

#include "server-sync/device/device_identity.h"
#include "server-sync/foundation/durable_file.h"
#include "tests/stand-ins/lone_kiosk.h"

namespace stemme {
namespace {

/// Enrolled at a port where nobody answers: a kiosk whose line is down, which keeps every answer.
DeviceIdentity enrolled_at_nobody(const Programme& programme) {
  const auto owner = SigningKey::generate();
  KeySet keys;
  keys.owner = programme.owner;
  keys.serial = 1;
  keys.sealing = keys.enrol = OpeningKey::generate().sealing_key();
  keys.reply = {SigningKey::generate().verify_key(), SigningKey::generate().verify_key()};
  keys.tls_pins = {random_bytes<32>()};
  DeviceIdentity identity;
  identity.address = {"127.0.0.1:9", programme.owner};
  identity.device_seed = random_bytes<32>();
  identity.device = 1;
  identity.owner = programme.owner;
  identity.house = programme.house;
  identity.owner_key = owner.verify_key();
  identity.identity_document = identity_document(keys, owner);
  return identity;
}

}  // namespace

Result<Programme> bench_programme(const std::filesystem::path& assets) {
  return lone_house(assets, "bhg-dagen-56", {0x11, "Maurtua", "barn", Band::FiveSix, 18, {}});
}

Result<void> prepare_kiosk(const std::filesystem::path& folder, const Programme& programme) {
  TRY(save_identity(folder, enrolled_at_nobody(programme)));
  return write_durably(folder / "programme", as_bytes("\"bench\"\n" + to_json(programme)));
}

}  // namespace stemme
