#include "server-sync/foundation/durable_file.h"
#include "server-sync/intake/asset_desk.h"
#include "server-sync/intake/programme_desk.h"
#include "server-sync/protocol/asset_name.h"
#include "server-sync/protocol/asset_range.h"
#include "server-sync/protocol/key_rotation.h"
#include "tests/server-sync/intake/test_intake.h"
#include "tests/stand-ins/plain_user.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

class Enrolment : public testing::Test {
 protected:
  Request request(const std::string& one_time, const std::string& peer = "10.0.0.1") {
    Request request;
    request.method = "POST";
    request.authority = "stemme.example";
    request.path = "/v1/enrol";
    request.peer = peer;
    request.fields.set("content-type", "application/octet-stream");
    const auto words = to_json(EnrolmentRequest{one_time, key.verify_key()});
    request.body = seal_to(at.enrol_key.sealing_key(), as_bytes(words));
    return at.sign(std::move(request), key);
  }
  Reply enrol(const std::string& one_time, const std::string& peer = "10.0.0.1") {
    return at.enrolment.enrol(request(one_time, peer));
  }
  TestIntake at;
  SigningKey key = SigningKey::generate();
};

TEST_F(Enrolment, GivesTheIdentityThatTheCodePins) {
  const auto code = at.make_code();
  const auto reply = at.enrolment.identity(at.get("/v1/identity"));

  const auto identity = read_identity(as_text(reply.body), std::nullopt).value();
  EXPECT_TRUE(pins(code, identity.owner_key));
  EXPECT_EQ(identity.keys.enrol, at.enrol_key.sealing_key());
}

TEST_F(Enrolment, AnswersACodeWithHouseAndDeviceAndRepeatsIt) {
  const auto code = at.make_code();
  const auto asked = request(code.one_time);

  const auto reply = at.enrolment.enrol(asked);

  at.expect_signed(reply, asked);
  const auto place = enrolment_reply_from_json(as_text(reply.body)).value();
  EXPECT_EQ(place.house, "lyngtua");
  EXPECT_EQ(enrolment_reply_from_json(as_text(enrol(code.one_time).body)).value().device,
            place.device);
}

TEST_F(Enrolment, RefusesAMistypedAndAnExpiredCodeInTheSameWords) {
  const auto code = at.make_code();
  const auto mistyped = enrol("ZZZZZZ");
  at.clock->advance(25h);
  const auto expired = enrol(code.one_time);

  EXPECT_EQ(problem_of(mistyped), ProblemType::UnknownCode);
  EXPECT_EQ(mistyped.body, expired.body);
}

TEST_F(Enrolment, RefusesAKeyThatTheCallerDoesNotHold) {
  auto asked = request(at.make_code().one_time);
  asked = at.sign(std::move(asked), SigningKey::generate());

  EXPECT_EQ(problem_of(at.enrolment.enrol(asked)), ProblemType::NotSigned);
}

TEST_F(Enrolment, RefusesWhatIsNotSealedToUs) {
  auto asked = request("ABCDEF");
  asked.body = seal_to(OpeningKey::generate().sealing_key(), as_bytes("{}"));

  EXPECT_EQ(problem_of(at.enrolment.enrol(asked)), ProblemType::Malformed);
}

TEST_F(Enrolment, TakesFiveWrongTriesAMinuteFromAnAddress) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(problem_of(enrol("ZZZZZZ")), ProblemType::UnknownCode);

  const auto sixth = enrol(at.make_code().one_time);
  EXPECT_EQ(problem_of(sixth), ProblemType::TooManyTries);
  EXPECT_EQ(sixth.fields.find("retry-after"), "60");
  EXPECT_EQ(enrol(at.make_code().one_time, "10.0.0.2").status, 200);
  at.clock->advance(61s);
  EXPECT_EQ(problem_of(enrol("ZZZZZZ")), ProblemType::UnknownCode);
}

