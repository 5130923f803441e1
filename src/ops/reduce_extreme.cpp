// Largest and smallest elements and where they stand; all and any.
#include <algorithm>

#include "facula/ops/creation.h"
#include "facula/ops/reduce.h"
#include "ops/pointwise.h"
#include "ops/reduce.h"

namespace facula {

using namespace reduction;

namespace {

using Indexed = std::tuple<Tensor, Tensor>;

DimVector sizes_of(const Tensor& x) { return DimVector(x.sizes().begin(), x.sizes().end()); }

// errors  when there is no element to choose
void check_not_empty(const char* op, const Tensor& x, uint64_t mask) {
  if (x.numel()) return;
  FACULA_CHECK(mask != kAll, op,
               "(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim "
               "with the 'dim' argument.");
  for (int64_t d = 0; d < x.dim(); ++d)
    FACULA_CHECK_AS(IndexError, !has(mask, d) || x.size(d), op, "(): Expected reduction dim ", d,
                    " to have non-zero size.");
}

Tensor extreme(const kernels::ReduceSlot& slot, const Tensor& x, uint64_t mask, bool keepdim) {
  const ScalarType t = x.scalar_type(), compute = compute_type(t);
  return converted(run(slot, converted(x, compute), mask, keepdim, compute), t);
}

// Each of several equal extremes gets its share of the gradient.
Tensor share(const Tensor& g, const Tensor& x, const Tensor& y, uint64_t mask, bool keepdim) {
  const Tensor where = x.eq(restore_dims(y, x.dim(), mask, keepdim)).to(g.scalar_type());
  const Tensor number = mask == kAll && !keepdim ? facula::sum(where) : [&] {
    DimVector dims;
    for (int64_t d = 0; d < x.dim(); ++d)
      if (has(mask, d)) dims.push_back(d);
    return x.dim() ? facula::sum(where, IntArrayRef(dims), true) : where;
  }();
  return restore_dims(g, x.dim(), mask, keepdim) * (where / number);
}

Tensor share_all(const Tensor& g, const Tensor& x, const Tensor& y) {
  const Tensor where = x.eq(y).logical_or(x.isnan().logical_and(y.isnan())).to(g.scalar_type());
  return g / where.sum() * where;
}

Tensor over_dims(const char* op, const char* node, const kernels::ReduceSlot& slot, const Tensor& x,
                 IntArrayRef dim, bool keepdim) {
  const uint64_t mask = dim_mask(x, dim);
  check_not_empty(op, x, mask);
  Tensor y = extreme(slot, x, mask, keepdim);
  if (!tracked(x)) return y;
  return record(node, std::move(y),
                grad_of(x, [x = save(x), mask, keepdim](const Tensor& g, const Tensor& y) {
                  return share(g, x(), y, mask, keepdim);
                }));
}

Tensor over_all(const char* op, const char* node, const kernels::ReduceSlot& slot, const Tensor& x) {
  FACULA_CHECK_AS(NotImplementedError, !x.is_complex(), '"', op, "_all\" not implemented for '",
                  x.scalar_type(), "'");
  check_not_empty(op, x, kAll);
  Tensor y = extreme(slot, x, kAll, false);
  if (!tracked(x)) return y;
  return record(node, std::move(y),
                grad_of(x, [x = save(x)](const Tensor& g, const Tensor& y) { return share_all(g, x(), y); }));
}

// Values and positions along one dimension.
Indexed indexed(const char* op, const kernels::ArgReduceSlot& slot, const Tensor& x, int64_t dim,
                bool keepdim, bool want_values) {
  const uint64_t mask = uint64_t{1} << dim;
  if (x.numel() == 0) check_not_empty(op, x, mask);
  const ScalarType t = x.scalar_type(), compute = compute_type(t);
  const Tensor in = converted(x, compute);
  Tensor indices = output(x, mask, keepdim, kLong), values;
  if (want_values) values = output(x, mask, keepdim, compute);
  ReducePlan plan;
  plan_reduction(plan, in, mask);
  slot(indices, values, in, plan);
  if (want_values) values = converted(values, t);
  return {std::move(values), std::move(indices)};
}

Indexed along_dim(const char* op, const char* node, const kernels::ArgReduceSlot& slot, const Tensor& x,
                  int64_t dim, bool keepdim) {
  FACULA_CHECK(!x.is_complex(), op, "(): does not support complex input");
  dim = wrap_dim(dim, x.dim());
  auto [values, indices] = indexed(op, slot, x, dim, keepdim, true);
  if (tracked(x))
    values = record(node, std::move(values),
                    grad_of(x, [at = save(indices), sizes = sizes_of(x), dim, keepdim](const Tensor& g) {
                      return place_selected(g, at(), sizes, dim, keepdim);
                    }));
  return {std::move(values), std::move(indices)};
}

Tensor position(const char* op, const kernels::ArgReduceSlot& slot, const Tensor& x,
                std::optional<int64_t> dim, bool keepdim) {
  if (dim) return std::get<1>(indexed(op, slot, x, wrap_dim(*dim, x.dim()), keepdim, false));
  FACULA_CHECK_AS(IndexError, x.numel(), op,
                  "(): Expected reduction dim to be specified for input.numel() == 0.");
  NoGradGuard no_grad;
  const Tensor in = converted(x, compute_type(x.scalar_type())).contiguous();
  Tensor indices = output(x, kAll, keepdim, kLong), values;
  ReducePlan plan;
  plan_reduction(plan, in, kAll);
  slot(indices, values, in, plan);
  return indices;
}

// uint8 gives uint8, as it did before there was bool; everything else gives bool.
Tensor logical(const kernels::ReduceSlot& slot, const Tensor& x, uint64_t mask, bool keepdim) {
  const Tensor y = run(slot, converted(x, compute_type(x.scalar_type())), mask, keepdim, kBool);
  return x.scalar_type() == kByte ? converted(y, kByte) : y;
}

}  // namespace

namespace reduction {

Tensor place_selected(const Tensor& g, const Tensor& indices, IntArrayRef sizes, int64_t dim, bool keepdim) {
  if (sizes.empty()) return g;
  const Tensor zero = zeros(sizes, g.options().requires_grad(false));
  if (keepdim) return zero.scatter(dim, indices, g);
  return zero.scatter(dim, indices.unsqueeze(dim), g.unsqueeze(dim));
}

}  // namespace reduction

Tensor max(const Tensor& x) { return over_all("max", "MaxBackward1", kernels::amax, x); }
Tensor min(const Tensor& x) { return over_all("min", "MinBackward1", kernels::amin, x); }
std::tuple<Tensor, Tensor> max(const Tensor& x, int64_t dim, bool keepdim) {
  return along_dim("max", "MaxBackward0", kernels::argmax, x, dim, keepdim);
}
std::tuple<Tensor, Tensor> min(const Tensor& x, int64_t dim, bool keepdim) {
  return along_dim("min", "MinBackward0", kernels::argmin, x, dim, keepdim);
}
Tensor amax(const Tensor& x, IntArrayRef dim, bool keepdim) {
  return over_dims("amax", "AmaxBackward0", kernels::amax, x, dim, keepdim);
}
Tensor amin(const Tensor& x, IntArrayRef dim, bool keepdim) {
  return over_dims("amin", "AminBackward0", kernels::amin, x, dim, keepdim);
}
namespace {

// Both extremes of a long row of memory: every chunk is read twice while it is in the cache.
constexpr int64_t kChunk = int64_t{1} << 16;
Indexed extremes_by_chunks(const Tensor& x) {
  NoGradGuard no_grad;
  const Tensor flat = x.view(-1);
  const int64_t n = flat.numel(), chunks = (n + kChunk - 1) / kChunk;
  Tensor low = make_contiguous({chunks}, x.scalar_type()), high = make_contiguous({chunks}, x.scalar_type());
  for (int64_t c = 0; c < chunks; ++c) {
    const Tensor part = flat.narrow(0, c * kChunk, std::min(kChunk, n - c * kChunk));
    low.select(0, c).copy_(amin(part));
    high.select(0, c).copy_(amax(part));
  }
  return {amin(low), amax(high)};
}

}  // namespace

std::tuple<Tensor, Tensor> aminmax(const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  DimVector dims;
  if (dim) dims.push_back(wrap_dim(*dim, x.dim()));
  FACULA_CHECK(x.numel() || dim,
               "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.");
  FACULA_CHECK_AS(IndexError, !dim || x.dim() == 0 || x.size(*dim), "aminmax: Expected reduction dim ", *dim,
                  " to have non-zero size.");
  if (!dim && !tracked(x) && x.is_cpu() && x.is_contiguous() && !keepdim && x.numel() > 2 * kChunk)
    return extremes_by_chunks(x);
  return {amin(x, IntArrayRef(dims), keepdim), amax(x, IntArrayRef(dims), keepdim)};
}
Tensor argmax(const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  return position("argmax", kernels::argmax, x, dim, keepdim);
}
Tensor argmin(const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  return position("argmin", kernels::argmin, x, dim, keepdim);
}
Tensor all(const Tensor& x) { return logical(kernels::all, x, kAll, false); }
Tensor all(const Tensor& x, int64_t dim, bool keepdim) {
  return logical(kernels::all, x, uint64_t{1} << wrap_dim(dim, x.dim()), keepdim);
}
Tensor all(const Tensor& x, OptionalIntArrayRef dim, bool keepdim) {
  return logical(kernels::all, x, dim_mask(x, dim), keepdim);
}
Tensor any(const Tensor& x, OptionalIntArrayRef dim, bool keepdim) {
  return logical(kernels::any, x, dim_mask(x, dim), keepdim);
}
Tensor any(const Tensor& x) { return logical(kernels::any, x, kAll, false); }
Tensor any(const Tensor& x, int64_t dim, bool keepdim) {
  return logical(kernels::any, x, uint64_t{1} << wrap_dim(dim, x.dim()), keepdim);
}

Tensor Tensor::max() const { return facula::max(*this); }
Tensor Tensor::min() const { return facula::min(*this); }
std::tuple<Tensor, Tensor> Tensor::max(int64_t dim, bool keepdim) const {
  return facula::max(*this, dim, keepdim);
}
std::tuple<Tensor, Tensor> Tensor::min(int64_t dim, bool keepdim) const {
  return facula::min(*this, dim, keepdim);
}
Tensor Tensor::amax(IntArrayRef dim, bool keepdim) const { return facula::amax(*this, dim, keepdim); }
Tensor Tensor::amin(IntArrayRef dim, bool keepdim) const { return facula::amin(*this, dim, keepdim); }
Tensor Tensor::argmax(std::optional<int64_t> dim, bool keepdim) const {
  return facula::argmax(*this, dim, keepdim);
}
Tensor Tensor::argmin(std::optional<int64_t> dim, bool keepdim) const {
  return facula::argmin(*this, dim, keepdim);
}
std::tuple<Tensor, Tensor> Tensor::aminmax(std::optional<int64_t> dim, bool keepdim) const {
  return facula::aminmax(*this, dim, keepdim);
}
Tensor Tensor::all() const { return facula::all(*this); }
Tensor Tensor::all(int64_t dim, bool keepdim) const { return facula::all(*this, dim, keepdim); }
Tensor Tensor::all(OptionalIntArrayRef dim, bool keepdim) const { return facula::all(*this, dim, keepdim); }
Tensor Tensor::any(OptionalIntArrayRef dim, bool keepdim) const { return facula::any(*this, dim, keepdim); }
Tensor Tensor::any() const { return facula::any(*this); }
Tensor Tensor::any(int64_t dim, bool keepdim) const { return facula::any(*this, dim, keepdim); }

}  // namespace facula
