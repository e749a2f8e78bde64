#include "server-sync/collector/collector.h"

#include <poll.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "server-sync/collector/admin_socket.h"
#include "server-sync/intake/ledger.h"
#include "server-sync/protocol/problem.h"
#include "tests/server-sync/collector/a_terminal.h"
#include "tests/stand-ins/damaged_database.h"

namespace stemme {
namespace {

class ATerminal : public testing::Test {
 protected:
  Request put(std::int64_t n, std::optional<Digest> prev = {}) { return terminal.put(n, prev); }
  Request sign(Request request) { return terminal.sign(std::move(request)); }

  TestCollector at;
  OwnTerminal terminal{at, at.house_and_code(), at.folder.path()};
  const DeviceIdentity& me = terminal.me;
  const Identity& identity = terminal.identity;
};

TEST_F(ATerminal, EnrolsWithACodeAndSendsABatchOverTls) {
  const auto request = put(1);

  const auto reply = at.exchange(request).value();

  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(verify_reply(reply, request, identity.keys.reply));
  const auto receipt = receipt_from_json(as_text(reply.body)).value();
  EXPECT_EQ(receipt.stored.front().last_digest, sha256(request.body));
  EXPECT_EQ(receipt.durable_through, 0);
}

TEST_F(ATerminal, MeetsOnlyTheKeyItHasPinned) {
  at.link->trust({LinkTrust::Kind::Pinned, {sha256(as_bytes("another key"))}});

  EXPECT_FALSE(at.exchange(put(1)));
}

TEST_F(ATerminal, GetsItsProgramme) {
  at.adopt_pack();
  const auto request = sign(at.request("GET", "/v1/devices/" + id_text(me.device) + "/programme"));

  const auto reply = at.exchange(request).value();

  EXPECT_TRUE(verify_reply(reply, request, identity.keys.reply));
  const auto programme = programme_from_json(as_text(reply.body)).value();
  EXPECT_EQ(programme.packs.size(), 1U);
  EXPECT_EQ(programme.units.front().name, "Maurtua");
}

TEST_F(ATerminal, IsAnsweredInSignedProblemsOnly) {
  auto oversize = at.request("PUT", put(1).path);
  oversize.fields.set("content-type", std::string(batch_media_type));
  oversize.body.resize(batch_bytes_max + 1);
  for (const auto& request :
       {sign(at.request("GET", "/v1/nothing")), sign(at.request("DELETE", "/v1/time")),
        sign(at.request("GET", "/v1/devices/x/programme")), sign(std::move(oversize))}) {
    const auto reply = at.exchange(request).value();
    EXPECT_GE(reply.status, 400);
    EXPECT_TRUE(verify_reply(reply, request, identity.keys.reply)) << request.path;
    EXPECT_TRUE(problem_in(reply)) << request.path;
  }
}

TEST_F(ATerminal, LosesTheConnectionWithABodyThatIsMuchTooLarge) {
  auto request = at.request("PUT", put(1).path);
  request.fields.set("content-type", std::string(batch_media_type));
  request.body.resize(4U << 20U);

  EXPECT_FALSE(at.exchange(sign(std::move(request))));
  EXPECT_EQ(at.exchange(put(1)).value().status, 200);
}

TEST_F(ATerminal, GoesOnUnderItsNameWithAnotherKeyByCode) {
  const auto first = put(1);
  EXPECT_EQ(at.exchange(first).value().status, 200);
  const auto said = at.verb("device renew", {{"device", id_text(me.device)}}).value();
  const auto code = enrolment_code_from(said.substr(0, said.find('\n'))).value();
  auto somebody_else = me;
  ++somebody_else.device;
  EXPECT_EQ(enrol_device(*at.link, {at.authority(), ""}, code, at.folder.path(), somebody_else)
                .error()
                .failure(),
            Failure::Invalid);

  const auto renewed =
      enrol_device(*at.link, {at.authority(), ""}, code, at.folder.path(), me).value();

  EXPECT_EQ(renewed.device, me.device);
  const auto second = put(2, sha256(first.body));
  EXPECT_EQ(at.exchange(second).value().status, 200) << "the word of it may have been lost";
  OwnTerminal again(at, renewed);
  EXPECT_EQ(at.exchange(again.put(1)).value().status, 200);
  EXPECT_EQ(at.exchange(put(3, sha256(second.body))).value().status, 401)
      << "whoever has the old key is shut out";
}

TEST_F(ATerminal, IsForgottenByNobodyOverARestart) {
  const auto first = put(1);
  at.exchange(first).value();
  at.collector.reset();
  at.open();

  const auto reply = at.exchange(put(2, sha256(first.body))).value();
  const auto receipt = receipt_from_json(as_text(reply.body)).value();
  EXPECT_EQ(receipt.stored.front().last, 2);
  EXPECT_EQ(at.collector->reconcile().value().holds(), true);
}

TEST_F(ATerminal, IsAnsweredWhileTheCollectorCloses) {
  std::vector<std::thread> senders;
  std::atomic<int> answered = 0;
  std::atomic<int> cut = 0;
  for (std::int64_t n = 1; n <= 8; ++n)
    senders.emplace_back([&, request = put(n, n > 1 ? std::optional(Digest{}) : std::nullopt)] {
      auto link = HttpsLink::create().value();
      const auto reply = link->exchange(request, 1U << 20U);
      if (!reply) ++cut;
      if (reply && reply->status == 200) ++answered;
    });
  at.collector->close();
  for (auto& sender : senders) sender.join();
  at.collector.reset();
  auto reg = Register::open(at.folder / "state/register.db", Register::Access::Read).value();
  auto ledger = Ledger::open(at.folder / "state/intake.db", reg).value();

  EXPECT_GE(ledger.arrived_after(0, 100).value().size(), static_cast<std::size_t>(answered));
  EXPECT_LE(answered + cut, 8);
}

TEST(StaffOfAHouse, SeeASignInPageAndNothingElse) {
  TestCollector at;

  const auto page = at.get("/").value();
  EXPECT_TRUE(page.status == 200 || page.status == 303);
  EXPECT_TRUE(page.fields.find("content-security-policy"));
  EXPECT_FALSE(page.fields.find("signature"));
}

/// It serves meanwhile: gigabytes take longer to look at than ten thousand terminals wait.
TEST(ADamagedStore, EndsTheCollectorThatFindsIt) {
  TestCollector at;
  at.collector.reset();
  damage(at.folder / "state" / "intake.db");
  at.open();

  pollfd broken{at.collector->broken(), POLLIN, 0};
  constexpr int patience_ms = 60'000;
  EXPECT_EQ(poll(&broken, 1, patience_ms), 1);
}

TEST(AdminSocket, IsForItsOwnerOnly) {
  TestCollector at;
  struct stat about {};
  ASSERT_EQ(stat((at.folder / "state/admin.sock").c_str(), &about), 0);

  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST(AdminSocket, AnswersNonsenseInWords) {
  TestCollector at;

  const auto answer = ask_admin_socket(at.folder / "state/admin.sock", "nonsense").value();

  EXPECT_NE(answer.find("\"error\""), std::string::npos);
  EXPECT_TRUE(at.verb("house list"));
}

TEST(AdminSocket, GoesWithTheCollector) {
  TestCollector at;
  at.collector.reset();

  EXPECT_FALSE(std::filesystem::exists(at.folder / "state/admin.sock"));
}

TEST(Verbs, DoTheSameWithAServerAndWithout) {
  TestCollector at;
  at.verb("house add", {{"id", "lyngtua"}, {"name", "Lyngtua barnehage"}}).value();
  at.collector.reset();
  at.verb("house add", {{"id", "storvik"}, {"name", "Storvik barnehage"}}).value();

  const auto list = at.verb("house list").value();
  EXPECT_NE(list.find("lyngtua"), std::string::npos);
  EXPECT_NE(list.find("storvik"), std::string::npos);
  EXPECT_NE(at.verb("reconcile").value().find("holds"), std::string::npos);
}

TEST(Verbs, SayWhatIsMissing) {
  TestCollector at;

  EXPECT_EQ(at.verb("house add", {{"id", "lyngtua"}}).error().message(), "house add needs --name");
  EXPECT_EQ(at.verb("house paint").error().message(), "no such verb: house paint");
  EXPECT_EQ(at.verb("unit add", {{"house", "x"}, {"name", "y"}, {"size", "18"}}).error().failure(),
            Failure::Missing);
}

TEST(Verbs, RefuseAGroupOfNineAndAPackNobodyAnswersFor) {
  TestCollector at;
  at.house_and_code();

  EXPECT_EQ(
      at.verb("unit add", {{"house", "lyngtua"}, {"name", "Små"}, {"size", "9"}}).error().failure(),
      Failure::Refused);
  EXPECT_FALSE(at.verb("pack adopt", {{"house", "lyngtua"}, {"pack", "bhg-dagen-56"}}));
}

TEST(Tokens, ArePrintedOnceAndKnownByTheirMarksAfterwards) {
  TestCollector at;
  at.house_and_code();
  const auto sheet = at.verb("house tokens", {{"house", "lyngtua"}, {"count", "12"}}).value();
  std::size_t cards = 0;
  for (auto from = sheet.find("<div>"); from != std::string::npos;
       from = sheet.find("<div>", from + 1))
    ++cards;
  EXPECT_EQ(cards, 12U);
  for (int picture = 0; picture < token_pictures; ++picture)
    EXPECT_NE(sheet.find("<symbol id=\"p" + std::to_string(picture) + "\""), std::string::npos);

  const auto again = at.verb("house tokens", {{"house", "lyngtua"}, {"count", "12"}}).value();
  EXPECT_NE(sheet, again) << "new tokens, not the same once more";
  EXPECT_EQ(at.verb("house tokens", {{"house", "lyngtua"}, {"count", "401"}}).error().failure(),
            Failure::Invalid);
  EXPECT_FALSE(at.verb("house tokens", {{"house", "nowhere"}, {"count", "12"}}));
}

TEST(TheLog, HoldsNoSecret) {
  testing::internal::CaptureStderr();
  std::string code;
  {
    TestCollector at;
    code = at.house_and_code();
    at.verb("house pin", {{"house", "lyngtua"}, {"pin", "482913"}}).value();
    at.verb("staff add", {{"login", "styrer@lyngtua"},
                          {"role", "head"},
                          {"house", "lyngtua"},
                          {"password", "en lang setning"}})
        .value();
    enrol_device(*at.link, {at.authority(), ""}, enrolment_code_from(code).value(),
                 at.folder.path(), std::nullopt)
        .value();
    at.get("/v1/time").value();
  }
  const auto log = testing::internal::GetCapturedStderr();

  for (const auto& secret :
       {code, code.substr(0, 4), std::string("482913"), std::string("en lang setning"), passphrase})
    EXPECT_EQ(log.find(secret), std::string::npos);
}

}  // namespace
}  // namespace stemme