TEST_F(Enrolment, TakesFiftyWrongTriesAnHourFromAll) {
  for (int i = 0; i < 50; ++i) enrol("ZZZZZZ", "10.0.1." + std::to_string(i));

  EXPECT_EQ(problem_of(enrol(at.make_code().one_time, "10.0.0.2")), ProblemType::TooManyTries);
  at.clock->advance(61min);
  EXPECT_EQ(enrol(at.make_code().one_time, "10.0.0.2").status, 200);
}

TEST_F(Enrolment, DoesNotCountTriesThatSucceed) {
  for (int i = 0; i < 60; ++i) {
    key = SigningKey::generate();
    ASSERT_EQ(enrol(at.make_code().one_time).status, 200);
  }
}

TEST(ChangeOfKey, TakesBothKeysUntilTheFirstRequestUnderTheNew) {
  TestIntake at;
  const auto next = SigningKey::generate();
  Request request = at.get("/v1/devices/" + id_text(at.device) + "/key");
  request.method = "POST";
  request.fields.set("content-type", "application/json");
  request.body = to_bytes(as_bytes(rotation_request(at.device, at.device_key, next)));
  EXPECT_EQ(at.enrolment.change_key(at.sign(request), at.device).status, 200);

  const auto one = at.next_batch();
  const auto two = at.next_batch();
  const auto three = at.next_batch();
  EXPECT_EQ(at.send(one).status, 200);
  EXPECT_EQ(at.take(at.sign(at.put(two), next), TestIntake::address_of(two)).status, 200);
  EXPECT_EQ(problem_of(at.send(three)), ProblemType::NotSigned);
}

class Programmes : public testing::Test {
 protected:
  Programmes() {
    const std::string assets = std::string(STEMME_SOURCE) + "/assets/";
    const auto owner = read_text_file(assets + "owners/lynghei.toml", 1U << 20U).value();
    at.reg
        .put_owner(
            {"lynghei", "Lynghei kommune", "Europe/Oslo", {"nb", "nn", "en"}, "116 111", owner})
        .value();
    StoredPack stored;
    stored.structure = read_text_file(assets + "packs/bhg-dagen-56.toml", 1U << 20U).value();
    const auto pack = load_pack(stored.structure, "pack").value();
    stored.digest = pack.digest;
    stored.id = pack.id;
    for (const char* tag : {"nb", "nn", "en"})
      stored.texts[tag] =
          read_text_file(assets + "texts/" + tag + "/bhg-dagen-56.toml", 1U << 20U).value();
    at.reg.store_pack(stored).value();
    at.reg.adopt({"lyngtua", stored.digest, "styrer", "leken ute", at.today(), {}}).value();
  }
  Reply ask(const std::string& etag = {}) {
    auto request = at.get("/v1/devices/" + id_text(at.device) + "/programme");
    if (!etag.empty()) request.fields.set("if-none-match", etag);
    last = at.sign(std::move(request));
    return desk.programme(last, at.device);
  }
  Programme programme() { return programme_from_json(as_text(ask().body)).value(); }

  TestIntake at;
  std::vector<ProgrammeRound> rounds;
  std::optional<Reckoning> reckoning;
  std::unique_ptr<AssetDesk> pictures =
      AssetDesk::open(at.front, std::string(STEMME_SOURCE) + "/assets").value();
  ProgrammeDesk desk{at.front, *pictures, [this](UnitId, Date) { return rounds; },
                     [this](DeviceId) { return reckoning; }};
  Request last;
};

TEST_F(Programmes, HoldWhatTheDevicesUnitIsAskedThisWeek) {
  const auto found = programme();

  EXPECT_EQ(found.house_name, "Lyngtua barnehage");
  ASSERT_EQ(found.units.size(), 1U);
  EXPECT_EQ(found.units.front().asked.at("bhg-dagen-56").size(), 2U);
  EXPECT_EQ(found.packs.size(), 1U);
  EXPECT_EQ(found.languages, (std::vector<std::string>{"nb", "nn", "en"}));
  EXPECT_TRUE(read_identity(found.identity, at.identity.verify_key()));
}

