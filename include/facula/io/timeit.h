#pragma once
// How long something takes. Not part of facula/facula.h.
#include <cstdint>
#include <iosfwd>
#include <vector>

namespace facula::io {

/// Seconds per call over the repeats.
struct Timing {
  double mean = 0, deviation = 0, minimum = 0, median = 0;
  int64_t repeats = 0;
};
/// "1.23 ms ± 0.04 ms per call (minimum 1.20 ms, 10 calls)"
std::ostream& operator<<(std::ostream& stream, const Timing& timing);

namespace detail {
/// Seconds on a steady clock, once every GPU has done what it was given.
double seconds_now();
Timing summarize(std::vector<double> seconds);
}  // namespace detail

/// Calls f() `warm_up` times, then `repeats` times with the clock. The GPU is waited for before each look at
/// it.
/// errors  Error unless repeats is positive
template <class F>
Timing timeit(F&& f, int64_t repeats = 10, int64_t warm_up = 1) {
  for (int64_t i = 0; i < warm_up; ++i) f();
  std::vector<double> seconds;
  for (int64_t i = 0; i < repeats; ++i) {
    const double start = detail::seconds_now();
    f();
    seconds.push_back(detail::seconds_now() - start);
  }
  return detail::summarize(static_cast<std::vector<double>&&>(seconds));
}

}  // namespace facula::io
