#include "server-sync/device/conversation.h"

#include <gtest/gtest.h>

#include "server-sync/device/enrolment.h"
#include "server-sync/device/refresh.h"
#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/asset_range.h"
#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/memory_outbox.h"
#include "tests/stand-ins/pretend_collector.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

using Script = PretendCollector::Script;
using std::chrono::minutes;

Programme programme_of_solbakken(std::int64_t serial) {
  Programme programme;
  programme.serial = serial;
  programme.owner = "eid";
  programme.house = "solbakken";
  programme.house_name = "Solbakken";
  programme.zone = "Europe/Oslo";
  programme.dayparts = {{"natt", minutes(0)}, {"dag", minutes(360)}};
  programme.languages = {"nb"};
  programme.staff_pin_hash = "$argon2id$x";
  return programme;
}

struct Terminal {
  Terminal() { collector.publish(programme_of_solbakken(1)); }

  Result<void> enrol(const EnrolmentCode& code) {
    news.clear();
    return contact.enrol("Collector.test/", code);
  }
  Conversation::Ended meet() {
    news.clear();
    return contact.run().value();
  }
  template <typename T>
  const T* told() const {
    for (const auto& item : news)
      if (const auto* found = std::get_if<T>(&item)) return found;
    return nullptr;
  }

  ScratchFolder folder;
  ManualClock clock;
  MemoryOutbox outbox;
  PretendCollector collector{[this] { return clock.boot_began() + clock.ticks(); }};
  std::vector<decltype(SyncNews::what)> news;
  SyncSettings settings{folder.path(), {}, "test", {}};
  Conversation contact{settings, clock, outbox, collector,
                       [this](auto what) { news.push_back(what); }};
};

TEST(Enrolment, PinsTheOwnerByTheCodeAndThenTrustsOnlyItsKeys) {
  Terminal terminal;

  terminal.enrol(terminal.collector.make_code()).value();

  ASSERT_NE(terminal.told<Enrolled>(), nullptr);
  EXPECT_EQ(terminal.told<Enrolled>()->house, "solbakken");
  EXPECT_EQ(terminal.collector.last_trust().kind, LinkTrust::Kind::Pinned);
  EXPECT_EQ(terminal.collector.last_trust().pins, terminal.collector.keys().tls_pins);
}

TEST(Enrolment, TellsNothingToAnotherOwnersCollector) {
  Terminal terminal;
  PretendCollector other([] { return Instant(); });

  terminal.enrol(other.make_code()).value();

  ASSERT_NE(terminal.told<EnrolmentFailed>(), nullptr);
  EXPECT_EQ(terminal.told<EnrolmentFailed>()->failure, Failure::Refused);
  for (const auto& request : terminal.collector.heard()) EXPECT_EQ(request.path, "/v1/identity");
}

TEST(Enrolment, ShowsTheCodeToNobodyWhoCannotOpenTheSeal) {
  Terminal terminal;
  const auto code = terminal.collector.make_code();
  terminal.enrol(code).value();

  const auto& request = terminal.collector.heard().back();

  EXPECT_EQ(as_text(request.body).find(code.one_time), std::string_view::npos);
}

TEST(Enrolment, RefusesAnUnknownCode) {
  Terminal terminal;

  terminal.enrol(make_enrolment_code(terminal.collector.owner_key())).value();

  EXPECT_EQ(terminal.told<EnrolmentFailed>()->failure, Failure::Refused);
  EXPECT_FALSE(terminal.contact.is_enrolled());
}

/// Whoever mistypes the address is told to look at the address, not at the code.
TEST(Enrolment, MeetsNobodyAtWhatIsNoAddress) {
  Terminal terminal;

  terminal.contact.enrol("stemme,lynghei", terminal.collector.make_code()).value();

  ASSERT_NE(terminal.told<EnrolmentFailed>(), nullptr);
  EXPECT_EQ(terminal.told<EnrolmentFailed>()->failure, Failure::Offline);
  EXPECT_TRUE(terminal.collector.heard().empty());
}

/// What it holds bears its name, so it takes no other (C6): neither another owner's nor a new one.
TEST(Enrolment, GivesATerminalThatHasANameNoOther) {
  Terminal terminal;
  terminal.enrol(terminal.collector.make_code()).value();
  const auto before = load_identity(terminal.folder.path()).value();

  terminal.enrol(terminal.collector.make_code()).value();

  ASSERT_NE(terminal.told<EnrolmentFailed>(), nullptr);
  EXPECT_EQ(terminal.told<EnrolmentFailed>()->failure, Failure::Invalid);
  const auto after = load_identity(terminal.folder.path()).value();
  EXPECT_EQ(after.device, before.device);
  EXPECT_EQ(after.device_seed, before.device_seed);
  EXPECT_TRUE(terminal.contact.run().value().reached) << "it is who it was";
}