TEST_F(Programmes, CostNothingWhileNothingChanges) {
  const auto first = ask();
  const std::string etag(*first.fields.find("etag"));

  const auto second = ask(etag);

  EXPECT_EQ(second.status, 304);
  EXPECT_TRUE(second.body.empty());
  at.expect_signed(second, last);
}

TEST_F(Programmes, GetANewNumberWhenTheHouseChanges) {
  const auto before = programme();
  const std::string etag(*ask().fields.find("etag"));
  at.reg.add_closed_days("lyngtua", {at.today(), at.today()}).value();

  const auto reply = ask(etag);

  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(programme_from_json(as_text(reply.body)).value().serial, before.serial + 1);
}

TEST_F(Programmes, AskSomethingElseNextWeek) {
  const std::string etag(*ask().fields.find("etag"));
  at.clock->advance(24h * 7);

  EXPECT_EQ(ask(etag).status, 200);
}

TEST_F(Programmes, BringTheRoundsOfToday) {
  const std::string etag(*ask().fields.find("etag"));
  Finding finding;
  finding.form = Finding::Form::Thanks;
  rounds.push_back({42, {}, 0, finding});

  EXPECT_EQ(programme_from_json(as_text(ask(etag).body)).value().rounds.front().id, 42U);
}

TEST_F(Programmes, BringWhatBecameOfTheTerminalsAnswersUnderTheSameNumber) {
  const auto before = programme();
  const std::string etag(*ask().fields.find("etag"));
  reckoning.emplace();
  reckoning->as_of = at.today();
  reckoning->made = reckoning->counted = 12;

  const auto reply = ask(etag);

  const auto found = programme_from_json(as_text(reply.body)).value();
  EXPECT_EQ(found.reckoning, reckoning);
  EXPECT_EQ(found.serial, before.serial);
  EXPECT_EQ(ask(std::string(*reply.fields.find("etag"))).status, 304);
}

TEST_F(Programmes, AreNobodyElses) {
  auto request = at.sign(at.get("/v1/devices/" + id_text(at.device + 1) + "/programme"));
  EXPECT_EQ(problem_of(desk.programme(request, at.device + 1)), ProblemType::NotFound);
}

TEST_F(Programmes, NameThePicturesTheirPacksShow) {
  const auto pack = load_pack(programme().packs.front().structure, "dagen").value();
  std::set<std::string> named;
  for (const auto& asset : programme().assets) {
    named.insert(asset.name);
    const auto file = std::filesystem::path(STEMME_SOURCE) / "assets" / asset.name;
    EXPECT_EQ(asset.digest, sha256(read_file(file, 1U << 20U).value())) << asset.name;
  }

  for (const auto& question : pack.questions)
    for (const auto& option : question.options)
      EXPECT_TRUE(named.contains(picture_asset(option.picture))) << option.picture;
  EXPECT_FALSE(named.contains(picture_asset("hengelas")));  // of the staff's pages
}

TEST_F(Programmes, ComeWithTheTimeSigned) {
  const auto request = at.sign(at.get("/v1/time"));
  const auto reply = desk.time(request);

  at.expect_signed(reply, request);
  EXPECT_EQ(time_from_json(as_text(reply.body)).value(), at.clock->now());
}

class Assets : public testing::Test {
 protected:
  Reply ask(Request request) {
    request.authority = "stemme.example";
    return desk->asset(at.sign(std::move(request)));
  }
  TestIntake at;
  ScratchFolder folder;
  std::unique_ptr<AssetDesk> desk =
      AssetDesk::open(at.front, std::string(STEMME_SOURCE) + "/assets").value();
  Bytes picture =
      read_file(std::string(STEMME_SOURCE) + "/assets/pictures/hand.svg", 1U << 20U).value();
  Digest digest = sha256(picture);
};

TEST_F(Assets, AreFoundByTheirDigest) {
  const auto reply = ask(asset_request(digest, 0));

  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, picture);
  EXPECT_EQ(reply.fields.find("content-type"), "image/svg+xml");
}

