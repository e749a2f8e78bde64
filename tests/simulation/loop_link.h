/// A road of no length: each request goes straight to the collector's desks, each reply straight
/// back, unless the road is told, or draws by the seed, to misbehave. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "server-sync/device/link.h"
#include "server-sync/protocol/signature.h"
#include "tests/simulation/whole_collector.h"

namespace stemme {

class LoopLink final : public Link {
 public:
  enum class Trouble {
    None,
    LosesRequest,
    LosesReceipt,  ///< the collector has done what was asked; nobody hears of it
    LoginPage,     ///< 200 and HTML, from somebody else
    Truncates,
    Replays,      ///< an earlier reply, signed for another request
    Forges,       ///< signed by a key that nobody knows
    KillsBefore,  ///< the collector dies before it hears
    KillsAfter,   ///< and after it has stored, before it answers
  };
  /// What happens to the next request.
  using Draw = std::function<Trouble(const Request&)>;

  explicit LoopLink(WholeCollector& collector) : collector_(&collector) {}

  void troubled_by(Draw draw) { draw_ = std::move(draw); }
  void all_is_well() { draw_ = nullptr; }
  int receipts_lost() const { return receipts_lost_; }
  int login_pages() const { return login_pages_; }

  void trust(const LinkTrust&) override {}
  void stop() override {}
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override {
    const auto trouble = draw_ ? draw_(request) : Trouble::None;
    if (trouble == Trouble::LosesRequest) return offline("the request was lost");
    if (trouble == Trouble::LoginPage) return login_page();
    if (trouble == Trouble::KillsBefore) {
      collector_->kill();
      return offline("nobody there");
    }
    auto reply = collector_->answer(request);
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
  Reply login_page() {
    ++login_pages_;
    const std::string page = "<!doctype html><title>Velkommen til gjestenettet</title>";
    return {200, {{"content-type", "text/html"}}, to_bytes(as_bytes(page))};
  }

  WholeCollector* collector_;
  Draw draw_;
  std::optional<Reply> last_;
  int receipts_lost_ = 0;
  int login_pages_ = 0;
};

}  // namespace stemme
