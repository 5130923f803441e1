// Group 10: reductions, scans, sorting, statistics and indexing beyond those of group 2. GB/s counts each input
// read once and each output written once.
#include <torch/torch.h>

#include "bench.h"

namespace {

std::string tag;

// Times f and keeps what it returns.
template <class F>
void timed(const char* name, double bytes, F f) {
  const auto call = [&] {
    auto c = f();
    bench::keep(c);
  };
  bench::run(std::string(name) + "_" + tag, call, bytes);
}

void reductions(const torch::Tensor& a, const torch::Tensor& m, double B) {
  timed("sum_int64", 2 * B, [x = a.mul(100).to(torch::kInt64)] { return x.sum(); });
  timed("sum_double", 2 * B, [x = a.to(torch::kFloat64)] { return x.sum(); });
  timed("mean_dim0", B, [&] { return m.mean(0); });
  timed("sum_strided", B, [x = m.t()] { return x.sum(1); });
  timed("amax_dim0", B, [&] { return m.amax(0); });
  timed("max_dim0", B, [&] { return m.max(0); });
  timed("argmax_dim0", B, [&] { return m.argmax(0); });
  timed("prod_dim1", B, [&] { return m.prod(1); });
  timed("norm2", B, [&] { return a.norm(); });
  timed("norm1_dim1", B, [&] { return m.norm(1, 1); });
  timed("var_dim0", B, [&] { return m.var(0, true, false); });
  timed("std_dim1", B, [&] { return m.std(1, true, false); });
  timed("logsumexp_dim1", B, [&] { return torch::logsumexp(m, 1); });
  timed("nansum", B, [&] { return torch::nansum(a); });
  auto mask = a > 0.49;
  timed("any", B / 4, [x = a > 2] { return x.any(); });
  timed("all_dim1", B / 4, [x = m < 2] { return x.all(1); });
  timed("count_nonzero", B / 4, [&] { return torch::count_nonzero(mask); });
  timed("aminmax", B, [&] { return torch::aminmax(a); });
}

void scans(const torch::Tensor& a, const torch::Tensor& m, double B) {
  timed("cumsum_dim0", 2 * B, [&] { return m.cumsum(0); });
  timed("cumsum_dim1", 2 * B, [&] { return m.cumsum(1); });
  timed("cumprod", 2 * B, [&] { return a.cumprod(0); });
  timed("cummax_dim1", 4 * B, [&] { return torch::cummax(m, 1); });
  timed("logcumsumexp", 2 * B, [&] { return torch::logcumsumexp(a, 0); });
  timed("diff", 2 * B, [&] { return torch::diff(a); });
}

void sorting(const torch::Tensor& a, const torch::Tensor& m, double B) {
  auto whole = a.mul(1e6).to(torch::kInt64);
  timed("sort_int64", 6 * B, [&] { return torch::sort(whole); });
  timed("sort_dim0", 4 * B, [&] { return torch::sort(m, 0); });
  timed("argsort_descending", 3 * B, [&] { return torch::argsort(a, 0, true); });
  timed("topk_rows", B, [&] { return torch::topk(m, 5, 1); });
  timed("median", B, [&] { return torch::median(a); });
  timed("median_dim1", B, [&] { return torch::median(m, 1); });
  timed("kthvalue_dim1", B, [&] { return torch::kthvalue(m, 10, 1); });
  timed("mode_dim1", B, [x = m.mul(20).floor()] { return torch::mode(x, 1); });
  timed("quantile_dim1", B, [&] { return torch::quantile(m, 0.3, 1); });
  timed("unique", 4 * B, [x = whole.remainder(1000)] { return torch::_unique2(x, true, true, true); });
  auto edges = torch::linspace(-0.5, 0.5, 1000);
  timed("searchsorted", 3 * B, [&] { return torch::searchsorted(edges, a); });
  timed("histc", B, [&] { return torch::histc(a, 100); });
  timed("bincount", 2 * B, [x = whole.abs()] { return torch::bincount(x); });
}

void indexing(const torch::Tensor& a, const torch::Tensor& m, double B) {
  const int64_t rows = m.size(0), cols = m.size(1), n = a.numel();
  auto mask = a > 0, mask2 = mask.view({rows, cols});
  auto ridx = torch::randint(rows, {rows}, torch::kInt64), eidx = torch::randint(n, {n}, torch::kInt64);
  auto out = a.clone(), out2 = m.clone();
  timed("masked_fill", 2.25 * B, [&] { return a.masked_fill(mask, 1.0); });
  timed("masked_fill_inplace", 2.25 * B, [&] { return out.masked_fill_(mask, 1.0); });
  timed("masked_select_rows", 1.5 * B, [x = mask2.select(1, 0).contiguous(), &m] { return m.index({x}); });
  timed("nonzero", 1.25 * B, [&] { return torch::nonzero(mask); });
  timed("nonzero_2d", 2.25 * B, [&] { return torch::nonzero(mask2); });
  timed("take", 4 * B, [&] { return a.take(eidx); });
  timed("index_pair", 6 * B, [i = eidx.remainder(rows), j = eidx.remainder(cols), &m] {
    return m.index({i, j});
  });
  timed("index_put", 4 * B, [&] { return out.index_put_({eidx}, a); });
  timed("index_add_rows", 3 * B, [&] { return out2.index_add_(0, ridx, m); });
  timed("index_copy_rows", 2 * B, [&] { return out2.index_copy_(0, ridx, m); });
  timed("scatter_add", 5 * B, [&] { return out.scatter_add_(0, eidx, a); });
  timed("scatter", 4 * B, [&] { return out.scatter_(0, eidx, a); });
  timed("tril", 2 * B, [&] { return m.tril(); });
}

void moves(const torch::Tensor& a, const torch::Tensor& m, double B) {
  const int64_t rows = m.size(0), cols = m.size(1);
  timed("flip_dim1", 2 * B, [&] { return m.flip(1); });
  timed("flip_dim0", 2 * B, [&] { return m.flip(0); });
  timed("roll", 2 * B, [&] { return m.roll(3, 1); });
  timed("stack", 4 * B, [&] { return torch::stack({m, m}, 1); });
  timed("cat_small", 2 * B, [x = m.chunk(10, 1)] { return torch::cat(x, 1); });
  timed("repeat", 3 * B, [&] { return a.repeat({2}); });
  timed("repeat_interleave", 3 * B, [&] { return a.repeat_interleave(2); });
  timed("expand_contiguous", B, [&] {
    return m.select(1, 0).unsqueeze(1).expand({rows, cols}).contiguous();
  });
  timed("permute_contiguous", 2 * B, [x = a.view({rows / 10, 10, cols})] {
    return x.permute({2, 0, 1}).contiguous();
  });
  timed("slice_step_contiguous", B, [&] { return a.slice(0, 0, a.size(0), 2).contiguous(); });
  timed("linspace", B, [n = a.numel()] { return torch::linspace(0, 1, n); });
  timed("arange", 2 * B, [n = a.numel()] { return torch::arange(n); });
  timed("eye", 4.0 * static_cast<double>(rows * rows), [rows] { return torch::eye(rows); });
  timed("randperm", 2 * B, [n = a.numel()] { return torch::randperm(n); });
  timed("randint", 2 * B, [n = a.numel()] { return torch::randint(10, {n}); });
}

void size_group(int64_t rows, int64_t cols) {
  torch::NoGradGuard guard;
  torch::manual_seed(1);
  const int64_t n = rows * cols;
  const double B = 4.0 * static_cast<double>(n);
  tag = n >= 10000000 ? "1e7" : n >= 1000000 ? "1e6" : "1e4";
  const auto a = torch::rand({n}) - 0.5, m = a.view({rows, cols});
  reductions(a, m, B);
  scans(a, m, B);
  sorting(a, m, B);
  indexing(a, m, B);
  moves(a, m, B);
}

}  // namespace

int main() {
  torch::set_num_threads(bench::env_int("BENCH_THREADS", 1));
  size_group(100, 100);
  size_group(1000, 1000);
  if (bench::env_int("BENCH_LARGE", 1)) size_group(10000, 1000);
  return 0;
}
