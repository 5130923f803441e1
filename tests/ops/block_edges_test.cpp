// Loops that work in blocks, at lengths around the blocks' edges: each against a plain way to the same
// result.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/fft.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sort.h"
#include "facula/ops/view.h"

namespace {

using namespace facula;
constexpr float kInf = std::numeric_limits<float>::infinity(), kNan = std::numeric_limits<float>::quiet_NaN();

Tensor drawn(IntArrayRef shape, ScalarType dtype = kFloat) {
  return randn(shape, TensorOptions().dtype(dtype));
}

TEST(BlockEdges, OneRowForAllRows) {
  manual_seed(1);
  for (int64_t columns : {3, 5, 16, 100, 300, 1000, 1001, 1500})
    for (ScalarType t : {kFloat, kDouble}) {
      const Tensor m = drawn({20000 / columns + 9, columns}, t), row = drawn({columns}, t),
                   whole = row.expand(m.sizes()).clone();
      EXPECT_TRUE(equal(m + row, m + whole)) << columns;
      EXPECT_TRUE(equal(row - m, whole - m)) << columns;
      EXPECT_TRUE(equal(m < row, m < whole)) << columns;
      EXPECT_TRUE(equal(addcmul(m, row, m, 0.5), addcmul(m, whole, m, 0.5))) << columns;
      Tensor changed = m.clone();
      changed.mul_(row);
      EXPECT_TRUE(equal(changed, m * whole)) << columns;
    }
}

TEST(BlockEdges, LargeResultsPastTheCache) {
  manual_seed(2);
  const int64_t n = (int64_t{1} << 22) + 37;
  const Tensor a = drawn({n}), b = drawn({n});
  const auto same = [&](const Tensor& whole, auto&& part) {
    for (int64_t from = 0; from < n; from += n / 3)
      if (const int64_t to = std::min(from + n / 3, n); !equal(whole.slice(0, from, to), part(from, to)))
        return false;
    return true;
  };
  const auto cut = [](const Tensor& t, int64_t from, int64_t to) { return t.slice(0, from, to); };
  EXPECT_TRUE(same(a + b, [&](int64_t i, int64_t j) { return cut(a, i, j) + cut(b, i, j); }));
  EXPECT_TRUE(same(a * 3, [&](int64_t i, int64_t j) { return cut(a, i, j) * 3; }));
  Tensor out = empty({n + 1}).slice(0, 1);  // not at the beginning of a cache line
  add_out(out, a, b);
  EXPECT_TRUE(equal(out, a + b));
  Tensor over = a.clone();
  add_out(over, over, b);
  EXPECT_TRUE(equal(over, out));
}

TEST(BlockEdges, SumsOfRows) {
  for (int64_t n : {1, 7, 15, 16, 17, 63, 64, 65, 127, 1000, 2047, 4096, 4097, 4100, 6143, 10001}) {
    const Tensor x = arange(n, kLong).remainder(7) - 3;
    const int64_t expected = [&] {
      int64_t s = 0;
      for (int64_t i = 0; i < n; ++i) s += i % 7 - 3;
      return s;
    }();
    for (ScalarType t : {kFloat, kDouble, kLong, kInt}) {
      EXPECT_EQ(x.to(t).sum().item<double>(), static_cast<double>(expected)) << n << " " << t;
      EXPECT_EQ(x.to(t).unsqueeze(0).expand({3, n}).contiguous().sum(1)[2].item<double>(),
                static_cast<double>(expected));
    }
    EXPECT_EQ(x.to(kFloat).abs().sum().item<float>(), x.to(kFloat).norm(1).item<float>()) << n;
  }
}

TEST(BlockEdges, ExtremesAmongInfinitiesAndNan) {
  for (int64_t n : {70, 256, 300, 2048, 5000}) {
    Tensor x = arange(n, kFloat) - 17;
    x[n / 2] = -kInf;
    EXPECT_EQ(x.amax().item<float>(), static_cast<float>(n - 18));
    EXPECT_EQ(x.amin().item<float>(), -kInf);
    x[n / 3] = kInf;  // their sum is NaN, and yet there is none
    EXPECT_EQ(x.amax().item<float>(), kInf);
    EXPECT_EQ(x.amin().item<float>(), -kInf);
    EXPECT_EQ(x.argmax().item<int64_t>(), n / 3);
    for (int64_t at : {int64_t{0}, n / 4, n - 1}) {
      Tensor y = x.clone();
      y[at] = kNan;
      EXPECT_TRUE(std::isnan(y.amax().item<float>())) << n << " " << at;
      EXPECT_TRUE(std::isnan(y.amin().item<float>())) << n << " " << at;
      EXPECT_EQ(y.argmin().item<int64_t>(), at);
    }
  }
}

TEST(BlockEdges, Gathers) {
  const Tensor x = arange(500, kFloat);
  for (int64_t n : {1, 63, 64, 65, 127, 128, 1000}) {
    const Tensor at = (arange(n, kLong) * 37).remainder(500);
    EXPECT_TRUE(equal(x.index_select(0, at), at.to(kFloat)));
    Tensor negative = at.clone();
    negative[n / 2] = -1;
    EXPECT_EQ(x.index({negative})[n / 2].item<float>(), 499);
    EXPECT_EQ(x.index({negative})[0].item<float>(), n == 1 ? 499 : 0);
    for (int64_t bad : {int64_t{-501}, int64_t{500}}) {
      negative[n - 1] = bad;
      EXPECT_THROW(x.index({negative}), IndexError) << n;
    }
  }
}

TEST(BlockEdges, SortsOfShortLines) {
  manual_seed(3);
  for (int64_t n : {9, 15, 16, 17, 31, 32, 33, 100, 255, 256}) {
    Tensor x = randint(-9, 9, {4, n}, TensorOptions().dtype(kFloat));
    x[1][3] = kNan;
    x[1][5] = -0.f;
    x[1][6] = kInf;
    x[2][1] = -kInf;
    for (bool descending : {false, true})
      for (ScalarType t : {kFloat, kInt}) {
        const Tensor in = t == kInt ? nan_to_num(x, 0, 99, -99).to(kInt) : x;
        const auto [values, indices] = sort(in, 1, descending);
        for (int64_t r = 0; r < 4; ++r) {
          const Tensor row = in[r].to(kDouble);
          const double* v = row.data_ptr<double>();
          std::vector<int64_t> order(static_cast<size_t>(n));
          std::iota(order.begin(), order.end(), 0);
          std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
            if (descending) std::swap(a, b);
            return v[a] < v[b] || (!std::isnan(v[a]) && std::isnan(v[b]));
          });
          const Tensor got = indices[r].contiguous();
          EXPECT_TRUE(std::equal(order.begin(), order.end(), got.data_ptr<int64_t>()))
              << n << descending << t;
          EXPECT_TRUE(allclose(values[r], in[r].index_select(0, got), 0, 0, true));
        }
      }
  }
}

