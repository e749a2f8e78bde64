#include "server-sync/collector/https_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <restinio/all.hpp>
#include <restinio/tls.hpp>

#include "server-sync/foundation/logbook.h"
#include "server-sync/protocol/problem.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

/// Ten thousand terminals that come back together, and room for those who come to see. Some 70 KiB
/// each.
constexpr rlim_t connections_max = 12'288;
/// What the process opens besides: databases, log, backups, assets.
constexpr rlim_t other_files = 256;

/// As many as there may be files; takes all that the system lets this process have.
int connections_allowed() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return 512;
  const rlimit wanted{std::min(connections_max + other_files, files.rlim_max), files.rlim_max};
  if (wanted.rlim_cur > files.rlim_cur && setrlimit(RLIMIT_NOFILE, &wanted) == 0)
    files.rlim_cur = wanted.rlim_cur;
  const auto room = files.rlim_cur > 2 * other_files ? files.rlim_cur - other_files : other_files;
  return static_cast<int>(std::min(connections_max, room));
}

/// Bounds how many are connected at once: counted when let in, before the handshake, until closed.
/// RESTinio's own limiter dies before the connections it counts (0.6.16, seen under ASan at a
/// stop); this one lives as long as any of them.
class ConnectionBound {
 public:
  explicit ConnectionBound(int most) : most_(most) {}

  restinio::ip_blocker::inspection_result_t inspect(
      const restinio::ip_blocker::incoming_info_t&) noexcept {
    if (open_ >= most_) return restinio::ip_blocker::deny();
    ++open_;
    return restinio::ip_blocker::allow();
  }
  void state_changed(const restinio::connection_state::notice_t& notice) noexcept {
    if (std::holds_alternative<restinio::connection_state::closed_t>(notice.cause())) --open_;
  }

 private:
  const int most_;
  std::atomic<int> open_ = 0;
};

struct Traits : restinio::default_tls_traits_t {
  // RESTinio's own words.
  using connection_state_listener_t = ConnectionBound;  // NOLINT(readability-identifier-naming)
  using ip_blocker_t = ConnectionBound;                 // NOLINT(readability-identifier-naming)
};
using Server = restinio::running_server_handle_t<Traits>;

/// Those who wait outside come in together each time the loop has gone round. With four at a time
/// thousands gave up before their handshake began, while the collector was busy with those inside.
constexpr std::size_t accepts_at_once = 64;

constexpr std::size_t url_bytes_max = 2048;
constexpr std::size_t field_bytes_max = 8 * 1024;
constexpr std::size_t fields_max = 64;
/// Beyond what a desk takes, so that a body somewhat too large gets a signed *too large*; one that
/// is much larger loses the connection.
constexpr std::size_t body_bytes_max = 512 * 1024;

std::string lower(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// For people who look at the wire; nobody reacts to it.
std::string reason(int status) {
  if (status < 300) return "OK";
  return status < 400 ? "Elsewhere" : "Problem";
}

Request request_from(const restinio::request_t& from) {
  Request request;
  const auto& header = from.header();
  request.method = header.method().c_str();
  request.path = std::string(header.path());
  request.query = std::string(header.query());
  header.for_each_field([&](const auto& field) {
    request.fields.set(lower(field.name()), std::string(field.value()));
  });
  request.authority = std::string(request.fields.find("host").value_or(""));
  request.body = to_bytes(as_bytes(from.body()));
  request.peer = from.remote_endpoint().address().to_string();
  return request;
}

Result<std::shared_ptr<asio::ssl::context>> tls_context(const HttpsServer::Settings& settings) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                                    SSL_OP_CIPHER_SERVER_PREFERENCE);
  asio::error_code failed;
  context->use_certificate_chain_file(settings.certificate.string(), failed);
  if (failed) return invalid("cannot use the certificate: " + failed.message());
  context->use_private_key_file(settings.key.string(), asio::ssl::context::pem, failed);
  if (failed) return invalid("cannot use the certificate's key: " + failed.message());
  return context;
}

}  // namespace

class HttpsServer::Room {
 public:
  Room(std::shared_ptr<Clock> clock, Answer answer)
      : clock_(std::move(clock)), answer_(std::move(answer)) {}

