#include "cpu/parallel.h"

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace facula::detail {

std::atomic<bool> threads_are_patient{false};

// libgomp reads OMP_WAIT_POLICY when it is loaded, which is before any code of ours runs, and has no call for
// it. But it spins a thousandth of the usual time whenever more of its threads exist than there are
// processors. So one thread of ours opens a team larger than the machine once and stays: its team sleeps, and
// everybody else's waits are short.
void make_threads_patient() {
  static std::once_flag once;
  std::call_once(once, [] {
#ifdef _OPENMP
    if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT")) {
      auto* mutex = new std::mutex;  // both live as long as the process
      auto* ready = new std::condition_variable;
      bool started = false;
      std::unique_lock lock(*mutex);
      std::thread([mutex, ready, &started] {
        const int team = omp_get_num_procs() + 1;
#pragma omp parallel num_threads(team)
        {}
        std::unique_lock inner(*mutex);
        started = true;
        ready->notify_all();
        ready->wait(inner, [] { return false; });  // the team must not be dissolved
      }).detach();
      ready->wait(lock, [&started] { return started; });
    }
#endif
    threads_are_patient = true;
  });
}

}  // namespace facula::detail
