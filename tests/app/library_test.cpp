// What the terminal asks when nobody has told it anything for a long time, with the packs we ship.
#include "app/library.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/asset_name.h"
#include "server-sync/protocol/content.h"
#include "server-sync/protocol/rotation.h"

namespace stemme {
namespace {

using namespace std::chrono_literals;

const std::string assets = STEMME_SOURCE "/assets";

class TerminalOnItsOwn : public testing::Test {
 protected:
  TerminalOnItsOwn() : library_(library_for(Band::FiveSix)) {}

  using HasPicture = Library::HasPicture;
  static Library library_for(
      Band band, const HasPicture& has_picture = [](std::string_view) { return true; }) {
    const std::set<std::string> accepted{"bhg-dagen-34", "bhg-dagen-56", "foreldre-henting"};
    auto content = load_content(assets, assets + "/owners/lynghei.toml").value();
    Programme programme;
    programme.windows = content.hours.windows;
    programme.dayparts = content.hours.dayparts;
    programme.zone = "Europe/Oslo";
    programme.languages = {"nb"};
    // What the head has accepted; the rest of the shelf never travels.
    for (auto& shelved : content.packs) {
      if (!accepted.contains(shelved.pack.id)) continue;
      const auto file = assets + "/packs/" + shelved.pack.id + ".toml";
      programme.packs.push_back({read_text_file(file, 65536).value(), shelved.text_files});
    }
    programme.assets = {{picture_asset("sandkasse"), {}, 1}};
    programme.units = {{17, "Maurtua", "barn", band, 18, {{"bhg-dagen-56", {0, 1}}}},
                       {18, "Foreldre", "forelder", Band::Adult, 40, {{"foreldre-henting", {0}}}}};
    return Library::open(std::make_shared<const Programme>(std::move(programme)),
                         std::make_shared<const std::map<std::string, Phrasebook>>(
                             std::move(content.phrasebooks)),
                         has_picture)
        .value();
  }

  static LocalTime wednesday_at(IsoWeek week, std::chrono::minutes time) {
    return {Date(std::chrono::sys_days(monday_of(week)) + std::chrono::days(2)), time};
  }

  std::optional<Library> library_;
};

TEST_F(TerminalOnItsOwn, BeginsWithPairsWhereFourYearOldsAreAsked) {
  const auto four = library_for(Band::FourFive);
  for (int week = 0; week < 8; ++week) {
    const auto now = wednesday_at(IsoWeek{2025, 34} + week, 14h);
    const auto offer = four.open_for_children(now);
    ASSERT_TRUE(offer);
    EXPECT_EQ(offer->pack->id, "bhg-dagen-34");
    EXPECT_EQ(offer->week, week_of(now.date));
    EXPECT_EQ(library_->open_for_children(now)->pack->id, "bhg-dagen-56");
  }
}

TEST_F(TerminalOnItsOwn, SaysWhatTheDayHoldsFromWhenToWhen) {
  const IsoWeek week{2026, 48};
  const auto plan = library_->plan_of_day(wednesday_at(week, 9h));
  ASSERT_FALSE(plan.empty());
  // Minute by minute the plan says what the screen will do.
  for (auto minute = 0min; minute < 24h; ++minute) {
    const auto then = wednesday_at(week, minute);
    const auto said = [&](std::string_view audience) {
      return std::ranges::any_of(plan, [&](const PlannedTime& planned) {
        return planned.from <= minute && minute < planned.to &&
               (planned.offer ? planned.offer->pack->audience : "quiet") == audience;
      });
    };
    EXPECT_EQ(said("barn"), library_->open_for_children(then).has_value()) << minute.count();
    EXPECT_EQ(said("forelder"), library_->open_for_parents(then).has_value()) << minute.count();
    EXPECT_EQ(said("quiet"), library_->is_quiet(then)) << minute.count();
  }
  EXPECT_EQ(library_->plan_of_day(std::nullopt).size(), 1U);
}

TEST_F(TerminalOnItsOwn, LetsThreeYearOldsPlayAndOpensNoRoundForThem) {
  const auto three = library_for(Band::Three);
  const auto now = wednesday_at(IsoWeek{2025, 40}, 14h);

  EXPECT_EQ(three.open_for_children(now)->pack->id, "bhg-dagen-34");
  EXPECT_TRUE(three.for_rounds(now).empty());
  EXPECT_FALSE(library_for(Band::FourFive).for_rounds(now).empty());
}

TEST_F(TerminalOnItsOwn, RotatesByItselfThroughATermWithoutNetwork) {
  std::set<std::vector<int>> seen;
  for (int week = 0; week < 16; ++week) {
    const auto now = wednesday_at(IsoWeek{2025, 34} + week, 14h);
    const auto offer = library_->open_for_children(now);
    ASSERT_TRUE(offer);
    EXPECT_EQ(offer->questions, asked_in_week(*offer->pack, 17, week_of(now.date)));
    seen.insert(offer->questions);
  }
  EXPECT_GE(seen.size(), 3U);
}

TEST_F(TerminalOnItsOwn, AsksParentsInTheirWeekOnly) {
  int weeks = 0;
  for (int week = 0; week < 16; ++week)
    weeks += library_->open_for_parents(wednesday_at(IsoWeek{2025, 34} + week, 15h)) ? 1 : 0;
  EXPECT_EQ(weeks, 4);
}

TEST_F(TerminalOnItsOwn, AsksWhatItLastHeardOfWhereTheTimeIsUnknown) {
  const auto offer = library_->open_for_children(std::nullopt);
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->questions, (std::vector<int>{0, 1}));
  EXPECT_FALSE(library_->open_for_parents(std::nullopt));
}

TEST_F(TerminalOnItsOwn, AsksNoQuestionWhosePicturesAreStillToCome) {
  const auto now = wednesday_at(IsoWeek{2025, 40}, 14h);
  EXPECT_EQ(library_->waiting_for_pictures(), "");
  const auto waiting = [](std::string_view id) { return id != "sandkasse"; };
  const auto titled = library_for(Band::FourFive, waiting).waiting_for_pictures();
  EXPECT_EQ(titled, "Denne eller den");
  EXPECT_FALSE(library_for(Band::FourFive, waiting).open_for_children(now));
  // What nobody named is drawn as missing, as ever: it will not come by waiting.
  const auto unnamed = [](std::string_view id) { return id == "sandkasse"; };
  EXPECT_TRUE(library_for(Band::FourFive, unnamed).open_for_children(now));
}

TEST_F(TerminalOnItsOwn, IsClosedAtTheWeekend) {
  const auto wednesday = wednesday_at(IsoWeek{2025, 40}, 14h);
  const auto saturday = Date(std::chrono::sys_days(wednesday.date) + std::chrono::days(3));
  EXPECT_TRUE(library_->open_for_children(wednesday));
  EXPECT_FALSE(library_->open_for_children(LocalTime{saturday, 14h}));
}

}  // namespace
}  // namespace stemme
