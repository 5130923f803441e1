// Distinct values: runs of equal elements, in the order given or in sorted order.
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/sort.h"
#include "graph/record.h"
#include "kernels/geometry.h"

namespace facula {

namespace {

struct Runs {
  Tensor values, groups, counts;  // groups: the run of each element
};

Runs runs_of(const Tensor& flat, bool want_counts) {
  const int64_t n = flat.numel();
  const TensorOptions longs = TensorOptions(kLong).device(flat.device());
  if (n == 0) return {flat.clone(), empty({0}, longs), empty({0}, longs)};
  const Tensor changes = flat.narrow(0, 1, n - 1).ne(flat.narrow(0, 0, n - 1));
  const Tensor starts = cat({ones({1}, changes.options()), changes}, 0);
  Runs r{flat.masked_select(starts), starts.cumsum(0) - 1, empty({0}, longs)};
  if (want_counts) {
    const Tensor at = starts.nonzero().view({-1});
    r.counts = cat({at.narrow(0, 1, at.numel() - 1), full({1}, n, longs)}, 0) - at;
  }
  return r;
}

Tensor without_derivative(const char* node, const char* op, const Tensor& x, Tensor y) {
  return record(node, std::move(y), grad_of(x, [op](const Tensor&) -> Tensor {
                  detail::fail<NotImplementedError>("the derivative for '", op, "' is not implemented.");
                }));
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& x, bool, bool return_inverse, bool return_counts) {
  Runs r;
  Tensor inverse;
  {
    NoGradGuard no_grad;
    const auto [sorted, at] = sort(x.reshape({-1}), 0);
    r = runs_of(sorted, return_counts);
    inverse = empty({0}, at.options());
    if (return_inverse || return_counts)  // PyTorch gives both with either
      inverse = empty_like(at).scatter(0, at, r.groups).view(x.sizes());
  }
  return {without_derivative("Unique2Backward0", "_unique2", x, r.values), inverse, r.counts};
}

std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& x, bool return_inverse,
                                                      bool return_counts) {
  Runs r;
  {
    NoGradGuard no_grad;
    r = runs_of(x.reshape({-1}), return_counts);
  }
  Tensor inverse = return_inverse ? r.groups.view(x.sizes()) : empty({0}, r.groups.options());
  return {without_derivative("UniqueConsecutiveBackward0", "unique_consecutive", x, r.values), inverse,
          r.counts};
}

}  // namespace facula
