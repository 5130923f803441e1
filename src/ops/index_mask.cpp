// Choosing and replacing elements by mask.
#include "facula/core/warning.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "ops/index_plan.h"
#include "ops/inplace.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

// y = mask ? a : b; all of y's dtype, mask bool. y may be b.
void choose(Tensor& y, const Tensor& mask, const Tensor& a, const Tensor& b, bool inplace) {
  IterBuilder builder("where");
  if (inplace)
    builder.inplace(y);
  else
    builder.output(y, b.scalar_type());
  builder.input(mask).input(a).input(b);
  Iter it;
  builder.build(it);
  if (it.numel) kernels::where(it);
}

// A small dense case needs no plan.
bool choose_dense(Tensor& y, const Tensor& mask, const Tensor& a, const Tensor& b) {
  const TensorImpl *m = mask.unsafeGetTensorImpl(), *p = a.unsafeGetTensorImpl(),
                   *q = b.unsafeGetTensorImpl();
  const bool spread_a = p->dim() == 0, spread_b = q->dim() == 0;
  if (!m->contiguous() || !p->contiguous() || !q->contiguous() || p->device() != m->device() ||
      q->device() != m->device() || (!spread_a && p->sizes() != m->sizes()) ||
      (!spread_b && q->sizes() != m->sizes()))
    return false;
  y = make_contiguous(m->sizes(), p->dtype(), m->device());
  if (m->numel() == 0) return true;
  Iter it;
  it.operands = 4;
  it.outputs = 1;
  it.ndim = 1;
  it.numel = it.shape[0] = m->numel();
  it.where = m->device();
  const TensorImpl* all[] = {y.unsafeGetTensorImpl(), m, p, q};
  for (int op = 0; op < 4; ++op) {
    it.data[op] = static_cast<char*>(all[op]->data());
    it.dtype[op] = all[op]->dtype();
    it.host_scalar[op] = false;
    it.strides[op][0] = all[op]->dim() || m->dim() == 0 ? itemsize(it.dtype[op]) : 0;
  }
  kernels::where(it);
  return true;
}

Tensor condition_mask(const Tensor& condition) {
  if (condition.scalar_type() == kBool) return condition;
  FACULA_CHECK(condition.scalar_type() == kByte,
               "where expected condition to be a boolean tensor, but got a tensor with dtype ",
               condition.scalar_type());
  FACULA_WARN(
      "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a "
      "future version of PyTorch. Use a boolean condition instead.");
  return condition.to(kBool);
}

// A mask of one of the dtypes that `op` takes.
Tensor checked_mask(const char* op, const Tensor& x, const Tensor& mask) {
  FACULA_CHECK(x.device() == mask.device(), op,
               ": expected self and mask to be on the same device, but got mask on ", mask.device(),
               " and self on ", x.device());
  if (mask.scalar_type() == kBool) return mask;
  FACULA_CHECK(mask.scalar_type() == kByte, op, ": expected BoolTensor or ByteTensor for mask");
  FACULA_WARN(op,
              " received a mask with dtype torch.uint8, this behavior is now deprecated,please use a mask "
              "with dtype torch.bool instead.");
  return mask.to(kBool);
}

Tensor as_type(const Tensor& x, ScalarType dtype) { return x.scalar_type() == dtype ? x : x.to(dtype); }
Tensor zero_like_scalar(const Tensor& g) {
  return wrapped(0, g.scalar_type()).to(g.device(), g.scalar_type());
}
// The dtype of a number among numbers.
ScalarType scalar_dtype(const Scalar& v) {
  if (v.isComplex()) return toComplexType(get_default_dtype_scalar());
  return v.isFloatingPoint() ? get_default_dtype_scalar() : v.type();
}

}  // namespace

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const Tensor mask = condition_mask(condition);
  const ScalarType dtype = result_type({&a, &b});
  const Tensor p = as_type(a, dtype), q = as_type(b, dtype);
  Tensor y;
  if (!choose_dense(y, mask, p, q)) choose(y, mask, p, q, false);
  if (!graph::recording() || !(p.requires_grad() || q.requires_grad())) return y;
  return record(
      "WhereBackward0", y,
      grad_of(p, [mask = save(mask)](const Tensor& g) { return where(mask(), g, zero_like_scalar(g)); }),
      grad_of(q, [mask = save(mask)](const Tensor& g) { return where(mask(), zero_like_scalar(g), g); }));
}
Tensor where(const Tensor& condition, const Scalar& a, const Tensor& b) {
  return where(condition, wrapped(a, result_type(b, a)), b);
}
Tensor where(const Tensor& condition, const Tensor& a, const Scalar& b) {
  return where(condition, a, wrapped(b, result_type(a, b)));
}
Tensor where(const Tensor& condition, const Scalar& a, const Scalar& b) {
  const ScalarType dtype = promoteTypes(scalar_dtype(a), scalar_dtype(b));
  return where(condition, wrapped(a, dtype), wrapped(b, dtype));
}
std::vector<Tensor> where(const Tensor& condition) { return nonzero_numpy(condition); }
Tensor Tensor::where(const Tensor& condition, const Tensor& other) const {
  return facula::where(condition, *this, other);
}
Tensor Tensor::where(const Tensor& condition, const Scalar& other) const {
  return facula::where(condition, *this, other);
}