TEST_F(Assets, GoOnWhereTheLastTryEnded) {
  const auto reply = ask(asset_request(digest, 10));

  EXPECT_EQ(reply.status, 206);
  EXPECT_EQ(reply.body, Bytes(picture.begin() + 10, picture.end()));
}

TEST_F(Assets, AreKnownByTheirNames) {
  const auto hand = desk->named("pictures/hand.svg");

  ASSERT_TRUE(hand);
  EXPECT_EQ(hand->digest, digest);
  EXPECT_EQ(hand->bytes, static_cast<std::int64_t>(picture.size()));
  for (const char* name :
       {"pictures/enhjorning.svg", "pictures/../packs/bhg-mat.toml", "", "packs"})
    EXPECT_FALSE(desk->named(name)) << name;
}

TEST_F(Assets, ThatAHouseDrewWhileTheCollectorRanAreFoundWhenTheyAreNamed) {
  const auto own = AssetDesk::open(at.front, folder.path()).value();
  EXPECT_FALSE(own->named("pictures/kubb.svg"));
  std::filesystem::create_directory(folder / "pictures");
  write_durably(folder / "pictures" / "kubb.svg", picture).value();

  ASSERT_TRUE(own->named("pictures/kubb.svg"));
  auto request = asset_request(digest, 0);
  request.authority = "stemme.example";
  EXPECT_EQ(own->asset(at.sign(std::move(request))).body, picture);
}

TEST_F(Assets, ThatCannotBeReadKeepNobodyFromTheOthers) {
  std::filesystem::create_directory(folder / "pictures");
  write_durably(folder / "pictures" / "tom.svg", {}).value();
  write_durably(folder / "pictures" / "vill.svg", Bytes(asset_bytes_max + 1, 'x')).value();
  write_durably(folder / "pictures" / "kubb.svg", picture).value();
  const auto own = AssetDesk::open(at.front, folder.path()).value();

  EXPECT_FALSE(own->named("pictures/tom.svg"));
  EXPECT_FALSE(own->named("pictures/vill.svg"));
  EXPECT_TRUE(own->named("pictures/kubb.svg"));
}

/// One `lost+found` ended the collector at each start: the library throws where it may not look.
TEST_F(Assets, BesideAFolderThatNobodyMayReadAreServed) {
  namespace fs = std::filesystem;
  for (const char* name : {"lost+found", "pictures"}) fs::create_directory(folder / name);
  write_durably(folder / "pictures" / "kubb.svg", picture).value();
  fs::permissions(folder / "lost+found", fs::perms::none);
  for (const char* name : {"", "pictures", "pictures/kubb.svg"})
    fs::permissions(folder / name, fs::perms(0755));
  const PlainUser user;

  const auto own = AssetDesk::open(at.front, folder.path());

  ASSERT_TRUE(own);
  EXPECT_TRUE((*own)->named("pictures/kubb.svg"));
}

TEST_F(Assets, OfALanguageAreItsRecordedVoices) {
  std::filesystem::create_directories(folder / "voices" / "nn");
  std::filesystem::create_directories(folder / "voices" / "nb");
  for (const char* name : {"voices/nn/0123456789abcdef.opus", "voices/nb/0123456789abcdef.opus",
                           "voices/nn/les-meg.opus"})
    write_durably(folder / name, picture).value();
  const auto own = AssetDesk::open(at.front, folder.path()).value();

  ASSERT_EQ(own->voices("nn").size(), 1U);
  EXPECT_EQ(own->voices("nn").front().name, "voices/nn/0123456789abcdef.opus");
  EXPECT_TRUE(own->voices("n").empty());
}

TEST_F(Assets, AreNotThereUnderAnotherDigest) {
  EXPECT_EQ(problem_of(ask(asset_request(sha256(as_bytes("x")), 0))), ProblemType::NotFound);
}

}  // namespace
}  // namespace stemme
