/// While it lives this thread meets files as a user who is nobody's, so that what others may not
/// read it cannot read either. Tests often run as root, who may read everything.
#pragma once

#include <sys/fsuid.h>
#include <unistd.h>

namespace stemme {

class PlainUser {
 public:
  PlainUser() {
    if (geteuid() == 0) setfsuid(nobody);
  }
  ~PlainUser() { setfsuid(geteuid()); }
  PlainUser(const PlainUser&) = delete;
  PlainUser& operator=(const PlainUser&) = delete;

 private:
  static constexpr uid_t nobody = 65534;
};

}  // namespace stemme
