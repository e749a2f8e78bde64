#include "server-sync/collector/lane.h"

namespace stemme {
namespace {

constexpr std::size_t waiting_max = 256;

}  // namespace

Lane::Lane(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Lane::~Lane() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  waiting_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Lane::add(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (work_.size() >= waiting_max) return false;
  work_.push_back(std::move(work));
  waiting_.notify_one();
  return true;
}

void Lane::run() {
  for (;;) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      waiting_.wait(lock, [this] { return stopping_ || !work_.empty(); });
      if (work_.empty()) return;
      work = std::move(work_.front());
      work_.pop_front();
    }
    work();
  }
}

}  // namespace stemme
