/// The collector's own TLS key and certificate, for those who have no public one: devices pin the
/// key, so nobody has to vouch for the name (C6). Values; any thread.
#pragma once

#include <filesystem>
#include <string>

#include "server-sync/foundation/clock.h"
#include "server-sync/protocol/keys.h"

namespace stemme {

/// EC P-256, as PEM, readable by the owner only; its pin.
Result<Digest> make_tls_key(const std::filesystem::path& key_file);
/// A self-signed certificate for `host` (a name or an address; a port behind it is ignored) that
/// does not run out: devices pin the key and look at no date.
Result<void> make_certificate(const std::string& host, const std::filesystem::path& key_file,
                              const std::filesystem::path& certificate_file);
/// When it runs out.
Result<Instant> end_of_certificate(const std::filesystem::path& certificate_file);
/// SHA-256 of the certificate's SubjectPublicKeyInfo.
Result<Digest> pin_of_certificate(const std::filesystem::path& certificate_file);

}  // namespace stemme
