#include "server-sync/protocol/asset_name.h"

#include <gtest/gtest.h>

namespace stemme {
namespace {

TEST(AssetName, IsAPicturesOrAVoices) {
  EXPECT_TRUE(is_asset_name(picture_asset("scene-barn-1")));
  EXPECT_EQ(asset_media_type("pictures/kubb.svg"), "image/svg+xml");
  EXPECT_EQ(asset_media_type(voices_folder("se") + "/0123456789abcdef.opus"), "audio/ogg");
}

TEST(AssetName, NeverLeadsOutOfItsFolder) {
  for (const std::string name :
       {"", "pictures/", "pictures/.svg", "pictures/../x.svg", "/pictures/x.svg", "pictures/X.svg",
        "pictures/a/b.svg", "pictures/x.svg/", "pictures/x.png", "packs/x.toml", "voices/nb.opus",
        "voices/nb/hei.opus", "voices/../0123456789abcdef.opus", "voices/n/0123456789abcdef.opus",
        "voices/norsk/0123456789abcdef.opus", "voices/nb/0123456789abcdeF.opus"}) {
    EXPECT_FALSE(is_asset_name(name)) << name;
    EXPECT_TRUE(asset_media_type(name).empty()) << name;
  }
  EXPECT_FALSE(is_asset_name(std::string("pictures/x\0.svg", 15)));
  EXPECT_FALSE(is_asset_name(picture_asset(std::string(81, 'a'))));
}

}  // namespace
}  // namespace stemme
