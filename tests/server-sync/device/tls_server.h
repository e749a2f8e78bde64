/// A real TLS server on this machine that says exactly what a test gives it, with a key and
/// certificate of its own making. Its thread is real; nothing in a test waits for a time.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <string>
#include <thread>

#include "server-sync/protocol/keys.h"

namespace stemme {

class TlsServer {
 public:
  enum class Certificate { Valid, Expired, NotYetValid };
  /// Gives the reply's exact bytes for a request's head; "" hangs up, "stall" says nothing and
  /// waits.
  using Script = std::function<std::string(const std::string& head)>;

  explicit TlsServer(Script script, Certificate certificate = Certificate::Valid)
      : script_(std::move(script)), stop_(eventfd(0, EFD_CLOEXEC)) {
    // A client that hangs up is what some tests are about.
    std::signal(SIGPIPE, SIG_IGN);
    make_key_and_certificate(certificate);
    listen_somewhere();
    thread_ = std::thread([this] { serve(); });
  }
  ~TlsServer() {
    eventfd_write(stop_, 1);
    thread_.join();
    close(socket_);
    close(stop_);
    X509_free(certificate_);
    EVP_PKEY_free(key_);
    SSL_CTX_free(context_);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string authority() const { return "localhost:" + std::to_string(port_); }
  Digest pin() const {
    unsigned char* der = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate_), &der);
    const auto digest = sha256({der, static_cast<std::size_t>(length)});
    OPENSSL_free(der);
    return digest;
  }
  int connections() const { return connections_; }
  bool is_stalling() const { return stalling_; }
  void allow_only_tls_1_1() {
    SSL_CTX_set_max_proto_version(context_, TLS1_1_VERSION);
    SSL_CTX_set_security_level(context_, 0);
  }

 private:
  void make_key_and_certificate(Certificate kind) {
    key_ = EVP_EC_gen("P-256");
    certificate_ = X509_new();
    const long day = 24 * 60 * 60;
    const long from = kind == Certificate::NotYetValid ? 3650 * day : -3650 * day;
    const long to = kind == Certificate::Expired ? -day : 7300 * day;
    X509_gmtime_adj(X509_getm_notBefore(certificate_), from);
    X509_gmtime_adj(X509_getm_notAfter(certificate_), to);
    X509_set_pubkey(certificate_, key_);
    auto* name = X509_get_subject_name(certificate_);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("elsewhere"), -1, -1, 0);
    X509_set_issuer_name(certificate_, name);
    X509_sign(certificate_, key_, EVP_sha256());
    context_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context_, certificate_);
    SSL_CTX_use_PrivateKey(context_, key_);
  }

  void listen_somewhere() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    STEMME_ASSERT(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    listen(socket_, 8);
    socklen_t size = sizeof(address);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }

  /// False when the test has ended.
  bool readable(int fd) const {
    pollfd fds[] = {{fd, POLLIN, 0}, {stop_, POLLIN, 0}};
    poll(fds, 2, -1);
    return fds[1].revents == 0;
  }

  void serve() {
    while (readable(socket_)) {
      const int fd = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      ++connections_;
      auto* tls = SSL_new(context_);
      SSL_set_fd(tls, fd);
      if (SSL_accept(tls) == 1) talk(tls, fd);
      SSL_shutdown(tls);
      SSL_free(tls);
      close(fd);
    }
  }

  void talk(SSL* tls, int fd) {
    std::string heard;
    char part[65536];
    for (;;) {
      if (SSL_pending(tls) == 0 && !readable(fd)) return;
      const int count = SSL_read(tls, part, sizeof(part));
      if (count <= 0) return;
      heard.append(part, static_cast<std::size_t>(count));
      const auto end = heard.find("\r\n\r\n");
      if (end == std::string::npos || heard.size() < end + 4 + body_length(heard)) continue;
      const auto reply = script_(heard);
      heard.clear();
      if (reply.empty()) return;
      if (reply == "stall") {
        stalling_ = true;
        readable(fd);
        return;
      }
      if (SSL_write(tls, reply.data(), static_cast<int>(reply.size())) <= 0) return;
      if (reply.find("Connection: close") != std::string::npos) return;
    }
  }

  static std::size_t body_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }

  Script script_;
  EVP_PKEY* key_ = nullptr;
  X509* certificate_ = nullptr;
  SSL_CTX* context_ = nullptr;
  int socket_ = -1;
  int stop_ = -1;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stalling_ = false;
  std::thread thread_;
};

}  // namespace stemme