// ---- masked_fill

namespace {

void check_fill(const Tensor& x, const Tensor& mask, const Tensor& value) {
  FACULA_CHECK(mask.scalar_type() == kBool || mask.scalar_type() == kByte,
               "masked_fill only supports boolean masks, but got mask with dtype ", mask.scalar_type());
  FACULA_CHECK(value.dim() == 0,
               "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ", value.dim(),
               " dimension(s).");
  FACULA_CHECK(x.is_complex() || !value.is_complex(), "value cannot be converted to type ",
               type_name(x.scalar_type()), " without overflow");
}

Tensor fill_mask(const Tensor& mask) {
  if (mask.scalar_type() == kBool) return mask;
  FACULA_WARN(
      "masked_fill_ received a mask with dtype torch.uint8, this behavior is now deprecated,please use a "
      "mask with dtype torch.bool instead.");
  return mask.to(kBool);
}

Tensor fill_value(const Tensor& x, const Tensor& value) {
  if (value.scalar_type() == x.scalar_type() && value.device() == x.device()) return value;
  return value.detach().to(x.device(), x.scalar_type());
}

}  // namespace

Tensor masked_fill(const Tensor& x, const Tensor& mask, const Tensor& value) {
  check_fill(x, mask, value);
  const Tensor m = fill_mask(mask), v = fill_value(x, value);
  Tensor y;
  if (!choose_dense(y, m, v, x)) choose(y, m, v, x, false);
  if (!graph::recording() || !(x.requires_grad() || value.requires_grad())) return y;
  return record("MaskedFillBackward0", y,
                grad_of(x, [mask = save(m)](const Tensor& g) { return masked_fill(g, mask(), 0); }),
                grad_of(value, [mask = save(m)](const Tensor& g) {
                  return where(mask(), g, zero_like_scalar(g)).sum();
                }));
}
Tensor masked_fill(const Tensor& x, const Tensor& mask, const Scalar& value) {
  return masked_fill(x, mask, wrapped(value, x.scalar_type()).to(x.device(), x.scalar_type()));
}
Tensor Tensor::masked_fill(const Tensor& mask, const Scalar& value) const {
  return facula::masked_fill(*this, mask, value);
}
Tensor Tensor::masked_fill(const Tensor& mask, const Tensor& value) const {
  return facula::masked_fill(*this, mask, value);
}
Tensor& Tensor::masked_fill_(const Tensor& mask, const Tensor& value) const {
  Tensor& self = const_cast<Tensor&>(*this);
  check_inplace(self);
  check_fill(self, mask, value);
  const Tensor m = fill_mask(mask), v = fill_value(self, value);
  choose(self, m, v, self, true);
  unsafeGetTensorImpl()->bump_version();
  record_inplace(
      "MaskedFillBackward0", self,
      grad_of(self, [mask = save(m)](const Tensor& g) { return facula::masked_fill(g, mask(), 0); }),
      grad_of(value, [mask = save(m)](const Tensor& g) {
        return facula::where(mask(), g, zero_like_scalar(g)).sum();
      }));
  return self;
}
Tensor& Tensor::masked_fill_(const Tensor& mask, const Scalar& value) const {
  return masked_fill_(mask, wrapped(value, scalar_type()).to(device(), scalar_type()));
}

