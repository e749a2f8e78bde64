/// The first contact (C6): the sixteen characters pin the owner's identity, and only then is the
/// code sent, sealed to the owner's own key, with a device key that is already on disk. Sync
/// thread.
#pragma once

#include <filesystem>

#include "server-sync/device/device_identity.h"
#include "server-sync/device/link.h"
#include "server-sync/protocol/enrolment_code.h"

namespace stemme {

/// Asks, is accepted, and stores the identity durably; changes nothing when it fails. Offline:
/// nobody there, or somebody who is not the collector. Refused: another owner's collector, or a
/// code that is unknown, used or expired. A terminal that has a name already takes another key
/// under it and no other name, for what it holds bears that: Invalid.
Result<DeviceIdentity> enrol_device(Link& link, const CollectorAddress& address,
                                    const EnrolmentCode& code, const std::filesystem::path& folder,
                                    const std::optional<DeviceIdentity>& present);

/// Whom the transport accepts by this key set.
LinkTrust trust_in(const KeySet& keys);

}  // namespace stemme
