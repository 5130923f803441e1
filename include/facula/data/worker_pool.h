#pragma once
// The threads of a DataLoader.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "facula/core/owned.h"

namespace facula::data {

/// Carries an exception from a worker thread to the caller.
struct WorkerException : public std::exception {
  explicit WorkerException(std::exception_ptr original);
  const char* what() const noexcept override { return message.c_str(); }
  std::exception_ptr original_exception;
  /// "Caught exception in DataLoader worker thread. Original message: ..."
  std::string message;
};

namespace detail {

/// The seed of pass `pass` of a loader: of `seed`, or of the state of the default generator, from which
/// nothing is drawn.
uint64_t seed_of_pass(std::optional<uint64_t> seed, uint64_t pass);

/// Runs `f` with a generator of its own as the thread's default, seeded for batch `number` of the pass.
void with_seed_of_batch(uint64_t pass_seed, uint64_t number, const std::function<void()>& f);

/// Worker threads that turn jobs into results, in the order of submission or of completion. Jobs run with the
/// grad mode that the submitting thread had. All functions but the jobs are called by one thread at a time.
class WorkerPool {
 public:
  using Job = std::function<std::shared_ptr<void>(size_t worker)>;
  WorkerPool(size_t workers, bool ordered, std::optional<std::chrono::milliseconds> timeout);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// Drops what is queued, and waits for what is running.
  ~WorkerPool();
  void submit(Job job);
  /// Jobs whose results have not been taken.
  size_t in_flight() const;
  /// The next result. After a timeout the job is still in flight.
  /// errors  WorkerException with what a job threw; Error when the timeout passes
  std::shared_ptr<void> next();
  /// Drops what is queued, and what is running when it is done, for which it waits.
  void drain();

 private:
  struct State;
  facula::detail::Owned<State> state_;
};

}  // namespace detail
}  // namespace facula::data
