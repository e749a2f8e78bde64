/// Somebody on the road who speaks our language and whom nobody has certified: he has an owner
/// identity, a key set and reply keys of his own, says that every batch is stored and safe, and
/// would like answers to be sealed to him. One thread.
#pragma once

#include <string>

#include "server-sync/intake/front_desk.h"
#include "server-sync/protocol/batch.h"
#include "server-sync/protocol/key_set.h"
#include "server-sync/protocol/receipt.h"
#include "server-sync/protocol/signature.h"

namespace stemme {

class Impostor {
 public:
  explicit Impostor(std::string owner) : owner_(std::move(owner)) {}

  Reply answer(const Request& request) const {
    auto reply = json_reply(words_for(request));
    sign_reply(reply, request, reply_);
    return reply;
  }

 private:
  std::string words_for(const Request& request) const {
    if (request.path == "/v1/identity") return identity_document(keys(), identity_);
    if (request.method == "PUT") return receipt_for(request);
    return time_to_json(Instant(std::chrono::sys_days(std::chrono::year{2041} / 1 / 1)));
  }

  KeySet keys() const {
    KeySet set;
    set.owner = owner_;
    set.serial = 99;
    set.sealing = opening_.sealing_key();
    set.reply = {reply_.verify_key(), identity_.verify_key()};
    set.enrol = opening_.sealing_key();
    return set;
  }

  static std::string receipt_for(const Request& request) {
    const auto batch = batch_from_body(request.body);
    if (!batch) return "{}";
    Receipt receipt;
    receipt.collector = receipt.incarnation = "0123456789abcdef";
    receipt.device = batch->frame.device;
    receipt.epoch = batch->frame.epoch;
    receipt.stored = {{1, batch->frame.n, sha256(request.body)}};
    receipt.durable_through = batch->frame.n;
    receipt.utc = Instant(std::chrono::sys_days(std::chrono::year{2041} / 1 / 1));
    return to_json(receipt);
  }

  std::string owner_;
  SigningKey identity_ = SigningKey::generate();
  SigningKey reply_ = SigningKey::generate();
  OpeningKey opening_ = OpeningKey::generate();
};

}  // namespace stemme
