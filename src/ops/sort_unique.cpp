// Distinct values: runs of equal elements, in the order given or in sorted order.
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/sort.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/statistics.h"

namespace facula {

namespace {

struct Runs {
  Tensor values, groups, counts;  // groups: the run of each slice
};

// Runs of equal slices along the first dimension; `changes` says of each but the first whether it starts one.
Runs runs_of(const Tensor& x, const Tensor& changes, bool want_counts) {
  const int64_t n = x.size(0);
  const TensorOptions longs = TensorOptions(kLong).device(x.device());
  if (n == 0) return {x.clone(), empty({0}, longs), empty({0}, longs)};
  const Tensor starts = cat({ones({1}, changes.options()), changes}, 0);
  const Tensor at = starts.nonzero().view({-1});
  Runs r{x.index_select(0, at), starts.cumsum(0) - 1, empty({0}, longs)};
  if (want_counts) r.counts = cat({at.narrow(0, 1, at.numel() - 1), full({1}, n, longs)}, 0) - at;
  return r;
}

// Which slices differ from the one before.
Tensor changes_of(const Tensor& x) {
  const int64_t n = x.size(0);
  if (n == 0) return {};
  const Tensor differs = x.narrow(0, 1, n - 1).ne(x.narrow(0, 0, n - 1));
  return x.dim() == 1 ? differs : differs.reshape({n - 1, -1}).any(1);
}

// The order of the rows of a matrix: a stable sort by each column, the first one last.
Tensor lexicographic_order(const Tensor& rows) {
  Tensor order = arange(rows.size(0), TensorOptions(kLong).device(rows.device()));
  for (int64_t c = rows.size(1); c-- > 0;)
    order = order.index_select(0, rows.select(1, c).index_select(0, order).argsort(true, 0));
  return order;
}

void check_dim_unique(const Tensor& x, int64_t dim) {
  if (x.numel()) return;
  for (int64_t d = 0; d < x.dim(); ++d)
    FACULA_CHECK(x.size(d) != 0 || d == dim,
                 "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
}

Tensor without_derivative(const char* node, const char* op, const Tensor& x, Tensor y) {
  return record(node, std::move(y), grad_of(x, [op](const Tensor&) -> Tensor {
                  detail::fail<NotImplementedError>("the derivative for '", op, "' is not implemented.");
                }));
}

}  // namespace

namespace {

// The distinct values of whole numbers that lie close together, by a table of all that might occur; false when the
// table would be large.
bool unique_by_table(Runs& r, const Tensor& x, bool both, bool want_counts) {
  if (!x.is_cpu() || !isIntegralType(x.scalar_type(), false) || x.numel() == 0) return false;
  const auto low = x.min().item().to<int64_t>(), high = x.max().item().to<int64_t>();
  const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  if (span > static_cast<uint64_t>(x.numel())) return false;
  const Tensor at = (x.to(kLong) - low).contiguous();
  Tensor count = make_contiguous({static_cast<int64_t>(span) + 1}, kLong);
  kernels::bincount(count, at, Tensor());
  const Tensor present = count.ne(0), found = present.nonzero().view({-1});
  r.values = (found + low).to(x.scalar_type());
  r.groups = both ? (present.cumsum(0) - 1).take(at) : empty({0}, at.options());
  r.counts = want_counts ? count.index_select(0, found) : empty({0}, at.options());
  return true;
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& x, bool, bool return_inverse, bool return_counts) {
  Runs r;
  Tensor inverse;
  const auto result = [&] {
    return std::tuple(without_derivative("Unique2Backward0", "_unique2", x, r.values), inverse, r.counts);
  };
  {
    NoGradGuard no_grad;
    if (unique_by_table(r, x, return_inverse || return_counts, return_counts)) {
      inverse = r.groups;
      return result();
    }
    const auto [sorted, at] = sort(x.reshape({-1}), 0);
    const bool both = return_inverse || return_counts;  // PyTorch gives both with either
    if (x.is_cpu()) {
      Tensor starts = empty_like(at), groups = empty_like(at);
      const int64_t n = kernels::unique_groups(starts, groups, sorted, at);
      starts = starts.narrow(0, 0, n);
      r.values = sorted.index_select(0, starts);
      inverse = both ? groups.view(x.sizes()) : empty({0}, at.options());
      r.counts = return_counts && n
                     ? cat({starts.narrow(0, 1, n - 1), full({1}, x.numel(), at.options())}, 0) - starts
                     : empty({0}, at.options());
    } else {
      r = runs_of(sorted, changes_of(sorted), return_counts);
      inverse = both ? empty_like(at).scatter(0, at, r.groups).view(x.sizes()) : empty({0}, at.options());
    }
  }
  return result();
}
std::tuple<Tensor, Tensor> _unique(const Tensor& x, bool sorted, bool return_inverse) {
  auto [values, inverse, counts] = _unique2(x, sorted, return_inverse, false);
  return {std::move(values), std::move(inverse)};
}

std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& x, int64_t dim, bool, bool, bool) {
  dim = wrap_dim(dim, x.dim(), false);
  check_dim_unique(x, dim);
  Runs r;
  Tensor inverse;
  {
    NoGradGuard no_grad;
    const Tensor slices = x.movedim(dim, 0).contiguous();
    const Tensor order = slices.size(0) ? lexicographic_order(slices.reshape({slices.size(0), -1}))
                                        : empty({0}, TensorOptions(kLong).device(x.device()));
    const Tensor sorted = slices.index_select(0, order);
    r = runs_of(sorted, changes_of(sorted), true);  // PyTorch gives all three whatever is asked
    inverse = empty_like(order).scatter(0, order, r.groups);
    r.values = r.values.movedim(0, dim);
  }
  return {without_derivative("UniqueDimBackward0", "unique_dim", x, r.values), inverse, r.counts};
}

std::tuple<Tensor, Tensor, Tensor> unique_dim_consecutive(const Tensor& x, int64_t dim, bool return_inverse,
                                                          bool return_counts) {
  return unique_consecutive(x, return_inverse, return_counts, dim);
}

std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& x, bool return_inverse,
                                                      bool return_counts, std::optional<int64_t> dim) {
  Runs r;
  Tensor inverse;
  if (dim) {
    dim = wrap_dim(*dim, x.dim(), false);
    check_dim_unique(x, *dim);
  }
  {
    NoGradGuard no_grad;
    const Tensor slices = dim ? x.movedim(*dim, 0).contiguous() : x.reshape({-1});
    r = runs_of(slices, changes_of(slices), return_counts || dim);
    if (dim) {
      r.values = r.values.movedim(0, *dim);
      inverse = r.groups;
    } else {
      inverse = return_inverse ? r.groups.view(x.sizes()) : empty({0}, r.groups.options());
    }
  }
  return {without_derivative(dim ? "UniqueDimConsecutiveBackward0" : "UniqueConsecutiveBackward0",
                             dim ? "unique_dim_consecutive" : "unique_consecutive", x, r.values),
          inverse, r.counts};
}

}  // namespace facula
