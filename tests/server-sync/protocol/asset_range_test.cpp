#include "server-sync/protocol/asset_range.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

const auto picture = to_bytes(as_bytes("<svg><circle r=\"4\"/></svg>"));
const auto digest = sha256(picture);

TEST(Asset, ArrivesWholeFromAnyPlaceWhereTheLastTryEnded) {
  for (std::size_t held = 0; held <= picture.size(); ++held) {
    const auto request = asset_request(digest, held);
    const auto reply =
        asset_reply(digest, picture, first_byte_wanted(request, digest), "image/svg+xml");

    Bytes joined(picture.begin(), picture.begin() + std::ptrdiff_t(first_byte_in(reply).value()));
    joined.insert(joined.end(), reply.body.begin(), reply.body.end());

    EXPECT_EQ(sha256(joined), digest) << held;
    EXPECT_EQ(reply.status, held == 0 || held == picture.size() ? 200 : 206);
  }
}

TEST(Asset, HasItsDigestForAnAddress) {
  EXPECT_EQ(asset_in(asset_path(digest)).value(), digest);
  for (auto path : {"/v1/assets/", "/v1/assets/00ff", "/v1/time", "/v1/assets/../secret"})
    EXPECT_EQ(asset_in(path).error().failure(), Failure::Missing) << path;
}

TEST(Asset, IsGivenWholeWhenTheRangeIsNotForIt) {
  auto request = asset_request(digest, 5);
  EXPECT_EQ(first_byte_wanted(request, digest), 5U);
  EXPECT_EQ(first_byte_wanted(request, sha256(as_bytes("another"))), 0U);
  for (auto range : {"bytes=5-9", "bytes=-5", "bytes=5-,9-", "lines=5-", "bytes=x-",
                     "bytes=", "bytes=99999999999999999999-"}) {
    request.fields.set("range", range);
    EXPECT_EQ(first_byte_wanted(request, digest), 0U) << range;
  }
}

TEST(Asset, IsNotJoinedFromAPartThatContradictsItself) {
  const auto good = asset_reply(digest, picture, 5, "image/svg+xml");
  EXPECT_EQ(first_byte_in(good).value(), 5U);
  for (auto range :
       {"bytes 5-24/25", "bytes 6-25/26", "bytes 5-25/27", "bytes 5-25/*", "bytes", ""}) {
    auto reply = good;
    reply.fields.set("content-range", range);
    EXPECT_FALSE(first_byte_in(reply)) << range;
  }
  auto error = good;
  error.status = 416;
  EXPECT_FALSE(first_byte_in(error));
}

}  // namespace
}  // namespace stemme
