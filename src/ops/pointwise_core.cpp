// Promotion, and the two paths of every point-wise op.
#include <cstring>

#include "facula/ops/pointwise.h"
#include "ops/out.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

// The kinds of operands, in PyTorch's order of authority: tensors with dimensions, zero-dim tensors, plain
// numbers.
struct TypeState {
  ScalarType dim = ScalarType::Undefined, zero = ScalarType::Undefined, number = ScalarType::Undefined;
};
ScalarType join(ScalarType a, ScalarType b) {
  if (a == ScalarType::Undefined) return b;
  if (b == ScalarType::Undefined) return a;
  return promoteTypes(a, b);
}
void update(TypeState& s, const Tensor& t) {
  ScalarType& slot = t.dim() ? s.dim : s.zero;
  slot = join(slot, t.scalar_type());
}
ScalarType combine(ScalarType higher, ScalarType lower) {
  if (isComplexType(higher)) return higher;
  if (isFloatingType(higher)) {
    if (isComplexType(lower)) return toComplexType(higher);
    return higher;
  }
  if (higher == kBool || higher == ScalarType::Undefined || isFloatingType(lower) || isComplexType(lower))
    return join(higher, lower);
  return higher;
}
ScalarType result(const TypeState& s) { return combine(s.dim, combine(s.zero, s.number)); }

ScalarType number_type(const Scalar& v) {
  if (v.isComplex()) return toComplexType(get_default_dtype_scalar());
  if (v.isFloatingPoint()) return get_default_dtype_scalar();
  return v.type();
}

template <class T>
void put(char* p, const Scalar& v) {
  const T x = v.to<T>();
  std::memcpy(p, &x, sizeof x);
}
void put_scalar(char* p, ScalarType t, const Scalar& v) {
  switch (t) {
    case kByte:
      return v.isIntegral(true) ? put<int64_t>(p, v) : put<uint8_t>(p, v);
    case kChar:
      return put<int8_t>(p, v);
    case kShort:
      return put<int16_t>(p, v);
    case kInt:
      return put<int32_t>(p, v);
    case kLong:
      return put<int64_t>(p, v);
    case kHalf:
      return put<Half>(p, v);
    case kBFloat16:
      return put<BFloat16>(p, v);
    case kFloat: {  // out of range becomes infinity, as in arithmetic
      const auto x = v.isComplex() ? v.to<float>() : static_cast<float>(v.toDouble());
      std::memcpy(p, &x, sizeof x);
      return;
    }
    case kDouble:
      return put<double>(p, v);
    case kComplexFloat:
      return put<complex<float>>(p, v);
    case kComplexDouble:
      return put<complex<double>>(p, v);
    case kBool:
      return put<bool>(p, v);
    default:
      detail::fail<Error>("no scalar of dtype ", t);
  }
}

constexpr int64_t kSmall = 32768;  // above it, threads may share the work: take the planned path

// Dense tensors of one shape and dtype on the CPU need no plan: one call of the loop.
bool dense_alike(ArrayRef<const Tensor*> inputs, ScalarType dtype) {
  const TensorImpl* first = inputs[0]->unsafeGetTensorImpl();
  if (!first) detail::fail<Error>("expected a defined tensor as argument");
  for (const Tensor* t : inputs) {
    const TensorImpl* i = t->unsafeGetTensorImpl();
    if (!i) detail::fail<Error>("expected a defined tensor as argument");
    if (i->dtype() != dtype || !i->contiguous() || !i->device().is_cpu() || i->numel() > kSmall) return false;
    if (i != first && i->sizes() != first->sizes()) return false;
  }
  return true;
}

bool dense(const TensorImpl* t, ScalarType dtype) {
  return t && t->dtype() == dtype && t->contiguous() && t->device().is_cpu() && t->numel() <= kSmall;
}
// Whether `part` is the shape of the last dimensions of `whole`.
bool is_suffix(IntArrayRef part, IntArrayRef whole) {
  if (part.size() > whole.size()) return false;
  for (size_t i = 1; i <= part.size(); ++i)
    if (part[part.size() - i] != whole[whole.size() - i]) return false;
  return true;
}

Tensor result_like(const TensorImpl* t, ScalarType dtype) {
  auto* storage = StorageImpl::create(static_cast<size_t>(t->numel() * itemsize(dtype)), t->device());
  return Tensor(new TensorImpl(storage, t->sizes(), dtype, t->device()));
}

