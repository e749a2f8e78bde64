#include "server-sync/protocol/signature.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

struct Exchange {
  SigningKey device = SigningKey::generate();
  SigningKey collector = SigningKey::generate();
  Request request;
  Reply reply;

  Exchange() {
    request.method = "PUT";
    request.authority = "stemme.example:8443";
    request.path = "/v1/devices/00000000000000ab/epochs/00000000000000cd/batches/1";
    request.fields.set("content-type", "application/vnd.stemme.batch");
    request.fields.set("stemme-status", "epoch=\"00000000000000cd\", closed=1");
    request.body = to_bytes(as_bytes("batch"));
    reply.status = 200;
    reply.fields.set("content-type", "application/json");
    reply.body = to_bytes(as_bytes("{}"));
  }

  void sign() {
    sign_request(request, device, key_name(device.verify_key()));
    sign_reply(reply, request, collector);
  }
  Result<std::string> verified(const Request& heard) const {
    return verify_request(heard, [&](std::string_view id) -> Result<VerifyKey> {
      if (id == key_name(device.verify_key())) return device.verify_key();
      return refused("no such key");
    });
  }
  Result<void> believed(const Reply& heard) const {
    return verify_reply(heard, request,
                        {SigningKey::generate().verify_key(), collector.verify_key()});
  }
};

std::string field(const Fields& fields, std::string_view name) {
  return std::string(fields.find(name).value_or(""));
}

/// Flips every bit of the parts of a message that travel, one at a time.
template <typename Message, typename Check>
void flip_every_bit(const Message& signed_message, Check is_refused) {
  for (std::size_t bit = 0; bit < signed_message.body.size() * 8; ++bit) {
    auto flipped = signed_message;
    flipped.body[bit / 8] = static_cast<std::uint8_t>(flipped.body[bit / 8] ^ (1U << (bit % 8)));
    is_refused(flipped, "body bit " + std::to_string(bit));
  }
  for (const auto& [name, value] : signed_message.fields) {
    for (std::size_t bit = 0; bit < value.size() * 8; ++bit) {
      auto changed = value;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      auto flipped = signed_message;
      flipped.fields.set(name, changed);
      is_refused(flipped, name + " bit " + std::to_string(bit));
    }
  }
}

TEST(SignedRequest, IsKnownByItsKey) {
  Exchange exchange;
  exchange.sign();

  EXPECT_EQ(exchange.verified(exchange.request).value(), key_name(exchange.device.verify_key()));
  EXPECT_EQ(field(exchange.request.fields, "signature-input"),
            "sig1=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\" "
            "\"stemme-protocol\" \"stemme-nonce\" \"stemme-status\");keyid=\"" +
                key_name(exchange.device.verify_key()) + "\";alg=\"ed25519\"");
}

TEST(SignedRequest, IsRefusedAfterEverySingleBitFlip) {
  Exchange exchange;
  exchange.sign();

  flip_every_bit(exchange.request, [&](const Request& flipped, const std::string& what) {
    ASSERT_FALSE(exchange.verified(flipped)) << what;
  });
}

TEST(SignedRequest, IsRefusedForAnotherMethodHostPathOrQuery) {
  Exchange exchange;
  exchange.sign();
  for (auto change :
       {+[](Request& r) { r.method = "POST"; }, +[](Request& r) { r.authority = "other.example"; },
        +[](Request& r) { r.path += "2"; }, +[](Request& r) { r.query = "a=b"; },
        +[](Request& r) { r.fields.remove("stemme-status"); },
        +[](Request& r) { r.fields.remove("content-type"); },
        +[](Request& r) { r.fields.set("if-none-match", "\"x\""); }}) {
    auto changed = exchange.request;
    change(changed);
    EXPECT_EQ(exchange.verified(changed).error().failure(), Failure::Refused);
  }
}

TEST(SignedRequest, TakesTheHostInAnyCaseAndTheUsualPortAsNone) {
  Exchange exchange;
  exchange.request.authority = "Stemme.Example:443";
  exchange.sign();
  exchange.request.authority = "stemme.example";

  EXPECT_TRUE(exchange.verified(exchange.request));
}

