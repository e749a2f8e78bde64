#include "tests/fleet/timed_link.h"

#include <thread>
#include <utility>

namespace stemme {

void Gate::open() {
  const std::lock_guard lock(mutex_);
  if (!since_) since_ = std::chrono::steady_clock::now();
  opened_.notify_all();
}

void Gate::pass(std::chrono::milliseconds after) {
  std::unique_lock lock(mutex_);
  opened_.wait(lock, [this] { return since_.has_value(); });
  const auto moment = *since_ + after;
  lock.unlock();
  std::this_thread::sleep_until(moment);
}

float Gate::seconds(Moment moment) const {
  const std::lock_guard lock(mutex_);
  if (!since_) return 0;
  return std::chrono::duration<float>(moment - *since_).count();
}

void Gate::write_down(const Passage& passage) {
  const std::lock_guard lock(mutex_);
  passages_.push_back(passage);
}

std::vector<Passage> Gate::passages() const {
  const std::lock_guard lock(mutex_);
  return passages_;
}

Result<Reply> TimedLink::exchange(const Request& request, std::size_t reply_bytes_max) {
  if (!came_) gate_->pass(comes_after_);
  came_ = true;
  const auto began = std::chrono::steady_clock::now();
  auto reply = link_->exchange(request, reply_bytes_max);
  if (request.method != "PUT") return reply;
  const auto took = std::chrono::steady_clock::now() - began;
  Passage passage{
      gate_->seconds(began), std::chrono::duration<float, std::milli>(took).count(), {}, false};
  if (!reply)
    passage.end = Passage::End::Unanswered;
  else if (reply->status != 200)
    passage.end = Passage::End::SentAway;
  if (reply) passage.is_greeting = !std::exchange(was_greeted_, true);
  gate_->write_down(passage);
  return reply;
}

}  // namespace stemme
