#pragma once
// Splitting a range over OpenMP threads. Below the grain, and inside another parallel region, the caller does
// it all.
#include <atomic>
#include <cstdint>
#include <exception>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "facula/core/parallel.h"

namespace facula {

namespace detail {
extern std::atomic<bool> threads_are_patient;
void make_threads_patient();
}  // namespace detail

/// To be called before anything that uses several OpenMP threads (ours, BLAS's or oneDNN's): from then on a
/// thread that waits sleeps instead of spinning, so that a busy core does not turn milliseconds into seconds.
inline void before_threads() {
  if (__builtin_expect(!detail::threads_are_patient.load(std::memory_order_acquire), 0))
    detail::make_threads_patient();
}

/// Elements below which a second thread costs more than it brings.
inline constexpr int64_t kGrain = 32768;

template <class F>
void parallel_for(int64_t begin, int64_t end, int64_t grain, const F& f) {
  if (begin >= end) return;
#ifdef _OPENMP
  const int64_t n = end - begin;
  int64_t threads = get_num_threads();
  if (grain < 1) grain = 1;
  if (threads > (n + grain - 1) / grain) threads = (n + grain - 1) / grain;
  if (threads > 1 && !omp_in_parallel()) {
    before_threads();
    std::exception_ptr error;
#pragma omp parallel num_threads(static_cast <int>(threads))
    {
      const int64_t k = omp_get_thread_num(), all = omp_get_num_threads();
      const int64_t a = begin + n * k / all, b = begin + n * (k + 1) / all;
      try {
        if (a < b) f(a, b);
      } catch (...) {
#pragma omp critical(facula_parallel_error)
        error = std::current_exception();
      }
    }
    if (error) std::rethrow_exception(error);
    return;
  }
#endif
  f(begin, end);
}

}  // namespace facula
