#include "server-sync/protocol/asset_range.h"
#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/key_rotation.h"
#include "server-sync/protocol/problem.h"
#include "server-sync/protocol/signature.h"
#include "tests/server-sync/protocol/vector_file.h"

namespace stemme::vectors {
namespace {

const std::string device_path = "/v1/devices/00000000000000ab";
const std::string status =
    "epoch=\"00000000000000cd\", closed=1, unsent=hours, space=ok, boot=\"00000000000000ef\", "
    "boot-age=5, software=\"0.1.0\", programme=17";
const std::string picture =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><circle r=\"4\"/></svg>";

Request call(const std::string& method, const std::string& path) {
  Request request;
  request.method = method;
  request.path = path;
  request.fields.set("stemme-status", status);
  return request;
}

Request with_body(Request request, std::string_view media_type, ByteView body) {
  request.fields.set("content-type", std::string(media_type));
  request.body = to_bytes(body);
  return request;
}

Reply answer(int code, std::string_view media_type, std::string_view body) {
  Reply reply;
  reply.status = code;
  reply.fields.set("content-type", std::string(media_type));
  reply.body = to_bytes(as_bytes(body));
  return reply;
}

Reply busy() {
  auto reply = problem_reply(ProblemType::Busy, "");
  reply.fields.set("retry-after", "3600");
  return reply;
}

Reply unchanged() {
  Reply reply;
  reply.status = 304;
  reply.fields.set("etag", "\"17\"");
  return reply;
}

Request conditional(Request request) {
  request.fields.set("if-none-match", "\"17\"");
  return request;
}

struct Exchange {
  std::string name;
  Request request;
  Reply reply;
};

std::vector<Exchange> all_exchanges() {
  const auto batch = from_base64(published("batches")[0]["body"].get<std::string>()).value();
  const auto receipt = published("receipts")["receipt"].get<std::string>();
  const auto put = with_body(call("PUT", device_path + "/epochs/00000000000000cd/batches/1"),
                             batch_media_type, batch);
  const auto asset = sha256(as_bytes(picture));
  const auto enrol =
      from_base64(published("enrolment")["sealed_request"].get<std::string>()).value();
  const auto rotation = published("rotation")["request"].get<std::string>();
  auto resumed = asset_request(asset, 40);
  resumed.fields.set("stemme-status", status);
  return {
      {"a batch is stored", put, answer(200, "application/json", receipt)},
      {"another batch has its number", put, problem_reply(ProblemType::IdentityConflict, "")},
      {"the collector is busy", put, busy()},
      {"the programme", call("GET", device_path + "/programme"),
       answer(200, "application/json", published("programme")["body"].get<std::string>())},
      {"the programme has not changed", conditional(call("GET", device_path + "/programme")),
       unchanged()},
      {"a whole asset", call("GET", asset_path(asset)),
       asset_reply(asset, as_bytes(picture), {}, "image/svg+xml")},
      {"the rest of an asset", resumed,
       asset_reply(asset, as_bytes(picture), bytes_wanted(resumed, asset), "image/svg+xml")},
      {"the time", call("GET", "/v1/time"),
       answer(200, "application/json", published("receipts")["time"].get<std::string>())},
      {"the owner's identity", call("GET", "/v1/identity"),
       answer(200, "application/json", published("identities")[0]["document"].get<std::string>())},
      {"enrolment", with_body(call("POST", "/v1/enrol"), "application/vnd.stemme.enrolment", enrol),
       answer(200, "application/json", published("enrolment")["reply"].get<std::string>())},
      {"a new device key",
       with_body(call("POST", device_path + "/key"), "application/json", as_bytes(rotation)),
       answer(200, "application/json", "{}")},
  };
}

Json fields_of(const Fields& fields) {
  Json json = Json::array();
  for (const auto& [name, value] : fields) json.push_back({name, value});
  return json;
}

std::string base_of(const Request& request, const Reply* reply) {
  const auto& fields = reply == nullptr ? request.fields : reply->fields;
  const auto parameters = signature_parameters(fields, signature_label).value();
  return signature_base(request, reply, parameters).value();
}

Json describe(const Exchange& exchange) {
  const auto& [name, request, reply] = exchange;
  return {{"name", name},
          {"request",
           {{"method", request.method},
            {"authority", request.authority},
            {"path", request.path},
            {"fields", fields_of(request.fields)},
            {"body", to_base64(request.body)},
            {"signature_base", base_of(request, nullptr)}}},
          {"reply",
           {{"status", reply.status},
            {"fields", fields_of(reply.fields)},
            {"body", to_base64(reply.body)},
            {"signature_base", base_of(request, &reply)}}}};
}

Fields fields_from(const Json& json) {
  Fields fields;
  for (const auto& field : json)
    fields.set(field[0].get<std::string>(), field[1].get<std::string>());
  return fields;
}

TEST(MessageVectors, ExchangesAreSignedAsPublished) {
  Json made = Json::array();
  int number = 0;
  for (auto& exchange : all_exchanges()) {
    exchange.request.authority = "stemme.example";
    exchange.request.fields.set("stemme-nonce", "nonce-of-vector-" + std::to_string(++number));
    sign_request(exchange.request, device_key(), key_name(device_key().verify_key()));
    sign_reply(exchange.reply, exchange.request, reply_key());
    made.push_back(describe(exchange));
  }
  publish("exchanges", made);
}

TEST(MessageVectors, PublishedExchangesVerify) {
  for (const auto& json : published("exchanges")) {
    Request request;
    request.method = json["request"]["method"].get<std::string>();
    request.authority = json["request"]["authority"].get<std::string>();
    request.path = json["request"]["path"].get<std::string>();
    request.fields = fields_from(json["request"]["fields"]);
    request.body = from_base64(json["request"]["body"].get<std::string>()).value();
    Reply reply;
    reply.status = json["reply"]["status"].get<int>();
    reply.fields = fields_from(json["reply"]["fields"]);
    reply.body = from_base64(json["reply"]["body"].get<std::string>()).value();

    EXPECT_TRUE(verify_request(request, [](std::string_view) -> Result<VerifyKey> {
      return device_key().verify_key();
    })) << json["name"];
    EXPECT_TRUE(verify_reply(reply, request, {reply_key().verify_key()})) << json["name"];
  }
}

TEST(MessageVectors, AgreeWithAReaderThatSharesNoCodeWithUs) {
  EXPECT_EQ(std::system("python3 " STEMME_SOURCE "/tests/server-sync/protocol/second_reader.py"),
            0);
}

TEST(MessageVectors, ProblemsAreThePublishedOnes) {
  Json made = Json::array();
  for (int i = 0; i <= static_cast<int>(ProblemType::Broken); ++i) {
    const auto reply = problem_reply(static_cast<ProblemType>(i), "");
    made.push_back({{"status", reply.status}, {"body", as_text(reply.body)}});
  }
  publish("problems", made);
}

}  // namespace
}  // namespace stemme::vectors
