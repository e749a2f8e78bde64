/// A few threads that do what they are given, in order of arrival: for work that may take long and
/// must not hold the network's threads up (signing in costs 62 ms on purpose). Any thread may add.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace stemme {

class Lane {
 public:
  explicit Lane(std::size_t threads);
  /// Does what is waiting, then ends.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// False when too much waits already: say *busy*.
  bool add(std::function<void()> work);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<std::function<void()>> work_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace stemme