TEST(BlockEdges, FillsOfRows) {
  for (int64_t columns : {1, 3, 15, 16, 17, 63, 64, 65, 100, 1001}) {
    const Tensor column = arange(7, kFloat).unsqueeze(1), filled = column.expand({7, columns}).contiguous();
    EXPECT_TRUE(equal(filled, column * ones({7, columns}))) << columns;
    const Tensor wide = column.to(kComplexDouble), rows = wide.expand({7, columns}).contiguous();
    EXPECT_TRUE(equal(rows, filled.to(kComplexDouble))) << columns;
  }
}

// The definition of the transform, of the lines of x along dimension 0.
Tensor by_definition(const Tensor& x, bool inverse) {
  const int64_t n = x.size(0);
  const Tensor k = arange(n, kDouble), angle = k.unsqueeze(1) * k * (2 * M_PI / static_cast<double>(n));
  const Tensor w = complex(cos(angle), inverse ? sin(angle) : -sin(angle));
  return w.matmul(x.to(kComplexDouble)) / (inverse ? static_cast<double>(n) : 1.0);
}

TEST(BlockEdges, FourierTransformsOfReals) {
  manual_seed(4);
  for (int64_t n : {64, 72, 100, 1000, 131})
    for (int64_t lines : {1, 2, 3, 8, 9, 16, 24}) {
      const Tensor x = drawn({n, lines}, kDouble), expected = by_definition(x, false).slice(0, 0, n / 2 + 1);
      const Tensor down = fft::rfft(x, std::nullopt, 0),
                   along = fft::rfft(x.t().contiguous(), std::nullopt, 1).t().contiguous();
      EXPECT_TRUE(allclose(down, expected, 1e-10, 1e-10)) << n << " " << lines;
      EXPECT_TRUE(allclose(along, expected, 1e-10, 1e-10)) << n << " " << lines;
      EXPECT_TRUE(allclose(fft::irfft(down, n, 0), x, 1e-10, 1e-10)) << n << " " << lines;
      EXPECT_TRUE(allclose(fft::irfft(along.t().contiguous(), n, 1).t(), x, 1e-10, 1e-10))
          << n << " " << lines;
      // the imaginary parts of the ends have no meaning
      Tensor odd = down.clone();
      odd[0] = odd[0] + complex(zeros({lines}, kDouble), ones({lines}, kDouble));
      EXPECT_TRUE(allclose(fft::irfft(odd, n, 0), x, 1e-10, 1e-10)) << n << " " << lines;
      EXPECT_TRUE(allclose(fft::irfft(odd.t().contiguous(), n, 1).t(), x, 1e-10, 1e-10)) << n << " " << lines;
    }
}

TEST(BlockEdges, FourierTransformsOfPrimeLengths) {
  manual_seed(5);
  for (int64_t n : {131, 257})
    for (int64_t lines : {1, 3, 16}) {
      const Tensor x = complex(drawn({n, lines}, kDouble), drawn({n, lines}, kDouble));
      EXPECT_TRUE(allclose(fft::fft(x, std::nullopt, 0), by_definition(x, false), 1e-10, 1e-10));
      EXPECT_TRUE(
          allclose(fft::ifft(x.t().contiguous(), std::nullopt, 1).t(), by_definition(x, true), 1e-10, 1e-10));
    }
}

}  // namespace
