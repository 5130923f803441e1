// Promotion, and the two paths of every point-wise op.
#include <cstring>

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

bool quick(const kernels::PointwiseSlot& slot, ArrayRef<const Tensor*> inputs, ScalarType dtype,
           ScalarType result, const void* scalars, Tensor& out) {
  kernels::PointwiseLoop loop = slot.cpu[static_cast<int>(dtype)];
  if (!loop || !dense_alike(inputs, dtype)) return false;
  const ScalarType writes = slot.cpu_result[static_cast<int>(dtype)];
  if (result != ScalarType::Undefined && result != writes) return false;
  const TensorImpl* first = inputs[0]->unsafeGetTensorImpl();
  const auto n = first->numel();
  out = Tensor(new TensorImpl(StorageImpl::create(static_cast<size_t>(n * itemsize(writes)), first->device()),
                              first->sizes(), writes, first->device()));
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
    Tensor out(new TensorImpl(StorageImpl::create(static_cast<size_t>(n * itemsize(writes)), impl->device()),
                              impl->sizes(), writes, impl->device()));
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
  FACULA_CHECK(canCast(writes, out.scalar_type()), "result type ", writes,
               " can't be cast to the desired output type ", out.scalar_type());
  FACULA_CHECK(!(graph::recording() && out.requires_grad()), slot.name,
               "(): functions with out=... arguments don't support automatic differentiation, but one of the "
               "arguments requires grad.");
  for (const Tensor* t : inputs)
    FACULA_CHECK(!(graph::recording() && t->requires_grad()), slot.name,
                 "(): functions with out=... arguments don't support automatic differentiation, but one of "
                 "the arguments requires grad.");
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