TEST(SignedRequest, MustCoverEveryComponent) {
  Exchange exchange;
  exchange.sign();
  const auto input = field(exchange.request.fields, "signature-input");
  for (std::string part :
       {"\"@method\" ", "\"@authority\" ", "\"@path\" ", "\"content-digest\" ", "\"content-type\" ",
        "\"stemme-protocol\" ", "\"stemme-nonce\" ", " \"stemme-status\""}) {
    auto fewer = input;
    fewer.erase(fewer.find(part), part.size());
    auto weaker = exchange.request;
    // An honest signature over too little is refused like a forged one.
    const auto parameters = fewer.substr(fewer.find('('));
    const auto base = signature_base(weaker, nullptr, parameters).value();
    weaker.fields.set("signature-input", fewer);
    weaker.fields.set("signature",
                      "sig1=:" + to_base64(exchange.device.sign(as_bytes(base))) + ":");
    EXPECT_EQ(exchange.verified(weaker).error().failure(), Failure::Refused) << part;
  }
}

TEST(SignedRequest, IsRefusedWithOddParameters) {
  Exchange exchange;
  exchange.sign();
  const auto input = field(exchange.request.fields, "signature-input");
  for (const auto& odd : std::vector<std::string>{
           input + ";created=1618884473", input.substr(0, input.find(";alg")),
           input.substr(0, input.find(";alg")) + ";alg=\"hmac-sha256\"",
           "sig1=(\"@method\" \"@method\")" + input.substr(input.find(";keyid")),
           input + ", " + input, "sig1=\"@method\"", "sig2=()", "(", ""}) {
    auto changed = exchange.request;
    changed.fields.set("signature-input", odd);
    EXPECT_FALSE(exchange.verified(changed)) << odd;
  }
  for (const std::string odd : {"sig1=:AAAA:", "sig1=:!!!!:", "sig1=AAAA", "sig2=:AAAA:", ""}) {
    auto changed = exchange.request;
    changed.fields.set("signature", odd);
    EXPECT_FALSE(exchange.verified(changed)) << odd;
  }
}

TEST(SignedRequest, MayCarrySignaturesOfOthers) {
  Exchange exchange;
  exchange.sign();
  for (auto name : {"signature-input", "signature"}) {
    const auto other = std::string_view(name) == "signature" ? "proxy=:AAAA:, " : "proxy=(), ";
    exchange.request.fields.set(name, other + field(exchange.request.fields, name));
  }
  EXPECT_TRUE(exchange.verified(exchange.request));
}

