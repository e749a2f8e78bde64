/// A register, an intake store and the desks of one collector, with a terminal that signs. No
/// network. One thread, unless a test says otherwise.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <map>

#include "server-sync/intake/batch_intake.h"
#include "server-sync/intake/enrolment_desk.h"
#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/key_set.h"
#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {

class TestIntake {
 public:
  TestIntake() {
    reg.put_owner({"lynghei", "Lynghei kommune", "Europe/Oslo", {"nb", "nn", "en"}, "116 111", ""})
        .value();
    House house;
    house.id = "lyngtua";
    house.name = "Lyngtua barnehage";
    house.language = "nb";
    house.dayparts = {{"dag", std::chrono::minutes(0)}};
    reg.put_house(house).value();
    Unit unit;
    unit.house = "lyngtua";
    unit.name = "Maurtua";
    unit.audience = "barn";
    unit.band = Band::FiveSix;
    unit.size = 18;
    children = reg.add_unit(unit).value();
    KeySet keys;
    keys.owner = "lynghei";
    keys.serial = 1;
    keys.reply = {reply_key.verify_key(), SigningKey::generate().verify_key()};
    keys.enrol = enrol_key.sealing_key();
    keys.sealing = OpeningKey::generate().sealing_key();
    reg.put_identity(1, identity_document(keys, identity)).value();
    device = enrol(device_key);
  }

  DeviceId enrol(const SigningKey& key) {
    const auto code = make_code();
    return reg.enrol({code.one_time, key.verify_key()}, clock->now()).value().id;
  }
  EnrolmentCode make_code() {
    return reg.make_code({"lyngtua", "Hall A", children, {}}, identity.verify_key(), clock->now())
        .value();
  }

  /// The next batch of an epoch, chained to the one before it, with empty boxes.
  Batch next_batch(int answers = 16, Epoch epoch = 0xe1) {
    auto& end = ends[epoch];
    Batch batch;
    batch.boxes.resize(static_cast<std::size_t>(answers + 15) / 16 * 16);
    auto& frame = batch.frame;
    frame.owner = "lynghei";
    frame.house = "lyngtua";
    frame.device = device;
    frame.epoch = epoch;
    frame.n = ++end.n;
    frame.key = std::string(16, 'a');
    if (frame.n > 1) frame.prev = end.digest;
    frame.boxes = static_cast<int>(batch.boxes.size());
    frame.answers = answers;
    frame.answers_total = end.total += answers;
    frame.stamp = DayStamp{today(), "dag"};
    frame.clock_anchored = true;
    frame.software = "test";
    end.digest = sha256(to_body(batch).value());
    return batch;
  }
  /// After a test has changed the newest batch of its epoch.
  Batch changed(Batch batch) {
    ends[batch.frame.epoch].digest = sha256(to_body(batch).value());
    return batch;
  }

  Date today() { return local_time(clock->now(), "Europe/Oslo").value().date; }

  DeviceStatus status(Epoch epoch = 0xe1) const {
    DeviceStatus status;
    status.epoch = epoch;
    status.unsent_age = "none";
    status.space = "ok";
    status.boot = 77;
    status.boot_age_h = boot_age_h;
    status.software = "test";
    return status;
  }

  Request put(const Batch& batch) {
    Request request;
    request.method = "PUT";
    request.authority = "stemme.example";
    request.path = "/v1/devices/" + id_text(batch.frame.device) + "/epochs/" +
                   id_text(batch.frame.epoch) + "/batches/" + std::to_string(batch.frame.n);
    request.fields.set("content-type", std::string(batch_media_type));
    request.fields.set("stemme-status", to_field(status(batch.frame.epoch)));
    request.body = to_body(batch).value();
    return request;
  }
  static BatchAddress address_of(const Batch& batch) {
    return {batch.frame.device, batch.frame.epoch, batch.frame.n};
  }
  Request get(const std::string& path) {
    Request request;
    request.method = "GET";
    request.authority = "stemme.example";
    request.path = path;
    request.fields.set("stemme-status", to_field(status()));
    return request;
  }
  Request sign(Request request, const SigningKey& key) {
    sign_request(request, key, key_name(key.verify_key()));
    return request;
  }
  Request sign(Request request) { return sign(std::move(request), device_key); }

  Reply take(const Request& request, const BatchAddress& address) {
    std::promise<Reply> promise;
    batches.take(request, address, [&](Reply reply) { promise.set_value(std::move(reply)); });
    return promise.get_future().get();
  }
  Reply send(const Batch& batch) { return take(sign(put(batch)), address_of(batch)); }

  void expect_signed(const Reply& reply, const Request& request) {
    EXPECT_TRUE(verify_reply(reply, request, {reply_key.verify_key()}));
  }

  int boot_age_h = 5;

  struct End {
    std::int64_t n = 0;
    std::int64_t total = 0;
    Digest digest{};
  };

  ScratchFolder folder;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  Register reg = Register::open(folder / "register.db", Register::Access::Write).value();
  int stored_calls = 0;
  std::unique_ptr<IntakeStore> store =
      IntakeStore::open(folder / "intake.db", {[this] { ++stored_calls; }, [] {}}).value();
  SigningKey identity = SigningKey::generate();
  SigningKey reply_key = SigningKey::generate();
  OpeningKey enrol_key = OpeningKey::generate();
  SigningKey device_key = SigningKey::generate();
  FrontDesk front{reg, *store, clock, {reply_key, enrol_key}};
  BatchIntake batches{front};
  EnrolmentDesk enrolment{front};
  UnitId children = 0;
  DeviceId device = 0;
  std::map<Epoch, End> ends;
};

inline ProblemType problem_of(const Reply& reply) { return problem_in(reply).value(); }
inline Receipt receipt_of(const Reply& reply) {
  return receipt_from_json(as_text(reply.body)).value();
}

}  // namespace stemme
