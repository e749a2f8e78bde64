#include "server-sync/collector/tls_certificate.h"

#include <gtest/gtest.h>

#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

/// One in 256 could not once: its number began with a zero byte.
TEST(ACertificateOfOurOwn, CanAlwaysBeReadAgain) {
  const ScratchFolder folder;
  const auto pin = make_tls_key(folder / "tls.key").value();
  for (int made = 0; made < 1000; ++made) {
    ASSERT_TRUE(make_certificate("localhost:8443", folder / "tls.key", folder / "tls.crt"));
    ASSERT_EQ(pin_of_certificate(folder / "tls.crt").value(), pin) << "certificate " << made;
  }
}

}  // namespace
}  // namespace stemme
