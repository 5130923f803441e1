#include "facula/core/parallel.h"

#include <atomic>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "facula/core/error.h"

namespace facula {

namespace {
int default_threads() {
#ifdef _OPENMP
  return omp_get_max_threads();
#else
  return 1;
#endif
}
std::atomic<int>& threads() {
  static std::atomic<int> n{default_threads()};
  return n;
}
std::atomic<int> interop{1};
thread_local int threads_here = 0;  // 0: as everywhere
}  // namespace

int get_num_threads() { return threads_here ? threads_here : threads().load(std::memory_order_relaxed); }

void detail::set_num_threads_here(int n) {
  threads_here = n;
#ifdef _OPENMP
  omp_set_num_threads(n);
#endif
}

void set_num_threads(int n) {
  FACULA_CHECK(n > 0, "Expected positive number of threads");
#ifdef _OPENMP
  threads() = n;
  omp_set_num_threads(n);  // BLAS and oneDNN follow
#else
  threads() = 1;
#endif
}

int get_num_interop_threads() { return interop; }
void set_num_interop_threads(int n) {
  FACULA_CHECK(n > 0, "Expected positive number of threads");
  interop = n;
}
void init_num_threads() { set_num_threads(get_num_threads()); }

}  // namespace facula
