#include "server-sync/collector/founding.h"

#include <system_error>

#include "server-sync/collector/key_export.h"
#include "server-sync/collector/tls_certificate.h"
#include "server-sync/counting/release_log.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/owner.h"
#include "server-sync/protocol/toml_file.h"
#include "server-sync/register/register.h"

namespace stemme {
namespace {

constexpr std::size_t pem_bytes_max = 64 * 1024;

Result<void> copy_pem(const std::filesystem::path& from, const std::filesystem::path& to) {
  const auto content = TRY(read_file(from, pem_bytes_max));
  return write_durably(to, content);
}

/// Pins of the key in use and of one in reserve; none where the public roots vouch.
Result<std::vector<Digest>> set_up_tls(const Founding& founding, const StateDirectory& state) {
  if (founding.certificate) {
    TRY(copy_pem(founding.certificate->certificate, state.certificate()));
    TRY(copy_pem(founding.certificate->key, state.certificate_key()));
    return std::vector<Digest>();
  }
  const auto pin = TRY(make_tls_key(state.certificate_key()));
  const auto reserve = TRY(make_tls_key(state.reserve_certificate_key()));
  TRY(make_certificate(founding.settings.host, state.certificate_key(), state.certificate()));
  return std::vector<Digest>{pin, reserve};
}

Result<OwnerRecord> read_owner(const std::filesystem::path& file) {
  auto text = TRY(read_text_file(file, toml_bytes_max));
  const auto owner = TRY(load_owner(text, file.string()));
  return OwnerRecord{
      owner.id,       owner.name, owner.zone, owner.required_languages, owner.helpline.number,
      std::move(text)};
}

Result<void> fill(const Founding& founding, const OwnerRecord& owner, const StateDirectory& state,
                  const SecretKeys& keys) {
  TRY(state.write(keys));
  KeySet set;
  set.owner = owner.id;
  set.serial = 1;
  set.sealing = keys.sealing.back().sealing_key();
  set.reply = {keys.reply.verify_key(), keys.reserve_reply.verify_key()};
  set.enrol = keys.enrol.sealing_key();
  set.tls_pins = TRY(set_up_tls(founding, state));
  const auto whole = TRY(state.secret_keys());
  TRY(export_and_read_back(whole, founding.export_file, founding.passphrase));
  auto the_register = TRY(Register::open(state.register_db(), Register::Access::Write));
  TRY(the_register.put_owner(owner));
  TRY(the_register.put_identity(set.serial, identity_document(set, keys.identity)));
  // Last: a directory without settings is no collector.
  return state.write(founding.settings);
}

}  // namespace

Result<std::string> found_collector(const Founding& founding) {
  const auto owner = TRY(read_owner(founding.owner_file));
  const auto state = TRY(StateDirectory::create(founding.directory));
  const auto keys = SecretKeys::generate();
  const std::filesystem::path offsite = founding.settings.offsite;
  const auto log_folder = offsite.empty() ? state.path() : offsite;
  const auto begun = ReleaseLog::begin(log_folder);
  const auto done = begun ? fill(founding, owner, state, keys) : begun;
  if (done) return to_hex(keys.identity.verify_key());
  std::error_code ignored;
  if (begun) std::filesystem::remove(log_folder / ReleaseLog::file_name, ignored);
  std::filesystem::remove_all(founding.directory, ignored);
  return done.error();
}

}  // namespace stemme