TEST(SignedRequest, CoversTheDigestOfNothingWhenItHasNoBody) {
  Exchange exchange;
  exchange.request.method = "GET";
  exchange.request.body.clear();
  exchange.request.fields.remove("content-type");
  exchange.request.query = "after=3";
  exchange.sign();

  EXPECT_TRUE(exchange.verified(exchange.request));
  EXPECT_EQ(field(exchange.request.fields, "content-digest"),
            "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
  exchange.request.query = "after=4";
  EXPECT_FALSE(exchange.verified(exchange.request));
}

TEST(SignedRequest, HasAFreshNonceUnlessOneIsSet) {
  Exchange one;
  Exchange other;
  one.sign();
  other.sign();
  EXPECT_NE(field(one.request.fields, "stemme-nonce"), field(other.request.fields, "stemme-nonce"));

  Exchange set;
  set.request.fields.set("stemme-nonce", "0123456789abcdef");
  set.sign();
  EXPECT_EQ(field(set.request.fields, "stemme-nonce"), "0123456789abcdef");
  EXPECT_TRUE(set.verified(set.request));
}

TEST(SignedRequest, IsRefusedForAKeyNobodyKnows) {
  Exchange exchange;
  sign_request(exchange.request, SigningKey::generate(), "unknown");
  EXPECT_EQ(exchange.verified(exchange.request).error().failure(), Failure::Refused);

  sign_request(exchange.request, SigningKey::generate(), key_name(exchange.device.verify_key()));
  EXPECT_EQ(exchange.verified(exchange.request).error().failure(), Failure::Refused);
}

TEST(SignedReply, IsBelievedForItsOwnRequest) {
  Exchange exchange;
  exchange.reply.fields.set("retry-after", "3600");
  exchange.sign();

  EXPECT_TRUE(exchange.believed(exchange.reply));
}

TEST(SignedReply, IsNoReplyAfterEverySingleBitFlip) {
  Exchange exchange;
  exchange.reply.fields.set("retry-after", "3600");
  exchange.sign();

  flip_every_bit(exchange.reply, [&](const Reply& flipped, const std::string& what) {
    const auto believed = exchange.believed(flipped);
    ASSERT_FALSE(believed) << what;
    ASSERT_EQ(believed.error().failure(), Failure::Offline) << what;
  });
}

TEST(SignedReply, IsNoReplyToAnotherRequest) {
  Exchange exchange;
  exchange.sign();
  const auto replayed = exchange.reply;
  exchange.request.fields.remove("stemme-nonce");
  exchange.sign();

  EXPECT_EQ(exchange.believed(replayed).error().failure(), Failure::Offline);
  EXPECT_TRUE(exchange.believed(exchange.reply));
}

TEST(SignedReply, IsNoReplyWithAnotherStatusOrAnAddedField) {
  Exchange exchange;
  exchange.sign();
  auto changed = exchange.reply;
  changed.status = 409;
  EXPECT_FALSE(exchange.believed(changed));

  changed = exchange.reply;
  changed.fields.set("retry-after", "86400");
  EXPECT_FALSE(exchange.believed(changed)) << "a field that changes what we do must be signed";
}

TEST(SignedReply, IsNoReplyWhenItIsALoginPage) {
  Exchange exchange;
  exchange.sign();
  Reply page;
  page.status = 200;
  page.fields.set("content-type", "text/html");
  page.body = to_bytes(as_bytes("<html>Logg inn</html>"));

  EXPECT_EQ(exchange.believed(page).error().failure(), Failure::Offline);
}

TEST(SignedReply, IsNoReplyFromAnotherKey) {
  Exchange exchange;
  exchange.sign();

  EXPECT_FALSE(verify_reply(exchange.reply, exchange.request,
                            {exchange.device.verify_key(), SigningKey::generate().verify_key()}));
  EXPECT_FALSE(verify_reply(exchange.reply, exchange.request, {}));
}

TEST(SignedReply, MayHaveNoBody) {
  Exchange exchange;
  exchange.reply = Reply();
  exchange.reply.status = 304;
  exchange.reply.fields.set("etag", "\"abc\"");
  exchange.sign();

  EXPECT_TRUE(exchange.believed(exchange.reply));
}

TEST(SignedReply, IsNotMadeForARequestWithoutANonce) {
  Exchange exchange;
  sign_reply(exchange.reply, exchange.request, exchange.collector);

  EXPECT_FALSE(exchange.reply.fields.find("signature"));
}

Request rfc9421_message() {
  Request request;
  request.method = "POST";
  request.authority = "example.com";
  request.path = "/foo";
  request.query = "param=Value&Pet=dog";
  request.fields = {
      {"host", "example.com"},
      {"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
      {"content-type", "application/json"},
      {"content-length", "18"},
      {"signature-input",
       "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" "
       "\"content-length\");created=1618884473;keyid=\"test-key-ed25519\""},
      {"signature",
       "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPp"
       "BKRCw==:"}};
  request.body = to_bytes(as_bytes("{\"hello\": \"world\"}"));
  return request;
}

TEST(Rfc9421, ItsOwnEd25519ExampleVerifies) {
  const auto request = rfc9421_message();
  const auto key =
      fixed<32>(from_base64("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=").value()).value();
  const auto parameters = signature_parameters(request.fields, "sig-b26").value();
  const auto base = signature_base(request, nullptr, parameters).value();

  EXPECT_EQ(base,
            "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n"
            "\"@authority\": example.com\n\"content-type\": application/json\n"
            "\"content-length\": 18\n\"@signature-params\": (\"date\" \"@method\" \"@path\" "
            "\"@authority\" \"content-type\" \"content-length\");created=1618884473;"
            "keyid=\"test-key-ed25519\"");
  EXPECT_TRUE(signed_by(key, as_bytes(base), signature_of(request.fields, "sig-b26").value()));
}

TEST(Rfc9421, FieldsOfOneNameAreJoinedAndTrimmed) {
  Request request;
  request.fields = {{"X-Thing", "  one "}, {"x-thing", "two"}};

  EXPECT_EQ(signature_base(request, nullptr, "(\"x-thing\")").value(),
            "\"x-thing\": one, two\n\"@signature-params\": (\"x-thing\")");
}

TEST(Rfc9421, RefusesComponentsItCannotBuild) {
  Request request;
  request.path = "/a";
  Reply reply;
  for (auto list : {"(\"@target-uri\")", "(\"@path\" \"@path\")", "(\"@path\";sf)", "(\"missing\")",
                    "(\"@status\")", "(\"@path\";req)", "(path)"})
    EXPECT_FALSE(signature_base(request, nullptr, list)) << list;
  EXPECT_FALSE(signature_base(request, &reply, "(\"@path\")")) << "a reply has no path of its own";
  EXPECT_TRUE(signature_base(request, &reply, "(\"@path\";req \"@status\")"));
  request.path = "/a\n\"@status\": 200";
  EXPECT_FALSE(signature_base(request, nullptr, "(\"@path\")")) << "no line within a line";
}

}  // namespace
}  // namespace stemme
