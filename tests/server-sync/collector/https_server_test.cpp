// The door closes while somebody behind it still holds on to what was asked.
#include "server-sync/collector/https_server.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <thread>

#include "server-sync/collector/tls_certificate.h"
#include "server-sync/device/https_link.h"
#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

constexpr int rounds = 60;

/// All threads take turns on one processor, so that whoever answers is put aside in the middle of
/// it.
void share_one_processor() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
}

/// Whoever answers may be on its way back when the last answer is out and the door has closed: the
/// connection is let go of then, on that thread, and what it stands on must still be there.
TEST(ADoorThatCloses, MayBeOutlivedByWhoeverAnswered) {
  share_one_processor();
  ScratchFolder folder;
  make_tls_key(folder / "tls.key").value();
  ASSERT_TRUE(make_certificate("localhost", folder / "tls.key", folder / "tls.crt"));
  HttpsServer::Settings settings;
  settings.certificate = folder / "tls.crt";
  settings.key = folder / "tls.key";
  for (int round = 0; round < rounds; ++round) {
    std::thread answering;
    auto server = HttpsServer::start(settings, std::make_shared<ManualClock>(),
                                     [&](const Request&, HttpsServer::Done done) {
                                       answering = std::thread([done = std::move(done)] {
                                         static_cast<void>(nice(19));
                                         Reply reply;
                                         reply.status = 200;
                                         done(reply);
                                       });
                                     })
                      .value();
    auto link = HttpsLink::create().value();
    Request request;
    request.method = "GET";
    request.path = "/";
    request.authority = "127.0.0.1:" + std::to_string(server->port());
    EXPECT_EQ(link->exchange(request, 1024).value().status, 200);
    server.reset();
    answering.join();
  }
}

}  // namespace
}  // namespace stemme
