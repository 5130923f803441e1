// Group 10: reductions, scans, sorting, statistics and indexing beyond those of group 2. GB/s counts each input
// read once and each output written once.
#include <torch/torch.h>

#include "bench.h"

using bench::keep;
using bench::run;

namespace {

std::string tag;
std::string nm(const char* s) { return std::string(s) + "_" + tag; }

void reductions(const torch::Tensor& a, const torch::Tensor& m, double B) {
  run(
      nm("sum_int64"),
      [x = a.mul(100).to(torch::kInt64)] {
        auto c = x.sum();
        keep(c);
      },
      2 * B);
  run(
      nm("sum_double"),
      [x = a.to(torch::kFloat64)] {
        auto c = x.sum();
        keep(c);
      },
      2 * B);
  run(
      nm("mean_dim0"),
      [&] {
        auto c = m.mean(0);
        keep(c);
      },
      B);
  run(
      nm("sum_strided"),
      [x = m.t()] {
        auto c = x.sum(1);
        keep(c);
      },
      B);
  run(
      nm("amax_dim0"),
      [&] {
        auto c = m.amax(0);
        keep(c);
      },
      B);
  run(
      nm("max_dim0"),
      [&] {
        auto c = m.max(0);
        keep(c);
      },
      B);
  run(
      nm("argmax_dim0"),
      [&] {
        auto c = m.argmax(0);
        keep(c);
      },
      B);
  run(
      nm("prod_dim1"),
      [&] {
        auto c = m.prod(1);
        keep(c);
      },
      B);
  run(
      nm("norm2"),
      [&] {
        auto c = a.norm();
        keep(c);
      },
      B);
  run(
      nm("norm1_dim1"),
      [&] {
        auto c = m.norm(1, 1);
        keep(c);
      },
      B);
  run(
      nm("var_dim0"),
      [&] {
        auto c = m.var(0, true, false);
        keep(c);
      },
      B);
  run(
      nm("std_dim1"),
      [&] {
        auto c = m.std(1, true, false);
        keep(c);
      },
      B);
  run(
      nm("logsumexp_dim1"),
      [&] {
        auto c = torch::logsumexp(m, 1);
        keep(c);
      },
      B);
  run(
      nm("nansum"),
      [&] {
        auto c = torch::nansum(a);
        keep(c);
      },
      B);
  auto mask = a > 0.49;
  run(
      nm("any"),
      [x = a > 2] {
        auto c = x.any();
        keep(c);
      },
      B / 4);
  run(
      nm("all_dim1"),
      [x = m < 2] {
        auto c = x.all(1);
        keep(c);
      },
      B / 4);
  run(
      nm("count_nonzero"),
      [&] {
        auto c = torch::count_nonzero(mask);
        keep(c);
      },
      B / 4);
  run(
      nm("aminmax"),
      [&] {
        auto c = torch::aminmax(a);
        keep(c);
      },
      B);
}

void scans(const torch::Tensor& a, const torch::Tensor& m, double B) {
  run(
      nm("cumsum_dim0"),
      [&] {
        auto c = m.cumsum(0);
        keep(c);
      },
      2 * B);
  run(
      nm("cumsum_dim1"),
      [&] {
        auto c = m.cumsum(1);
        keep(c);
      },
      2 * B);
  run(
      nm("cumprod"),
      [&] {
        auto c = a.cumprod(0);
        keep(c);
      },
      2 * B);
  run(
      nm("cummax_dim1"),
      [&] {
        auto c = torch::cummax(m, 1);
        keep(c);
      },
      4 * B);
  run(
      nm("logcumsumexp"),
      [&] {
        auto c = torch::logcumsumexp(a, 0);
        keep(c);
      },
      2 * B);
  run(
      nm("diff"),
      [&] {
        auto c = torch::diff(a);
        keep(c);
      },
      2 * B);
}

void sorting(const torch::Tensor& a, const torch::Tensor& m, double B) {
  auto whole = a.mul(1e6).to(torch::kInt64);
  run(
      nm("sort_int64"),
      [&] {
        auto c = torch::sort(whole);
        keep(c);
      },
      6 * B);
  run(
      nm("sort_dim0"),
      [&] {
        auto c = torch::sort(m, 0);
        keep(c);
      },
      4 * B);
  run(
      nm("argsort_descending"),
      [&] {
        auto c = torch::argsort(a, 0, true);
        keep(c);
      },
      3 * B);
  run(
      nm("topk_rows"),
      [&] {
        auto c = torch::topk(m, 5, 1);
        keep(c);
      },
      B);
  run(
      nm("median"),
      [&] {
        auto c = torch::median(a);
        keep(c);
      },
      B);
  run(
      nm("median_dim1"),
      [&] {
        auto c = torch::median(m, 1);
        keep(c);
      },
      B);
  run(
      nm("kthvalue_dim1"),
      [&] {
        auto c = torch::kthvalue(m, 10, 1);
        keep(c);
      },
      B);
  run(
      nm("mode_dim1"),
      [x = m.mul(20).floor()] {
        auto c = torch::mode(x, 1);
        keep(c);
      },
      B);
  run(
      nm("quantile_dim1"),
      [&] {
        auto c = torch::quantile(m, 0.3, 1);
        keep(c);
      },
      B);
  run(
      nm("unique"),
      [x = whole.remainder(1000)] {
        auto c = torch::_unique2(x, true, true, true);
        keep(c);
      },
      4 * B);
  auto edges = torch::linspace(-0.5, 0.5, 1000);
  run(
      nm("searchsorted"),
      [&] {
        auto c = torch::searchsorted(edges, a);
        keep(c);
      },
      3 * B);
  run(
      nm("histc"),
      [&] {
        auto c = torch::histc(a, 100);
        keep(c);
      },
      B);
  run(
      nm("bincount"),
      [x = whole.abs()] {
        auto c = torch::bincount(x);
        keep(c);
      },
      2 * B);
}

void indexing(const torch::Tensor& a, const torch::Tensor& m, double B) {
  const int64_t rows = m.size(0), cols = m.size(1), n = a.numel();
  auto mask = a > 0, mask2 = mask.view({rows, cols});
  auto ridx = torch::randint(rows, {rows}, torch::kInt64), eidx = torch::randint(n, {n}, torch::kInt64);
  auto out = a.clone(), out2 = m.clone();
  run(
      nm("masked_fill"),
      [&] {
        auto c = a.masked_fill(mask, 1.0);
        keep(c);
      },
      2.25 * B);
  run(
      nm("masked_fill_inplace"), [&] { out.masked_fill_(mask, 1.0); }, 2.25 * B);
  run(
      nm("masked_select_rows"),
      [x = mask2.select(1, 0).contiguous(), &m] {
        auto c = m.index({x});
        keep(c);
      },
      1.5 * B);
  run(
      nm("nonzero"),
      [&] {
        auto c = torch::nonzero(mask);
        keep(c);
      },
      1.25 * B);
  run(
      nm("nonzero_2d"),
      [&] {
        auto c = torch::nonzero(mask2);
        keep(c);
      },
      2.25 * B);
  run(
      nm("take"),
      [&] {
        auto c = a.take(eidx);
        keep(c);
      },
      4 * B);
  run(
      nm("index_pair"),
      [i = eidx.remainder(rows), j = eidx.remainder(cols), &m] {
        auto c = m.index({i, j});
        keep(c);
      },
      6 * B);
  run(
      nm("index_put"), [&] { out.index_put_({eidx}, a); }, 4 * B);
  run(
      nm("index_add_rows"), [&] { out2.index_add_(0, ridx, m); }, 3 * B);
  run(
      nm("index_copy_rows"), [&] { out2.index_copy_(0, ridx, m); }, 2 * B);
  run(
      nm("scatter_add"), [&] { out.scatter_add_(0, eidx, a); }, 5 * B);
  run(
      nm("scatter"), [&] { out.scatter_(0, eidx, a); }, 4 * B);
  run(
      nm("tril"),
      [&] {
        auto c = m.tril();
        keep(c);
      },
      2 * B);
}

void moves(const torch::Tensor& a, const torch::Tensor& m, double B) {
  const int64_t rows = m.size(0), cols = m.size(1);
  run(
      nm("flip_dim1"),
      [&] {
        auto c = m.flip(1);
        keep(c);
      },
      2 * B);
  run(
      nm("flip_dim0"),
      [&] {
        auto c = m.flip(0);
        keep(c);
      },
      2 * B);
  run(
      nm("roll"),
      [&] {
        auto c = m.roll(3, 1);
        keep(c);
      },
      2 * B);
  run(
      nm("stack"),
      [&] {
        auto c = torch::stack({m, m}, 1);
        keep(c);
      },
      4 * B);
  run(
      nm("cat_small"),
      [x = m.chunk(10, 1)] {
        auto c = torch::cat(x, 1);
        keep(c);
      },
      2 * B);
  run(
      nm("repeat"),
      [&] {
        auto c = a.repeat({2});
        keep(c);
      },
      3 * B);
  run(
      nm("repeat_interleave"),
      [&] {
        auto c = a.repeat_interleave(2);
        keep(c);
      },
      3 * B);
  run(
      nm("expand_contiguous"),
      [&] {
        auto c = m.select(1, 0).unsqueeze(1).expand({rows, cols}).contiguous();
        keep(c);
      },
      B);
  run(
      nm("permute_contiguous"),
      [x = a.view({rows / 10, 10, cols})] {
        auto c = x.permute({2, 0, 1}).contiguous();
        keep(c);
      },
      2 * B);
  run(
      nm("slice_step_contiguous"),
      [&] {
        auto c = a.slice(0, 0, a.size(0), 2).contiguous();
        keep(c);
      },
      B);
  run(
      nm("linspace"),
      [n = a.numel()] {
        auto c = torch::linspace(0, 1, n);
        keep(c);
      },
      B);
  run(
      nm("arange"),
      [n = a.numel()] {
        auto c = torch::arange(n);
        keep(c);
      },
      2 * B);
  run(
      nm("eye"),
      [rows] {
        auto c = torch::eye(rows);
        keep(c);
      },
      4.0 * static_cast<double>(rows * rows));
  run(
      nm("randperm"),
      [n = a.numel()] {
        auto c = torch::randperm(n);
        keep(c);
      },
      2 * B);
  run(
      nm("randint"),
      [n = a.numel()] {
        auto c = torch::randint(10, {n});
        keep(c);
      },
      2 * B);
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
