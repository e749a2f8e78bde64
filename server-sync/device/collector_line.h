/// A link that believes nothing but signatures (C7): signs every request, binds the reply to it by
/// a nonce, and takes an unsigned, replayed or altered reply for no reply at all. Sync thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/device/link.h"
#include "server-sync/protocol/keys.h"

namespace stemme {

inline constexpr std::size_t small_reply_bytes_max = 512 * 1024;

class CollectorLine {
 public:
  CollectorLine(Link& link, std::string authority)
      : link_(&link), authority_(std::move(authority)) {}

  void speak_as(const FixedBytes<32>& seed, std::string key_id);
  void believe(std::vector<VerifyKey> reply_keys) { reply_keys_ = std::move(reply_keys); }
  void say_status(std::string field) { status_ = std::move(field); }

  /// Offline unless a reply came that is signed for this very request.
  Result<Reply> ask(Request request, std::size_t reply_bytes_max = small_reply_bytes_max);
  /// For GET /v1/identity, whose content carries its own proof.
  Result<Reply> ask_unsigned(Request request, std::size_t reply_bytes_max = small_reply_bytes_max);

  /// The last `ask` was answered by somebody who is not the collector: a login page, a proxy.
  bool somebody_else_answered() const { return somebody_else_answered_; }

 private:
  Link* link_;
  std::string authority_;
  FixedBytes<32> seed_{};
  std::string key_id_;
  std::string status_;
  std::vector<VerifyKey> reply_keys_;
  bool somebody_else_answered_ = false;
};

/// Why a (verified) reply gives nothing. Offline where it says nothing that we know.
Error refusal_in(const Reply& verified);
/// A signed Retry-After in whole seconds, at most a day; anything else is none.
std::optional<std::chrono::seconds> retry_after_in(const Reply& verified);

}  // namespace stemme
