#include "kernels/geometry.h"

#include <algorithm>

#include "facula/core/warning.h"

namespace facula {

namespace {
[[noreturn]] __attribute__((noinline, cold)) void too_large(IntArrayRef sizes) {
  detail::fail<Error>("Storage size calculation overflowed with sizes=", sizes);
}
// Bytes of one element of a dtype that tensors can have.
int64_t element_bytes(ScalarType dtype) {
  const int64_t n = itemsize(dtype);
  FACULA_CHECK_AS(NotImplementedError, n, "tensors of dtype ", dtype,
                  " are not supported: keep integers, with scale and zero point beside them");
  return n;
}
}  // namespace

Tensor make_contiguous(IntArrayRef sizes, ScalarType dtype, Device device) {
  int64_t bytes = element_bytes(dtype);
  bool overflow = false;
  for (int64_t s : sizes) overflow |= __builtin_mul_overflow(bytes, s, &bytes);
  if (__builtin_expect(overflow, 0)) too_large(sizes);
  return Tensor(
      new TensorImpl(StorageImpl::create(static_cast<size_t>(bytes), device), sizes, dtype, device));
}

Tensor make_strided(IntArrayRef sizes, IntArrayRef strides, ScalarType dtype, Device device) {
  int64_t elements = 1, bytes = 0;
  bool overflow = false;
  for (size_t i = 0; i < sizes.size() && elements > 0; ++i) {
    int64_t further = 0;
    if (sizes[i] == 0)
      elements = 0;
    else
      overflow |= __builtin_mul_overflow(sizes[i] - 1, strides[i], &further) ||
                  __builtin_add_overflow(elements, further, &elements);
  }
  overflow |= __builtin_mul_overflow(elements, element_bytes(dtype), &bytes);
  if (__builtin_expect(overflow, 0)) too_large(sizes);
  auto* storage = StorageImpl::create(static_cast<size_t>(bytes), device);
  return Tensor(new TensorImpl(storage, sizes, strides, 0, dtype, device));
}

DimVector contiguous_strides(IntArrayRef sizes) {
  DimVector strides(sizes.size());
  int64_t step = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    strides[i] = step;
    step *= std::max<int64_t>(sizes[i], 1);
  }
  return strides;
}

DimVector strides_for(IntArrayRef sizes, MemoryFormat format) {
  if (format == MemoryFormat::Contiguous || format == MemoryFormat::Preserve)
    return contiguous_strides(sizes);
  const size_t want = format == MemoryFormat::ChannelsLast ? 4 : 5;
  FACULA_CHECK(sizes.size() == want, "required rank ", want, " tensor to use ",
               want == 4 ? "channels_last" : "channels_last_3d", " format");
  DimVector strides(want);
  strides[1] = 1;
  int64_t step = std::max<int64_t>(sizes[1], 1);
  for (size_t d = want - 1; d >= 2; --d) {
    strides[d] = step;
    step *= std::max<int64_t>(sizes[d], 1);
  }
  strides[0] = step;
  return strides;
}

void assert_no_internal_overlap(const Tensor& t) {
  if (t.is_contiguous()) return;
  for (size_t i = 0; i < t.sizes().size(); ++i)
    FACULA_CHECK(t.strides()[i] != 0 || t.sizes()[i] <= 1,
                 "unsupported operation: more than one element of the written-to tensor refers to a single "
                 "memory location. "
                 "Please clone() the tensor before performing the operation.");
}

void assert_no_partial_overlap(const Tensor& out, const Tensor& in) {
  if (out.is_same(in) || out.numel() == 0 || in.numel() == 0 || !out.is_alias_of(in)) return;
  if (!out.is_non_overlapping_and_dense() || !in.is_non_overlapping_and_dense()) return;
  const auto* a = static_cast<const char*>(out.data_ptr());
  const auto* b = static_cast<const char*>(in.data_ptr());
  const int64_t na = out.nbytes(), nb = in.nbytes();
  if (a == b && na == nb && out.strides() == in.strides()) return;
  FACULA_CHECK(a + na <= b || b + nb <= a,
               "unsupported operation: some elements of the input tensor and the written-to tensor refer to "
               "a single memory "
               "location. Please clone() the tensor before performing the operation.");
}

void resize_output(const Tensor& out, IntArrayRef sizes) {
  if (out.sizes() == sizes) return;
  if (out.numel() != 0)
    FACULA_WARN("An output with one or more elements was resized since it had shape ", out.sizes(),
                ", which does not match the required output shape ", sizes,
                ". This behavior is deprecated, and in a future PyTorch release outputs will not be resized "
                "unless they have zero elements. You can explicitly reuse an out tensor t by resizing it, "
                "inplace, to zero elements with t.resize_(0).");
  out.resize_(sizes);
}

void fail_layout(const char* op, Layout layout, Device device) {
  const char* prefix = layout == kStrided ? "" : layout == kSparse ? "Sparse" : "SparseCsr";
  detail::fail<NotImplementedError>("Could not run 'aten::", op, "' with arguments from the '", prefix,
                                    device.is_cpu() ? "CPU" : "CUDA", "' backend.");
}

int64_t wrap_dim(int64_t dim, int64_t n, bool scalar_counts_as_one) {
  if (n == 0 && scalar_counts_as_one) n = 1;
  FACULA_CHECK_AS(IndexError, n > 0, "Dimension specified as ", dim, " but tensor has no dimensions");
  FACULA_CHECK_AS(IndexError, dim >= -n && dim < n, "Dimension out of range (expected to be in range of [",
                  -n, ", ", n - 1, "], but got ", dim, ")");
  return dim < 0 ? dim + n : dim;
}

}  // namespace facula
