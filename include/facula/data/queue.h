#pragma once
// How threads hand each other work: a queue, jobs with results, and results in the order of their jobs.
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "facula/core/error.h"
#include "facula/core/owned.h"

namespace facula::data::detail {

/// A mutex and a condition, without their headers.
class Monitor {
 public:
  Monitor();
  ~Monitor();
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  void notify_all();
  /// Holds the mutex while it lives.
  class Lock {
   public:
    explicit Lock(Monitor& m);
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    /// Lets others in until someone notifies.
    void wait();
    /// The same until `end` at the latest; false when it has come.
    bool wait_until(std::chrono::steady_clock::time_point end);

   private:
    Monitor& monitor_;
  };

 private:
  struct State;
  facula::detail::Owned<State> state_;
};

/// Threads that somebody joins.
class Threads {
 public:
  Threads();
  ~Threads();  // joins
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  void start(std::function<void()> f);
  void join();

 private:
  struct State;
  facula::detail::Owned<State> state_;
};

/// Values that leave in the order in which they came.
template <class T>
class Fifo {
 public:
  bool empty() const { return head_ == values_.size(); }
  size_t size() const { return values_.size() - head_; }
  T& front() { return values_[head_]; }
  T& back() { return values_.back(); }
  void push(T value) { values_.push_back(std::move(value)); }
  T pop() {
    T value = std::move(values_[head_++]);
    if (2 * head_ >= values_.size()) {  // now and then, so that a value moves about once
      values_.erase(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
    return value;
  }
  void clear() {
    values_.clear();
    head_ = 0;
  }

 private:
  std::vector<T> values_;
  size_t head_ = 0;
};

/// A queue that several threads may use. pop() waits until there is something.
template <class T>
class Queue {
 public:
  void push(T value) {
    {
      Monitor::Lock lock(monitor_);
      values_.push(std::move(value));
    }
    monitor_.notify_all();
  }
  /// errors  Error "Timeout in DataLoader queue while waiting for next batch (timeout was 10 ms)"
  T pop(std::optional<std::chrono::milliseconds> timeout = std::nullopt) {
    const auto end = std::chrono::steady_clock::now() + timeout.value_or(std::chrono::milliseconds(0));
    Monitor::Lock lock(monitor_);
    while (values_.empty()) {
      if (!timeout)
        lock.wait();
      else
        FACULA_CHECK(lock.wait_until(end) || !values_.empty(),
                     "Timeout in DataLoader queue while waiting for next batch (timeout was ",
                     timeout->count(), " ms)");
    }
    return values_.pop();
  }
  /// Drops everything; gives how much there was.
  size_t clear() {
    Monitor::Lock lock(monitor_);
    const size_t n = values_.size();
    values_.clear();
    return n;
  }

 private:
  Monitor monitor_;
  Fifo<T> values_;
};

/// Jobs on their way to workers and results on their way back.
template <class Job, class Result>
class DataShuttle {
 public:
  void push_job(Job job) {
    jobs_.push(std::move(job));
    ++in_flight_;
  }
  void push_result(Result result) { results_.push(std::move(result)); }
  Job pop_job() { return jobs_.pop(); }
  /// The next result; none when no job is under way.
  std::optional<Result> pop_result(std::optional<std::chrono::milliseconds> timeout = std::nullopt) {
    if (in_flight_ == 0) return std::nullopt;
    std::optional<Result> result(results_.pop(timeout));
    --in_flight_;
    return result;
  }
  /// Drops the jobs that nobody has taken and waits for the results of the others.
  void drain() {
    in_flight_ -= jobs_.clear();
    while (in_flight_ > 0) pop_result();
  }
  size_t in_flight_jobs() const noexcept { return in_flight_; }

 private:
  Queue<Job> jobs_;
  size_t in_flight_ = 0;
  Queue<Result> results_;
};

namespace sequencers {

/// Brings results, which have a `sequence_number`, into an order.
template <class Result>
struct Sequencer {
  using ResultProducer = std::function<std::optional<Result>()>;
  virtual ~Sequencer() = default;
  virtual std::optional<Result> next(ResultProducer next_result) = 0;
};

/// As they come.
template <class Result>
struct NoSequencer : public Sequencer<Result> {
  using typename Sequencer<Result>::ResultProducer;
  std::optional<Result> next(ResultProducer next_result) override { return next_result(); }
};

/// By their numbers, of which at most `max_jobs` are under way.
template <class Result>
struct OrderedSequencer : public Sequencer<Result> {
  using typename Sequencer<Result>::ResultProducer;
  explicit OrderedSequencer(size_t max_jobs) : buffer_(max_jobs) {}
  /// errors  Error when two results would be in one place, or one is missing at the end
  std::optional<Result> next(ResultProducer next_result) override {
    for (;;) {
      std::optional<Result>& waiting = buffer(next_sequence_number_);
      if (waiting) {
        ++next_sequence_number_;
        return std::exchange(waiting, std::nullopt);
      }
      std::optional<Result> result = next_result();
      if (!result) {
        for (const auto& other : buffer_)
          FACULA_CHECK(!other, "the result with sequence number ", next_sequence_number_, " is missing");
        return std::nullopt;
      }
      std::optional<Result>& place = buffer(result->sequence_number);
      FACULA_CHECK(!place, "two results have the sequence number ", result->sequence_number);
      place = std::move(result);
    }
  }
  std::optional<Result>& buffer(size_t index) { return buffer_.at(index % buffer_.size()); }

  size_t next_sequence_number_ = 0;
  std::vector<std::optional<Result>> buffer_;
};

}  // namespace sequencers
}  // namespace facula::data::detail
