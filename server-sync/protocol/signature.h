/// HTTP message signatures (RFC 9421, Ed25519) and content digests (RFC 9530) for both directions
/// (C7). No dates: a wrong clock breaks nothing; a nonce binds each reply to its request. Values;
/// any thread.
#pragma once

#include <functional>

#include "server-sync/protocol/keys.h"
#include "server-sync/protocol/message.h"

namespace stemme {

inline constexpr std::string_view protocol_version = "1";

/// Our own label; signatures under other labels are left alone.
inline constexpr std::string_view signature_label = "sig1";

/// Sets content-digest, stemme-protocol, stemme-nonce (fresh unless set), signature-input,
/// signature. `stemme-status` must be set by the caller where the call wants it, content-type where
/// there is a body; `range`, `if-range` and `if-none-match` are covered when there.
void sign_request(Request& request, const SigningKey& key, std::string_view key_id);

/// Checks digest, covered components and signature. `key_of` gives the key for a key id, or
/// Refused. Returns the key id. Invalid: malformed; Refused: not signed as C7 says.
Result<std::string> verify_request(
    const Request& request, const std::function<Result<VerifyKey>(std::string_view)>& key_of);

/// Covers @status content-digest content-type stemme-protocol and the request's method, path and
/// nonce; `retry-after`, `etag` and `content-range` when there. A request without a nonce is
/// answered unsigned, which no device believes.
void sign_reply(Reply& reply, const Request& request, const SigningKey& key);

/// An unsigned reply is no reply: Offline for anything not signed by one of `keys` for this very
/// request.
Result<void> verify_reply(const Reply& reply, const Request& request,
                          const std::vector<VerifyKey>& keys);

/// What stands behind `label=` in `signature-input`, in canonical form, and the signature of that
/// label.
Result<std::string> signature_parameters(const Fields& fields, std::string_view label);
Result<Signature> signature_of(const Fields& fields, std::string_view label);

/// `sha-256=:…:` over the exact body.
std::string content_digest(ByteView body);

/// The text that is signed, for vectors: `parameters` is the part behind `sig1=`.
Result<std::string> signature_base(const Request& request, const Reply* reply,
                                   std::string_view parameters);

}  // namespace stemme
