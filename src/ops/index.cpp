// Indexing by tensors.
#include "facula/ops/index.h"

#include "facula/ops/creation.h"
#include "ops/index_plan.h"
#include "ops/inplace.h"

namespace facula {

namespace {

// A list of index tensors kept for the backward pass.
class SavedList {
 public:
  explicit SavedList(const std::vector<Tensor>& tensors) {
    if (!graph::recording()) return;
    saved_.reserve(tensors.size());
    for (const Tensor& t : tensors) saved_.emplace_back(t);
  }
  // One by one, so that each announces itself to the node in which it comes to rest.
  SavedList(SavedList&& o) noexcept {
    saved_.reserve(o.saved_.size());
    for (SavedTensor& s : o.saved_) saved_.push_back(std::move(s));
  }
  std::vector<Tensor> operator()() const {
    std::vector<Tensor> tensors;
    tensors.reserve(saved_.size());
    for (const SavedTensor& s : saved_) tensors.push_back(s.defined() ? s() : Tensor());
    return tensors;
  }

 private:
  std::vector<SavedTensor> saved_;
};

Tensor index_expanded(const Tensor& x, const std::vector<Tensor>& indices) {
  const IndexPlan plan = plan_index(x, indices);
  Tensor y = make_contiguous(plan.sizes, x.scalar_type(), x.device());
  const Iter it = index_iter(plan.sizes, y, y.strides(), plan.index, plan.index_strides, x, plan.strides);
  const kernels::BadIndex bad = kernels::index_gather(it, plan.range);
  if (bad.found) index_out_of_bounds("", bad.value, plan.dim, plan.range.size);
  if (!graph::recording() || !x.requires_grad()) return y;
  const DimVector sizes(x.sizes().begin(), x.sizes().end());
  return record("IndexBackward0", y, grad_of(x, [indices = SavedList(indices), sizes](const Tensor& g) {
                  return index_put(zeros(sizes, g.options()), indices(), g, true);
                }));
}

// values, seen in the shape of the indexed part.
DimVector value_strides(const Tensor& values, IntArrayRef sizes) {
  const auto n = static_cast<int64_t>(sizes.size()), missing = n - values.dim();
  bool fits = missing >= 0;
  DimVector strides(sizes.size());
  for (int64_t d = std::max<int64_t>(missing, 0); fits && d < n; ++d) {
    const auto from = static_cast<size_t>(d - missing), to = static_cast<size_t>(d);
    fits = values.sizes()[from] == sizes[to] || values.sizes()[from] == 1;
    strides[to] = values.sizes()[from] == 1 ? 0 : values.strides()[from];
  }
  FACULA_CHECK(fits, "shape mismatch: value tensor of shape ", values.sizes(),
               " cannot be broadcast to indexing result of shape ", sizes);
  return strides;
}

void put(const Tensor& x, const std::vector<Tensor>& indices, const Tensor& values, bool accumulate) {
  IndexPlan plan = plan_index(x, indices);
  const DimVector strides = value_strides(values, plan.sizes);
  const Tensor source = values.is_alias_of(x) ? values.clone(MemoryFormat::Preserve) : values;
  const DimVector source_strides = source.is_same(values) ? strides : value_strides(source, plan.sizes);
  if (plan.range.wrap) {  // offsets were checked when they were made
    const kernels::BadIndex bad = kernels::index_check(plan.index.contiguous(), plan.range);
    if (bad.found) index_out_of_bounds("", bad.value, plan.dim, plan.range.size);
  }
  const Iter it =
      index_iter(plan.sizes, x, plan.strides, plan.index, plan.index_strides, source, source_strides);
  kernels::index_scatter(it, plan.range,
                         accumulate ? kernels::ScatterMode::Add : kernels::ScatterMode::Assign);
}

}  // namespace

Tensor index(const Tensor& x, TensorList indices) {
  if (indices.size() == 1 && indices[0].defined() && indices[0].scalar_type() == kBool &&
      indices[0].sizes() == x.sizes() && indices[0].device() == x.device() && x.dim())
    return masked_select(x, indices[0]);
  return index_expanded(x, expand_indices(x, indices));
}

Tensor& index_put_(Tensor& x, TensorList indices, const Tensor& values, bool accumulate) {
  check_inplace(x);
  FACULA_CHECK(values.scalar_type() == x.scalar_type(),
               "Index put requires the source and destination dtypes match, got ", x.scalar_type(),
               " for the destination and ", values.scalar_type(), " for the source.");
  if (!accumulate && values.numel() == 1 && indices.size() == 1 && indices[0].defined() &&
      indices[0].scalar_type() == kBool && indices[0].sizes() == x.sizes() && values.dim() <= 1 && x.dim())
    return x.masked_fill_(indices[0], values.dim() ? values.squeeze(0) : values);
  const Tensor local = values.device() == x.device() ? values : values.to(x.device(), x.scalar_type());
  const std::vector<Tensor> expanded = expand_indices(x, indices);
  assert_no_internal_overlap(x);
  put(x, expanded, local, accumulate);
  x.unsafeGetTensorImpl()->bump_version();
  if (graph::recording() && (x.requires_grad() || values.requires_grad()))
    record_inplace("IndexPutBackward0", x,
                   grad_of(x,
                           [indices = SavedList(expanded), accumulate](const Tensor& g) {
                             return accumulate ? g : index_put(g, indices(), zeros({}, g.options()), false);
                           }),
                   grad_of(values, [indices = SavedList(expanded)](const Tensor& g) {
                     return index_expanded(g, indices());
                   }));
  return x;
}

Tensor index_put(const Tensor& x, TensorList indices, const Tensor& values, bool accumulate) {
  Tensor y = x.clone(MemoryFormat::Preserve);
  index_put_(y, indices, values, accumulate);
  return y;
}

Tensor& Tensor::index_put_(TensorList indices, const Tensor& values, bool accumulate) {
  return facula::index_put_(*this, indices, values, accumulate);
}
Tensor Tensor::index_put(TensorList indices, const Tensor& values, bool accumulate) const {
  return facula::index_put(*this, indices, values, accumulate);
}

}  // namespace facula
