// Small files outside SQLite at every step of writing them (foundation/durable_file), among them
// the device's epoch, identity and programme: what was said to be kept is there, whole, whenever
// the plug is pulled, and what the cut left stands in nobody's way (C4, C6).
#include <random>

#include "app/answers/epoch_file.h"
#include "server-sync/device/device_identity.h"
#include "server-sync/device/refresh.h"
#include "server-sync/foundation/durable_file.h"
#include "tests/crash/crash_points.h"
#include "tests/stand-ins/pretend_collector.h"
#include "tests/stand-ins/recorded_files/recorded_files.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {
namespace {

std::ptrdiff_t files_in(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

/// A small file of the product: how its n-th version is written, and which version is read.
struct SmallFile {
  std::string name;
  std::function<Result<void>(const std::filesystem::path& folder, int version)> write;
  /// 0 when there is none that can be read.
  std::function<int(const std::filesystem::path& folder)> read;
};
// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest's word.
void PrintTo(const SmallFile& file, std::ostream* out) { *out << file.name; }

std::string text_of(int version) {
  static constexpr std::size_t sizes[] = {0, 40, 3000, 511, 700, 12};
  return std::to_string(version) +
         std::string(sizes[static_cast<std::size_t>(version) % std::size(sizes)], 'x');
}

SmallFile plain_text() {
  return {"Text",
          [](const auto& folder, int version) {
            return write_durably(folder / "text", as_bytes(text_of(version)));
          },
          [](const auto& folder) {
            const auto text = read_text_file(folder / "text", 1 << 20);
            if (!text) return 0;
            const int version = std::atoi(text->c_str());
            EXPECT_EQ(*text, text_of(version)) << "half of one, or of two";
            return version;
          }};
}

SmallFile epoch_file() {
  return {"Epoch",
          [](const auto& folder, int version) {
            return EpochFile(folder).write({77, version});
          },
          [](const auto& folder) {
            const auto epoch = EpochFile(folder).read();
            return epoch && epoch->epoch == 77 ? static_cast<int>(epoch->last) : 0;
          }};
}

SmallFile identity_file() {
  return {"Identity",
          [](const auto& folder, int version) {
            DeviceIdentity identity;
            identity.device = static_cast<DeviceId>(version);
            identity.identity_document = text_of(version);
            return save_identity(folder, identity);
          },
          [](const auto& folder) {
            const auto identity = load_identity(folder);
            if (!identity) return 0;
            EXPECT_EQ(identity->identity_document, text_of(static_cast<int>(identity->device)));
            return static_cast<int>(identity->device);
          }};
}

Programme programme_of(int version) {
  Programme programme;
  programme.serial = version;
  programme.owner = "lynghei";
  programme.house = "storvik";
  programme.house_name = "Storvik " + text_of(version).substr(0, 60);
  programme.zone = "Europe/Oslo";
  programme.dayparts = {{"natt", std::chrono::minutes(0)}, {"dag", std::chrono::hours(6)}};
  programme.languages = {"nb"};
  programme.staff_pin_hash = "$argon2id$x";
  return programme;
}

/// As it comes from a collector.
SmallFile programme_file() {
  return {"Programme",
          [](const auto& folder, int version) -> Result<void> {
            PretendCollector collector([] { return Instant(); });
            const auto seed = random_bytes<32>();
            const auto key = SigningKey::from_seed(seed).verify_key();
            collector.knows_device(1, key);
            collector.publish(programme_of(version));
            CollectorLine line(collector, "collector.test");
            line.speak_as(seed, key_name(key));
            line.believe(collector.keys().reply);
            TRY(Refresh(line, 1, folder).fetch_programme());
            return {};
          },
          [](const auto& folder) {
            const auto programme = load_programme(folder);
            return programme ? static_cast<int>(programme->serial) : 0;
          }};
}

class ASmallFile : public testing::TestWithParam<SmallFile> {
 protected:
  Result<void> write(int version) { return GetParam().write(folder.path(), version); }
  int found() { return GetParam().read(folder.path()); }

  ScratchFolder folder;
  RecordedFiles disk{folder.path()};
  Kept kept;
};

TEST_P(ASmallFile, IsTheOldOneOrTheNewOneWheneverThePlugIsPulled) {
  constexpr int versions = 8;
  disk.record();
  for (int version = 1; version <= versions; ++version) {
    kept.begin(disk.steps());
    write(version).value();
    kept.say(disk.steps());
  }
  disk.stop_recording();

  each_crash_point(disk, 1600, [&](const CrashPoint& point, std::mt19937_64&) {
    const int there = found();
    EXPECT_GE(there, kept.said(point.step)) << "what was said to be kept is gone";
    EXPECT_LE(there, kept.begun(point.step));
    write(versions + 1).value();
    EXPECT_EQ(found(), versions + 1);
    EXPECT_EQ(files_in(folder.path()), 1) << "what the cut left lies there still";
  });
}

INSTANTIATE_TEST_SUITE_P(Of, ASmallFile,
                         testing::Values(plain_text(), epoch_file(), identity_file(),
                                         programme_file()),
                         [](const auto& of) { return of.param.name; });

/// One that was sent to a collector must be the one that is offered again (C6).
TEST(ASeedOfAnEnrolment, IsTheSameAfterAnyCutOnceItWasHandedOver) {
  ScratchFolder folder;
  RecordedFiles disk(folder.path());
  disk.record();
  const auto seed = enrolment_seed(folder.path()).value();
  const auto handed_over = disk.steps();
  disk.stop_recording();

  each_crash_point(disk, 300, [&](const CrashPoint& point, std::mt19937_64&) {
    const auto again = enrolment_seed(folder.path());
    ASSERT_TRUE(again) << again.error().message();
    if (point.step >= handed_over) {
      EXPECT_EQ(*again, seed);
    }
  });
}

}  // namespace
}  // namespace stemme
