#include "server-sync/dashboard/page_reply.h"

namespace stemme {
namespace {

Reply guarded(int status) {
  Reply reply;
  reply.status = status;
  reply.fields = {
      {"content-security-policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
       "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
       "require-trusted-types-for 'script'"},
      {"strict-transport-security", "max-age=63072000; includeSubDomains"},
      {"x-content-type-options", "nosniff"},
      {"referrer-policy", "no-referrer"},
      {"cross-origin-opener-policy", "same-origin"},
      {"cross-origin-resource-policy", "same-origin"},
      {"permissions-policy", "camera=(), microphone=(), geolocation=()"},
      {"cache-control", "no-store"},
  };
  return reply;
}

}  // namespace

Reply page_reply(int status, const std::string& html) {
  auto reply = guarded(status);
  reply.fields.set("content-type", "text/html; charset=utf-8");
  reply.body = to_bytes(as_bytes(html));
  return reply;
}

Reply redirect_to(const std::string& path) {
  auto reply = guarded(303);
  reply.fields.set("location", path);
  reply.fields.set("content-type", "text/plain; charset=utf-8");
  return reply;
}

Reply style_reply(const std::string& css) {
  auto reply = guarded(200);
  reply.fields.set("content-type", "text/css; charset=utf-8");
  reply.fields.set("cache-control", "max-age=86400");
  reply.body = to_bytes(as_bytes(css));
  return reply;
}

}  // namespace stemme
