/// Terminals of a town with what they have closed, signed and ready to send: the same batches for
/// the collector and for what it is compared with. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "server-sync/intake/batch_intake.h"

namespace stemme {

struct SentBatch {
  BatchAddress address;
  Request request;
};

struct TownSize {
  std::size_t devices = 0;
  std::size_t batches_each = 0;
  int answers_each = 0;
};

class BenchTown {
 public:
  /// A register in `folder`, and terminals with their batches.
  static Result<std::unique_ptr<BenchTown>> build(const std::filesystem::path& folder,
                                                  const std::filesystem::path& assets,
                                                  const TownSize& size);

  /// By terminal, in order of sending.
  const std::vector<std::vector<SentBatch>>& batches() const { return batches_; }
  std::int64_t answers() const { return answers_; }
  Register& reg() { return register_; }
  const OpeningKey& key() const { return key_; }

 private:
  BenchTown(Register reg, const TownSize& size) : register_(std::move(reg)), size_(size) {}
  Result<void> furnish(const std::filesystem::path& assets);
  Result<void> add_device();
  Result<Bytes> close(Frame& frame);

  Register register_;
  TownSize size_;
  OpeningKey key_ = OpeningKey::generate();
  PackId pack_{};
  std::vector<UnitId> units_;
  std::vector<std::vector<SentBatch>> batches_;
  std::int64_t answers_ = 0;
};

/// Sends all of a town's batches through intake, as so many connections that each wait for their
/// receipt, by the server's two threads. Every reply must be a receipt.
struct Sending {
  double ms = 0;
  /// Indices of terminals, commit by commit: how the store grouped them.
  std::vector<std::vector<std::size_t>> commits;
};
Result<Sending> send_all(BenchTown& town, const std::filesystem::path& intake_db);

}  // namespace stemme
