#pragma once
// How many threads one operation may use.

namespace facula {

/// Threads that one CPU operation may use. Default: OMP_NUM_THREADS or the number of processors; 1 without
/// OpenMP.
int get_num_threads();
/// errors  Error unless n > 0
void set_num_threads(int n);
/// Facula runs one op at a time per calling thread; kept for source compatibility.
int get_num_interop_threads();
void set_num_interop_threads(int n);
void init_num_threads();

namespace detail {
/// From now on operations that this thread calls use `n` threads: workers that run beside the caller keep to 1.
void set_num_threads_here(int n);
}  // namespace detail

}  // namespace facula
