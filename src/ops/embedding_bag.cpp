// Bags of embeddings, in public ops: rows are looked up and added to, or maximised over, their bag.
#include <limits>
#include <vector>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/embedding.h"
#include "facula/ops/index.h"

namespace facula {

namespace {

Tensor as_tensor(const std::vector<int64_t>& v, Device device) {
  Tensor t = empty({static_cast<int64_t>(v.size())}, TensorOptions(kLong));
  std::copy(v.begin(), v.end(), t.data_ptr<int64_t>());
  return t.to(device);
}

// Where each bag begins, and the end of the last one.
std::vector<int64_t> bag_bounds(const Tensor& offsets, int64_t n, bool include_last_offset) {
  const Tensor o = offsets.to(TensorOptions(kLong).device(kCPU)).contiguous();
  std::vector<int64_t> bounds(o.data_ptr<int64_t>(), o.data_ptr<int64_t>() + o.numel());
  FACULA_CHECK(!include_last_offset || !bounds.empty(),
               "include_last_offset: number of offset should be at least 1");
  if (!bounds.empty()) {
    FACULA_CHECK(bounds.front() == 0,
                 "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from "
                 "position 0. However, got ",
                 bounds.front());
    FACULA_CHECK(bounds.back() <= n, "offsets[-1] can not be greater than input's length(", n,
                 ") but got offsets[-1] of ", bounds.back());
  }
  for (size_t i = 1; i < bounds.size(); ++i)
    FACULA_CHECK(bounds[i - 1] <= bounds[i], "embedding_bag: offsets must not decrease, but got ",
                 bounds[i - 1], " before ", bounds[i]);
  if (!include_last_offset || bounds.empty()) bounds.push_back(n);
  return bounds;
}

// The largest row of each bag, and which row it was.
std::pair<Tensor, Tensor> largest(const Tensor& rows, const Tensor& kept,
                                  const std::vector<int64_t>& bounds) {
  const int64_t bags = static_cast<int64_t>(bounds.size()) - 1, n = rows.size(0), width = rows.size(1);
  int64_t most = 1;
  for (size_t b = 0; b + 1 < bounds.size(); ++b) most = std::max(most, bounds[b + 1] - bounds[b]);
  std::vector<int64_t> members(static_cast<size_t>(bags * most), n);  // n: none
  for (int64_t b = 0; b < bags; ++b)
    for (int64_t i = bounds[static_cast<size_t>(b)]; i < bounds[static_cast<size_t>(b) + 1]; ++i)
      members[static_cast<size_t>(b * most + i - bounds[static_cast<size_t>(b)])] = i;
  const Tensor index = as_tensor(members, rows.device());
  const double never = -std::numeric_limits<double>::infinity();
  const Tensor none = full({1, width}, never, rows.options().requires_grad(false));
  const Tensor all = cat({rows.masked_fill(kept.logical_not().unsqueeze(1), never), none});
  auto [y, at] = all.index_select(0, index).view({bags, most, width}).max(1);
  const Tensor empty_bag = y.eq(never);
  return {y.masked_fill(empty_bag, 0), index.view({bags, most}).gather(1, at).masked_fill(empty_bag, 0)};
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor, Tensor> embedding_bag(const Tensor& weight, const Tensor& indices,
                                                         const Tensor& offsets, bool scale_grad_by_freq,
                                                         int64_t mode, bool sparse,
                                                         const std::optional<Tensor>& per_sample_weights,
                                                         bool include_last_offset,
                                                         std::optional<int64_t> padding_idx) {
  FACULA_CHECK(weight.dim() == 2, "embedding_bag: expected weight to be 2-D, but got ", weight.dim(), "-D");
  FACULA_CHECK(indices.dim() == 1 && offsets.dim() == 1,
               "embedding_bag: expected 1-D indices and offsets, but got ", indices.sizes(), " and ",
               offsets.sizes());
  FACULA_CHECK(mode >= 0 && mode <= 2, "embedding_bag: mode has to be 0 (sum), 1 (mean) or 2 (max), but got ",
               mode);
  const Tensor factors = per_sample_weights ? *per_sample_weights : Tensor();
  FACULA_CHECK(!factors.defined() || mode == 0,
               "embedding_bag: per_sample_weights is only supported for mode='sum'");
  FACULA_CHECK(!factors.defined() || factors.sizes() == indices.sizes(),
               "expected per_sample_weights to be the same shape as input, but got ",
               factors.defined() ? factors.sizes() : indices.sizes(), " and ", indices.sizes());
  const int64_t rows_in_table = weight.size(0), n = indices.size(0);
  int64_t padding = padding_idx.value_or(-1);
  if (padding_idx) {
    FACULA_CHECK(padding >= -rows_in_table && padding < rows_in_table,
                 "padding_idx must be within the number of embeddings, -", rows_in_table, " through ",
                 rows_in_table - 1, ", but got ", padding);
    if (padding < 0) padding += rows_in_table;
  }
  const std::vector<int64_t> bounds = bag_bounds(offsets, n, include_last_offset);
  const int64_t bags = static_cast<int64_t>(bounds.size()) - 1;
  std::vector<int64_t> bag_of(static_cast<size_t>(n));
  for (int64_t b = 0; b < bags; ++b)
    for (int64_t i = bounds[static_cast<size_t>(b)]; i < bounds[static_cast<size_t>(b) + 1]; ++i)
      bag_of[static_cast<size_t>(i)] = b;
  const int64_t used = bounds.back();  // indices behind the last offset belong to no bag
  const Tensor bag = as_tensor(bag_of, indices.device()).narrow(0, 0, used);
  const Tensor ids = indices.narrow(0, 0, used), kept = ids.ne(padding);
  const Tensor counts = zeros({bags}, bag.options()).index_add(0, bag, kept.to(kLong));
  Tensor rows = embedding(weight, ids, padding, scale_grad_by_freq, sparse);
  if (mode == 2) {
    auto [y, at] = largest(rows, kept, bounds);
    const Tensor places = used ? ids.to(kLong).index_select(0, at.reshape({-1})).view(at.sizes()) : at;
    return {y, bag, counts, places};
  }
  rows = rows * kept.to(rows.scalar_type()).unsqueeze(1);
  if (factors.defined()) rows = rows * factors.narrow(0, 0, used).unsqueeze(1);
  Tensor y = zeros({bags, weight.size(1)}, weight.options().requires_grad(false)).index_add(0, bag, rows);
  if (mode == 1) y = y / counts.clamp_min(1).to(y.scalar_type()).unsqueeze(1);
  return {y, bag, counts, empty({0}, bag.options())};
}

}  // namespace facula
