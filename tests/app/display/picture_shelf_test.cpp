#include "app/display/picture_shelf.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

std::string picture_of(const std::string& shapes) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\">" + shapes + "</svg>";
}

const std::string ball = picture_of("<circle cx=\"48\" cy=\"48\" r=\"40\" fill=\"#2B6CB0\"/>");

class PictureShelfTest : public testing::Test {
 protected:
  void draw(const std::string& id, const std::string& svg) {
    std::ofstream(folder_ / (id + ".svg")) << svg;
  }

  ScratchFolder folder_;
};

TEST_F(PictureShelfTest, DecodesAtTheWantedSize) {
  draw("ball", ball);
  PictureShelf shelf({folder_.path()});
  const auto picture = shelf.picture("ball", 120).value();

  EXPECT_EQ(picture->width, 120);
  EXPECT_EQ(picture->height, 120);
  EXPECT_EQ(picture->pixels[60 * 120 + 60], 0xFF2B6CB0U);
  EXPECT_EQ(picture->pixels[0], 0U);
}

TEST_F(PictureShelfTest, SmoothsTheEdge) {
  const Picture picture = decode_picture(ball, 96, "ball.svg").value();
  int between = 0;
  for (const auto pixel : picture.pixels)
    between += (pixel >> 24U) > 0 && (pixel >> 24U) < 255 ? 1 : 0;
  EXPECT_GT(between, 150);
}

TEST_F(PictureShelfTest, RefusesAPictureThatPaintsNothing) {
  for (const std::string shapes : {"", "<path d=\"\"/>", "<circle cx=\"500\" cy=\"500\" r=\"4\"/>",
                                   "<rect width=\"90\" height=\"90\" fill=\"none\"/>"}) {
    const auto picture = decode_picture(picture_of(shapes), 64, "tom.svg");
    ASSERT_FALSE(picture) << shapes;
    EXPECT_EQ(picture.error().failure(), Failure::Invalid);
    EXPECT_NE(picture.error().message().find("tom.svg paints nothing; give"), std::string::npos);
  }
}

TEST_F(PictureShelfTest, RefusesAnEmptyFileAndOneThatIsCut) {
  draw("tom", "");
  draw("kuttet", ball.substr(0, ball.size() - 9));
  PictureShelf shelf({folder_.path()});

  EXPECT_NE(shelf.picture("tom", 64).error().message().find("has no <svg>"), std::string::npos);
  EXPECT_NE(shelf.picture("kuttet", 64).error().message().find("the file is cut"),
            std::string::npos);
}

TEST_F(PictureShelfTest, SaysWhereItLookedForAMissingPicture) {
  PictureShelf shelf({folder_.path()});
  const auto picture = shelf.picture("suppe", 64);

  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().failure(), Failure::Missing);
  EXPECT_NE(picture.error().message().find("suppe.svg is not in " + folder_.path().string()),
            std::string::npos);
}

TEST_F(PictureShelfTest, NeverLeavesItsFolders) {
  PictureShelf shelf({folder_.path()});
  for (const std::string id : {"../../etc/passwd", "/etc/passwd", "", "A b"})
    EXPECT_EQ(shelf.picture(id, 64).error().failure(), Failure::Invalid) << id;
}

TEST_F(PictureShelfTest, TakesTheFirstFolderThatHasThePicture) {
  ScratchFolder programme;
  std::ofstream(programme / "ball.svg")
      << picture_of("<rect width=\"96\" height=\"96\" fill=\"#E8912C\"/>");
  draw("ball", ball);
  PictureShelf shelf({programme.path(), folder_.path()});

  EXPECT_EQ(shelf.picture("ball", 8).value()->pixels[0], 0xFFE8912CU);
}

TEST_F(PictureShelfTest, KeepsWithinItsBytesTheLatestUsed) {
  draw("ball", ball);
  PictureShelf shelf({folder_.path()}, std::size_t{64} * 64 * 4 * 3);
  const auto first = shelf.picture("ball", 64).value();
  static_cast<void>(shelf.picture("ball", 63));
  static_cast<void>(shelf.picture("ball", 64));
  static_cast<void>(shelf.picture("ball", 62));
  static_cast<void>(shelf.picture("ball", 61));

  EXPECT_LE(shelf.bytes(), std::size_t{64} * 64 * 4 * 3);
  EXPECT_EQ(shelf.picture("ball", 64).value(), first);
  EXPECT_EQ(shelf.kept_near("ball", 63)->width, 64);
}

TEST_F(PictureShelfTest, KeepsWhatAPageShowsAndOfTheOthersTheSmallAndTheLatest) {
  draw("ball", ball);
  constexpr std::size_t one = std::size_t{204} * 204 * 4;
  PictureShelf shelf({folder_.path()});
  for (const int size : {200, 201, 202, 203, 204, 40})
    static_cast<void>(shelf.picture("ball", size));
  shelf.let_go_beyond(one);
  EXPECT_GT(shelf.bytes(), 4 * one) << "the page shows them all";

  static_cast<void>(shelf.picture("ball", 201));
  static_cast<void>(shelf.picture("ball", 300));
  shelf.let_go_beyond(4 * one);
  EXPECT_LE(shelf.bytes(), 4 * one);
  EXPECT_EQ(shelf.kept_near("ball", 201)->width, 201) << "this page shows it";
  EXPECT_EQ(shelf.kept_near("ball", 300)->width, 300);
  EXPECT_EQ(shelf.kept_near("ball", 40)->width, 40) << "it is small";

  shelf.let_go_beyond(0);
  EXPECT_EQ(shelf.bytes(), std::size_t{40} * 40 * 4) << "nobody has asked for the others since";
}

TEST_F(PictureShelfTest, LooksAgainAfterItWasCleared) {
  PictureShelf shelf({folder_.path()});
  EXPECT_FALSE(shelf.picture("ball", 64));

  draw("ball", ball);
  EXPECT_FALSE(shelf.picture("ball", 64));
  shelf.clear();

  EXPECT_TRUE(shelf.picture("ball", 64));
}

}  // namespace
}  // namespace stemme
