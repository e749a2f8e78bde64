#include "server-sync/foundation/database.h"
#include "tests/bench/bench_town.h"
#include "tests/bench/collector_rows.h"

namespace stemme {
namespace {

constexpr int runs = 5;
constexpr std::size_t devices = 64;
constexpr std::size_t batches_each = 16;

constexpr const char* plain_table =
    "CREATE TABLE batches(number INTEGER PRIMARY KEY, device INTEGER NOT NULL, epoch INTEGER NOT "
    "NULL,"
    "n INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (device, epoch, n))";

/// The same bodies, the same commits, nothing else.
Result<double> ceiling_ms(const BenchTown& town, const Sending& sending,
                          const std::filesystem::path& path) {
  auto database = TRY(Database::open(path, Database::Role::Writer));
  TRY(database.run(plain_table));
  auto insert =
      TRY(database.prepare("INSERT INTO batches(device, epoch, n, body) VALUES (?,?,?,?)"));
  std::vector<std::size_t> next(town.batches().size());
  const auto began = moment();
  for (const auto& commit : sending.commits) {
    TRY(database.in_transaction([&]() -> Result<void> {
      for (const auto device : commit) {
        const auto& batch = town.batches()[device][next[device]++];
        insert.bind(id_column(batch.address.device)).bind(id_column(batch.address.epoch));
        TRY(insert.bind(batch.address.n).bind(ByteView(batch.request.body)).run());
      }
      return {};
    }));
  }
  return ms_since(began);
}

}  // namespace

Result<Row> ingest_answers(const std::filesystem::path& folder,
                           const std::filesystem::path& assets) {
  auto town = TRY(BenchTown::build(folder, assets, devices, batches_each));
  Row row{"ingest_answers_vs_sqlite_ceiling", "answers/s", {}, {}};
  const auto per_second = [&](double ms) {
    return static_cast<double>(town->answers()) * 1000 / ms;
  };
  for (int run = 0; run < runs; ++run) {
    const auto sending = TRY(send_all(*town, folder / ("intake-" + std::to_string(run) + ".db")));
    const auto plain =
        TRY(ceiling_ms(*town, sending, folder / ("plain-" + std::to_string(run) + ".db")));
    row.runs.push_back(per_second(sending.ms));
    row.against.push_back(per_second(plain));
  }
  return row;
}

}  // namespace stemme
