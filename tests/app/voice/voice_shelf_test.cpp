// Where a voice comes from: people before machines, its own language or none, and never old words.
#include "app/voice/voice_shelf.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/voice/voice_line.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

class Voices : public testing::Test {
 protected:
  std::filesystem::path put(const std::string& folder, const std::string& language,
                            const std::string& words) {
    auto file = folder_ / folder / language / (voice_name(language, words) + ".opus");
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "sound";
    return file;
  }
  ScratchFolder folder_;
  VoiceShelf shelf_{{folder_ / "own", folder_ / "recorded"}, folder_ / "generated"};
};

TEST_F(Voices, OfPeopleComeBeforeThoseOfMachinesAndTheHousesOwnFirst) {
  const auto generated = put("generated", "nb", "Ute");
  EXPECT_EQ(shelf_.find("nb", "Ute"), generated);
  const auto recorded = put("recorded", "nb", "Ute");
  EXPECT_EQ(shelf_.find("nb", "Ute"), recorded);
  const auto own = put("own", "nb", "Ute");
  EXPECT_EQ(shelf_.find("nb", "Ute"), own);
}

TEST_F(Voices, AreNeverBorrowedFromAnotherLanguage) {
  put("recorded", "nb", "Ute");
  EXPECT_EQ(shelf_.find("nn", "Ute"), std::nullopt);
}

TEST_F(Voices, OfOldWordsAreNotHeardForNewOnes) {
  put("recorded", "nb", "Ute");
  EXPECT_EQ(shelf_.find("nb", "Ute i dag"), std::nullopt);
}

TEST_F(Voices, AreCountedByWhoSpeaks) {
  put("recorded", "nb", "Ute");
  put("generated", "nb", "Ute");
  put("generated", "nb", "Inne");
  EXPECT_EQ(shelf_.cover("nb", {"Ute", "Inne", "Borte"}), (VoiceCover{1, 1, 1}));
}

TEST_F(Voices, ThatAFolderBearsTheNameOfAreNone) {
  std::filesystem::create_directories(folder_ / "recorded" / "nb" /
                                      (voice_name("nb", "Ute") + ".opus"));
  EXPECT_EQ(shelf_.find("nb", "Ute"), std::nullopt);
}

}  // namespace
}  // namespace stemme
