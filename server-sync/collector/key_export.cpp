#include "server-sync/collector/key_export.h"

#include <sodium.h>

#include <algorithm>

#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr std::string_view heading = "stemme secret keys 1\n";
constexpr std::size_t keys_bytes = 5 * 32;
constexpr std::size_t salt_bytes = crypto_pwhash_SALTBYTES;
constexpr std::size_t nonce_bytes = crypto_secretbox_NONCEBYTES;
constexpr std::size_t sealed_bytes = keys_bytes + crypto_secretbox_MACBYTES;

using Secret = FixedBytes<crypto_secretbox_KEYBYTES>;

Result<Secret> stretch(std::string_view passphrase, ByteView salt) {
  Secret key{};
  if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), salt.data(),
                    crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    return unexpected("too little memory for the passphrase");
  return key;
}

FixedBytes<keys_bytes> packed(const SecretKeys& keys) {
  FixedBytes<keys_bytes> all{};
  auto to = all.begin();
  for (const auto* secret : {&keys.identity.seed(), &keys.sealing.secret(), &keys.reply.seed(),
                             &keys.reserve_reply.seed(), &keys.enrol.secret()})
    to = std::copy(secret->begin(), secret->end(), to);
  return all;
}

FixedBytes<32> part(const FixedBytes<keys_bytes>& all, std::size_t index) {
  FixedBytes<32> secret{};
  std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(index * 32), 32, secret.begin());
  return secret;
}

SecretKeys unpacked(const FixedBytes<keys_bytes>& all) {
  return {SigningKey::from_seed(part(all, 0)), OpeningKey::from_secret(part(all, 1)),
          SigningKey::from_seed(part(all, 2)), SigningKey::from_seed(part(all, 3)),
          OpeningKey::from_secret(part(all, 4))};
}

}  // namespace

Result<void> export_keys(const SecretKeys& keys, const std::filesystem::path& file,
                         std::string_view passphrase) {
  if (passphrase.size() < passphrase_letters_min)
    return invalid("the passphrase has twelve letters or more");
  const auto salt = random_bytes<salt_bytes>();
  const auto nonce = random_bytes<nonce_bytes>();
  auto key = TRY(stretch(passphrase, salt));
  auto all = packed(keys);
  FixedBytes<sealed_bytes> sealed{};
  crypto_secretbox_easy(sealed.data(), all.data(), all.size(), nonce.data(), key.data());
  sodium_memzero(all.data(), all.size());
  sodium_memzero(key.data(), key.size());
  const auto text = std::string(heading) + to_base64(salt) + "\n" + to_base64(nonce) + "\n" +
                    to_base64(sealed) + "\n";
  return write_durably(file, as_bytes(text));
}

Result<SecretKeys> read_exported_keys(const std::filesystem::path& file,
                                      std::string_view passphrase) {
  const auto text = TRY(read_text_file(file, 4096));
  if (!text.starts_with(heading)) return invalid(file.string() + " holds no keys of ours");
  std::vector<Bytes> lines;
  for (std::size_t from = heading.size(); from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    auto bytes = TRY(from_base64(std::string_view(text).substr(from, end - from)));
    lines.push_back(std::move(bytes));
    from = end + 1;
  }
  if (lines.size() != 3 || lines[0].size() != salt_bytes || lines[1].size() != nonce_bytes ||
      lines[2].size() != sealed_bytes)
    return invalid(file.string() + " is not whole");
  auto key = TRY(stretch(passphrase, lines[0]));
  FixedBytes<keys_bytes> all{};
  const int opened = crypto_secretbox_open_easy(all.data(), lines[2].data(), lines[2].size(),
                                                lines[1].data(), key.data());
  sodium_memzero(key.data(), key.size());
  if (opened != 0) return refused("wrong passphrase, or the file was changed");
  auto keys = unpacked(all);
  sodium_memzero(all.data(), all.size());
  return keys;
}

}  // namespace stemme
