#include "ops/index_plan.h"

#include <limits>

#include "facula/core/warning.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"

namespace facula {

void index_out_of_bounds(const char* op, int64_t index, int64_t dim, int64_t size) {
  detail::fail<IndexError>(op, "index ", index, " is out of bounds for dimension ", dim, " with size ", size);
}

Tensor bool_mask(const Tensor& mask) { return mask.scalar_type() == kBool ? mask : mask.to(kBool); }

Tensor nonzero_columns(const Tensor& mask) {
  const Tensor m = mask.contiguous();
  Tensor columns = make_contiguous({m.dim(), kernels::count_true(m)}, kLong, m.device());
  kernels::nonzero(columns, m);
  return columns;
}

namespace {

void expand_mask(const Tensor& x, const Tensor& mask, std::vector<Tensor>& out) {
  const auto at = static_cast<int64_t>(out.size());
  for (int64_t j = 0; j < mask.dim(); ++j)
    FACULA_CHECK_AS(IndexError, at + j < x.dim() && mask.size(j) == x.size(at + j), "The shape of the mask ",
                    mask.sizes(), " at index ", j, " does not match the shape of the indexed tensor ",
                    x.sizes(), " at index ", at + j);
  const Tensor columns = nonzero_columns(bool_mask(mask));
  for (int64_t j = 0; j < mask.dim(); ++j) out.push_back(columns.select(0, j));
}

std::string shapes_of(const std::vector<Tensor>& tensors) {
  std::string s;
  for (const Tensor& t : tensors) {
    if (!t.defined()) continue;
    if (!s.empty()) s += ", ";
    append_text(s, t.sizes());
  }
  return s;
}

DimVector broadcast_shape(const std::vector<Tensor>& indices) {
  DimVector shape;
  for (const Tensor& t : indices) {
    if (!t.defined()) continue;
    for (int64_t k = 1; k <= t.dim(); ++k) {  // from the end
      if (static_cast<size_t>(k) > shape.size()) shape.insert(0, t.size(-k));
      int64_t& s = shape[shape.size() - static_cast<size_t>(k)];
      FACULA_CHECK_AS(IndexError, s == t.size(-k) || s == 1 || t.size(-k) == 1,
                      "shape mismatch: indexing tensors could not be broadcast together with shapes ",
                      shapes_of(indices));
      if (s == 1) s = t.size(-k);
    }
  }
  return shape;
}

// Strides of t when it is broadcast to `sizes`.
DimVector broadcast_strides(const Tensor& t, IntArrayRef sizes) {
  DimVector strides(sizes.size());
  const size_t missing = sizes.size() - static_cast<size_t>(t.dim());
  for (size_t d = missing; d < sizes.size(); ++d)
    strides[d] = t.sizes()[d - missing] == 1 ? 0 : t.strides()[d - missing];
  return strides;
}

// Several index tensors become one of offsets in bytes.
Tensor joined_offsets(const Tensor& x, const std::vector<Tensor>& indices, IntArrayRef shape) {
  Tensor offsets = make_contiguous(shape, kLong, x.device());
  offsets.zero_();
  for (size_t d = 0; d < indices.size(); ++d) {
    if (!indices[d].defined()) continue;
    const kernels::IndexRange range{x.sizes()[d], x.strides()[d] * x.element_size(), true};
    const DimVector strides = broadcast_strides(indices[d], shape);
    const Iter it =
        index_iter(shape, offsets, offsets.strides(), indices[d], strides, offsets, offsets.strides());
    const kernels::BadIndex bad = kernels::index_offsets(it, range);
    if (bad.found) index_out_of_bounds("", bad.value, static_cast<int64_t>(d), range.size);
  }
  return offsets;
}

}  // namespace

std::vector<Tensor> expand_indices(const Tensor& x, TensorList indices) {
  FACULA_CHECK_AS(IndexError, static_cast<int64_t>(indices.size()) <= x.dim(),
                  "too many indices for tensor of dimension ", x.dim(), " (got ", indices.size(), ")");
  std::vector<Tensor> out;
  out.reserve(indices.size());
  for (const Tensor& t : indices) {
    if (!t.defined()) {
      out.push_back(t);
      continue;
    }
    const ScalarType dtype = t.scalar_type();
    FACULA_CHECK_AS(IndexError, dtype == kLong || dtype == kInt || dtype == kByte || dtype == kBool,
                    "tensors used as indices must be long, int, byte or bool tensors");
    FACULA_CHECK(t.device() == x.device() || t.is_cpu(),
                 "indices should be either on cpu or on the same device as the indexed tensor (", x.device(),
                 ")");
    if (dtype == kByte)
      FACULA_WARN(
          "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.");
    const Tensor here = t.device() == x.device() ? t : t.to(x.device(), dtype);
    if (dtype == kByte || dtype == kBool)
      expand_mask(x, here, out);
    else
      out.push_back(dtype == kLong ? here : here.to(kLong));
  }
  FACULA_CHECK_AS(IndexError, static_cast<int64_t>(out.size()) <= x.dim(),
                  "too many indices for tensor of dimension ", x.dim(), " (got ", out.size(), ")");
  return out;
}

IndexPlan plan_index(const Tensor& x, const std::vector<Tensor>& indices) {
  IndexPlan plan;
  const DimVector shape = broadcast_shape(indices);
  size_t count = 0, first = 0, last = 0;
  int64_t elements = 1;
  for (size_t d = 0; d < indices.size(); ++d) {
    if (!indices[d].defined()) continue;
    if (!count++) first = d;
    last = d;
  }
  for (int64_t s : shape) elements *= s;
  bool adjacent = count == last - first + 1;
  const size_t front = adjacent ? first : 0;  // where the broadcast dimensions stand in the result
  auto add_dims = [&] {
    if (!count) return;
    for (int64_t s : shape) {
      plan.sizes.push_back(s);
      plan.strides.push_back(0);
    }
  };
  if (!adjacent) add_dims();
  for (size_t d = 0; d < static_cast<size_t>(x.dim()); ++d) {
    if (adjacent && d == first) add_dims();
    if (d < indices.size() && indices[d].defined()) {
      FACULA_CHECK_AS(IndexError, x.sizes()[d] || elements == 0,
                      "index is out of bounds for dimension with size 0");
      continue;
    }
    plan.sizes.push_back(x.sizes()[d]);
    plan.strides.push_back(x.strides()[d]);
  }
  plan.dim = static_cast<int64_t>(first);
  if (count == 1) {
    plan.index = indices[first];
    plan.range = {x.sizes()[first], x.strides()[first] * x.element_size(), true};
  } else {
    plan.index = joined_offsets(x, indices, shape);
    plan.range = {std::numeric_limits<int64_t>::max(), 1, false};
  }
  plan.index_strides.resize(plan.sizes.size());
  for (size_t d = 0; d < shape.size(); ++d) plan.index_strides[front + d] = plan.index.strides()[d];
  return plan;
}

Iter index_iter(IntArrayRef sizes, const Tensor& a, IntArrayRef a_strides, const Tensor& b,
                IntArrayRef b_strides, const Tensor& c, IntArrayRef c_strides) {
  FACULA_CHECK(sizes.size() <= Iter::kMaxDims, "indexing: tensors of more than ", Iter::kMaxDims,
               " dimensions are not supported");
  Iter it;
  const Tensor* tensors[] = {&a, &b, &c};
  const IntArrayRef strides[] = {a_strides, b_strides, c_strides};
  it.operands = 3;
  it.outputs = 1;
  it.where = a.device();
  it.ndim = static_cast<int>(sizes.size());
  it.numel = 1;
  for (int d = 0; d < it.ndim; ++d) {
    it.shape[d] = sizes[sizes.size() - 1 - static_cast<size_t>(d)];
    it.numel *= it.shape[d];
  }
  for (int op = 0; op < 3; ++op) {
    it.data[op] = static_cast<char*>(tensors[op]->data_ptr());
    it.dtype[op] = tensors[op]->scalar_type();
    it.host_scalar[op] = false;
    for (int d = 0; d < it.ndim; ++d)
      it.strides[op][d] = strides[op][sizes.size() - 1 - static_cast<size_t>(d)] * itemsize(it.dtype[op]);
  }
  coalesce(it);
  return it;
}

}  // namespace facula
