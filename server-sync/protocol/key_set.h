/// The one root a device remembers (C6): the owner identity signs a key set; a higher serial
/// replaces, a lower is refused. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server-sync/protocol/keys.h"

namespace stemme {

struct KeySet {
  std::string owner;
  std::int64_t serial = 0;
  SealingKey sealing{};
  std::vector<VerifyKey> reply;  ///< two: one in use, one in reserve
  SealingKey enrol{};
  std::vector<Digest> tls_pins;  ///< SHA-256 of SubjectPublicKeyInfo; empty = public roots
  bool operator==(const KeySet&) const = default;
};

/// `GET /v1/identity`: the identity, the exact key-set text and the identity's signature over it.
struct Identity {
  VerifyKey owner_key{};
  KeySet keys;
};

std::string to_json(const KeySet& keys);
std::string identity_document(const KeySet& keys, const SigningKey& owner_identity);
/// Refused when the signature is not by `expected` (when given) or not by the document's own
/// identity.
Result<Identity> read_identity(std::string_view document, const std::optional<VerifyKey>& expected);

}  // namespace stemme
