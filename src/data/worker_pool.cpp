#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "facula/data/dataloader.h"

namespace facula::data {

namespace {
std::string message_of(const std::exception_ptr& e) {
  try {
    std::rethrow_exception(e);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception that is no std::exception";
  }
}
}  // namespace

WorkerException::WorkerException(std::exception_ptr original)
    : original_exception(original),
      message("Caught exception in DataLoader worker thread. Original message: " + message_of(original)) {}

namespace detail {

struct WorkerPool::State {
  struct Result {
    std::shared_ptr<void> value;
    std::exception_ptr error;
  };
  std::mutex mutex;
  std::condition_variable work, done;
  std::deque<std::pair<size_t, Job>> jobs;
  std::map<size_t, Result> results;  // by sequence number
  size_t submitted = 0, taken = 0, running = 0;
  bool ordered = true, stop = false;
  std::optional<std::chrono::milliseconds> timeout;
  std::vector<std::thread> threads;

  void run(size_t worker) {
    std::unique_lock lock(mutex);
    for (;;) {
      work.wait(lock, [&] { return stop || !jobs.empty(); });
      if (stop) return;
      auto [number, job] = std::move(jobs.front());
      jobs.pop_front();
      ++running;
      lock.unlock();
      Result r;
      try {
        r.value = job(worker);
      } catch (...) {
        r.error = std::current_exception();
      }
      job = nullptr;  // what it holds goes before the result is seen
      lock.lock();
      --running;
      results.emplace(number, std::move(r));
      done.notify_all();
    }
  }
  bool ready() const { return !results.empty() && (!ordered || results.begin()->first == taken); }
};

WorkerPool::WorkerPool(size_t workers, bool ordered, std::optional<std::chrono::milliseconds> timeout)
    : state_(std::make_unique<State>()) {
  state_->ordered = ordered;
  state_->timeout = timeout;
  for (size_t w = 0; w < workers; ++w) state_->threads.emplace_back([s = state_.get(), w] { s->run(w); });
}

WorkerPool::~WorkerPool() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stop = true;
  }
  state_->work.notify_all();
  for (std::thread& t : state_->threads) t.join();
}

void WorkerPool::submit(Job job) {
  {
    std::lock_guard lock(state_->mutex);
    state_->jobs.emplace_back(state_->submitted++, std::move(job));
  }
  state_->work.notify_one();
}

size_t WorkerPool::in_flight() const {
  std::lock_guard lock(state_->mutex);
  return state_->submitted - state_->taken;
}

std::shared_ptr<void> WorkerPool::next() {
  State& s = *state_;
  std::unique_lock lock(s.mutex);
  const auto ready = [&] { return s.ready(); };
  if (s.timeout) {
    FACULA_CHECK(s.done.wait_for(lock, *s.timeout, ready),
                 "Timeout in DataLoader queue while waiting for next batch (timeout was ",
                 static_cast<int64_t>(s.timeout->count()), " ms)");
  } else {
    s.done.wait(lock, ready);
  }
  State::Result r = std::move(s.results.begin()->second);
  s.results.erase(s.results.begin());
  ++s.taken;
  if (r.error) throw WorkerException(r.error);
  return std::move(r.value);
}

void WorkerPool::drain() {
  State& s = *state_;
  std::unique_lock lock(s.mutex);
  s.jobs.clear();
  s.done.wait(lock, [&] { return s.running == 0; });
  s.results.clear();
  s.submitted = s.taken = 0;
}

}  // namespace detail
}  // namespace facula::data
