// Sums, means and products.
#include "facula/ops/reduce.h"

#include "facula/ops/view.h"
#include "ops/pointwise.h"
#include "ops/reduce.h"

namespace facula {

namespace reduction {

uint64_t dim_mask(const Tensor& x, OptionalIntArrayRef dims) {
  const int64_t n = x.dim();
  FACULA_CHECK(n <= 64, "only tensors with up to 64 dims are supported");
  if (!dims || dims->empty()) return kAll;
  uint64_t mask = 0;
  for (const int64_t given : *dims) {
    const int64_t d = wrap_dim(given, n);
    FACULA_CHECK(!has(mask, d), "dim ", d, " appears multiple times in the list of dims");
    mask |= uint64_t{1} << d;
  }
  return mask;
}

int64_t count(const Tensor& x, uint64_t mask) {
  int64_t n = 1;
  for (int64_t d = 0; d < x.dim(); ++d)
    if (has(mask, d)) n *= x.sizes()[static_cast<size_t>(d)];
  return n;
}

DimVector shape(const Tensor& x, uint64_t mask, bool keepdim) {
  DimVector s;
  if (mask == kAll && !keepdim) return s;
  for (int64_t d = 0; d < x.dim(); ++d) {
    if (!has(mask, d))
      s.push_back(x.sizes()[static_cast<size_t>(d)]);
    else if (keepdim)
      s.push_back(1);
  }
  return s;
}

Tensor output(const Tensor& x, uint64_t mask, bool keepdim, ScalarType dtype) {
  return make_contiguous(shape(x, mask, keepdim), dtype, x.device());
}

Tensor run(const kernels::ReduceSlot& slot, const Tensor& x, uint64_t mask, bool keepdim, ScalarType dtype) {
  Tensor y = output(x, mask, keepdim, dtype);
  ReducePlan plan;
  plan_reduction(plan, x, mask);
  slot(y, x, plan);
  return y;
}

Tensor restore_dims(const Tensor& g, int64_t ndim, uint64_t mask, bool keepdim) {
  if (keepdim || mask == kAll) return g;
  Tensor t = g;
  for (int64_t d = 0; d < ndim; ++d)
    if (has(mask, d)) t = t.unsqueeze(d);
  return t;
}

Tensor spread(const Tensor& g, IntArrayRef sizes, uint64_t mask, bool keepdim) {
  return restore_dims(g, static_cast<int64_t>(sizes.size()), mask, keepdim).expand(sizes);
}

ScalarType sum_type(const Tensor& x, std::optional<ScalarType> dtype) {
  if (dtype) return *dtype;
  return isIntegralType(x.scalar_type(), true) ? kLong : x.scalar_type();
}

Tensor accumulate(const kernels::ReduceSlot& slot, const Tensor& x, uint64_t mask, bool keepdim,
                  ScalarType dtype) {
  const ScalarType from = x.scalar_type();
  if (from == dtype && !isIntegralType(from, true) && !isReducedFloatingType(from))
    return run(slot, x, mask, keepdim, dtype);
  if (isIntegralType(from, true) && isIntegralType(dtype, false))
    return converted(run(slot, x, mask, keepdim, kLong), dtype);
  if (dtype == kBool)
    return run(&slot == &kernels::sum ? kernels::any : kernels::all, x, mask, keepdim, kBool);
  if (isIntegralType(dtype, false))
    return converted(run(slot, converted(x, kLong), mask, keepdim, kLong), dtype);
  const ScalarType compute = compute_type(dtype);
  return converted(run(slot, converted(x, compute), mask, keepdim, compute), dtype);
}

namespace {

DimVector sizes_of(const Tensor& x) { return DimVector(x.sizes().begin(), x.sizes().end()); }

Tensor sum(const Tensor& x, uint64_t mask, bool keepdim, std::optional<ScalarType> dtype, const char* name) {
  Tensor y = accumulate(kernels::sum, x, mask, keepdim, sum_type(x, dtype));
  if (!tracked(x)) return y;
  return record(name, std::move(y), grad_of(x, [sizes = sizes_of(x), mask, keepdim](const Tensor& g) {
                  return spread(g, sizes, mask, keepdim);
                }));
}

ScalarType mean_type(const Tensor& x, std::optional<ScalarType> dtype) {
  const ScalarType t = dtype ? *dtype : x.scalar_type();
  FACULA_CHECK(isFloatingType(t) || isComplexType(t), "mean(): could not infer output dtype. ",
               dtype ? "Optional" : "Input",
               " dtype must be either a floating point or complex dtype. Got: ", t);
  return t;
}

Tensor mean(const Tensor& x, uint64_t mask, bool keepdim, std::optional<ScalarType> dtype, const char* name) {
  const ScalarType t = mean_type(x, dtype), compute = compute_type(t);
  Tensor y = converted(run(kernels::mean, converted(x, compute), mask, keepdim, compute), t);
  if (!tracked(x)) return y;
  return record(name, std::move(y),
                grad_of(x, [sizes = sizes_of(x), mask, keepdim, n = count(x, mask)](const Tensor& g) {
                  return spread(g, sizes, mask, keepdim) / static_cast<double>(n);
                }));
}

}  // namespace
}  // namespace reduction

using namespace reduction;

Tensor sum(const Tensor& x, std::optional<ScalarType> dtype) {
  return reduction::sum(x, kAll, false, dtype, "SumBackward0");
}
Tensor sum(const Tensor& x, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  return reduction::sum(x, dim_mask(x, dim), keepdim, dtype, "SumBackward1");
}
Tensor mean(const Tensor& x, std::optional<ScalarType> dtype) {
  return reduction::mean(x, kAll, false, dtype, "MeanBackward0");
}
Tensor mean(const Tensor& x, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  return reduction::mean(x, dim_mask(x, dim), keepdim, dtype, "MeanBackward1");
}
Tensor Tensor::sum(std::optional<ScalarType> dtype) const { return facula::sum(*this, dtype); }
Tensor Tensor::sum(OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return facula::sum(*this, dim, keepdim, dtype);
}
Tensor Tensor::mean(std::optional<ScalarType> dtype) const { return facula::mean(*this, dtype); }
Tensor Tensor::mean(OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return facula::mean(*this, dim, keepdim, dtype);
}

Tensor sum_to_size(const Tensor& x, IntArrayRef size) {
  const int64_t n = x.dim(), extra = n - static_cast<int64_t>(size.size());
  bool fits = extra >= 0;
  uint64_t mask = 0;
  for (int64_t d = 0; d < n && fits; ++d) {
    const int64_t have = x.sizes()[static_cast<size_t>(d)];
    const int64_t want = d < extra ? -1 : size[static_cast<size_t>(d - extra)];
    fits = d < extra || want == have || want == 1;
    if (want != have) mask |= uint64_t{1} << d;
  }
  FACULA_CHECK(fits, "size {", size, "} is not expandable to size {", x.sizes(), "}.");
  if (mask == 0) return x;
  const ScalarType t = x.scalar_type(), compute = isIntegralType(t, true) ? kLong : compute_type(t);
  Tensor y = make_contiguous(size, compute, x.device());
  ReducePlan plan;
  const Tensor in = isReducedFloatingType(t) ? converted(x, compute) : x;
  plan_reduction(plan, in, mask);
  kernels::sum(y, in, plan);
  y = converted(y, t);
  if (!tracked(x)) return y;
  return record("SumBackward1", std::move(y),
                grad_of(x, [sizes = DimVector(x.sizes().begin(), x.sizes().end())](const Tensor& g) {
                  return g.expand(sizes);
                }));
}
Tensor Tensor::sum_to_size(IntArrayRef size) const { return facula::sum_to_size(*this, size); }

}  // namespace facula
