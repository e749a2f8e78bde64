#include "server-sync/device/asset_keeper.h"

#include <gtest/gtest.h>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/asset_range.h"
#include "tests/stand-ins/pretend_collector.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

/// Breaks after so many exchanges.
class BreakingLink final : public Link {
 public:
  explicit BreakingLink(Link& to) : to_(&to) {}

  void breaks_after(int exchanges) { left_ = exchanges; }
  void trust(const LinkTrust&) override {}
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override {
    if (left_ == 0) return offline("the road is broken");
    if (left_ > 0) --left_;
    return to_->exchange(request, reply_bytes_max);
  }
  void stop() override {}

 private:
  Link* to_;
  int left_ = -1;
};

class Keeper : public testing::Test {
 protected:
  static constexpr std::size_t big = 100'000;  // four pieces

  Keeper() {
    const auto seed = random_bytes<32>();
    const auto key = SigningKey::from_seed(seed).verify_key();
    collector.knows_device(1, key);
    line.speak_as(seed, key_name(key));
    line.believe(collector.keys().reply);
    line.say_status("");
    std::filesystem::create_directories(shipped.path() / "pictures");
  }

  static Bytes drawing(std::size_t bytes, std::uint8_t of) {
    Bytes drawn(bytes, of);
    for (std::size_t i = 0; i < bytes; ++i) drawn[i] = static_cast<std::uint8_t>(of + i * i % 251);
    return drawn;
  }
  static ProgrammeAsset named(const std::string& name, const Bytes& bytes) {
    return {"pictures/" + name + ".svg", sha256(bytes), static_cast<std::int64_t>(bytes.size())};
  }
  void ship(const ProgrammeAsset& asset, const Bytes& bytes) const {
    write_durably(shipped / asset.name, bytes).value();
  }
  Result<Bytes> kept(const ProgrammeAsset& asset) const {
    return read_file(own / asset.name, asset_bytes_max);
  }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(own.path()))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }

  PretendCollector collector{[] { return Instant(); }};
  BreakingLink link{collector};
  CollectorLine line{link, "collector.test"};
  ScratchFolder own, shipped;
  AssetKeeper keeper{line, own.path(), shipped.path()};
  Bytes kubb = drawing(big, 1), huske = drawing(500, 2);
  ProgrammeAsset kubb_named = named("kubb", kubb), huske_named = named("huske", huske);
};

TEST_F(Keeper, FetchesWhatIsNamedInPieces) {
  collector.lay_out(kubb);
  collector.lay_out(huske);

  EXPECT_TRUE(keeper.fetch({kubb_named, huske_named}).has_changed);

  EXPECT_EQ(kept(kubb_named).value(), kubb);
  EXPECT_EQ(kept(huske_named).value(), huske);
  EXPECT_EQ(files(), 2U);
  EXPECT_EQ(collector.requests(), 4 + 1);
  const auto again = keeper.fetch({kubb_named, huske_named});
  EXPECT_TRUE(again.is_complete && !again.has_changed);
  EXPECT_EQ(collector.requests(), 4 + 1);
}

TEST_F(Keeper, GoesOnAfterTheLastPieceThatCame) {
  collector.lay_out(kubb);
  for (int contact = 0; contact < 3; ++contact) {
    link.breaks_after(1);
    const auto fetched = keeper.fetch({kubb_named});
    EXPECT_FALSE(fetched.has_changed || fetched.is_complete);
    EXPECT_FALSE(kept(kubb_named)) << "half a picture is none";
  }
  link.breaks_after(1);
  EXPECT_TRUE(keeper.fetch({kubb_named}).is_complete);

  EXPECT_EQ(kept(kubb_named).value(), kubb);
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(collector.requests(), 4);
}

TEST_F(Keeper, FetchesNothingThatCameWithTheSoftware) {
  ship(huske_named, huske);
  EXPECT_TRUE(keeper.fetch({huske_named}).is_complete);
  EXPECT_EQ(collector.requests(), 0);
}

TEST_F(Keeper, GoesBackToWhatCameWithTheSoftwareWhenThatIsNamedAgain) {
  const auto redrawn = drawing(600, 3);
  ship(huske_named, huske);
  collector.lay_out(redrawn);
  EXPECT_TRUE(keeper.fetch({named("huske", redrawn)}).has_changed);
  EXPECT_EQ(kept(huske_named).value(), redrawn);

  EXPECT_TRUE(keeper.fetch({huske_named}).has_changed);
  EXPECT_FALSE(kept(huske_named));
}

TEST_F(Keeper, KeepsNothingButWhatWasNamed) {
  collector.lay_out_as(kubb_named.digest, drawing(big, 9));
  collector.lay_out(huske);

  const auto fetched = keeper.fetch({kubb_named, huske_named});

  EXPECT_TRUE(fetched.has_changed) << "the next one is not to blame";
  EXPECT_FALSE(fetched.is_complete);

  EXPECT_FALSE(kept(kubb_named));
  EXPECT_EQ(files(), 1U);
}

TEST_F(Keeper, StopsAskingWhoeverSaysNo) {
  collector.always(PretendCollector::Script::Revoked);
  EXPECT_FALSE(keeper.fetch({kubb_named, huske_named}).is_complete);
  EXPECT_EQ(collector.requests(), 1);
}

TEST_F(Keeper, TakesNoMoreThanADeviceKeeps) {
  auto vast = kubb_named;
  vast.bytes = assets_bytes_max + 1;
  EXPECT_FALSE(keeper.fetch({vast}).is_complete);
  EXPECT_EQ(collector.requests(), 0);
}

TEST_F(Keeper, LetsGoOfWhatIsNamedNoMore) {
  collector.lay_out(kubb);
  collector.lay_out(huske);
  keeper.fetch({huske_named});
  link.breaks_after(2);
  keeper.fetch({kubb_named});
  EXPECT_EQ(files(), 2U);  // one whole, one begun

  keeper.drop_all_but({kubb_named, huske_named});
  EXPECT_EQ(files(), 2U);
  keeper.drop_all_but({huske_named});
  EXPECT_EQ(files(), 1U);
  EXPECT_TRUE(kept(huske_named));
  keeper.drop_all_but({});
  EXPECT_EQ(files(), 0U);
}

}  // namespace
}  // namespace stemme
