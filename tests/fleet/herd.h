/// Thousands of terminals that were away and come back together: each is the device's own sync
/// thread (schedule, conversation, delivery, verified receipts) over its own HTTPS link; only the
/// answers are made up, ahead of time. Real time. One thread drives it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "server-sync/device/sync_thread.h"
#include "tests/fleet/herd_outbox.h"
#include "tests/fleet/timed_link.h"

namespace stemme {

struct HerdPlan {
  std::string collector;         ///< host:port
  std::filesystem::path codes;   ///< a terminal a line: its unit's id, a tab, its code
  std::filesystem::path disks;   ///< a folder a terminal
  std::filesystem::path assets;  ///< what came with the terminals' software
  std::filesystem::path pack;    ///< the structure file of what is asked
  int batches = 30;              ///< closed while away
  int come_back_ms = 10'000;     ///< within which all have come
  int patience_s = 1'800;        ///< until it is given up
  int go_on_s = 0;               ///< afterwards, closing new batches all the while …
  int batches_a_second = 500;    ///< … so many
  /// Of the file's terminals this process plays every `parts`-th, beginning with `part`: a terminal
  /// takes five descriptors, and a process may not have fifty thousand.
  std::size_t part = 0;
  std::size_t parts = 1;
  std::uint64_t seed = 1;
};

class Herd {
 public:
  static Result<std::unique_ptr<Herd>> enrol(const HerdPlan& plan);
  ~Herd();
  Herd(const Herd&) = delete;
  Herd& operator=(const Herd&) = delete;

  /// Seals boxes and closes what was answered while away.
  Result<void> live_apart();
  /// All stand before the gate; nothing is sent yet.
  Result<void> gather();
  /// It opens; returns when nothing is left to send.
  Result<void> come_back();
  /// Life as usual: batches close and are sent at once, five to a contact.
  Result<void> go_on();

  /// What the collector must hold, a device a line: id, epoch, last number, its digest.
  Result<void> write_chains(const std::filesystem::path& path) const;
  /// Every batch that was sent, a line each: when, how long, and how it ended.
  Result<void> write_passages(const std::filesystem::path& path) const;
  /// Figures and what must have been counted, as JSON.
  std::string report() const;

 private:
  struct Terminal;
  struct Figures {
    double enrol_s = 0;
    double drained_s = 0;
    double went_on_s = 0;
    std::int64_t behind_most = 0;
  };

  explicit Herd(HerdPlan plan);
  Result<void> read_codes();
  Result<void> enrol_all();
  std::int64_t left() const;
  Result<void> wait_until_delivered(double patience_s);

  HerdPlan plan_;
  std::shared_ptr<Clock> clock_;
  std::vector<UnitId> units_;
  SealedShelf shelf_;
  Gate gate_;
  std::vector<std::unique_ptr<Terminal>> terminals_;
  Figures figures_;
};

}  // namespace stemme
