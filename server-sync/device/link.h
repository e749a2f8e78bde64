/// A way to a collector, as delivery sees it: one request out, one reply back, nothing understood.
/// What a reply is worth is decided by its signature in collector_line.h. One thread, but for
/// `stop`.
#pragma once

#include <cstddef>
#include <vector>

#include "server-sync/protocol/keys.h"
#include "server-sync/protocol/message.h"

namespace stemme {

/// Whom the transport accepts at the other end (C6).
struct LinkTrust {
  enum class Kind {
    Unverified,   ///< before enrolment, and for GET /v1/identity, which carries its own proof
    Pinned,       ///< the peer's public key is one of `pins`; names and dates do not matter
    PublicRoots,  ///< the key set says *public*
  };
  Kind kind = Kind::Unverified;
  std::vector<Digest> pins;  ///< SHA-256 of SubjectPublicKeyInfo
  bool operator==(const LinkTrust&) const = default;
};

class Link {
 public:
  virtual ~Link() = default;

  /// Kept connections made under another trust are not used again.
  virtual void trust(const LinkTrust& trust) = 0;
  /// Offline: nobody there, cut off, stopped. Refused: another peer than trusted. Invalid: the
  /// reply is longer than `reply_bytes_max`.
  virtual Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) = 0;
  /// Any thread: ends a running exchange, and every later one, as Offline.
  virtual void stop() = 0;
};

}  // namespace stemme
