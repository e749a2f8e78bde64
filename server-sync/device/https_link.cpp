#include "server-sync/device/https_link.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>

#include "server-sync/device/late_curl.h"

namespace stemme {
namespace {

/// A collector that greets ten thousand at once is slow, not away: whoever gives up early costs it
/// a second handshake.
constexpr long connect_seconds_max = 30;
constexpr long exchange_seconds_max = 120;
constexpr long stalled_seconds_max = 30;
constexpr std::size_t fields_bytes_max = 32 * 1024;

struct Easy {
  void operator()(CURL* easy) const { curl().easy_cleanup(easy); }
};
struct List {
  void operator()(curl_slist* list) const { curl().slist_free_all(list); }
};
using FieldList = std::unique_ptr<curl_slist, List>;

/// What one exchange gathers, and why it was cut off.
struct Gathering {
  Reply reply;
  std::size_t bytes_max = 0;
  std::size_t field_bytes = 0;
  bool too_long = false;
};

std::size_t take_body(char* from, std::size_t, std::size_t count, void* to) {
  auto& gathering = *static_cast<Gathering*>(to);
  auto& body = gathering.reply.body;
  if (body.size() + count > gathering.bytes_max) {
    gathering.too_long = true;
    return 0;
  }
  const auto bytes = as_bytes({from, count});
  body.insert(body.end(), bytes.begin(), bytes.end());
  return count;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::size_t take_field(char* from, std::size_t, std::size_t count, void* to) {
  auto& gathering = *static_cast<Gathering*>(to);
  const std::string_view line(from, count);
  gathering.field_bytes += count;
  if (gathering.field_bytes > fields_bytes_max) {
    gathering.too_long = true;
    return 0;
  }
  // A status line begins anew: what came before was an interim reply.
  if (line.starts_with("HTTP/")) gathering.reply.fields = {};
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return count;
  auto name = lower(trimmed(line.substr(0, colon)));
  const auto earlier = gathering.reply.fields.find(name);
  std::string value(trimmed(line.substr(colon + 1)));
  if (earlier) value = std::string(*earlier) + ", " + value;
  gathering.reply.fields.set(std::move(name), std::move(value));
  return count;
}

/// A pinned peer is known by its key alone: names and dates do not matter, because a school's clock
/// may be wrong by years.
int peer_has_pinned_key(X509_STORE_CTX* store, void* pins_given) {
  const auto& pins = *static_cast<const std::vector<Digest>*>(pins_given);
  unsigned char* der = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(X509_STORE_CTX_get0_cert(store)), &der);
  if (length <= 0) return 0;
  const auto digest = sha256({der, static_cast<std::size_t>(length)});
  OPENSSL_free(der);
  const bool pinned = std::find(pins.begin(), pins.end(), digest) != pins.end();
  X509_STORE_CTX_set_error(store, pinned ? X509_V_OK : X509_V_ERR_CERT_UNTRUSTED);
  return pinned ? 1 : 0;
}

CURLcode set_up_tls(CURL*, void* context, void* trust_given) {
  auto& trust = *static_cast<LinkTrust*>(trust_given);
  auto* tls = static_cast<SSL_CTX*>(context);
  if (trust.kind == LinkTrust::Kind::Pinned)
    SSL_CTX_set_cert_verify_callback(tls, peer_has_pinned_key, &trust.pins);
  if (trust.kind == LinkTrust::Kind::PublicRoots)
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(tls), X509_V_FLAG_NO_CHECK_TIME);
  return CURLE_OK;
}

FieldList fields_of(const Request& request) {
  curl_slist* list = nullptr;
  const auto add = [&list](const std::string& line) {
    list = curl().slist_append(list, line.c_str());
  };
  for (const auto& [name, value] : request.fields) add(name + ": " + value);
  // What libcurl would add by itself and nobody signed.
  add("Expect:");
  add("Accept:");
  if (!request.fields.find("content-type")) add("Content-Type:");
  return FieldList(list);
}

void set_timeouts(CURL* easy) {
  curl().easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connect_seconds_max);
  curl().easy_setopt(easy, CURLOPT_TIMEOUT, exchange_seconds_max);
  curl().easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl().easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, stalled_seconds_max);
  curl().easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
}

void set_request(CURL* easy, const Request& request) {
  const auto url = "https://" + request.authority + request.path +
                   (request.query.empty() ? "" : "?" + request.query);
  curl().easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl().easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl().easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  curl().easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  if (request.method == "GET") {
    curl().easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    return;
  }
  curl().easy_setopt(easy, CURLOPT_POST, 1L);
  curl().easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl().easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  curl().easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
}