// A row (a bias, say) that meets a small dense tensor needs no plan either: one call of the loop per row.
bool quick_rows(const kernels::PointwiseSlot& slot, ArrayRef<const Tensor*> inputs, ScalarType dtype,
                ScalarType writes, const void* scalars, Tensor& out) {
  if (inputs.size() != 2) return false;
  const TensorImpl *a = inputs[0]->unsafeGetTensorImpl(), *b = inputs[1]->unsafeGetTensorImpl();
  if (!dense(a, dtype) || !dense(b, dtype)) return false;
  const bool row_is_b = a->dim() >= b->dim();
  const TensorImpl *whole = row_is_b ? a : b, *row = row_is_b ? b : a;
  const int64_t n = row->numel();
  if (n == 0 || !is_suffix(row->sizes(), whole->sizes())) return false;
  if (n < 4 && whole->numel() > 64) return false;  // too many calls
  out = result_like(whole, writes);
  const int64_t rows = whole->numel() / n, in_step = n * itemsize(dtype), out_step = n * itemsize(writes);
  const auto* w = static_cast<const char*>(whole->data());
  auto* y = static_cast<char*>(out.unsafeGetTensorImpl()->data());
  for (int64_t r = 0; r < rows; ++r, w += in_step, y += out_step) {
    const void* in[2] = {row_is_b ? w : row->data(), row_is_b ? row->data() : w};
    slot.cpu[static_cast<int>(dtype)](y, in, n, scalars);
  }
  return true;
}

bool quick(const kernels::PointwiseSlot& slot, ArrayRef<const Tensor*> inputs, ScalarType dtype,
           ScalarType result, const void* scalars, Tensor& out) {
  kernels::PointwiseLoop loop = slot.cpu[static_cast<int>(dtype)];
  if (!loop) return false;
  const ScalarType writes = slot.cpu_result[static_cast<int>(dtype)];
  if (result != ScalarType::Undefined && result != writes) return false;
  if (!dense_alike(inputs, dtype)) return quick_rows(slot, inputs, dtype, writes, scalars, out);
  out = result_like(inputs[0]->unsafeGetTensorImpl(), writes);
  const int64_t n = inputs[0]->unsafeGetTensorImpl()->numel();
  const void* in[Iter::kMaxOperands];
  for (size_t i = 0; i < inputs.size(); ++i) in[i] = inputs[i]->unsafeGetTensorImpl()->data();
  loop(out.unsafeGetTensorImpl()->data(), in, n, scalars);
  return true;
}

ScalarType written_type(const kernels::PointwiseSlot& slot, ScalarType compute, ScalarType requested,
                        ScalarType dtype) {
  if (requested != ScalarType::Undefined) return requested;
  if (kernels::cpu_loop(slot, compute)) {
    const ScalarType writes = slot.cpu_result[static_cast<int>(compute)];
    return writes == compute ? dtype : writes;
  }
  return dtype;
}

}  // namespace

ScalarType result_type(ArrayRef<const Tensor*> tensors) {
  const ScalarType first = tensors[0]->scalar_type();
  bool same = true;
  for (const Tensor* t : tensors) same = same && t->scalar_type() == first;
  if (same) return first;
  TypeState s;
  for (const Tensor* t : tensors) update(s, *t);
  return result(s);
}

ScalarType result_type(const Tensor& a, const Scalar& b) {
  TypeState s;
  update(s, a);
  s.number = number_type(b);
  return result(s);
}

ScalarType result_type(const Tensor& a, const Tensor& b) { return result_type({&a, &b}); }
ScalarType result_type(const Scalar& a, const Tensor& b) { return result_type(b, a); }
ScalarType result_type(const Scalar& a, const Scalar& b) { return join(number_type(a), number_type(b)); }

ScalarArgs::ScalarArgs(ScalarType compute, std::initializer_list<Scalar> values) {
  char* p = bytes;
  for (const Scalar& v : values) {
    put_scalar(p, compute, v);
    p += itemsize(compute);
  }
}

Tensor wrapped(const Scalar& v, ScalarType dtype) {
  Tensor t = make_contiguous({}, dtype);
  put_scalar(static_cast<char*>(t.data_ptr()), dtype, v);
  return t;
}

Tensor pointwise(const kernels::PointwiseSlot& slot, ArrayRef<const Tensor*> inputs, ScalarType dtype,
                 ScalarType result, std::initializer_list<Scalar> scalars) {
  const ScalarType compute = compute_type(dtype);
  ScalarArgs args;
  if (scalars.size()) args = ScalarArgs(compute, scalars);
  Tensor out;
  if (quick(slot, inputs, dtype, result, args.bytes, out)) return out;
  IterBuilder builder(slot.name);
  builder.output(out, written_type(slot, compute, result, dtype));
  for (const Tensor* t : inputs) builder.input(*t);
  Iter it;
  builder.build(it);
  kernels::run_pointwise(slot, it, compute, args.bytes);
  return out;
}

