// A terminal with a good programme is sent another that is no good: cut, flipped, signed for
// another request, or signed for this one and not to be read. The first stays, byte for byte, and
// the next contact asks again (trust §1.2, 30).
#include "server-sync/device/refresh.h"

#include <gtest/gtest.h>

#include <functional>

#include "server-sync/foundation/durable_file.h"
#include "tests/stand-ins/lone_kiosk.h"
#include "tests/stand-ins/pretend_collector.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

constexpr DeviceId device = 7;
const std::string assets = STEMME_SOURCE "/assets";

/// Does to each reply what it is told.
class SpoilingLink final : public Link {
 public:
  using Spoil = std::function<void(Reply&)>;
  explicit SpoilingLink(Link& to) : to_(&to) {}

  void spoils(Spoil spoil) { spoil_ = std::move(spoil); }
  void trust(const LinkTrust&) override {}
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override {
    auto reply = to_->exchange(request, reply_bytes_max);
    if (reply && spoil_) spoil_(*reply);
    return reply;
  }
  void stop() override {}

 private:
  Link* to_;
  Spoil spoil_;
};

Programme programme(std::int64_t serial) {
  auto programme =
      lone_house(assets, "bhg-dagen-56", {0x11, "Maurtua", "barn", Band::FiveSix, 18, {}}).value();
  programme.serial = serial;
  return programme;
}

class TheLastGoodProgramme : public testing::Test {
 protected:
  TheLastGoodProgramme() {
    const auto seed = random_bytes<32>();
    const auto key = SigningKey::from_seed(seed).verify_key();
    collector.knows_device(device, key);
    line.speak_as(seed, key_name(key));
    line.believe(collector.keys().reply);
    collector.publish(programme(1));
    EXPECT_EQ(fetched(), 1);
    first_ = kept();
  }

  std::string kept() const {
    return read_text_file(folder / "programme", programme_bytes_max + 200).value();
  }
  /// The serial of what came; none when nothing did.
  std::optional<std::int64_t> fetched() {
    const auto came = refresh.fetch_programme(held_.get());
    if (!came || !*came) return std::nullopt;
    held_ = *came;
    return held_->serial;
  }
  void stays_and_is_asked_again() {
    EXPECT_FALSE(fetched());
    EXPECT_EQ(kept(), first_);
    EXPECT_EQ(load_programme(folder.path()).value().serial, 1);
    const auto etag = first_.substr(0, first_.find('\n'));
    EXPECT_EQ(collector.heard().back().fields.find("if-none-match"), etag);
  }
  void comes_when_all_is_well() {
    link.spoils({});
    collector.publish(programme(2));
    EXPECT_EQ(fetched(), 2);
    EXPECT_EQ(load_programme(folder.path()).value().serial, 2);
  }

  ScratchFolder folder;
  PretendCollector collector{[] { return Instant(); }};
  SpoilingLink link{collector};
  CollectorLine line{link, "collector.test"};
  Refresh refresh{line, device, folder.path()};

 private:
  std::string first_;
  std::shared_ptr<const Programme> held_;
};

TEST_F(TheLastGoodProgramme, StaysWhereverTheNextIsCutOrFlipped) {
  auto short_one = programme(2);
  short_one.packs.clear();
  collector.publish(short_one);
  std::size_t bytes = 0;
  link.spoils([&](Reply& reply) { bytes = reply.body.size(), reply.body.clear(); });
  stays_and_is_asked_again();
  ASSERT_GT(bytes, 500U);
  for (std::size_t at = 0; at < bytes && !HasFailure(); ++at) {
    SCOPED_TRACE("byte " + std::to_string(at));
    link.spoils([at](Reply& reply) { reply.body.resize(at); });
    EXPECT_FALSE(fetched());
    link.spoils([at](Reply& reply) { reply.body[at] ^= std::uint8_t(1U << at % 8); });
    EXPECT_FALSE(fetched());
  }
  stays_and_is_asked_again();
  comes_when_all_is_well();
}

TEST_F(TheLastGoodProgramme, StaysWhenTheNextWasSignedForAnotherRequest) {
  collector.publish(programme(2));
  Reply signed_before;
  link.spoils([&](Reply& reply) { signed_before = std::exchange(reply, Reply{}); });
  stays_and_is_asked_again();
  link.spoils([&](Reply& reply) { reply = signed_before; });

  stays_and_is_asked_again();
  comes_when_all_is_well();
}

TEST_F(TheLastGoodProgramme, StaysWhenTheNextIsSignedAndCannotBeRead) {
  auto half = to_json(programme(2));
  half.resize(half.size() / 2);
  auto without_a_day = programme(2);
  without_a_day.dayparts.clear();
  for (const auto& text : {half, to_json(without_a_day), std::string()}) {
    SCOPED_TRACE(text);
    collector.publish_text(text);
    stays_and_is_asked_again();
  }
  comes_when_all_is_well();
}

/// A collector is newer than a terminal, and its packs may be written as this version cannot read.
TEST_F(TheLastGoodProgramme, StaysWhenAPackOfTheNextOrItsWordsCannotBeRead) {
  auto newer = programme(2);
  newer.packs.push_back({"schema = 99\n", newer.packs.front().texts});
  auto without_words = programme(2);
  without_words.packs.front().texts = {{"nb", "title = "}};
  for (const auto& next : {newer, without_words}) {
    collector.publish(next);
    stays_and_is_asked_again();
  }
  comes_when_all_is_well();
}

}  // namespace
}  // namespace stemme
