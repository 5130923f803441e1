// Counting: bincount and histograms.
#include <algorithm>
#include <cmath>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/reduce.h"
#include "facula/ops/statistics.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/statistics.h"

namespace facula {

Tensor bincount(const Tensor& x, const std::optional<Tensor>& weights, int64_t minlength) {
  const AutoGradMode off(false);
  FACULA_CHECK_AS(NotImplementedError, isIntegralType(x.scalar_type(), false),
                  "\"bincount_cpu\" not implemented for '", x.scalar_type(), "'");
  FACULA_CHECK(minlength >= 0, "minlength should be >= 0");
  const bool weighted = weights && weights->defined();
  const ScalarType t = !weighted ? kLong : weights->scalar_type() == kFloat ? kFloat : kDouble;
  const TensorOptions options = TensorOptions(t).device(x.device());
  if (x.dim() == 1 && x.numel() == 0) return zeros({minlength}, options.dtype(kLong));
  FACULA_CHECK(x.dim() == 1 && x.min().item().to<int64_t>() >= 0,
               "bincount only supports 1-d non-negative integral inputs.");
  FACULA_CHECK(!weighted || (weights->dim() == 1 && weights->size(0) == x.size(0)),
               "weights should be 1-d and have the same length as input");
  const int64_t n = std::max(x.max().item().to<int64_t>() + 1, minlength);
  const Tensor at = x.to(kLong).contiguous(), w = weighted ? weights->to(t).contiguous() : Tensor();
  if (!x.is_cpu()) return zeros({n}, options).index_add_(0, at, weighted ? w : ones(x.sizes(), options));
  Tensor y = make_contiguous({n}, t);
  kernels::bincount(y, at, w);
  return y;
}
Tensor Tensor::bincount(const std::optional<Tensor>& weights, int64_t minlength) const {
  return facula::bincount(*this, weights, minlength);
}

namespace {

constexpr const char* kOp = "torch.histogramdd: ";

Tensor filled(const Tensor& points, const Tensor& weights, const std::vector<Tensor>& edges,
              kernels::BinSearch search) {
  DimVector shape;
  for (const Tensor& e : edges) shape.push_back(std::max<int64_t>(e.numel() - 1, 0));
  Tensor hist = make_contiguous(shape, kDouble, points.device());
  kernels::histogram(hist, points, weights, edges, search);
  return hist;
}

void check_floating(const char* op, const Tensor& x) {
  FACULA_CHECK_AS(NotImplementedError, x.scalar_type() == kFloat || x.scalar_type() == kDouble, '"', op,
                  "\" not implemented for '", x.scalar_type(), "'");
}

void check_points(const Tensor& x, size_t bins, const std::optional<Tensor>& weight) {
  check_floating("histogramdd", x);
  FACULA_CHECK(x.dim() >= 2, kOp, "input tensor should have at least 2 dimensions, but got ", x.dim());
  FACULA_CHECK(static_cast<int64_t>(bins) == x.size(-1), kOp, "expected ", x.size(-1),
               " sequences of bin edges for a ", x.size(-1), "-dimensional histogram but got ", bins);
  if (!weight || !weight->defined()) return;
  FACULA_CHECK(
      weight->scalar_type() == x.scalar_type(), kOp,
      "if weight tensor is provided, input tensor and weight tensor should have the same dtype, but got "
      "input(",
      x.dtype(), "), and weight(", weight->dtype(), ")");
  FACULA_CHECK(weight->sizes() == x.sizes().slice(0, x.sizes().size() - 1), kOp,
               "if weight tensor is provided it should have the same shape as the input tensor excluding its "
               "innermost dimension, but got input with shape ",
               x.sizes(), " and weight with shape ", weight->sizes());
}

struct Range {
  double low, high;
};

// The outer edges of each dimension: as given, or those of the data.
std::vector<Range> outer_edges(const Tensor& points, std::optional<ArrayRef<double>> range) {
  const int64_t n = points.size(-1);
  std::vector<Range> out(static_cast<size_t>(n), Range{0, 1});
  if (range)
    FACULA_CHECK(static_cast<int64_t>(range->size()) == 2 * n, kOp, "range should have ", 2 * n,
                 " elements for a ", n, "-dimensional histogram, but got ", range->size());
  for (int64_t d = 0; d < n; ++d) {
    Range& r = out[static_cast<size_t>(d)];
    if (range) {
      r = {(*range)[static_cast<size_t>(2 * d)], (*range)[static_cast<size_t>(2 * d + 1)]};
    } else if (points.numel()) {
      const Tensor column = points.select(-1, d);
      r = {column.min().item().toDouble(), column.max().item().toDouble()};
    }
    FACULA_CHECK(std::isfinite(r.low) && std::isfinite(r.high), kOp, "dimension ", d, "'s range [", r.low,
                 ", ", r.high, "] is not finite");
    FACULA_CHECK(r.low <= r.high, kOp, "min should not exceed max, but got min ", r.low, " max ", r.high,
                 " for dimension ", d);
    if (r.low == r.high) {
      r.low -= 0.5;
      r.high += 0.5;
    }
  }
  return out;
}

void normalise(Tensor& hist, const std::vector<Tensor>& edges) {
  hist = hist / hist.sum();
  for (size_t d = 0; d < edges.size(); ++d) {
    DimVector shape(edges.size(), 1);
    shape[d] = edges[d].numel() - 1;
    hist = hist / diff(edges[d]).to(kDouble).view(shape);
  }
}

using Histogram = std::tuple<Tensor, std::vector<Tensor>>;

Histogram finish(const Tensor& x, const std::vector<Tensor>& edges, const std::optional<Tensor>& weight,
                 bool density, kernels::BinSearch search) {
  const Tensor points = x.reshape({-1, x.size(-1)}).contiguous();
  const Tensor w = weight && weight->defined() ? weight->reshape({-1}).contiguous() : Tensor();
  Tensor hist = filled(points, w, edges, search);
  if (density) normalise(hist, edges);
  return {hist.to(x.scalar_type()), edges};
}

Histogram by_count(const char* op, const Tensor& x, IntArrayRef bins, std::optional<ArrayRef<double>> range,
                   const std::optional<Tensor>& weight, bool density) {
  const AutoGradMode off(false);
  check_points(x, bins.size(), weight);
  for (size_t d = 0; d < bins.size(); ++d)
    FACULA_CHECK(bins[d] > 0, op, "bins must be > 0, but got ", bins[d], " for dimension ", d);
  const std::vector<Range> outer = outer_edges(x.reshape({-1, x.size(-1)}), range);
  std::vector<Tensor> edges;
  for (size_t d = 0; d < bins.size(); ++d)
    edges.push_back(linspace(outer[d].low, outer[d].high, bins[d] + 1, x.options().requires_grad(false)));
  return finish(x, edges, weight, density, kernels::BinSearch::LinearThenEdges);
}

Histogram by_edges(const Tensor& x, TensorList bins, const std::optional<Tensor>& weight, bool density) {
  const AutoGradMode off(false);
  check_points(x, bins.size(), weight);
  std::vector<Tensor> edges;
  for (size_t d = 0; d < bins.size(); ++d) {
    const Tensor& e = bins[d];
    FACULA_CHECK(e.scalar_type() == x.scalar_type(), kOp,
                 "input tensor and bins tensors should have the same dtype, but got input with dtype ",
                 x.dtype(), " and bins for dimension ", d, " with dtype ", e.dtype());
    FACULA_CHECK(e.dim() == 1, kOp, "bins tensor should have one dimension, but got ", e.dim(),
                 " dimensions in the bins tensor for dimension ", d);
    FACULA_CHECK(e.numel() > 0, kOp, "bins tensor should have at least 1 element, but got ", e.numel(),
                 " elements in the bins tensor for dimension ", d);
    edges.push_back(e.contiguous());
  }
  return finish(x, edges, weight, density, kernels::BinSearch::Edges);
}

std::optional<Tensor> flat(const std::optional<Tensor>& weight, const Tensor& x) {
  if (!weight || !weight->defined()) return std::nullopt;
  return weight->sizes() == x.sizes() ? weight->reshape({-1}) : *weight;
}

}  // namespace

std::tuple<Tensor, Tensor> histogram(const Tensor& x, int64_t bins, std::optional<ArrayRef<double>> range,
                                     const std::optional<Tensor>& weight, bool density) {
  const Tensor points = x.reshape({x.numel(), 1});
  auto [hist, edges] = by_count("torch.histogram(): ", points, bins, range, flat(weight, x), density);
  return {std::move(hist), edges[0]};
}
std::tuple<Tensor, Tensor> histogram(const Tensor& x, const Tensor& bins, const std::optional<Tensor>& weight,
                                     bool density) {
  const Tensor points = x.reshape({x.numel(), 1});
  auto [hist, edges] = by_edges(points, TensorList(bins), flat(weight, x), density);
  return {std::move(hist), edges[0]};
}
Histogram histogramdd(const Tensor& x, IntArrayRef bins, std::optional<ArrayRef<double>> range,
                      const std::optional<Tensor>& weight, bool density) {
  return by_count(kOp, x, bins, range, weight, density);
}
Histogram histogramdd(const Tensor& x, int64_t bins, std::optional<ArrayRef<double>> range,
                      const std::optional<Tensor>& weight, bool density) {
  const DimVector all(static_cast<size_t>(x.dim() ? x.size(-1) : 0), bins);
  return by_count(kOp, x, all, range, weight, density);
}
Histogram histogramdd(const Tensor& x, TensorList bins, std::optional<ArrayRef<double>>,
                      const std::optional<Tensor>& weight, bool density) {
  return by_edges(x, bins, weight, density);
}

Tensor histc(const Tensor& x, int64_t bins, const Scalar& min, const Scalar& max) {
  const AutoGradMode off(false);
  check_floating("histogram_cpu", x);
  FACULA_CHECK(bins > 0, "torch.histogram(): bins must be > 0, but got ", bins, " for dimension 0");
  double low = min.toDouble(), high = max.toDouble();
  if (low == high && x.numel()) {
    low = x.min().item().toDouble();
    high = x.max().item().toDouble();
  }
  if (low == high) {
    low -= 1;
    high += 1;
  }
  FACULA_CHECK(std::isfinite(low) && std::isfinite(high), "torch.histc: range of [", low, ", ", high,
               "] is not finite");
  FACULA_CHECK(low < high, "torch.histc: max must be larger than min");
  const Tensor edges = linspace(low, high, bins + 1, x.options().requires_grad(false));
  return filled(x.reshape({-1, 1}).contiguous(), Tensor(), {edges}, kernels::BinSearch::Linear)
      .to(x.scalar_type());
}

Tensor Tensor::histc(int64_t bins, const Scalar& min, const Scalar& max) const {
  return facula::histc(*this, bins, min, max);
}
std::tuple<Tensor, Tensor> Tensor::histogram(int64_t bins, std::optional<ArrayRef<double>> range,
                                             const std::optional<Tensor>& weight, bool density) const {
  return facula::histogram(*this, bins, range, weight, density);
}
std::tuple<Tensor, Tensor> Tensor::histogram(const Tensor& bins, const std::optional<Tensor>& weight,
                                             bool density) const {
  return facula::histogram(*this, bins, weight, density);
}

}  // namespace facula
