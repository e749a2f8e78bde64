/// A terminal that has enrolled over the network, by the device's own code, and sends batches it
/// has written itself. One thread.
#pragma once

#include "server-sync/device/enrolment.h"
#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/key_set.h"
#include "server-sync/protocol/receipt.h"
#include "tests/server-sync/collector/test_collector.h"

namespace stemme {

class OwnTerminal {
 public:
  OwnTerminal(TestCollector& collector, const std::string& code,
              const std::filesystem::path& folder)
      : OwnTerminal(collector, enrol(collector, code, folder).value()) {}
  OwnTerminal(TestCollector& collector, DeviceIdentity enrolled)
      : at(&collector),
        me(std::move(enrolled)),
        identity(read_identity(me.identity_document, std::nullopt).value()) {}

  static Result<DeviceIdentity> enrol(TestCollector& collector, const std::string& code,
                                      const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    return enrol_device(*collector.link, {collector.authority(), ""},
                        enrolment_code_from(code).value(), folder, std::nullopt);
  }

  Request sign(Request request) const {
    const auto key = SigningKey::from_seed(me.device_seed);
    sign_request(request, key, key_name(key.verify_key()));
    return request;
  }
  std::string path_of(std::int64_t n) const {
    return "/v1/devices/" + id_text(me.device) + "/epochs/" + id_text(epoch) + "/batches/" +
           std::to_string(n);
  }
  Request put_of(Batch batch, std::int64_t n, std::optional<Digest> prev) const {
    fill(batch.frame, n, prev);
    batch.boxes.resize(16);
    batch.frame.boxes = 16;
    return put_body(to_body(batch).value(), n);
  }
  /// To where the collector is now: it may have been started anew.
  Request put_body(Bytes body, std::int64_t n) const {
    auto request = at->request("PUT", path_of(n));
    request.fields.set("content-type", std::string(batch_media_type));
    request.body = std::move(body);
    return sign(std::move(request));
  }
  /// Sixteen boxes that hold nothing.
  Request put(std::int64_t n, std::optional<Digest> prev = {}) const { return put_of({}, n, prev); }
  /// One question answered so many times, in the terminal's next batch.
  Request answers(int count, const PackId& pack, UnitId unit, Date day) {
    std::vector<int> options;
    for (int i = 0; i < count; ++i) options.push_back(i % 3);
    return answers(options, pack, unit, day);
  }
  Request answers(const std::vector<int>& options, const PackId& pack, UnitId unit, Date day) {
    Batch batch;
    for (const int option : options) {
      AnswerBox box;
      box.pack = pack;
      box.shown = {0, 1, 2};
      box.chosen = {option};
      box.unit = unit;
      box.label = VisitLabel::Whole;
      batch.boxes.push_back(seal_box(box, identity.keys.sealing).value());
    }
    batch.boxes.resize(16, seal_box(EmptyBox{}, identity.keys.sealing).value());
    batch.frame.answers = static_cast<int>(options.size());
    batch.frame.answers_total = total += batch.frame.answers;
    batch.frame.stamp = DayStamp{day, "morgen"};
    auto request = put_of(std::move(batch), ++sent, last);
    last = sha256(request.body);
    return request;
  }
  /// The same once more, as a terminal does that has had no receipt.
  Receipt again(const Request& request, std::int64_t n) const {
    return receipt_of(put_body(request.body, n));
  }
  Receipt receipt_of(const Request& request) const {
    const auto reply = at->exchange(request).value();
    EXPECT_EQ(reply.status, 200) << as_text(reply.body);
    return receipt_from_json(as_text(reply.body)).value();
  }

  TestCollector* at;
  DeviceIdentity me;
  Identity identity;
  Epoch epoch = 0xe1;
  std::int64_t sent = 0;
  std::int64_t total = 0;
  std::optional<Digest> last;

 private:
  void fill(Frame& frame, std::int64_t n, std::optional<Digest> prev) const {
    frame.owner = me.owner;
    frame.house = me.house;
    frame.device = me.device;
    frame.epoch = epoch;
    frame.n = n;
    frame.key = key_name(identity.keys.sealing);
    frame.prev = prev;
    frame.software = "test";
    if (frame.answers == 0) frame.stamp = DayStamp{date_from("2026-11-23").value(), "morgen"};
  }
};

}  // namespace stemme
