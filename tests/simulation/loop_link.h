/// A road of no length: each request goes straight to the collector's desks, each reply straight
/// back, unless the road is told, or draws by the seed, to misbehave. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/device/link.h"
#include "server-sync/protocol/signature.h"
#include "tests/simulation/impostor.h"
#include "tests/simulation/whole_collector.h"

namespace stemme {

class LoopLink final : public Link {
 public:
  enum class Trouble {
    None,
    LosesRequest,
    LosesReceipt,  ///< the collector has done what was asked; nobody hears of it
    LoginPage,     ///< 200 and HTML, from somebody else
    Truncates,     ///< a proxy passes on half of the reply
    CutsRequest,   ///< and half of the request
    Duplicates,    ///< the collector hears it twice
    HoldsBack,     ///< lost, as it seems; the collector hears it when others have come before it
    Replays,       ///< an earlier reply, signed for another request
    Forges,        ///< signed by a key that nobody knows
    Impostor,      ///< somebody who speaks our language and has keys and an owner of his own
    KillsBefore,   ///< the collector dies before it hears
    KillsAfter,    ///< and after it has stored, before it answers
  };
  /// What happens to the next request.
  using Draw = std::function<Trouble(const Request&)>;

  explicit LoopLink(WholeCollector& collector) : collector_(&collector) {}

  void troubled_by(Draw draw) { draw_ = std::move(draw); }
  void all_is_well() { draw_ = nullptr; }
  int receipts_lost() const { return receipts_lost_; }
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
    const auto trouble = draw_ ? draw_(request) : Trouble::None;
    auto instead = without_the_collector(trouble, request);
    if (instead) return std::move(*instead);
    auto reply = collector_->answer(trouble == Trouble::CutsRequest ? cut(request) : request);
    if (trouble == Trouble::Duplicates) reply = collector_->answer(request);
    if (trouble == Trouble::KillsAfter) collector_->kill();
    if (trouble == Trouble::KillsAfter || trouble == Trouble::LosesReceipt) {
      if (request.method == "PUT" && reply.status == 200) ++receipts_lost_;
      return offline("the reply was lost");
    }
    if (trouble == Trouble::Truncates) reply.body.resize(reply.body.size() / 2);
    if (trouble == Trouble::Replays && last_) return *last_;
    if (trouble == Trouble::Forges) sign_reply(reply, request, SigningKey::generate());
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

  static Request cut(Request request) {
    request.body.resize(request.body.size() / 2);
    return request;
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
  int receipts_lost_ = 0;
  int login_pages_ = 0;
};

}  // namespace stemme
