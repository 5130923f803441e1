#include "kernels/iter.h"

#include <algorithm>

#include "kernels/geometry.h"

namespace facula {

DimVector infer_size(IntArrayRef a, IntArrayRef b) {
  const size_t n = std::max(a.size(), b.size());
  DimVector out(n);
  for (size_t k = 0; k < n; ++k) {  // k counts from the end
    const int64_t x = k < a.size() ? a[a.size() - 1 - k] : 1, y = k < b.size() ? b[b.size() - 1 - k] : 1;
    FACULA_CHECK(x == y || x == 1 || y == 1, "The size of tensor a (", x,
                 ") must match the size of tensor b (", y, ") at non-singleton dimension ", n - 1 - k);
    out[n - 1 - k] = x == 1 ? y : x;
  }
  return out;
}

IterBuilder& IterBuilder::output(Tensor& t, ScalarType dtype) {
  out_[outputs_] = &t;
  check_dense(op_, t.unsafeGetTensorImpl());
  out_dtype_[outputs_++] = dtype;
  impl_[count_++] = t.unsafeGetTensorImpl();
  return *this;
}

IterBuilder& IterBuilder::inplace(Tensor& t) {
  inplace_ = true;
  return output(t, t.scalar_type());
}

IterBuilder& IterBuilder::input(const Tensor& t) {
  check_dense(op_, t.unsafeGetTensorImpl());
  impl_[count_++] = t.unsafeGetTensorImpl();
  return *this;
}

namespace {
void check_same_device(Device a, Device b, const char* op) {
  FACULA_CHECK(a == b, "Expected all tensors to be on the same device, but found at least two devices, ", a,
               " and ", b, "! (in ", op, ")");
}
}  // namespace

void IterBuilder::find_shape() {
  bool first = true, have_device = false;
  for (int i = outputs_; i < count_; ++i) {
    const TensorImpl* t = impl_[i];
    FACULA_CHECK(t, op_, ": expected a defined tensor as argument ", i - outputs_);
    if (first)
      shape_.assign(t->sizes().data(), t->sizes().size());
    else if (t->sizes() != IntArrayRef(shape_))
      shape_ = infer_size(shape_, t->sizes());
    first = false;
    if (t->dim() == 0 && t->device().is_cpu()) continue;  // a number may join any device
    if (have_device) check_same_device(device_, t->device(), op_);
    device_ = t->device();
    have_device = true;
  }
  for (int i = 0; i < outputs_; ++i) {
    TensorImpl* t = impl_[i];
    if (!t) continue;
    if (have_device) check_same_device(device_, t->device(), op_);
    device_ = t->device();
    have_device = true;
    if (t->sizes() == IntArrayRef(shape_)) continue;
    FACULA_CHECK(!inplace_, "output with shape ", t->sizes(), " doesn't match the broadcast shape ",
                 IntArrayRef(shape_));
    resize_output(*out_[i], shape_);
  }
}

// The order of dimensions, innermost first: by the strides of the operands, the first decided one wins.
void IterBuilder::order_dims(Iter& it, DimVector& perm) const {
  const auto n = static_cast<int>(shape_.size());
  it.ndim = n;
  perm.resize(shape_.size());
  for (int i = 0; i < n; ++i) perm[static_cast<size_t>(i)] = n - 1 - i;
  bool row_major = true;  // the common case needs no search
  for (int op = 0; op < count_; ++op) row_major = row_major && (!impl_[op] || impl_[op]->contiguous());
  if (row_major) return;
  auto stride = [&](int op, int64_t dim) {
    const TensorImpl* t = impl_[op];
    const int64_t d = dim - (n - t->dim());
    if (d < 0 || t->sizes()[static_cast<size_t>(d)] == 1) return int64_t{0};
    return t->strides()[static_cast<size_t>(d)];
  };
  // 1: a must lie outside b; -1: inside; 0: undecided
  auto outside = [&](int64_t a, int64_t b) {
    for (int op = 0; op < count_; ++op) {
      if (!impl_[op]) continue;
      const int64_t sa = stride(op, a), sb = stride(op, b);
      if (sa == 0 || sb == 0) continue;
      if (sa != sb) return sa > sb ? 1 : -1;
      if (shape_[static_cast<size_t>(a)] > shape_[static_cast<size_t>(b)]) return 1;
    }
    return 0;
  };
  for (int i = 1; i < n; ++i) {  // insertion sort that moves past undecided pairs
    int at = i;
    for (int j = i - 1; j >= 0; --j) {
      const int order = outside(perm[static_cast<size_t>(j)], perm[static_cast<size_t>(at)]);
      if (order > 0) {
        std::swap(perm[static_cast<size_t>(j)], perm[static_cast<size_t>(at)]);
        at = j;
      } else if (order < 0) {
        break;
      }
    }
  }
}

void IterBuilder::create_outputs(const DimVector& perm) {
  bool row_major = true;
  for (size_t i = 0; i < perm.size(); ++i)
    row_major = row_major && perm[i] == static_cast<int64_t>(perm.size() - 1 - i);
  for (int i = 0; i < outputs_; ++i) {
    if (impl_[i]) continue;
    if (row_major) {
      *out_[i] = make_contiguous(shape_, out_dtype_[i], device_);
    } else {
      DimVector strides(shape_.size());
      int64_t step = 1;
      for (int64_t d : perm) {
        strides[static_cast<size_t>(d)] = step;
        step *= std::max<int64_t>(shape_[static_cast<size_t>(d)], 1);
      }
      *out_[i] = make_strided(shape_, strides, out_dtype_[i], device_);
    }
    impl_[i] = out_[i]->unsafeGetTensorImpl();
    fresh_[i] = true;
  }
}

void IterBuilder::build(Iter& it) {
  find_shape();
  FACULA_CHECK(shape_.size() <= Iter::kMaxDims, op_, ": tensors of more than ", Iter::kMaxDims,
               " dimensions are not supported");
  DimVector perm;
  order_dims(it, perm);
  create_outputs(perm);
  it.operands = count_;
  it.outputs = outputs_;
  it.where = device_;
  it.numel = 1;
  for (int d = 0; d < it.ndim; ++d) {
    it.shape[d] = shape_[static_cast<size_t>(perm[static_cast<size_t>(d)])];
    it.numel *= it.shape[d];
  }
  for (int op = 0; op < count_; ++op) {
    const TensorImpl* t = impl_[op];
    it.data[op] = static_cast<char*>(t->data());
    it.dtype[op] = t->dtype();
    it.host_scalar[op] = t->device() != device_;
    const int64_t size = itemsize(it.dtype[op]), missing = it.ndim - t->dim();
    for (int d = 0; d < it.ndim; ++d) {
      const int64_t dim = perm[static_cast<size_t>(d)] - missing;
      const bool spread = dim < 0 || t->sizes()[static_cast<size_t>(dim)] == 1;
      it.strides[op][d] = spread ? 0 : t->strides()[static_cast<size_t>(dim)] * size;
    }
  }
  if (check_overlap_)
    for (int i = 0; i < outputs_; ++i) {
      if (fresh_[i]) continue;
      const Tensor out = Tensor::share(impl_[i]);
      assert_no_internal_overlap(out);
      for (int j = outputs_; j < count_; ++j) assert_no_partial_overlap(out, Tensor::share(impl_[j]));
    }
  coalesce(it);
}

void coalesce(Iter& it) {
  if (it.ndim <= 1) return;
  int last = 0;
  for (int d = 1; d < it.ndim; ++d) {
    bool merge = it.shape[last] == 1 || it.shape[d] == 1;
    if (!merge) {
      merge = true;
      for (int op = 0; op < it.operands && merge; ++op)
        merge = it.strides[op][last] * it.shape[last] == it.strides[op][d];
    }
    if (merge) {
      if (it.shape[last] == 1)
        for (int op = 0; op < it.operands; ++op) it.strides[op][last] = it.strides[op][d];
      it.shape[last] *= it.shape[d];
    } else {
      ++last;
      it.shape[last] = it.shape[d];
      for (int op = 0; op < it.operands; ++op) it.strides[op][last] = it.strides[op][d];
    }
  }
  it.ndim = last + 1;
}

}  // namespace facula
