/// First contact (C6): the identity document, believed for its own signature; a code with a device
/// key, sealed to the enrol key; and later the device's change of key. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "server-sync/intake/front_desk.h"

namespace stemme {

class EnrolmentDesk {
 public:
  explicit EnrolmentDesk(FrontDesk& desk) : desk_(&desk) {}

  Reply identity(const Request& request);
  Reply enrol(const Request& request);
  Reply change_key(const Request& request, DeviceId device);

 private:
  bool too_many_tries(const std::string& peer);
  void note_failed_try(const std::string& peer);

  FrontDesk* desk_;
  std::mutex mutex_;
  /// Failed tries, by address and (under "") all; in memory only. A try that succeeds tells nobody
  /// anything, so it is not counted.
  std::map<std::string, std::vector<Instant>> failed_;
};

}  // namespace stemme
