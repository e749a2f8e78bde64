#include <map>

#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/enrolment_code.h"
#include "server-sync/protocol/key_rotation.h"
#include "server-sync/protocol/key_set.h"
#include "server-sync/protocol/programme.h"
#include "server-sync/protocol/receipt.h"
#include "tests/server-sync/protocol/vector_file.h"

namespace stemme::vectors {
namespace {

using namespace std::chrono_literals;

constexpr DeviceId device = 0x00000000000000ab;
constexpr Epoch epoch = 0x00000000000000cd;

PackId a_pack() { return fixed<16>(from_hex("000102030405060708090a0b0c0d0e0f").value()).value(); }

AnswerBox answer(int question, std::vector<int> shown, std::vector<int> chosen) {
  AnswerBox box;
  box.pack = a_pack();
  box.question = question;
  box.shown = std::move(shown);
  box.chosen = std::move(chosen);
  box.unit = 0x1122334455667788;
  box.label = VisitLabel::Whole;
  return box;
}

AnswerBox in_round(AnswerBox box, Mode mode) {
  box.mode = mode;
  box.round = 0x99aabbccddeeff00;
  return box;
}

AnswerBox labelled(AnswerBox box, VisitLabel label) {
  box.label = label;
  return box;
}

/// Every kind of question and every value of every field, by name.
std::vector<std::pair<std::string, BoxContent>> all_boxes() {
  std::vector<int> sixteen = {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
  auto largest = in_round(answer(255, sixteen, {2, 1, 0}), Mode::Brikke);
  largest.unit = ~UnitId{0};
  return {
      {"empty", EmptyBox()},
      {"scale: the third of three faces", answer(0, {0, 1, 2}, {2})},
      {"scale: *gjelder ikke*, appended by the loader", answer(0, {0, 1, 2, 3}, {3})},
      {"choice: one of six pictures, shuffled on screen", answer(1, {4, 0, 5, 2, 1, 3}, {5})},
      {"pair: the right one", answer(2, {7, 3}, {3})},
      {"pick3: three of nine", answer(3, {0, 1, 2, 3, 4, 5, 6, 7, 8}, {1, 4, 8})},
      {"pick3: two chosen", answer(3, {0, 1, 2, 3, 4, 5, 6, 7, 8}, {0, 7})},
      {"skip", answer(0, {0, 1, 2}, {})},
      {"veiledet: in a round", in_round(answer(0, {0, 1, 2}, {0}), Mode::Veiledet)},
      {"brikke: a vote with a token", in_round(answer(4, {0, 1, 2, 3}, {1}), Mode::Brikke)},
      {"label unfinished", labelled(answer(0, {0, 1, 2}, {1}), VisitLabel::Unfinished)},
      {"label run", labelled(answer(0, {0, 1, 2}, {1}), VisitLabel::Run)},
      {"label noise", labelled(answer(0, {0, 1, 2}, {1}), VisitLabel::Noise)},
      {"the largest", largest},
      {"visit: finished", VisitBox{"nb", VisitEnd::Finished}},
      {"visit: timed out", VisitBox{"uk", VisitEnd::TimedOut}},
      {"visit: left", VisitBox{"zh-Hant", VisitEnd::Left}},
  };
}

Json describe(const EmptyBox&) { return {{"kind", "empty"}}; }
Json describe(const VisitBox& visit) {
  return {{"kind", "visit"}, {"language", visit.language}, {"end", static_cast<int>(visit.end)}};
}
Json describe(const AnswerBox& box) {
  Json json = {{"kind", "answer"},           {"pack", to_hex(box.pack)},
               {"question", box.question},   {"shown", box.shown},
               {"chosen", box.chosen},       {"unit", id_text(box.unit)},
               {"mode", mode_text(box.mode)}};
  if (box.round) json["round"] = id_text(*box.round);
  json["label"] = static_cast<int>(box.label);
  return json;
}

/// The sealed bytes are different each time, so those that are published stay until rewritten.
Json sealed_boxes() {
  if (!writing()) return published("boxes");
  Json made = Json::array();
  for (const auto& [name, content] : all_boxes()) {
    const auto box = seal_box(content, opening_key().sealing_key()).value();
    made.push_back(
        {{"name", name},
         {"content", std::visit([](const auto& held) { return describe(held); }, content)},
         {"plain", to_hex(encode_box(content).value())},
         {"box", to_hex(box)}});
  }
  return made;
}

TEST(Vectors, KeysAreDerivedFromTheirSeeds) {
  Json made;
  for (const auto& [name, key] :
       std::map<std::string, SigningKey>{{"1 owner identity", owner_key()},
                                         {"2 device", device_key()},
                                         {"3 next device key", next_device_key()},
                                         {"4 reply", reply_key()},
                                         {"5 spare reply", spare_reply_key()}})
    made["ed25519"].push_back({{"name", name},
                               {"seed", to_hex(key.seed())},
                               {"public", to_hex(key.verify_key())},
                               {"key_name", key_name(key.verify_key())}});
  for (const auto& [name, key] :
       std::map<std::string, OpeningKey>{{"6 sealing", opening_key()}, {"7 enrol", enrol_key()}})
    made["x25519"].push_back({{"name", name},
                              {"secret", to_hex(key.secret())},
                              {"public", to_hex(key.sealing_key())},
                              {"key_name", key_name(key.sealing_key())}});
  publish("keys", made);
}

TEST(Vectors, BoxesOpenToWhatTheySay) {
  publish("boxes", sealed_boxes());
  const auto boxes = published("boxes");
  const auto contents = all_boxes();
  ASSERT_EQ(boxes.size(), contents.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& [name, content] = contents[i];
    const auto box = from_hex(boxes[i]["box"].get<std::string>()).value();
    EXPECT_EQ(open_box(box, opening_key()).value(), content) << name;
    EXPECT_EQ(boxes[i]["plain"], to_hex(encode_box(content).value())) << name;
    EXPECT_EQ(boxes[i]["content"],
              std::visit([](const auto& held) { return describe(held); }, content));
  }
}

TEST(Vectors, BoxesThatMustBeRefusedAre) {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"the kind twice", "a200000000"},
      {"a long form of a small number", "a1180000"},
      {"something behind the map", "a100000000000001"},
      {"no kind", "a0"},
      {"an unknown key", "a20000186300"},
      {"a kind we do not know", "a10003"},
      {"a visit with an unknown end", "a3000209626e620a03"},
      {"keys out of order", "a30a0009626e620002"},
      {"chosen what was not shown",
       "a80001015000000000000000000000000000000000020003820001048102050006000800"},
      {"four choices",
       "a800010150000000000000000000000000000000000200038400010203048400010203050006000800"},
      {"a mode that stores nothing",
       "a80001015000000000000000000000000000000000020003820001048100050006030800"},
  };
  Json made = Json::array();
  for (auto [why, plain] : bad) {
    plain.resize(191 * 2, '0');
    EXPECT_FALSE(decode_box(from_hex(plain).value())) << why;
    made.push_back({{"why", why}, {"plain", plain}});
  }
  publish("boxes_refused", made);
}

Frame first_frame() {
  Frame frame;
  frame.owner = "maurtua";
  frame.house = "tua";
  frame.device = device;
  frame.epoch = epoch;
  frame.n = 1;
  frame.key = key_name(opening_key().sealing_key());
  frame.stamp = DayStamp{date_from("2026-11-24").value(), "formiddag"};
  frame.clock_anchored = true;
  frame.software = "0.1.0";
  frame.programme = 17;
  return frame;
}

Batch first_batch() {
  Batch batch;
  batch.frame = first_frame();
  for (const auto& item : published("boxes")) {
    const auto bytes = from_hex(item["box"].get<std::string>()).value();
    const auto box = fixed<box_bytes>(bytes).value();
    const auto is_answer = item["content"]["kind"] == "answer";
    if (is_answer) ++batch.frame.answers;
    if (is_answer) batch.boxes.push_back(box);
  }
  const auto empty =
      fixed<box_bytes>(from_hex(published("boxes")[0]["box"].get<std::string>()).value());
  batch.boxes.resize(batch.boxes.size() + padding_for(batch.boxes.size()), empty.value());
  batch.frame.boxes = static_cast<int>(batch.boxes.size());
  batch.frame.answers_total = batch.frame.answers;
  return batch;
}

RoundNote a_round_note() {
  RoundNote note;
  note.id = 0x99aabbccddeeff00;
  note.pack = a_pack();
  note.unit = 0x1122334455667788;
  note.date = date_from("2026-11-24").value();
  note.present = 12;
  note.finding.emplace();
  note.finding->form = Finding::Form::Numbers;
  note.finding->numbers = {0, 3, 9};
  note.finding->about = 12;
  return note;
}

TEST(Vectors, FramesComeBack) {
  const auto body = to_body(first_batch()).value();
  auto chained = first_frame();
  chained.n = 2;
  chained.prev = sha256(body);
  chained.answers_total = 12;
  chained.closed_through = IsoWeek{2026, 47};
  auto undated = chained;
  undated.stamp = BootStamp{0xef, 6, 12};
  undated.clock_anchored = false;
  auto rounds = chained;
  rounds.rounds = {a_round_note()};
  rounds.rounds.push_back(a_round_note());
  rounds.rounds.back().cut = true;
  rounds.rounds.back().mode = Mode::Brikke;
  rounds.rounds.back().tokens_issued = 12;
  rounds.rounds.back().tokens_used = 11;
  rounds.rounds.back().finding.reset();
  rounds.rounds.push_back(a_round_note());
  rounds.rounds.back().tablets = 3;
  rounds.rounds.back().finding.reset();
  auto begun = first_frame();
  begun.previous = PreviousEpoch{epoch, 41};
  begun.epoch = 0xce;
  auto bereft = begun;
  bereft.previous->lost_at_most = 7;
  Json made = Json::array();
  for (const auto& [name, frame] : std::vector<std::pair<std::string, Frame>>{
           {"the first of an epoch", first_batch().frame},
           {"chained, a week closed", chained},
           {"closed without an anchor in this boot", undated},
           {"with two rounds", rounds},
           {"a new epoch names the one before", begun},
           {"and what went with its file", bereft}}) {
    const auto line = to_json(frame);
    EXPECT_EQ(frame_from_json(line).value(), frame);
    made.push_back({{"name", name}, {"line", line}});
  }
  publish("frames", made);
}

TEST(Vectors, BatchesComeBack) {
  const auto body = to_body(first_batch()).value();
  Batch carrying;
  carrying.frame = first_frame();
  carrying.frame.epoch = 0xce;
  carrying.frame.previous = PreviousEpoch{epoch, 1};
  carrying.frame.carried = BatchName{epoch, 1, sha256(body)};
  carrying.carried_body = body;
  Json made = Json::array();
  for (const auto& [name, batch] : std::vector<std::pair<std::string, Batch>>{
           {"thirteen answers and three empty boxes", first_batch()},
           {"the same, carried into a new epoch", carrying}}) {
    const auto bytes = to_body(batch).value();
    EXPECT_EQ(batch_from_body(bytes).value().frame, batch.frame);
    made.push_back({{"name", name},
                    {"frame", to_json(batch.frame)},
                    {"body", to_base64(bytes)},
                    {"digest", to_hex(sha256(bytes))}});
  }
  publish("batches", made);
}

KeySet a_key_set() {
  KeySet keys;
  keys.owner = "maurtua";
  keys.serial = 1;
  keys.sealing = opening_key().sealing_key();
  keys.reply = {reply_key().verify_key(), spare_reply_key().verify_key()};
  keys.enrol = enrol_key().sealing_key();
  return keys;
}

TEST(Vectors, IdentitiesComeBack) {
  auto pinned = a_key_set();
  pinned.serial = 2;
  pinned.tls_pins = {sha256(as_bytes("certificate in use")), sha256(as_bytes("in reserve"))};
  Json made = Json::array();
  for (const auto& keys : {a_key_set(), pinned}) {
    const auto document = identity_document(keys, owner_key());
    EXPECT_EQ(read_identity(document, owner_key().verify_key()).value().keys, keys);
    made.push_back({{"key_set", to_json(keys)}, {"document", document}});
  }
  publish("identities", made);
}

/// Sealed anew only when the vectors are written.
std::string sealed_request(const std::string& request) {
  if (!writing()) return published("enrolment")["sealed_request"].get<std::string>();
  return to_base64(seal_to(enrol_key().sealing_key(), as_bytes(request)));
}

TEST(Vectors, EnrolmentComesBack) {
  const EnrolmentCode code{"ABCDEF", "RCS6Y2YAB5"};
  const auto identity = owner_key().verify_key();
  const auto request = to_json(EnrolmentRequest{code.one_time, device_key().verify_key()});
  const auto sealed = sealed_request(request);

  EXPECT_TRUE(pins(code, identity));
  EXPECT_EQ(as_text(enrol_key().open(from_base64(sealed).value()).value()), request);
  publish("enrolment", {{"identity", to_hex(identity)},
                        {"code", to_text(code)},
                        {"blake2b", to_hex(blake2b(identity, as_bytes(code.one_time), 32))},
                        {"request", request},
                        {"sealed_request", sealed},
                        {"reply", to_json(EnrolmentReply{device, "maurtua", "tua"})}});
}

TEST(Vectors, ReceiptsStatusAndTimeComeBack) {
  const auto noon = instant_from("2026-11-24T11:00:00.000Z").value();
  const Receipt receipt{"stemme.example",
                        "5f1d2c3b4a596877",
                        device,
                        epoch,
                        {{1, 41, sha256(as_bytes("41"))}, {43, 60, sha256(as_bytes("60"))}},
                        38,
                        noon};
  const DeviceStatus status{epoch, 60, "hours", "ok", 0xef, 5, "0.1.0", 17, 412};
  EXPECT_EQ(receipt_from_json(to_json(receipt)).value(), receipt);
  EXPECT_EQ(status_from_field(to_field(status)).value(), status);
  EXPECT_EQ(time_from_json(time_to_json(noon)).value(), noon);
  publish("receipts", {{"receipt", to_json(receipt)},
                       {"stemme-status", to_field(status)},
                       {"time", time_to_json(noon)}});
}

TEST(Vectors, RotationComesBack) {
  const auto request = rotation_request(device, device_key(), next_device_key());
  EXPECT_EQ(read_rotation(request).value().new_key, next_device_key().verify_key());
  publish("rotation", {{"request", request}});
}

TokenSet a_token_set() {
  TokenSet set;
  set.salt.fill(0x5a);
  for (const TokenCode& code : {TokenCode{0, 1, 2, 3}, TokenCode{13, 4, 9, 15}})
    set.marks.push_back(mark_of(code, set.salt));
  std::ranges::sort(set.marks);
  return set;
}

Reckoning a_reckoning() {
  Reckoning reckoning;
  reckoning.as_of = date_from("2026-11-24").value();
  reckoning.daypart = "formiddag";
  reckoning.counted = 369;
  reckoning.set_aside = {{"key_gone", 12}, {"run", 9}};
  reckoning.on_the_way = 18;
  reckoning.lost = 3;
  reckoning.made = 411;
  return reckoning;
}

TEST(Vectors, ProgrammeComesBack) {
  Programme programme;
  programme.serial = 17;
  programme.owner = "maurtua";
  programme.house = "tua";
  programme.house_name = "Tua barnehage";
  programme.zone = "Europe/Oslo";
  programme.dayparts = {{"natt", 0min}, {"formiddag", 7h}, {"ettermiddag", 12h}};
  programme.assets = {{"pictures/kubb.svg", sha256(as_bytes("<svg/>")), 6},
                      {"voices/nn/0123456789abcdef.opus", sha256(as_bytes("Hei")), 3}};
  programme.windows = {{"ettermiddag", 12h, 15h, false}, {"henting", 15h, 16h + 30min, false}};
  programme.packs = {{"id = \"bhg-dagen-56\"\n", {{"nb", "title = \"Dagen\"\n"}}}};
  programme.units = {
      {0x1122334455667788, "Maurene", "barn", Band::FiveSix, 18, {{"bhg-dagen-56", {0, 3}}}}};
  programme.closed = {{date_from("2026-12-21").value(), date_from("2027-01-03").value()}};
  programme.languages = {"nb", "nn", "en"};
  programme.staff_pin_hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA";
  programme.tokens = a_token_set();
  programme.identity = identity_document(a_key_set(), owner_key());
  programme.rounds = {
      {0x99aabbccddeeff00, a_round_note().pack, a_round_note().question, *a_round_note().finding}};
  programme.reckoning = a_reckoning();
  const auto text = to_json(programme);
  EXPECT_EQ(to_json(programme_from_json(text).value()), text);
  publish("programme", {{"body", text}, {"etag", "\"" + to_hex(sha256(as_bytes(text))) + "\""}});
}

}  // namespace
}  // namespace stemme::vectors