void set_trust(CURL* easy, LinkTrust& trust) {
  const bool verified = trust.kind != LinkTrust::Kind::Unverified;
  const bool by_name = trust.kind == LinkTrust::Kind::PublicRoots;
  curl().easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl().easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L);
  curl().easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, by_name ? 2L : 0L);
  if (!by_name) curl().easy_setopt(easy, CURLOPT_CAINFO, nullptr);
  if (!by_name) curl().easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  curl().easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, set_up_tls);
  curl().easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &trust);
}

void set_gathering(CURL* easy, Gathering& gathering) {
  curl().easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl().easy_setopt(easy, CURLOPT_WRITEDATA, &gathering);
  curl().easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_field);
  curl().easy_setopt(easy, CURLOPT_HEADERDATA, &gathering);
}

}  // namespace

class HttpsLink::Transfers {
 public:
  explicit Transfers(std::string proxy) : proxy_(std::move(proxy)) {}
  ~Transfers() { close(); }
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  void trust(const LinkTrust& trust) {
    if (trust == trust_) return;
    trust_ = trust;
    // Neither a connection nor a resumed session may outlive the trust it was made under.
    close();
  }

  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) {
    if (!open()) return unexpected("libcurl does not start");
    const std::unique_ptr<CURL, Easy> easy(curl().easy_init());
    STEMME_ASSERT(easy != nullptr);
    Gathering gathering;
    gathering.bytes_max = reply_bytes_max;
    const auto fields = fields_of(request);
    curl().easy_setopt(easy.get(), CURLOPT_HTTPHEADER, fields.get());
    curl().easy_setopt(easy.get(), CURLOPT_PROXY, proxy_.c_str());
    set_timeouts(easy.get());
    set_request(easy.get(), request);
    set_trust(easy.get(), trust_);
    set_gathering(easy.get(), gathering);
    const auto ended = run(easy.get());
    if (gathering.too_long) return invalid("a reply longer than it may be");
    if (ended == CURLE_PEER_FAILED_VERIFICATION) return refused("another peer than the collector");
    if (ended != CURLE_OK) return offline(curl().easy_strerror(ended));
    long status = 0;
    curl().easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    gathering.reply.status = static_cast<int>(status);
    return std::move(gathering.reply);
  }

  void stop() {
    stopped_ = true;
    const std::lock_guard lock(mutex_);
    if (multi_ != nullptr) curl().multi_wakeup(multi_);
  }

 private:
  bool open() {
    const std::lock_guard lock(mutex_);
    if (multi_ == nullptr && curl().is_ready()) multi_ = curl().multi_init();
    return multi_ != nullptr;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    if (multi_ != nullptr) curl().multi_cleanup(multi_);
    multi_ = nullptr;
  }

  CURLcode run(CURL* easy) {
    curl().multi_add_handle(multi_, easy);
    CURLcode ended = CURLE_ABORTED_BY_CALLBACK;
    int running = 1;
    while (running > 0 && !stopped_) {
      if (curl().multi_perform(multi_, &running) != CURLM_OK) break;
      if (running > 0) curl().multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    int left = 0;
    while (const auto* message = curl().multi_info_read(multi_, &left))
      if (message->msg == CURLMSG_DONE) ended = message->data.result;
    curl().multi_remove_handle(multi_, easy);
    return ended;
  }

  const std::string proxy_;
  LinkTrust trust_;
  CURLM* multi_ = nullptr;
  std::mutex mutex_;  ///< between `stop` and whoever opens or closes
  std::atomic<bool> stopped_ = false;
};

HttpsLink::HttpsLink(std::unique_ptr<Transfers> transfers) : transfers_(std::move(transfers)) {}
HttpsLink::~HttpsLink() = default;

Result<std::unique_ptr<HttpsLink>> HttpsLink::create(std::string proxy) {
  // A peer that hangs up while we write must not end the process; libcurl leaves that to us.
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return unexpected("cannot ignore SIGPIPE");
  return std::unique_ptr<HttpsLink>(new HttpsLink(std::make_unique<Transfers>(std::move(proxy))));
}

void HttpsLink::trust(const LinkTrust& trust) { transfers_->trust(trust); }

Result<Reply> HttpsLink::exchange(const Request& request, std::size_t reply_bytes_max) {
  return transfers_->exchange(request, reply_bytes_max);
}

void HttpsLink::stop() { transfers_->stop(); }

}  // namespace stemme
