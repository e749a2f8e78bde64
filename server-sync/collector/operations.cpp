#include "server-sync/collector/operations.h"

#include <system_error>

#include "server-sync/collector/doctor.h"
#include "server-sync/collector/tls_certificate.h"
#include "server-sync/foundation/logbook.h"
#include "server-sync/intake/high_water.h"

namespace stemme {
namespace {

constexpr std::string_view health_path = "/healthz";
constexpr std::string_view metrics_path = "/metrics";

Reply text_reply(int status, std::string_view text) {
  Reply reply;
  reply.status = status;
  reply.fields = {{"content-type", "text/plain; version=0.0.4; charset=utf-8"},
                  {"cache-control", "no-store"}};
  reply.body = to_bytes(as_bytes(text));
  return reply;
}

bool is_from_here(const Request& request) {
  return request.peer.starts_with("127.") || request.peer == "::1" ||
         request.peer.starts_with("::ffff:127.");
}

class Metrics {
 public:
  void add(const std::string& name, const char* kind, const char* help, std::int64_t value) {
    text_ += "# HELP stemme_" + name + " " + help + "\n# TYPE stemme_" + name + " " + kind +
             "\nstemme_" + name + " " + std::to_string(value) + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::int64_t seconds(Milliseconds duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

Result<void> add_store(Metrics& metrics, const Workplace& at) {
  const auto stored = TRY(high_water_in(at.state.intake_db()));
  metrics.add("batches_stored", "counter", "Batches stored since the collector was made.",
              stored.newest_row);
  std::error_code failed;
  const auto space = std::filesystem::space(at.state.path(), failed);
  if (!failed)
    metrics.add("disk_free_bytes", "gauge", "Room where the state directory lies.",
                static_cast<std::int64_t>(space.available));
  return {};
}

Result<void> add_devices(Metrics& metrics, const Workplace& at) {
  const auto tally = TRY(devices_heard_of(at));
  metrics.add("devices_active", "gauge", "Terminals that are in use.", tally.active);
  metrics.add("devices_silent", "gauge", "Of these, not heard of for three days.", tally.silent);
  return {};
}

void add_counting(Metrics& metrics, const Workplace& at, const Result<OffsiteStanding>& standing) {
  metrics.add("counting_running", "gauge", "Whether the side that counts is there.",
              standing ? 1 : 0);
  metrics.add("offsite_configured", "gauge", "Whether log and backups lie elsewhere.",
              at.settings.offsite.empty() ? 0 : 1);
  if (at.settings.offsite.empty() || !standing) return;
  metrics.add("offsite_reached", "gauge", "Whether it could be written to at the last try.",
              standing->is_reached ? 1 : 0);
  if (standing->newest_backup)
    metrics.add("backup_age_seconds", "gauge", "Since the newest backup that was found sound.",
                seconds(at.clock.now() - *standing->newest_backup));
}

Result<std::string> metrics_of(const Workplace& at, const Result<OffsiteStanding>& standing) {
  Metrics metrics;
  TRY(add_store(metrics, at));
  TRY(add_devices(metrics, at));
  add_counting(metrics, at, standing);
  if (const auto ends = end_of_certificate(at.state.certificate()))
    metrics.add("certificate_seconds_left", "gauge", "Until tls.crt runs out.",
                seconds(*ends - at.clock.now()));
  return metrics.text();
}

/// Says it to the journal, and nothing of it to whoever asked.
Reply unwell(const Error& error) {
  log_failure("operations", error);
  return text_reply(503, "not well; see the journal\n");
}

}  // namespace

bool is_of_operations(const Request& request) {
  return request.method == "GET" &&
         (request.path == health_path || (request.path == metrics_path && is_from_here(request)));
}

Reply answer_operations(const Request& request, const Workplace& at,
                        const std::function<Result<OffsiteStanding>()>& standing) {
  if (request.path == metrics_path) {
    const auto text = metrics_of(at, standing());
    return text ? text_reply(200, *text) : unwell(text.error());
  }
  const auto stored = high_water_in(at.state.intake_db());
  return stored ? text_reply(200, "ok\n") : unwell(stored.error());
}

}  // namespace stemme
