#include "server-sync/protocol/asset_range.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

const auto picture = to_bytes(as_bytes("<svg><circle r=\"4\"/></svg>"));
const auto digest = sha256(picture);

TEST(Asset, ArrivesInPiecesFromAnyPlaceWhereTheLastTryEnded) {
  for (std::size_t held = 0; held < picture.size(); ++held) {
    const auto request = asset_request(digest, held);
    const auto reply = asset_reply(digest, picture, bytes_wanted(request, digest), "image/svg+xml");
    const auto piece = piece_in(reply).value();

    Bytes joined(picture.begin(), picture.begin() + std::ptrdiff_t(piece.first));
    joined.insert(joined.end(), reply.body.begin(), reply.body.end());

    EXPECT_EQ(sha256(joined), digest) << held;
    EXPECT_EQ(piece.total, picture.size());
    EXPECT_EQ(reply.status, held == 0 ? 200 : 206);
  }
}

TEST(Asset, IsGivenAPieceFromItsMiddle) {
  const auto reply = asset_reply(digest, picture, {4, 9}, "image/svg+xml");

  EXPECT_EQ(reply.fields.find("content-range"), "bytes 4-8/" + std::to_string(picture.size()));
  EXPECT_EQ(reply.body, Bytes(picture.begin() + 4, picture.begin() + 9));
  EXPECT_EQ(piece_in(reply).value(), (AssetPiece{4, picture.size()}));
}

TEST(Asset, HasItsDigestForAnAddress) {
  EXPECT_EQ(asset_in(asset_path(digest)).value(), digest);
  for (auto path : {"/v1/assets/", "/v1/assets/00ff", "/v1/time", "/v1/assets/../secret"})
    EXPECT_EQ(asset_in(path).error().failure(), Failure::Missing) << path;
}

TEST(Asset, IsGivenWholeWhenTheRangeIsNotForIt) {
  auto request = asset_request(digest, 5);
  EXPECT_EQ(bytes_wanted(request, digest), (ByteRange{5, 5 + asset_piece_bytes}));
  EXPECT_EQ(bytes_wanted(request, sha256(as_bytes("another"))), ByteRange());
  request.fields.set("range", "bytes=5-");
  EXPECT_EQ(bytes_wanted(request, digest).first, 5U);
  for (auto range :
       {"bytes=9-5", "bytes=-5", "bytes=5-,9-", "bytes=5-9,", "lines=5-", "bytes=x-", "bytes=5-x",
        "bytes=", "bytes=99999999999999999999-", "bytes=0-18446744073709551615"}) {
    request.fields.set("range", range);
    EXPECT_EQ(bytes_wanted(request, digest), ByteRange()) << range;
  }
}

TEST(Asset, IsNotJoinedFromAPieceThatContradictsItself) {
  const auto good = asset_reply(digest, picture, {5, 20}, "image/svg+xml");
  EXPECT_EQ(piece_in(good).value(), (AssetPiece{5, picture.size()}));
  for (auto range : {"bytes 5-18/25", "bytes 6-21/26", "bytes 5-19/19", "bytes 5-19/*", "bytes",
                     "bytes 19-5/25", "bytes 5-19/25 ", ""}) {
    auto reply = good;
    reply.fields.set("content-range", range);
    EXPECT_FALSE(piece_in(reply)) << range;
  }
  auto error = good;
  error.status = 416;
  EXPECT_FALSE(piece_in(error));
}

}  // namespace
}  // namespace stemme
