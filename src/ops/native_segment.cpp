// segment_reduce: runs of one dimension, each reduced.
#include <cmath>
#include <limits>

#include "facula/graph/grad_mode.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/native.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "kernels/geometry.h"

namespace facula {

namespace {

enum class Join { Sum, Mean, Prod, Max, Min };

Join join_of(std::string_view reduce) {
  static constexpr std::string_view names[] = {"sum", "mean", "prod", "max", "min"};
  for (int i = 0; i < 5; ++i)
    if (reduce == names[i]) return static_cast<Join>(i);
  detail::fail<Error>("unsupported reduction given! ", reduce);
}

double value_of_nothing(Join how) {
  switch (how) {
    case Join::Mean:
      return std::numeric_limits<double>::quiet_NaN();
    case Join::Prod:
      return 1;
    case Join::Max:
      return -std::numeric_limits<double>::infinity();
    case Join::Min:
      return std::numeric_limits<double>::infinity();
    default:
      return 0;
  }
}

// A run [n, ...] to [...]. The extreme keeps its gradient when `initial` equals it.
Tensor reduce_run(const Tensor& run, Join how, const std::optional<Scalar>& initial) {
  const int64_t n = run.size(0);
  if (n == 0) {
    DimVector shape(run.sizes().begin() + 1, run.sizes().end());
    return full(shape, initial ? *initial : Scalar(value_of_nothing(how)), run.options());
  }
  switch (how) {
    case Join::Sum:
      return initial ? run.sum(0) + *initial : run.sum(0);
    case Join::Mean:
      return initial ? (run.sum(0) + *initial) / n : run.mean(0);
    case Join::Prod:
      return initial ? run.prod(0) * *initial : run.prod(0);
    case Join::Max: {
      const Tensor most = run.amax(0);
      return initial ? most.masked_fill(most.lt(*initial), *initial) : most;
    }
    default: {
      const Tensor least = run.amin(0);
      return initial ? least.masked_fill(least.gt(*initial), *initial) : least;
    }
  }
}

// [n, ...] in runs of these lengths to [S, ...].
Tensor reduce_row(const Tensor& row, const int64_t* lengths, int64_t runs, Join how,
                  const std::optional<Scalar>& initial) {
  DimVector sizes(lengths, lengths + runs);
  int64_t used = 0;
  for (int64_t n : sizes) used += n;
  sizes.push_back(row.size(0) - used);  // what `unsafe` left over
  std::vector<Tensor> parts = row.split_with_sizes(sizes, 0);
  parts.pop_back();
  for (Tensor& part : parts) part = reduce_run(part, how, initial);
  if (!parts.empty()) return stack(parts, 0);
  DimVector shape(row.sizes().begin(), row.sizes().end());
  shape[0] = 0;
  return empty(shape, row.options());
}

Tensor lengths_of(const std::optional<Tensor>& lengths, const std::optional<Tensor>& offsets) {
  NoGradGuard off;
  const Tensor& given = lengths ? *lengths : *offsets;
  FACULA_CHECK_AS(NotImplementedError, given.scalar_type() == kLong || given.scalar_type() == kInt,
                  "\"_segment_reduce_", lengths ? "lengths" : "offsets",
                  "_cpu_kernel1\" not implemented for '", given.scalar_type(), "'");
  FACULA_CHECK(given.dim() >= 1,
               "segment_reduce(): Expected lengths or offsets to have at least 1 dimension");
  if (lengths) return lengths->to(kCPU).to(kLong).contiguous();
  const int64_t runs = offsets->size(-1) - 1;
  FACULA_CHECK(runs >= 0,
               "segment_reduce(): offsets must have at least one element along its last dimension");
  const Tensor o = offsets->to(kCPU).to(kLong);
  return (o.narrow(-1, 1, runs) - o.narrow(-1, 0, runs)).contiguous();
}

void check_lengths(const Tensor& n, const Tensor& data, int64_t axis, bool unsafe) {
  FACULA_CHECK(axis == n.dim() - 1,
               "segment_reduce(): Expected axis to be the last dimension of lengths but got ", axis, ".");
  FACULA_CHECK(data.dim() > axis, "segment_reduce(): data has no dimension ", axis);
  for (int64_t d = 0; d < axis; ++d)
    FACULA_CHECK(n.size(d) == data.size(d),
                 "segment_reduce(): Expected all dimensions of lengths but the last to be "
                 "those of data, but got ",
                 n.sizes(), " and ", data.sizes());
  const int64_t* v = n.data_ptr<int64_t>();
  const int64_t runs = n.size(-1), rows = runs ? n.numel() / runs : 0;
  for (int64_t r = 0; r < rows; ++r) {
    int64_t sum = 0;
    for (int64_t s = 0; s < runs; ++s) {
      FACULA_CHECK(v[r * runs + s] >= 0, "lengths contains negative value!");
      FACULA_CHECK(!__builtin_add_overflow(sum, v[r * runs + s], &sum), "segment_reduce(): lengths overflow");
    }
    // `unsafe` leaves out PyTorch's check, not the bounds
    FACULA_CHECK(unsafe ? sum <= data.size(axis) : sum == data.size(axis),
                 "segment_reduce(): Expected all rows of lengths along axis to sum to "
                 "data.size(lengths.dim()-1) when !unsafe.");
  }
}

}  // namespace

Tensor segment_reduce(const Tensor& data, std::string_view reduce, const std::optional<Tensor>& lengths,
                      const std::optional<Tensor>& indices, const std::optional<Tensor>& offsets,
                      int64_t axis, bool unsafe, const std::optional<Scalar>& initial) {
  const Join how = join_of(reduce);
  FACULA_CHECK_AS(NotImplementedError, !indices,
                  "segment_reduce(): indices based reduction is not supported yet.");
  FACULA_CHECK(lengths || offsets, "segment_reduce(): Either lengths or offsets must be defined.");
  FACULA_CHECK(!(lengths && offsets), "segment_reduce(): Only one of lengths and offsets may be defined.");
  FACULA_CHECK_AS(NotImplementedError, isFloatingType(data.scalar_type()),
                  "\"_segment_reduce_cpu\" not implemented for '", data.scalar_type(), "'");
  const Tensor n = lengths_of(lengths, offsets);
  axis = wrap_dim(axis, data.dim());
  check_lengths(n, data, axis, unsafe);
  const int64_t runs = n.size(-1);
  const int64_t* v = n.data_ptr<int64_t>();
  DimVector shape(data.sizes().begin(), data.sizes().end());
  shape[static_cast<size_t>(axis)] = runs;
  if (axis == 0) return reduce_row(data, v, runs, how, initial);
  const std::vector<Tensor> rows = data.flatten(0, axis - 1).unbind(0);
  std::vector<Tensor> results;
  for (size_t r = 0; r < rows.size(); ++r)
    results.push_back(reduce_row(rows[r], v + static_cast<int64_t>(r) * runs, runs, how, initial));
  return results.empty() ? empty(shape, data.options()) : stack(results, 0).view(shape);
}

}  // namespace facula
