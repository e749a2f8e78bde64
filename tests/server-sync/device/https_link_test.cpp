#include "server-sync/device/https_link.h"

#include <gtest/gtest.h>

#include "tests/server-sync/device/tls_server.h"

namespace stemme {
namespace {

constexpr std::size_t plenty = 1024 * 1024;
using Certificate = TlsServer::Certificate;

std::string reply(const std::string& body, const std::string& fields = {}) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Thing:  a \r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Request get(const TlsServer& server) {
  Request request;
  request.method = "GET";
  request.authority = server.authority();
  request.path = "/v1/time";
  return request;
}

LinkTrust pinned(const Digest& pin) { return {LinkTrust::Kind::Pinned, {random_bytes<32>(), pin}}; }

TEST(HttpsLink, ReachesAPeerByItsPinnedKeyAlone) {
  TlsServer server([](auto&) { return reply("hei"); });
  auto link = HttpsLink::create().value();
  link->trust(pinned(server.pin()));

  const auto got = link->exchange(get(server), plenty).value();

  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(as_text(got.body), "hei");
  EXPECT_EQ(got.fields.find("x-thing"), "a");
}

TEST(HttpsLink, RefusesAnotherKey) {
  TlsServer server([](auto&) { return reply("hei"); });
  auto link = HttpsLink::create().value();
  link->trust(pinned(random_bytes<32>()));

  EXPECT_EQ(link->exchange(get(server), plenty).error().failure(), Failure::Refused);
}

class WrongClock : public testing::TestWithParam<Certificate> {};

TEST_P(WrongClock, DoesNotKeepAPinnedPeerAway) {
  TlsServer server([](auto&) { return reply("hei"); }, GetParam());
  auto link = HttpsLink::create().value();
  link->trust(pinned(server.pin()));

  EXPECT_TRUE(link->exchange(get(server), plenty).has_value());
}

INSTANTIATE_TEST_SUITE_P(HttpsLink, WrongClock,
                         testing::Values(Certificate::Expired, Certificate::NotYetValid));

TEST(HttpsLink, RefusesAnUnknownPeerWherePublicRootsAreMeant) {
  TlsServer server([](auto&) { return reply("hei"); });
  auto link = HttpsLink::create().value();
  link->trust({LinkTrust::Kind::PublicRoots, {}});

  EXPECT_EQ(link->exchange(get(server), plenty).error().failure(), Failure::Refused);
}

TEST(HttpsLink, TakesAnyoneBeforeEnrolment) {
  TlsServer server([](auto&) { return reply("hei"); });
  auto link = HttpsLink::create().value();

  EXPECT_TRUE(link->exchange(get(server), plenty).has_value());
}

TEST(HttpsLink, KeepsItsConnectionButNotAcrossAChangeOfTrust) {
  TlsServer server([](auto&) { return reply("hei"); });
  auto link = HttpsLink::create().value();
  for (int i = 0; i < 3; ++i) link->exchange(get(server), plenty).value();
  EXPECT_EQ(server.connections(), 1);

  link->trust(pinned(random_bytes<32>()));

  EXPECT_FALSE(link->exchange(get(server), plenty).has_value());
}

TEST(HttpsLink, StopsABodyThatIsTooLong) {
  TlsServer server([](auto&) { return reply(std::string(5000, 'x')); });
  auto link = HttpsLink::create().value();

  EXPECT_EQ(link->exchange(get(server), 4999).error().failure(), Failure::Invalid);
  EXPECT_TRUE(link->exchange(get(server), 5000).has_value());
}

TEST(HttpsLink, StopsABodyWithoutALengthToo) {
  TlsServer server([](auto&) {
    return "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(100'000, 'x');
  });
  auto link = HttpsLink::create().value();

  EXPECT_EQ(link->exchange(get(server), 50'000).error().failure(), Failure::Invalid);
}

TEST(HttpsLink, CallsACutReplyOffline) {
  TlsServer server([](auto&) {
    return std::string("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\nhalf");
  });
  auto link = HttpsLink::create().value();

  EXPECT_EQ(link->exchange(get(server), plenty).error().failure(), Failure::Offline);
}

TEST(HttpsLink, CallsAClosedDoorOffline) {
  std::optional<Request> request;
  {
    TlsServer gone([](auto&) { return reply("hei"); });
    request = get(gone);
  }
  auto link = HttpsLink::create().value();

  EXPECT_EQ(link->exchange(*request, plenty).error().failure(), Failure::Offline);
}

TEST(HttpsLink, FollowsNoRedirect) {
  TlsServer server([](auto&) {
    return std::string(
        "HTTP/1.1 302 Found\r\nLocation: https://login.test/\r\nContent-Length: 0\r\n\r\n");
  });
  auto link = HttpsLink::create().value();

  EXPECT_EQ(link->exchange(get(server), plenty).value().status, 302);
}

TEST(HttpsLink, HandsALoginPageOnForTheSignatureToRefuse) {
  TlsServer server([](auto&) { return reply("<html>Logg inn</html>"); });
  auto link = HttpsLink::create().value();

  EXPECT_EQ(as_text(link->exchange(get(server), plenty).value().body), "<html>Logg inn</html>");
}

TEST(HttpsLink, SendsWhatWasSignedAndAddsNothing) {
  std::string heard;
  TlsServer server([&](const std::string& request) {
    heard = request;
    return reply("ok");
  });
  auto link = HttpsLink::create().value();
  auto request = get(server);
  request.method = "PUT";
  request.path = "/v1/devices/1/epochs/2/batches/3";
  request.query = "a=b";
  request.fields.set("content-type", "application/vnd.stemme.batch");
  request.body = to_bytes(as_bytes(std::string(200'000, 'b')));

  link->exchange(request, plenty).value();

  EXPECT_TRUE(heard.starts_with("PUT /v1/devices/1/epochs/2/batches/3?a=b HTTP/1.1\r\n"));
  EXPECT_TRUE(heard.ends_with(std::string(200'000, 'b')));
  EXPECT_EQ(heard.find("Expect"), std::string::npos);
  EXPECT_EQ(heard.find("Accept"), std::string::npos);
  EXPECT_EQ(heard.find("x-www-form-urlencoded"), std::string::npos);
}

TEST(HttpsLink, EndsAtOnceWhenStopped) {
  TlsServer server([](auto&) { return std::string("stall"); });
  auto link = HttpsLink::create().value();
  std::thread stopper([&] {
    while (!server.is_stalling()) std::this_thread::yield();
    link->stop();
  });

  EXPECT_EQ(link->exchange(get(server), plenty).error().failure(), Failure::Offline);
  stopper.join();
}

TEST(HttpsLink, SpeaksNothingOlderThanTls12) {
  TlsServer server([](auto&) { return reply("hei"); });
  server.allow_only_tls_1_1();
  auto link = HttpsLink::create().value();

  EXPECT_EQ(link->exchange(get(server), plenty).error().failure(), Failure::Offline);
}

}  // namespace
}  // namespace stemme
