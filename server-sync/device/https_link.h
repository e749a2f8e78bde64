/// The link over HTTPS: TLS 1.2 or newer, one request at a time on a kept connection, no redirects,
/// bytes counted as they come (libcurl 7.88 does not stop an oversize reply). libcurl is opened
/// with the first exchange. Time-outs are real time (C13). One thread, but for `stop`.
#pragma once

#include <memory>
#include <string>

#include "server-sync/device/link.h"

namespace stemme {

class HttpsLink final : public Link {
 public:
  /// `proxy` is an address or empty; the environment is not asked.
  static Result<std::unique_ptr<HttpsLink>> create(std::string proxy = {});
  ~HttpsLink() override;
  HttpsLink(const HttpsLink&) = delete;
  HttpsLink& operator=(const HttpsLink&) = delete;

  void trust(const LinkTrust& trust) override;
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override;
  void stop() override;

 private:
  class Transfers;
  explicit HttpsLink(std::unique_ptr<Transfers> transfers);
  std::unique_ptr<Transfers> transfers_;
};

}  // namespace stemme
