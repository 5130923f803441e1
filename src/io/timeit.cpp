#include "facula/io/timeit.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <ostream>

#include "facula/core/error.h"
#include "facula/cuda/cuda.h"

namespace facula::io {

double detail::seconds_now() {
  if (cuda::is_available()) cuda::synchronize();
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Timing detail::summarize(std::vector<double> seconds) {
  FACULA_CHECK(!seconds.empty(), "timeit: the number of repeats must be positive");
  std::sort(seconds.begin(), seconds.end());
  const size_t n = seconds.size();
  Timing t;
  t.repeats = static_cast<int64_t>(n);
  t.minimum = seconds[0];
  t.median = (seconds[(n - 1) / 2] + seconds[n / 2]) / 2;
  t.mean = std::accumulate(seconds.begin(), seconds.end(), 0.0) / static_cast<double>(n);
  double squares = 0;
  for (double s : seconds) squares += (s - t.mean) * (s - t.mean);
  t.deviation = n > 1 ? std::sqrt(squares / static_cast<double>(n - 1)) : 0;
  return t;
}

std::ostream& operator<<(std::ostream& stream, const Timing& t) {
  static const struct {
    double size;
    const char* name;
  } units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}};
  const auto* unit = units;
  while (t.mean < unit->size && unit != units + 3) ++unit;
  char text[160];
  std::snprintf(text, sizeof text, "%.3g %s ± %.2g %s per call (minimum %.3g %s, %lld calls)",
                t.mean / unit->size, unit->name, t.deviation / unit->size, unit->name, t.minimum / unit->size,
                unit->name, static_cast<long long>(t.repeats));
  return stream << text;
}

}  // namespace facula::io
