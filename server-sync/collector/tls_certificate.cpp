#include "server-sync/collector/tls_certificate.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr std::size_t pem_bytes_max = 64 * 1024;
constexpr const char* no_end = "99991231235959Z";

template <auto free>
struct Free {
  template <typename T>
  void operator()(T* held) const {
    free(held);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

Error failed(std::string_view doing) { return unexpected("TLS: " + std::string(doing)); }

std::string text_in(BIO* memory) {
  char* from = nullptr;
  const auto size = BIO_get_mem_data(memory, &from);
  return {from, static_cast<std::size_t>(size)};
}

Memory memory_of(const std::string& text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Result<Digest> pin_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return failed("a key without a public half");
  const auto pin = sha256(ByteView(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return pin;
}

Result<Key> read_key(const std::filesystem::path& file) {
  const auto pem = TRY(read_text_file(file, pem_bytes_max));
  const auto memory = memory_of(pem);
  Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  if (!key) return invalid(file.string() + " is no private key");
  return key;
}

std::string name_without_port(const std::string& host) {
  const auto colon = host.rfind(':');
  if (colon == std::string::npos || host.find(':') != colon) return host;
  return host.substr(0, colon);
}

std::string alternative_name(const std::string& name) {
  in6_addr address{};
  const bool is_address = inet_pton(AF_INET, name.c_str(), &address) == 1 ||
                          inet_pton(AF_INET6, name.c_str(), &address) == 1;
  return (is_address ? "IP:" : "DNS:") + name;
}

bool name_certificate(X509* certificate, const std::string& name) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  if (X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) != 1 ||
      X509_set_issuer_name(certificate, subject) != 1)
    return false;
  const Extension names(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative_name(name).c_str()));
  return names && X509_add_ext(certificate, names.get(), -1) == 1;
}

bool fill_certificate(X509* certificate, EVP_PKEY* key, const std::string& name) {
  // As a number and not as bytes: one that begins with a zero byte is no integer in DER, and the
  // certificate could never be read again.
  constexpr std::uint64_t positive = 0x7fff'ffff'ffff'ffffU;
  const auto serial = random_number() & positive;
  return X509_set_version(certificate, 2) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1 &&
         // Real time, not Clock: TLS keeps the world's time (C13), and from the beginning of it.
         ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20250101000000Z") == 1 &&
         ASN1_TIME_set_string(X509_getm_notAfter(certificate), no_end) == 1 &&
         X509_set_pubkey(certificate, key) == 1 && name_certificate(certificate, name) &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

}  // namespace

Result<Digest> make_tls_key(const std::filesystem::path& key_file) {
  const Key key(EVP_EC_gen("P-256"));
  const Memory memory(BIO_new(BIO_s_mem()));
  if (!key ||
      PEM_write_bio_PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return failed("cannot make a key");
  auto pem = text_in(memory.get());
  TRY(write_durably(key_file, as_bytes(pem)));
  OPENSSL_cleanse(pem.data(), pem.size());
  return pin_of(key.get());
}

Result<void> make_certificate(const std::string& host, const std::filesystem::path& key_file,
                              const std::filesystem::path& certificate_file) {
  const auto key = TRY(read_key(key_file));
  const Certificate certificate(X509_new());
  if (!certificate || !fill_certificate(certificate.get(), key.get(), name_without_port(host)))
    return failed("cannot make a certificate for " + host);
  const Memory memory(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(memory.get(), certificate.get()) != 1)
    return failed("cannot write a certificate");
  return write_durably(certificate_file, as_bytes(text_in(memory.get())));
}

Result<Instant> end_of_certificate(const std::filesystem::path& certificate_file) {
  const auto pem = TRY(read_text_file(certificate_file, pem_bytes_max));
  const auto memory = memory_of(pem);
  const Certificate certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
  tm ends{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &ends) != 1)
    return invalid(certificate_file.string() + " is no certificate");
  const auto day = std::chrono::year(ends.tm_year + 1900) / (ends.tm_mon + 1) / ends.tm_mday;
  return Instant(std::chrono::sys_days(day) + std::chrono::hours(ends.tm_hour));
}

Result<Digest> pin_of_certificate(const std::filesystem::path& certificate_file) {
  const auto pem = TRY(read_text_file(certificate_file, pem_bytes_max));
  const auto memory = memory_of(pem);
  const Certificate certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
  if (!certificate) return invalid(certificate_file.string() + " is no certificate");
  return pin_of(X509_get0_pubkey(certificate.get()));
}

}  // namespace stemme
