#include "server-sync/collector/key_export.h"

#include <sodium.h>

#include <algorithm>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/json_text.h"

namespace stemme {
namespace {

constexpr std::string_view heading = "stemme secret keys 1\n";
constexpr std::size_t salt_bytes = crypto_pwhash_SALTBYTES;
constexpr std::size_t nonce_bytes = crypto_secretbox_NONCEBYTES;
constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr std::size_t pem_bytes_max = 64 * 1024;
constexpr std::size_t sealing_keys_max = 256;

using Secret = FixedBytes<crypto_secretbox_KEYBYTES>;

Result<Secret> stretch(std::string_view passphrase, ByteView salt) {
  Secret key{};
  if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), salt.data(),
                    crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    return unexpected("too little memory for the passphrase");
  return key;
}

std::string packed(const SecretKeys& keys) {
  std::vector<std::string> sealing;
  for (const auto& key : keys.sealing) sealing.push_back(to_hex(key.secret()));
  return JsonObject()
      .text("identity", to_hex(keys.identity.seed()))
      .part("sealing", json_strings(sealing))
      .text("reply", to_hex(keys.reply.seed()))
      .text("reply-reserve", to_hex(keys.reserve_reply.seed()))
      .text("enrol", to_hex(keys.enrol.secret()))
      .text("tls.crt", keys.tls_certificate)
      .text("tls.key", keys.tls_key)
      .text("tls-reserve.key", keys.tls_reserve_key)
      .written();
}

Result<SecretKeys> unpacked(std::string_view text) {
  const auto json = TRY(read_json(text, file_bytes_max));
  const auto identity = TRY(json.hex<32>("identity"));
  const auto sealing = TRY(json.texts("sealing", sealing_keys_max, 64));
  const auto reply = TRY(json.hex<32>("reply"));
  const auto reserve = TRY(json.hex<32>("reply-reserve"));
  const auto enrol = TRY(json.hex<32>("enrol"));
  SecretKeys keys{SigningKey::from_seed(identity),
                  {},
                  SigningKey::from_seed(reply),
                  SigningKey::from_seed(reserve),
                  OpeningKey::from_secret(enrol)};
  for (const auto& hex : sealing) {
    const auto bytes = TRY(from_hex(hex));
    const auto secret = TRY(fixed<32>(bytes));
    keys.sealing.push_back(OpeningKey::from_secret(secret));
  }
  keys.tls_certificate = TRY(json.text("tls.crt", pem_bytes_max));
  keys.tls_key = TRY(json.text("tls.key", pem_bytes_max));
  keys.tls_reserve_key = TRY(json.text("tls-reserve.key", pem_bytes_max));
  return keys;
}

/// The lines under the heading: salt, nonce, sealed text.
Result<std::vector<Bytes>> lines_in(std::string_view text) {
  std::vector<Bytes> lines;
  for (std::size_t from = heading.size(); from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    auto bytes = TRY(from_base64(text.substr(from, end - from)));
    lines.push_back(std::move(bytes));
    from = end + 1;
  }
  if (lines.size() != 3 || lines[0].size() != salt_bytes || lines[1].size() != nonce_bytes ||
      lines[2].size() < crypto_secretbox_MACBYTES)
    return invalid("not whole");
  return lines;
}

bool same(const SecretKeys& a, const SecretKeys& b) { return packed(a) == packed(b); }

}  // namespace

Result<void> export_keys(const SecretKeys& keys, const std::filesystem::path& file,
                         std::string_view passphrase) {
  if (passphrase.size() < passphrase_letters_min)
    return invalid("the passphrase has twelve letters or more");
  const auto salt = random_bytes<salt_bytes>();
  const auto nonce = random_bytes<nonce_bytes>();
  auto key = TRY(stretch(passphrase, salt));
  auto all = packed(keys);
  Bytes sealed(all.size() + crypto_secretbox_MACBYTES);
  crypto_secretbox_easy(sealed.data(), as_bytes(all).data(), all.size(), nonce.data(), key.data());
  sodium_memzero(all.data(), all.size());
  sodium_memzero(key.data(), key.size());
  const auto text = std::string(heading) + to_base64(salt) + "\n" + to_base64(nonce) + "\n" +
                    to_base64(sealed) + "\n";
  return write_durably(file, as_bytes(text));
}

Result<SecretKeys> read_exported_keys(const std::filesystem::path& file,
                                      std::string_view passphrase) {
  const auto text = TRY(read_text_file(file, file_bytes_max));
  if (!text.starts_with(heading)) return invalid(file.string() + " holds no keys of ours");
  const auto lines = TRY(lines_in(text).while_doing(file.string()));
  auto key = TRY(stretch(passphrase, lines[0]));
  std::string all(lines[2].size() - crypto_secretbox_MACBYTES, '\0');
  const int opened =
      crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(all.data()), lines[2].data(),
                                 lines[2].size(), lines[1].data(), key.data());
  sodium_memzero(key.data(), key.size());
  if (opened != 0) return refused("wrong passphrase, or the file was changed");
  auto keys = unpacked(all);
  sodium_memzero(all.data(), all.size());
  return keys;
}

Result<void> export_and_read_back(const SecretKeys& keys, const std::filesystem::path& file,
                                  std::string_view passphrase) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    return refused(file.string() + " is there already; keys are never written over");
  TRY(export_keys(keys, file, passphrase));
  const auto read_back = TRY(read_exported_keys(file, passphrase));
  if (!same(keys, read_back))
    return corrupt("the exported keys are not the ones that were written");
  return {};
}

}  // namespace stemme
