#include "facula/data/worker_pool.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "facula/core/error.h"
#include "facula/core/generator_state.h"
#include "facula/core/parallel.h"
#include "facula/graph/grad_mode.h"

namespace facula::data {

WorkerException::WorkerException(std::exception_ptr original)
    : original_exception(std::move(original)), message("Caught exception in DataLoader worker thread.") {
  try {
    std::rethrow_exception(original_exception);
  } catch (const std::exception& error) {
    message += std::string(" Original message: ") + error.what();
  } catch (...) {  // what is no std::exception has no message
  }
}

namespace detail {

namespace {
// SplitMix64's finaliser. source  Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014
uint64_t mixed(uint64_t a, uint64_t b) {
  uint64_t z = a + (b + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}
}  // namespace

uint64_t seed_of_pass(std::optional<uint64_t> seed, uint64_t pass) {
  if (!seed) {
    const Generator& generator = default_cpu_generator();
    const std::lock_guard lock(generator.mutex());
    const Generator copy = generator.clone();
    seed = cpu_state(copy)->engine.random64();
  }
  return mixed(*seed, pass);
}

void with_seed_of_batch(uint64_t pass_seed, uint64_t number, const std::function<void()>& f) {
  Generator generator = make_generator(mixed(pass_seed, number));
  const facula::detail::GeneratorHere here(generator);
  f();
}

struct WorkerPool::State {
  struct Result {
    std::shared_ptr<void> value;
    std::exception_ptr error;
  };
  std::mutex mutex;
  std::condition_variable work, done;
  struct Queued {
    size_t number;
    bool grad_mode;
    Job job;
  };
  std::deque<Queued> jobs;
  std::map<size_t, Result> results;  // by sequence number
  size_t submitted = 0, taken = 0, running = 0;
  bool ordered = true, stop = false;
  std::optional<std::chrono::milliseconds> timeout;
  std::vector<std::thread> threads;

  void run(size_t worker) {
    facula::detail::set_num_threads_here(1);
    std::unique_lock lock(mutex);
    for (;;) {
      work.wait(lock, [&] { return stop || !jobs.empty(); });
      if (stop) return;
      auto [number, grad_mode, job] = std::move(jobs.front());
      jobs.pop_front();
      ++running;
      lock.unlock();
      Result r;
      try {
        const AutoGradMode mode(grad_mode);
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
  void end() {
    {
      std::lock_guard lock(mutex);
      stop = true;
    }
    work.notify_all();
    for (std::thread& t : threads) t.join();
    threads.clear();
  }
  bool ready() const { return !results.empty() && (!ordered || results.begin()->first == taken); }
};

WorkerPool::WorkerPool(size_t workers, bool ordered, std::optional<std::chrono::milliseconds> timeout)
    : state_(new State()) {
  state_->ordered = ordered;
  state_->timeout = timeout;
  try {
    for (size_t w = 0; w < workers; ++w) state_->threads.emplace_back([s = state_.get(), w] { s->run(w); });
  } catch (const std::exception& e) {
    state_->end();
    facula::detail::fail<Error>("cannot start ", workers, " DataLoader workers: ", e.what());
  }
}

WorkerPool::~WorkerPool() { state_->end(); }

void WorkerPool::submit(Job job) {
  {
    std::lock_guard lock(state_->mutex);
    state_->jobs.push_back({state_->submitted++, GradMode::is_enabled(), std::move(job)});
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
