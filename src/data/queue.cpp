#include "facula/data/queue.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace facula::data::detail {

struct Monitor::State {
  std::mutex mutex;
  std::condition_variable changed;
};

Monitor::Monitor() : state_(new State) {}
Monitor::~Monitor() = default;
void Monitor::notify_all() { state_->changed.notify_all(); }

Monitor::Lock::Lock(Monitor& m) : monitor_(m) { m.state_->mutex.lock(); }
Monitor::Lock::~Lock() { monitor_.state_->mutex.unlock(); }
void Monitor::Lock::wait() {
  std::unique_lock<std::mutex> lock(monitor_.state_->mutex, std::adopt_lock);
  monitor_.state_->changed.wait(lock);
  lock.release();
}
bool Monitor::Lock::wait_until(std::chrono::steady_clock::time_point end) {
  std::unique_lock<std::mutex> lock(monitor_.state_->mutex, std::adopt_lock);
  const bool notified = monitor_.state_->changed.wait_until(lock, end) == std::cv_status::no_timeout;
  lock.release();
  return notified;
}

struct Threads::State {
  std::vector<std::thread> threads;
};

Threads::Threads() : state_(new State) {}
Threads::~Threads() { join(); }
void Threads::start(std::function<void()> f) { state_->threads.emplace_back(std::move(f)); }
void Threads::join() {
  for (std::thread& t : state_->threads) t.join();
  state_->threads.clear();
}

}  // namespace facula::data::detail
