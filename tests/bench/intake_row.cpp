#include <algorithm>

#include "server-sync/foundation/database.h"
#include "server-sync/protocol/batch.h"
#include "tests/bench/bench_town.h"
#include "tests/bench/collector_rows.h"

namespace stemme {
namespace {

constexpr int runs = 5;
constexpr std::size_t devices = 64;

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
  const auto store = [&](std::size_t device) {
    const auto& batch = town.batches()[device][next[device]++];
    insert.bind(id_column(batch.address.device)).bind(id_column(batch.address.epoch));
    return insert.bind(batch.address.n).bind(ByteView(batch.request.body)).run();
  };
  for (const auto& commit : sending.commits) {
    TRY(database.in_transaction([&]() -> Result<void> {
      for (const auto device : commit) TRY(store(device));
      return {};
    }));
  }
  return ms_since(began);
}

/// What no collector can do without: is it signed by whom it names, is it whole, and our own
/// signature under the reply.
Result<double> signatures_cpu_s(BenchTown& town) {
  const auto own_key = SigningKey::generate();
  const auto key_of = [&](std::string_view name) -> Result<VerifyKey> {
    const auto holder = TRY(town.reg().key_holder(std::string(name)));
    return holder.key;
  };
  const auto began = cpu_seconds();
  for (const auto& device : town.batches())
    for (const auto& batch : device) {
      TRY(verify_request(batch.request, key_of));
      auto reply = json_reply(std::string(400, 'x'));
      sign_reply(reply, batch.request, own_key);
    }
  return cpu_seconds() - began;
}

/// About so many boxes in all, whatever the size of a batch.
TownSize town_of(int answers_each) {
  const auto boxes =
      static_cast<std::size_t>(answers_each) + padding_for(static_cast<std::size_t>(answers_each));
  return {devices, std::max<std::size_t>(8, 1024 / boxes), answers_each};
}

}  // namespace

Result<Row> intake_cpu(const std::filesystem::path& folder, const std::filesystem::path& assets,
                       int answers_each) {
  auto town = TRY(BenchTown::build(folder, assets, town_of(answers_each)));
  Row row{"intake_answers_per_cpu_s_" + std::to_string(answers_each), "answers/s", {}, {}};
  const auto answers = static_cast<double>(town->answers());
  for (int run = 0; run < runs; ++run) {
    const auto began = cpu_seconds();
    TRY(send_all(*town, folder / ("intake-" + std::to_string(run) + ".db")));
    const auto used = cpu_seconds() - began;
    const auto least = TRY(signatures_cpu_s(*town));
    row.runs.push_back(answers / used);
    row.against.push_back(answers / least);
  }
  return row;
}

Result<Row> ingest_answers(const std::string& name, const std::filesystem::path& folder,
                           const std::filesystem::path& assets, int answers_each) {
  auto town = TRY(BenchTown::build(folder, assets, town_of(answers_each)));
  Row row{name, "answers/s", {}, {}};
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
