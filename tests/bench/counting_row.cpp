#include "server-sync/counting/counting.h"
#include "tests/bench/bench_town.h"
#include "tests/bench/collector_rows.h"

namespace stemme {
namespace {

constexpr int runs = 3;
constexpr std::size_t devices = 40;
constexpr std::size_t batches_each = 12;
/// Some years of a terminal in one epoch, and as many batches of terminals that are new.
constexpr TownSize long_epoch{1, 2400, 1};
constexpr TownSize short_epochs{60, 40, 1};

struct CpuSeconds {
  double counting = 0;
  double reconciling = 0;
};

Result<CpuSeconds> count_all(const BenchTown& town, const std::filesystem::path& folder) {
  for (const char* left : {"counts.db", "counts.db-wal", "counts.db-shm", "release.log"})
    std::filesystem::remove(folder / left);
  TRY(ReleaseLog::begin(folder));
  auto counting = TRY(Counting::open({folder, {town.key()}, std::make_shared<ReleaseLog>(folder)}));
  const auto began = cpu_seconds();
  TRY(counting.count_all());
  const auto counted = cpu_seconds();
  const auto found = TRY(counting.reconcile());
  if (!found.holds() || found.counted != town.answers())
    return unexpected("not every answer was counted");
  return CpuSeconds{counted - began, cpu_seconds() - counted};
}

Result<std::vector<double>> batches_a_second(const std::filesystem::path& folder,
                                             const std::filesystem::path& assets,
                                             const TownSize& size) {
  std::filesystem::create_directory(folder);
  auto town = TRY(BenchTown::build(folder, assets, size));
  TRY(send_all(*town, folder / "intake.db"));
  std::vector<double> figures;
  for (int run = 0; run < runs; ++run) {
    const auto used = TRY(count_all(*town, folder));
    figures.push_back(static_cast<double>(size.devices * size.batches_each) /
                      (used.counting + used.reconciling));
  }
  return figures;
}

Result<double> open_all(const BenchTown& town) {
  const auto began = cpu_seconds();
  for (const auto& device : town.batches()) {
    for (const auto& sent : device) {
      const auto batch = TRY(batch_from_body(sent.request.body));
      for (const auto& box : batch.boxes) TRY(open_box(box, town.key()));
    }
  }
  return cpu_seconds() - began;
}

}  // namespace

Result<Row> counted_answers(const std::filesystem::path& folder,
                            const std::filesystem::path& assets) {
  auto town = TRY(BenchTown::build(folder, assets, {devices, batches_each}));
  TRY(send_all(*town, folder / "intake.db"));
  Row row{"counted_answers_per_cpu_s", "answers/s", {}, {}};
  const auto answers = static_cast<double>(town->answers());
  for (int run = 0; run < runs; ++run) {
    const auto used = TRY(count_all(*town, folder));
    const auto opened = TRY(open_all(*town));
    row.runs.push_back(answers / used.counting);
    row.against.push_back(answers / opened);
  }
  return row;
}

Result<Row> counted_in_long_epochs(const std::filesystem::path& folder,
                                   const std::filesystem::path& assets) {
  Row row{"counted_batches_of_a_long_epoch", "batches/s", {}, {}};
  row.runs = TRY(batches_a_second(folder / "long", assets, long_epoch));
  row.against = TRY(batches_a_second(folder / "short", assets, short_epochs));
  return row;
}

Result<Row> collector_bytes(const std::filesystem::path& folder,
                            const std::filesystem::path& assets) {
  auto town = TRY(BenchTown::build(folder, assets, {devices, batches_each}));
  TRY(send_all(*town, folder / "intake.db"));
  TRY(count_all(*town, folder));
  double bytes = 0;
  for (const char* file : {"intake.db", "intake.db-wal", "counts.db", "counts.db-wal"}) {
    std::error_code none;
    const auto size = std::filesystem::file_size(folder / file, none);
    if (!none) bytes += static_cast<double>(size);
  }
  const auto each = bytes / static_cast<double>(town->answers());
  return Row{"collector_bytes_per_answer", "bytes", {each}, {static_cast<double>(box_bytes)}};
}

}  // namespace stemme