  Result<void> start(const Settings& settings) {
    const auto context = TRY(tls_context(settings));
    restinio::server_settings_t<Traits> with;
    with.address(settings.address).port(settings.port).tls_context(context);
    limit(with);
    with.acceptor_post_bind_hook(
        [this](asio::ip::tcp::acceptor& acceptor) { port_ = acceptor.local_endpoint().port(); });
    with.request_handler([this](const restinio::request_handle_t& from) { return take(from); });
    try {
      server_ = restinio::run_async<Traits>(restinio::external_io_context(*io_), std::move(with),
                                            settings.threads);
    } catch (const std::exception& failed) {
      return refused("cannot listen at " + settings.address + ": " + failed.what());
    }
    return {};
  }

  void stop() {
    if (!server_) return;
    {
      std::unique_lock lock(mutex_);
      stopping_ = true;
      all_answered_.wait(lock, [this] { return unanswered_ == 0; });
    }
    server_->stop();
    server_->wait();
    server_.reset();
  }

  std::uint16_t port() const { return port_; }
  /// The work may be done, the last reply sent and this room gone before `post` has come back.
  void run(std::function<void()> work) {
    const auto io = io_;
    asio::post(*io, std::move(work));
  }

 private:
  static void limit(restinio::server_settings_t<Traits>& settings) {
    const auto bound = std::make_shared<ConnectionBound>(connections_allowed());
    settings.connection_state_listener(bound)
        .ip_blocker(bound)
        .separate_accept_and_create_connect(true)
        .concurrent_accepts_count(accepts_at_once)
        .read_next_http_message_timelimit(90s)
        .write_http_response_timelimit(30s)
        .handle_request_timeout(60s)
        .max_pipelined_requests(1)
        .buffer_size(16 * 1024)
        .incoming_http_msg_limits(restinio::incoming_http_msg_limits_t{}
                                      .max_url_size(url_bytes_max)
                                      .max_field_name_size(256)
                                      .max_field_value_size(field_bytes_max)
                                      .max_field_count(fields_max)
                                      .max_body_size(body_bytes_max));
  }

  restinio::request_handling_status_t take(const restinio::request_handle_t& from) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) {
        send(from, problem_reply(ProblemType::Busy, "closing"), [] {});
        return restinio::request_accepted();
      }
      ++unanswered_;
    }
    auto errand = clock_->errand();
    auto request = request_from(*from);
    // The connection dies on whichever thread lets go of it last, and its timer needs the context:
    // captured before it, so let go of after it.
    answer_(std::move(request), [this, io = io_, from, errand](const Reply& reply) {
      send(from, reply, [this, errand] { one_less(); });
    });
    return restinio::request_accepted();
  }

  template <typename Sent>
  static void send(const restinio::request_handle_t& to, const Reply& reply, Sent sent) {
    auto response = to->create_response(restinio::http_status_line_t{
        restinio::http_status_code_t{static_cast<std::uint16_t>(reply.status)},
        reason(reply.status)});
    for (const auto& [name, value] : reply.fields) response.append_header(name, value);
    response.set_body(std::string(as_text(reply.body)));
    response.done([sent](const auto&) { sent(); });
  }

  void one_less() {
    const std::lock_guard lock(mutex_);
    if (--unanswered_ == 0) all_answered_.notify_all();
  }

  std::shared_ptr<Clock> clock_;
  Answer answer_;
  std::shared_ptr<asio::io_context> io_ = std::make_shared<asio::io_context>();
  Server server_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable all_answered_;
  std::int64_t unanswered_ = 0;
  bool stopping_ = false;
};

HttpsServer::HttpsServer(std::unique_ptr<Room> room) : room_(std::move(room)) {}
HttpsServer::~HttpsServer() { stop(); }

Result<std::unique_ptr<HttpsServer>> HttpsServer::start(const Settings& settings,
                                                        std::shared_ptr<Clock> clock,
                                                        Answer answer) {
  auto room = std::make_unique<Room>(std::move(clock), std::move(answer));
  TRY(room->start(settings));
  return std::unique_ptr<HttpsServer>(new HttpsServer(std::move(room)));
}

std::uint16_t HttpsServer::port() const { return room_->port(); }
void HttpsServer::run(std::function<void()> work) { room_->run(std::move(work)); }
void HttpsServer::stop() { room_->stop(); }

}  // namespace stemme
