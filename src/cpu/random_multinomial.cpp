#include <algorithm>
#include <numeric>
#include <vector>

#include "kernels/random_fill.h"

namespace facula::random {
namespace {

template <class T>
void with_replacement(std::int64_t* out, const T* weights, std::size_t rows, std::size_t categories,
                      std::size_t samples, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  std::vector<T> cumulative(categories);
  for (std::size_t row = 0; row < rows; ++row) {
    const T* w = weights + row * categories;
    std::partial_sum(w, w + categories, cumulative.begin());
    const T sum = cumulative.back();
    for (T& c : cumulative) c /= sum;
    cumulative.back() = 1;  // rounding must not leave a draw beyond the last category
    for (std::size_t k = 0; k < samples; ++k) {
      const double u = uniform53(state);
      const auto found =
          std::partition_point(cumulative.begin(), cumulative.end(), [u](T c) { return c < u; });
      *out++ = found - cumulative.begin();
    }
  }
}

// The categories with the largest weight / exponential variate are a draw without replacement.
// source: Efraimidis and Spirakis, "Weighted random sampling with a reservoir" (2006)
template <class T>
void without_replacement(std::int64_t* out, const T* weights, std::size_t rows, std::size_t categories,
                         std::size_t samples, State& state) {
  std::vector<T> keys(rows * categories);
  exponential_fill(keys.data(), keys.size(), 1.0, state);
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = weights[i] / keys[i];
  std::vector<std::int64_t> order(categories);
  for (std::size_t row = 0; row < rows; ++row) {
    const T* key = keys.data() + row * categories;
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(samples), order.end(),
        [key](std::int64_t a, std::int64_t b) { return key[a] > key[b] || (key[a] == key[b] && a < b); });
    out = std::copy_n(order.begin(), samples, out);
  }
}

}  // namespace

void multinomial_with_replacement(std::int64_t* out, const float* weights, std::size_t rows,
                                  std::size_t categories, std::size_t samples, State& state) {
  with_replacement(out, weights, rows, categories, samples, state);
}
void multinomial_with_replacement(std::int64_t* out, const double* weights, std::size_t rows,
                                  std::size_t categories, std::size_t samples, State& state) {
  with_replacement(out, weights, rows, categories, samples, state);
}
void multinomial_without_replacement(std::int64_t* out, const float* weights, std::size_t rows,
                                     std::size_t categories, std::size_t samples, State& state) {
  without_replacement(out, weights, rows, categories, samples, state);
}
void multinomial_without_replacement(std::int64_t* out, const double* weights, std::size_t rows,
                                     std::size_t categories, std::size_t samples, State& state) {
  without_replacement(out, weights, rows, categories, samples, state);
}

}  // namespace facula::random
