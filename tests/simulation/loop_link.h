/// A road of no length: each request goes straight to the collector's desks, each reply straight
/// back, unless the road is told, or draws by the seed, to misbehave. One thread.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/device/link.h"
#include "server-sync/protocol/problem.h"
#include "server-sync/protocol/signature.h"
#include "tests/simulation/impostor.h"
#include "tests/simulation/whole_collector.h"

namespace stemme {

class LoopLink final : public Link {
 public:
  enum class Trouble {
    None,
    LosesRequest,
    LosesReceipt,   ///< the collector has done what was asked; nobody hears of it
    LoginPage,      ///< 200 and HTML, from somebody else
    Truncates,      ///< a proxy passes on half of the reply, or so much as it is told
    CutsRequest,    ///< and of the request
    StripsReply,    ///< a proxy passes on all fields of the reply but one, each in turn
    StripsRequest,  ///< and of the request
    Duplicates,     ///< the collector hears it twice
    HoldsBack,      ///< lost, as it seems; the collector hears it when others have come before it
    Replays,        ///< an earlier reply, signed for another request
    Forges,         ///< signed by a key that nobody knows
    Impostor,       ///< somebody who speaks our language and has keys and an owner of his own
    Busy,           ///< the collector has no time, and says that it has in an hour
    ProxyBusy,      ///< 503 from somebody before it, who says to come again at once
    KillsBefore,    ///< the collector dies before it hears
    KillsAfter,     ///< and after it has stored, before it answers
  };
  /// What happens to the next request.
  using Draw = std::function<Trouble(const Request&)>;

  explicit LoopLink(WholeCollector& collector) : collector_(&collector) {}

  void troubled_by(Draw draw) { draw_ = std::move(draw); }
  void all_is_well() { draw_ = nullptr; }
  /// Where it is cut from now on.
  void cuts_at(std::size_t byte) { cut_at_ = byte; }
  int asked() const { return asked_; }
  /// Of the collector's last reply, before anything happened to it.
  std::size_t reply_bytes() const { return reply_bytes_; }
  int receipts_lost() const { return receipts_lost_; }
  /// As the collector has signed them.
  int receipts_brought() const { return receipts_brought_; }
  int login_pages() const { return login_pages_; }
  /// What was held back arrives, the last first.
  void deliver_what_was_held() {
    while (!held_back_.empty()) {
      const auto late = std::move(held_back_.back());
      held_back_.pop_back();
      last_ = collector_->answer(late);
    }
  }

  void trust(const LinkTrust&) override {}
  void stop() override {}
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override {
    ++asked_;
    const auto trouble = draw_ ? draw_(request) : Trouble::None;
    auto instead = without_the_collector(trouble, request);
    if (instead) return std::move(*instead);
    auto reply = collector_->answer(as_heard(trouble, request));
    if (trouble == Trouble::Duplicates) reply = collector_->answer(request);
    reply_bytes_ = reply.body.size();
    if (trouble == Trouble::KillsAfter) collector_->kill();
    if (trouble == Trouble::KillsAfter || trouble == Trouble::LosesReceipt) {
      if (request.method == "PUT" && reply.status == 200) ++receipts_lost_;
      return offline("the reply was lost");
    }
    if (trouble == Trouble::Truncates) cut(reply.body);
    if (trouble == Trouble::StripsReply) strip(reply.fields, reply_fields, replies_stripped_);
    if (trouble == Trouble::Replays && last_) return *last_;
    if (trouble == Trouble::Forges) sign_reply(reply, request, SigningKey::generate());
    const bool comes_whole = trouble == Trouble::None || trouble == Trouble::Duplicates;
    if (comes_whole && request.method == "PUT" && reply.status == 200) ++receipts_brought_;
    last_ = reply;
    if (reply.body.size() > reply_bytes_max) return invalid("longer than asked for");
    return reply;
  }

 private:
  std::optional<Result<Reply>> without_the_collector(Trouble trouble, const Request& request) {
    switch (trouble) {
      case Trouble::LosesRequest:
        return offline("the request was lost");
      case Trouble::HoldsBack:
        held_back_.push_back(request);
        return offline("no reply in time");
      case Trouble::LoginPage:
        return login_page();
      case Trouble::Busy:
        return busy(3600, request, &collector_->founded().reply);
      case Trouble::ProxyBusy:
        return busy(1, request, nullptr);
      case Trouble::Impostor:
        if (!impostor_) impostor_.emplace(FoundedHouse::owner);
        return impostor_->answer(request);
      case Trouble::KillsBefore:
        collector_->kill();
        return offline("nobody there");
      default:
        return std::nullopt;
    }
  }

  void cut(Bytes& body) const {
    body.resize(std::min(cut_at_.value_or(body.size() / 2), body.size()));
  }
  Request as_heard(Trouble trouble, Request request) {
    if (trouble == Trouble::CutsRequest) cut(request.body);
    if (trouble == Trouble::StripsRequest)
      strip(request.fields, request_fields, requests_stripped_);
    return request;
  }

  /// The next of them that is there.
  static void strip(Fields& fields, std::span<const std::string_view> names, std::size_t& turn) {
    for (std::size_t tried = 0; tried < names.size(); ++tried) {
      const auto name = names[turn++ % names.size()];
      if (fields.find(name)) return fields.remove(name);
    }
  }
  static constexpr std::array<std::string_view, 7> reply_fields{
      "signature",    "signature-input", "content-digest", "etag",
      "content-type", "retry-after",     "stemme-protocol"};
  static constexpr std::array<std::string_view, 8> request_fields{
      "signature",    "signature-input", "content-digest", "if-none-match",
      "content-type", "stemme-nonce",    "stemme-status",  "stemme-protocol"};

  static Reply busy(int again_in, const Request& request, const SigningKey* key) {
    auto reply = problem_reply(ProblemType::Busy, "");
    reply.fields.set("retry-after", std::to_string(again_in));
    if (key != nullptr) sign_reply(reply, request, *key);
    return reply;
  }

  Reply login_page() {
    ++login_pages_;
    const std::string page = "<!doctype html><title>Velkommen til gjestenettet</title>";
    return {200, {{"content-type", "text/html"}}, to_bytes(as_bytes(page))};
  }

  WholeCollector* collector_;
  std::optional<Impostor> impostor_;
  Draw draw_;
  std::optional<Reply> last_;
  std::vector<Request> held_back_;
  std::optional<std::size_t> cut_at_;
  std::size_t reply_bytes_ = 0;
  int asked_ = 0;
  int receipts_lost_ = 0;
  int receipts_brought_ = 0;
  int login_pages_ = 0;
  std::size_t replies_stripped_ = 0;
  std::size_t requests_stripped_ = 0;
};

}  // namespace stemme