// ---- masked_select, masked_scatter, nonzero

Tensor masked_select(const Tensor& x, const Tensor& mask) {
  const Tensor checked = checked_mask("masked_select", x, mask);
  Tensor from = x, m = checked;
  if (x.sizes() != m.sizes()) {
    const DimVector shape = infer_size(m.sizes(), x.sizes());
    from = x.expand(shape);
    m = m.expand(shape);
  }
  const Tensor dense =
      graph::recording() && from.requires_grad() ? from.detach().contiguous() : from.contiguous();
  m = m.contiguous();
  Tensor y = make_contiguous({kernels::count_true(m)}, x.scalar_type(), x.device());
  if (y.numel()) kernels::masked_select(y, dense, m);
  if (!graph::recording() || !x.requires_grad()) return y;
  const DimVector shape(m.sizes().begin(), m.sizes().end());
  return record("MaskedSelectBackward0", y, grad_of(x, [shape, mask = save(m)](const Tensor& g) {
                  return masked_scatter(zeros(shape, g.options()), mask(), g);
                }));
}
Tensor Tensor::masked_select(const Tensor& mask) const { return facula::masked_select(*this, mask); }

Tensor& Tensor::masked_scatter_(const Tensor& mask, const Tensor& source) const {
  Tensor& self = const_cast<Tensor&>(*this);
  check_inplace(self);
  FACULA_CHECK(scalar_type() == source.scalar_type(),
               "masked_scatter: expected self and source to have same dtypes but got ", scalar_type(),
               " and ", source.scalar_type());
  Tensor m = checked_mask("masked_scatter", self, mask);
  if (m.sizes() != sizes()) m = m.expand(sizes());
  m = m.contiguous();
  FACULA_CHECK(kernels::count_true(m) <= source.numel(),
               "Number of elements of source < number of ones in mask");
  assert_no_internal_overlap(self);
  {
    const AutoGradMode off(false);
    Tensor from = source.contiguous();
    if (from.is_alias_of(self)) from = from.clone();
    if (is_contiguous()) {
      kernels::masked_scatter(self, m, from);
      unsafeGetTensorImpl()->bump_version();
    } else {
      const Tensor dense = contiguous();
      kernels::masked_scatter(dense, m, from);
      self.copy_(dense);
    }
  }
  record_inplace(
      "MaskedScatterBackward0", self,
      grad_of(self, [mask = save(m)](const Tensor& g) { return facula::masked_fill(g, mask(), 0); }),
      grad_of(source, [mask = save(m), shape = DimVector(source.sizes().begin(), source.sizes().end()),
                       n = source.numel()](const Tensor& g) {
        const Tensor part = facula::masked_select(g, mask());
        if (part.numel() == n) return part.reshape(shape);
        const Tensor first = arange(part.numel(), TensorOptions(kLong).device(g.device()));
        return zeros({n}, g.options()).index_copy(0, first, part).reshape(shape);
      }));
  return self;
}
Tensor Tensor::masked_scatter(const Tensor& mask, const Tensor& source) const {
  return facula::masked_scatter(*this, mask, source);
}
Tensor masked_scatter(const Tensor& x, const Tensor& mask, const Tensor& source) {
  Tensor y = x.sizes() == mask.sizes()
                 ? x.clone(MemoryFormat::Preserve)
                 : x.expand(infer_size(x.sizes(), mask.sizes())).clone(MemoryFormat::Contiguous);
  y.masked_scatter_(mask, source);
  return y;
}

namespace {
Tensor columns_of(const Tensor& x) {
  return nonzero_columns(x.scalar_type() == kBool ? x : x.detach().ne(0));
}
}  // namespace

Tensor nonzero(const Tensor& x) { return columns_of(x).t(); }
Tensor argwhere(const Tensor& x) { return nonzero(x); }
std::vector<Tensor> nonzero_numpy(const Tensor& x) { return columns_of(at_least_1d(x)).unbind(0); }
std::vector<Tensor> Tensor::nonzero_numpy() const { return facula::nonzero_numpy(*this); }
Tensor Tensor::nonzero() const { return facula::nonzero(*this); }
Tensor Tensor::argwhere() const { return facula::argwhere(*this); }

}  // namespace facula