Tensor pointwise_number(const kernels::PointwiseSlot& slot, const Tensor& x, const Scalar& number,
                        ScalarType dtype, NumberSide side, ScalarType result) {
  constexpr int64_t kFew = 64;  // so short that repeating the number beats a plan
  const TensorImpl* impl = x.unsafeGetTensorImpl();
  kernels::PointwiseLoop loop = slot.cpu[static_cast<int>(dtype)];
  if (loop && impl->dtype() == dtype && impl->contiguous() && impl->device().is_cpu() &&
      impl->numel() <= kFew) {
    const int64_t n = impl->numel(), size = itemsize(dtype);
    const ScalarType writes = slot.cpu_result[static_cast<int>(dtype)];
    alignas(64) char numbers[kFew * 16];
    put_scalar(numbers, dtype, number);
    for (int64_t i = 1; i < n; ++i) std::memcpy(numbers + i * size, numbers, static_cast<size_t>(size));
    Tensor out = result_like(impl, writes);
    const void* in[2] = {impl->data(), numbers};
    if (side == NumberSide::Left) std::swap(in[0], in[1]);
    loop(out.unsafeGetTensorImpl()->data(), in, n, nullptr);
    return out;
  }
  const Tensor w = wrapped(number, dtype);
  if (side == NumberSide::Left) return pointwise(slot, {&w, &x}, dtype, result);
  return pointwise(slot, {&x, &w}, dtype, result);
}

void pointwise_out(const kernels::PointwiseSlot& slot, Tensor& out, ArrayRef<const Tensor*> inputs,
                   ScalarType dtype, std::initializer_list<Scalar> scalars) {
  const ScalarType compute = compute_type(dtype);
  const ScalarType writes = written_type(slot, compute, ScalarType::Undefined, dtype);
  check_out(slot.name, out);
  for (const Tensor* t : inputs) check_out(slot.name, *t);
  FACULA_CHECK(!out.defined() || canCast(writes, out.scalar_type()), "result type ", writes,
               " can't be cast to the desired output type ", out.scalar_type());
  ScalarArgs args;
  if (scalars.size()) args = ScalarArgs(compute, scalars);
  IterBuilder builder(slot.name);
  builder.output(out, writes);
  for (const Tensor* t : inputs) builder.input(*t);
  Iter it;
  builder.build(it);
  kernels::run_pointwise(slot, it, compute, args.bytes);
  out.unsafeGetTensorImpl()->bump_version();
}

void pointwise_inplace(const kernels::PointwiseSlot& slot, Tensor& self, ArrayRef<const Tensor*> others,
                       ScalarType dtype, std::initializer_list<Scalar> scalars) {
  const ScalarType compute = compute_type(dtype);
  const ScalarType writes = written_type(slot, compute, ScalarType::Undefined, dtype);
  FACULA_CHECK(canCast(writes, self.scalar_type()), "result type ", writes,
               " can't be cast to the desired output type ", self.scalar_type());
  ScalarArgs args;
  if (scalars.size()) args = ScalarArgs(compute, scalars);
  TensorImpl* impl = self.unsafeGetTensorImpl();
  const Tensor* all[Iter::kMaxOperands] = {&self};
  size_t count = 1;
  for (const Tensor* t : others) all[count++] = t;
  kernels::PointwiseLoop loop = slot.cpu[static_cast<int>(dtype)];
  if (loop && slot.cpu_result[static_cast<int>(dtype)] == dtype && dense_alike({all, count}, dtype)) {
    const void* in[Iter::kMaxOperands];
    bool apart = true;  // equal or disjoint memory
    for (size_t i = 0; i < count; ++i) {
      in[i] = all[i]->unsafeGetTensorImpl()->data();
      apart = apart && (in[i] == impl->data() || all[i]->unsafeGetTensorImpl()->storage() != impl->storage());
    }
    if (apart) {
      loop(impl->data(), in, impl->numel(), args.bytes);
      impl->bump_version();
      return;
    }
  }
  IterBuilder builder(slot.name);
  builder.inplace(self);
  for (size_t i = 0; i < count; ++i) builder.input(*all[i]);
  Iter it;
  builder.build(it);
  kernels::run_pointwise(slot, it, compute, args.bytes);
  impl->bump_version();
}

}  // namespace facula