TEST(Enrolment, GivesATerminalAnotherKeyUnderItsName) {
  Terminal terminal;
  terminal.enrol(terminal.collector.make_code()).value();
  const auto before = load_identity(terminal.folder.path()).value();

  terminal.enrol(terminal.collector.make_renewal(before.device)).value();

  EXPECT_EQ(terminal.told<EnrolmentFailed>(), nullptr);
  EXPECT_TRUE(terminal.contact.run().value().reached);
  const auto after = load_identity(terminal.folder.path()).value();
  EXPECT_EQ(after.device, before.device);
  EXPECT_NE(after.device_seed, before.device_seed);
}

TEST(Enrolment, GetsItsAnswerAgainWhenTheFirstWasLost) {
  Terminal terminal;
  const auto code = terminal.collector.make_code();
  terminal.collector.always(std::nullopt);
  const auto seed = enrolment_seed(terminal.folder.path()).value();
  PretendCollector& collector = terminal.collector;
  struct LosesSecond final : Link {
    PretendCollector* to = nullptr;
    int count = 0;
    void trust(const LinkTrust& trust) override { to->trust(trust); }
    Result<Reply> exchange(const Request& request, std::size_t most) override {
      auto reply = to->exchange(request, most);
      return ++count == 2 ? Result<Reply>(offline("cut off")) : reply;
    }
    void stop() override {}
  } link;
  link.to = &collector;
  const CollectorAddress address{"collector.test", ""};

  EXPECT_FALSE(enrol_device(link, address, code, terminal.folder.path(), std::nullopt).has_value());
  const auto identity =
      enrol_device(link, address, code, terminal.folder.path(), std::nullopt).value();

  EXPECT_EQ(identity.device_seed, seed);
  EXPECT_EQ(identity.device, 41U);
}

TEST(Enrolment, RefusesALoginPageAsACollector) {
  Terminal terminal;
  terminal.collector.next(Script::LoginPage);

  terminal.enrol(terminal.collector.make_code()).value();

  EXPECT_EQ(terminal.told<EnrolmentFailed>()->failure, Failure::Offline);
}

TEST(CollectorAddress, ForgivesWhatPeopleType) {
  EXPECT_EQ(collector_address_from(" https://Stemme.Eid.no/ ").value(),
            (CollectorAddress{"stemme.eid.no", ""}));
  EXPECT_EQ(collector_address_from("fylke.no:8443/eid").value(),
            (CollectorAddress{"fylke.no:8443", "eid"}));
  EXPECT_FALSE(collector_address_from("a b").has_value());
  EXPECT_FALSE(collector_address_from("").has_value());
}

struct EnrolledTerminal : Terminal {
  EnrolledTerminal() { enrol(collector.make_code()).value(); }
};

TEST(Conversation, BringsTimeProgrammeAndBatchesHome) {
  EnrolledTerminal terminal;
  terminal.outbox.close(12, std::chrono::year{2026} / 11 / 23);
  terminal.clock.set_wrong_by(std::chrono::hours(24 * 3650));

  EXPECT_TRUE(terminal.meet().reached);

  ASSERT_NE(terminal.told<ContactMade>(), nullptr);
  EXPECT_EQ(terminal.told<ContactMade>()->anchor.boot_began, terminal.clock.boot_began());
  ASSERT_NE(terminal.told<ProgrammeArrived>(), nullptr);
  EXPECT_EQ(terminal.told<ProgrammeArrived>()->programme->house_name, "Solbakken");
  EXPECT_EQ(terminal.collector.batches().size(), 1U);
}

TEST(Conversation, SaysItsStatusWithEverySignedRequest) {
  EnrolledTerminal terminal;
  terminal.meet();

  const auto field = terminal.collector.heard().back().fields.find("stemme-status");

  ASSERT_TRUE(field.has_value());
  EXPECT_EQ(status_from_field(*field).value().software, "test");
}

TEST(Conversation, FetchesAProgrammeOnlyWhenItIsNew) {
  EnrolledTerminal terminal;
  terminal.meet();
  EXPECT_EQ((terminal.meet(), terminal.told<ProgrammeArrived>()), nullptr);

  terminal.collector.publish(programme_of_solbakken(2));
  terminal.meet();

  ASSERT_NE(terminal.told<ProgrammeArrived>(), nullptr);
  EXPECT_EQ(load_programme(terminal.folder.path()).value().serial, 2);
}

TEST(Conversation, KeepsTheProgrammeItHasWhenTheNextCannotBeRead) {
  EnrolledTerminal terminal;
  terminal.meet();
  terminal.collector.publish_text("{\"serial\":2,\"owner\":\"eid\"");
  terminal.outbox.close(12, std::chrono::year{2026} / 11 / 23);

  EXPECT_TRUE(terminal.meet().reached);

  EXPECT_EQ(terminal.told<ProgrammeArrived>(), nullptr);
  EXPECT_EQ(terminal.collector.batches().size(), 1U) << "answers do not wait for it";
  const auto says = terminal.collector.heard().back().fields.find("stemme-status").value();
  EXPECT_EQ(status_from_field(says)->programme, 1) << "the first is in use";
  EXPECT_EQ(load_programme(terminal.folder.path()).value().serial, 1);

  terminal.collector.publish(programme_of_solbakken(3));
  terminal.meet();
  ASSERT_NE(terminal.told<ProgrammeArrived>(), nullptr) << "it has not asked again";
  EXPECT_EQ(terminal.told<ProgrammeArrived>()->programme->serial, 3);
}

