/// A link that lets nothing pass before its moment, and writes down how long each batch took from
/// its first byte to its receipt, as the terminal sees it: handshake and queue included. One thread
/// a link; the record is shared by all.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "server-sync/device/link.h"

namespace stemme {

/// One batch that was sent.
struct Passage {
  enum class End : std::uint8_t { Stored, SentAway, Unanswered };
  float began_s = 0;  ///< since the gate opened
  float took_ms = 0;
  End end = End::Stored;
  bool is_greeting = false;  ///< the first of its terminal that was answered
};

/// Where the power comes back: everybody stands before it, and each goes in at a moment of its own.
class Gate {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  void open();
  /// Returns when it has been open for so long.
  void pass(std::chrono::milliseconds after);
  float seconds(Moment moment) const;

  void write_down(const Passage& passage);
  std::vector<Passage> passages() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable opened_;
  std::optional<Moment> since_;
  std::vector<Passage> passages_;
};

class TimedLink final : public Link {
 public:
  TimedLink(std::unique_ptr<Link> link, Gate& gate, std::chrono::milliseconds comes_after)
      : link_(std::move(link)), gate_(&gate), comes_after_(comes_after) {}

  void trust(const LinkTrust& trust) override { link_->trust(trust); }
  Result<Reply> exchange(const Request& request, std::size_t reply_bytes_max) override;
  void stop() override { link_->stop(); }

 private:
  std::unique_ptr<Link> link_;
  Gate* gate_;
  std::chrono::milliseconds comes_after_;
  bool came_ = false;
  bool was_greeted_ = false;
};

}  // namespace stemme