const auto picture = to_bytes(as_bytes("<svg/>"));

Programme programme_with_a_picture() {
  auto programme = programme_of_solbakken(2);
  programme.assets = {{"pictures/kubb.svg", sha256(picture), 6}};
  return programme;
}

bool has_the_picture(const Terminal& terminal) {
  return std::filesystem::exists(own_assets(terminal.folder.path()) / "pictures/kubb.svg");
}

TEST(Conversation, BringsPicturesAfterAnswersAndTellsOfAProgrammeWithThem) {
  EnrolledTerminal terminal;
  terminal.collector.publish(programme_with_a_picture());
  terminal.outbox.close(12, std::chrono::year{2026} / 11 / 23);

  terminal.meet();
  ASSERT_NE(terminal.told<ProgrammeArrived>(), nullptr);
  EXPECT_FALSE(terminal.told<ProgrammeArrived>()->has_new_assets) << "the collector has none yet";

  terminal.collector.lay_out(picture);
  terminal.outbox.close(12, std::chrono::year{2026} / 11 / 24);
  terminal.meet();
  ASSERT_NE(terminal.told<ProgrammeArrived>(), nullptr);
  EXPECT_TRUE(terminal.told<ProgrammeArrived>()->has_new_assets);
  EXPECT_EQ(terminal.collector.heard().back().path, asset_path(sha256(picture)));
  EXPECT_TRUE(has_the_picture(terminal));

  terminal.collector.publish(programme_of_solbakken(3));
  terminal.meet();
  EXPECT_TRUE(has_the_picture(terminal)) << "a visit may still be showing it";
  terminal.meet();
  EXPECT_FALSE(has_the_picture(terminal));
}

TEST(Conversation, LeavesScarceRoomToTheAnswers) {
  EnrolledTerminal terminal;
  terminal.collector.publish(programme_with_a_picture());
  terminal.collector.lay_out(picture);

  terminal.outbox.has_room("low");
  terminal.meet();
  EXPECT_FALSE(std::filesystem::exists(own_assets(terminal.folder.path())));

  terminal.outbox.has_room("ok");
  terminal.meet();
  EXPECT_TRUE(has_the_picture(terminal));
}

TEST(Conversation, KnowsALoginPageFromSilence) {
  EnrolledTerminal terminal;
  terminal.collector.always(Script::LosesRequest);
  terminal.meet();
  EXPECT_EQ(terminal.told<NoContact>()->cause, NoContact::Cause::Unreachable);

  terminal.collector.always(Script::LoginPage);
  terminal.meet();

  EXPECT_EQ(terminal.told<NoContact>()->cause, NoContact::Cause::LoginPage);
}

TEST(Conversation, HealsWhenTheKeysChangedWhileItWasAway) {
  EnrolledTerminal terminal;
  terminal.collector.rotate_keys();

  EXPECT_TRUE(terminal.meet().reached);

  EXPECT_EQ(terminal.collector.last_trust().kind, LinkTrust::Kind::Pinned);
}

TEST(Conversation, TellsStaffThatItsKeyIsRevoked) {
  EnrolledTerminal terminal;
  terminal.outbox.close(12, std::chrono::year{2026} / 11 / 23);
  terminal.collector.always(Script::Revoked);

  EXPECT_FALSE(terminal.meet().reached);

  ASSERT_NE(terminal.told<DeliveryTrouble>(), nullptr);
  EXPECT_EQ(terminal.told<DeliveryTrouble>()->problem, ProblemType::Revoked);
}

TEST(Conversation, TakesUpWhereTheLastProcessEnded) {
  EnrolledTerminal terminal;
  terminal.meet();
  Conversation next{terminal.settings, terminal.clock, terminal.outbox, terminal.collector,
                    [](auto) {}};

  next.resume().value();

  EXPECT_TRUE(next.is_enrolled());
  EXPECT_TRUE(next.run().value().reached);
}

TEST(NewerIdentity, RefusesAnOlderKeySetAndAnotherOwner) {
  EnrolledTerminal terminal;
  const auto present = load_identity(terminal.folder.path()).value();
  EXPECT_FALSE(newer_identity(present.identity_document, present).value().has_value());
  terminal.collector.rotate_keys();
  auto newer = present;
  newer.identity_document = terminal.collector.identity();
  PretendCollector other([] { return Instant(); });

  EXPECT_TRUE(newer_identity(newer.identity_document, present).value().has_value());
  EXPECT_EQ(newer_identity(present.identity_document, newer).error().failure(), Failure::Refused);
  EXPECT_EQ(newer_identity(other.identity(), present).error().failure(), Failure::Refused);
}

TEST(LastGoodProgramme, StaysWhenTheFileIsHalfWritten) {
  ScratchFolder folder;
  write_durably(folder / "programme", as_bytes("\"etag\"\n{\"serial\":")).value();

  EXPECT_EQ(load_programme(folder.path()).error().failure(), Failure::Missing);
}

}  // namespace
}  // namespace stemme
