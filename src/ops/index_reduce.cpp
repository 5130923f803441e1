// Scatters that join what meets in one place: by sums, products, means or extremes; and put.
#include <limits>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "ops/index_plan.h"
#include "ops/inplace.h"

namespace facula {

namespace {

enum class Join { Sum, Product, Mean, Maximum, Minimum };

Join join_named(std::string_view name) {
  if (name == "sum") return Join::Sum;
  if (name == "prod") return Join::Product;
  if (name == "mean") return Join::Mean;
  if (name == "amax") return Join::Maximum;
  if (name == "amin") return Join::Minimum;
  detail::fail<Error>("reduce argument must be either sum, prod, mean, amax or amin.");
}

// What leaves the other operand as it is.
Scalar identity(Join join, ScalarType t) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  if (join == Join::Product) return 1;
  if (join == Join::Sum || join == Join::Mean) return 0;
  const bool most = join == Join::Minimum;
  if (isFloatingType(t)) return most ? inf : -inf;
  switch (t) {
    case kByte:
      return most ? 255 : 0;
    case kChar:
      return most ? 127 : -128;
    case kShort:
      return most ? 32767 : -32768;
    case kInt:
      return most ? std::numeric_limits<int32_t>::max() : std::numeric_limits<int32_t>::min();
    case kBool:
      return most;
    default:
      return most ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
  }
}

template <kernels::ReduceMode mode>
void reduce(const Iter& it, const kernels::IndexRange& range) {
  kernels::index_reduce(it, range, mode);
}
void add(const Iter& it, const kernels::IndexRange& range) {
  kernels::index_scatter(it, range, kernels::ScatterMode::Add);
}

ScatterWrite writer(Join join) {
  switch (join) {
    case Join::Product:
      return reduce<kernels::ReduceMode::Multiply>;
    case Join::Maximum:
      return reduce<kernels::ReduceMode::Maximum>;
    case Join::Minimum:
      return reduce<kernels::ReduceMode::Minimum>;
    default:
      return add;
  }
}

// The arguments of one call; index is saved apart.
struct Plan {
  Join join;
  int64_t dim;
  bool include_self;
};

// How many values have met in each place; 1 where none has.
Tensor counts(const Tensor& like, const Plan& p, const Tensor& index) {
  const Tensor n = p.include_self ? ones_like(like) : zeros_like(like);
  const Tensor m = n.scatter_add(p.dim, index, ones(index.sizes(), n.options()));
  return m.masked_fill(m.eq(0), 1);
}

// x joined with src, in x.
void write(const Tensor& x, const Plan& p, const Tensor& index, const Tensor& src) {
  const AutoGradMode off(false);
  if (index.numel() == 0) return;
  Tensor y = x;
  if (!p.include_self) y.scatter_(p.dim, index, identity(p.join, x.scalar_type()));
  scatter_into("scatter", y, p.dim, index, src, false, writer(p.join));
  x.unsafeGetTensorImpl()->bump_version();
  if (p.join != Join::Mean) return;
  const Tensor n = counts(x, p, index);
  y.copy_(isIntegralType(x.scalar_type(), true) ? y.div(n, "floor") : y / n);
}

// ---- gradients; x's does not yet know that include_self may be off

struct Pair {
  Tensor x, src;
};

Tensor taken(const Tensor& t, const Plan& p, const Tensor& index) { return t.gather(p.dim, index); }
Tensor as_type(const Tensor& t, const Tensor& like) { return t.to(like.scalar_type()); }

// The equal extremes share the gradient.
Pair extreme_gradient(const Tensor& g, const Tensor& x, const Tensor& y, const Plan& p, const Tensor& index,
                      const Tensor& src) {
  const Tensor mine = as_type(x.eq(y), g), its = as_type(src.eq(taken(y, p, index)), g);
  const Tensor kept = p.include_self ? mine : zeros_like(mine);
  const Tensor n = kept.scatter_add(p.dim, index, its), share = g / n.masked_fill(n.eq(0), 1);
  // Where nothing is scattered to, x itself stays even without include_self.
  const Tensor alone = n.eq(0);
  return {facula::where(alone, g, kept * share), its * taken(share, p, index)};
}

// The product of the others, also where factors are 0.
Pair product_gradient(const Tensor& g, const Tensor& x, const Tensor& y, const Plan& p, const Tensor& index,
                      const Tensor& src) {
  const auto product = [&](const Tensor& a, const Tensor& b) {
    return scatter_reduce(a, p.dim, index, b, "prod", p.include_self);
  };
  const Tensor one = x.masked_fill(x.eq(0), 1);
  const Tensor gx = g * product(one, src) / one;
  const Tensor zero = src.eq(0);
  const Tensor zeros_there = taken(zeros_like(x).scatter_add(p.dim, index, as_type(zero, x)), p, index);
  const Tensor only = zero.logical_and(zeros_there.eq(1));
  const Tensor others = taken(g * product(x, src.masked_fill(only, 1)), p, index);
  const Tensor quotient = taken(g * y, p, index) / src.masked_fill(zero, 1);
  return {gx, facula::where(only, others, quotient)};
}

Pair join_gradient(const Tensor& g, const Tensor& x, const Tensor& y, const Plan& p, const Tensor& index,
                   const Tensor& src) {
  switch (p.join) {
    case Join::Sum:
      return {g, taken(g, p, index)};
    case Join::Mean: {
      const Tensor share = g / counts(g, p, index);
      return {share, taken(share, p, index)};
    }
    case Join::Product:
      return product_gradient(g, x, y, p, index, src);
    default:
      return extreme_gradient(g, x, y, p, index, src);
  }
}

// src cut to the index, which may be smaller.
Tensor cut(const Tensor& src, const Tensor& index) {
  Tensor t = src;
  for (int64_t d = 0; d < index.dim(); ++d) t = t.narrow(d, 0, index.size(d));
  return t;
}

// The rules of x and src, the same whether in place or not. `joined` gives the result with its history.
template <class Joined>
Tensor gradient_of_x(const Tensor& g, const Plan& p, const Tensor& index, const Tensor& x, const Tensor& src,
                     const Joined& joined) {
  if (index.numel() == 0) return g;
  const Tensor gx = join_gradient(g, x, joined(), p, index, cut(src, index)).x;
  return p.include_self ? gx : gx.scatter(p.dim, index, 0);
}
template <class Joined>
Tensor gradient_of_src(const Tensor& g, const Plan& p, const Tensor& index, const Tensor& x,
                       const Tensor& src, const Joined& joined) {
  const Tensor gs =
      index.numel() == 0 ? Tensor() : join_gradient(g, x, joined(), p, index, cut(src, index)).src;
  if (gs.defined() && gs.sizes() == src.sizes()) return gs;
  Tensor whole = zeros(src.sizes(), g.options());
  if (gs.defined()) cut(whole, index).copy_(gs);
  return whole;
}

Plan checked_plan(const Tensor& x, int64_t dim, const Tensor& index, std::string_view name,
                  bool include_self) {
  const Plan p{join_named(name), wrap_dim(dim, x.dim()), include_self};
  check_scatter_index("scatter", x, index, "self");
  return p;
}

const char* name_of(Join join) {
  constexpr const char* kNames[] = {"sum", "prod", "mean", "amax", "amin"};
  return kNames[static_cast<int>(join)];
}

}  // namespace

Tensor scatter_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                      std::string_view name, bool include_self) {
  const Plan p = checked_plan(x, dim, index, name, include_self);
  Tensor y;
  {
    const AutoGradMode off(false);
    y = x.clone(MemoryFormat::Preserve);
  }
  write(y, p, index, src);
  if (!graph::recording() || !(x.requires_grad() || src.requires_grad())) return y;
  return record(
      "ScatterReduceBackward0", std::move(y),
      grad_of(x,
              [p, index = save(index), x = save(x), src = save(src)](const Tensor& g, const Tensor& y) {
                return gradient_of_x(g, p, index(), x(), src(), [&] { return y; });
              }),
      grad_of(src, [p, index = save(index), x = save(x), src = save(src)](const Tensor& g, const Tensor& y) {
        return gradient_of_src(g, p, index(), x(), src(), [&] { return y; });
      }));
}
Tensor Tensor::scatter_reduce(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce,
                              bool include_self) const {
  return facula::scatter_reduce(*this, dim, index, src, reduce, include_self);
}

Tensor& Tensor::scatter_reduce_(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce,
                                bool include_self) const {
  check_inplace(*this);
  const Plan p = checked_plan(*this, dim, index, reduce, include_self);
  const bool tracked = graph::recording() && (requires_grad() || src.requires_grad());
  const Tensor before = tracked ? clone() : Tensor();
  write(*this, p, index, src);
  if (!tracked) return const_cast<Tensor&>(*this);
  const auto again = [p](const Tensor& x, const Tensor& i, const Tensor& s) {
    return facula::scatter_reduce(x, p.dim, i, s, name_of(p.join), p.include_self);
  };
  record_inplace(
      "ScatterReduceBackward0", *this,
      grad_of(*this,
              [p, again, index = save(index), x = save(before), src = save(src)](const Tensor& g) {
                return gradient_of_x(g, p, index(), x(), src(), [&] { return again(x(), index(), src()); });
              }),
      grad_of(src, [p, again, index = save(index), x = save(before), src = save(src)](const Tensor& g) {
        return gradient_of_src(g, p, index(), x(), src(), [&] { return again(x(), index(), src()); });
      }));
  return const_cast<Tensor&>(*this);
}

// ---- scatter with a reduction's name of old

namespace {

const char* old_name(std::string_view reduce) {
  FACULA_CHECK(reduce == "add" || reduce == "multiply", "reduce argument must be either add or multiply.");
  return reduce == "add" ? "sum" : "prod";
}
Tensor filled(const Tensor& x, const Tensor& index, const Scalar& value) {
  return full(index.sizes(), value, x.options().requires_grad(false));
}

}  // namespace

Tensor Tensor::scatter(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce) const {
  return facula::scatter_reduce(*this, dim, index, src, old_name(reduce));
}
Tensor Tensor::scatter(int64_t dim, const Tensor& index, const Scalar& value, std::string_view reduce) const {
  return facula::scatter_reduce(*this, dim, index, filled(*this, index, value), old_name(reduce));
}
Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce) const {
  return scatter_reduce_(dim, index, src, old_name(reduce));
}
Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Scalar& value,
                         std::string_view reduce) const {
  return scatter_reduce_(dim, index, filled(*this, index, value), old_name(reduce));
}
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
               std::string_view reduce) {
  return x.scatter(dim, index, src, reduce);
}
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value,
               std::string_view reduce) {
  return x.scatter(dim, index, value, reduce);
}

// ---- index_reduce: a scatter_reduce with one index for whole slices

namespace {

Tensor slices_index(const Tensor& x, int64_t& dim, const Tensor& index, const Tensor& source,
                    std::string_view reduce) {
  FACULA_CHECK(reduce == "prod" || reduce == "mean" || reduce == "amax" || reduce == "amin",
               "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got ", reduce, ".");
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK_AS(IndexError, index.dim() <= 1,
                  "index_reduce_(): Index is supposed to be a vector, but got dim: ", index.dim(),
                  " with type: ", index.scalar_type(), " and size: ", index.sizes());
  FACULA_CHECK(index.scalar_type() == kLong || index.scalar_type() == kInt,
               "index_reduce_(): Expected dtype int32/int64 for index but got: ", index.scalar_type());
  FACULA_CHECK(x.scalar_type() == source.scalar_type(), "index_reduce_(): self (", x.scalar_type(),
               ") and source (", source.scalar_type(), ") must have the same scalar type");
  FACULA_CHECK(source.dim() == 0 || dim < source.dim(), "index_reduce_(): Indexing dim ", dim,
               " is out of bounds of tensor");
  const int64_t n = index.numel(), length = source.dim() ? source.size(dim) : 1;
  FACULA_CHECK(n == length, "index_reduce_(): Number of indices (", n,
               ") should be equal to source.size(dim): (", length, "), for dim: ", dim);
  FACULA_CHECK(x.dim() == source.dim(),
               "source tensor shape must match self tensor shape, excluding the specified dimension. Got "
               "self.shape = ",
               x.sizes(), " source.shape = ", source.sizes());
  for (int64_t d = 0; d < x.dim(); ++d)
    FACULA_CHECK(d == dim || x.size(d) == source.size(d), "The size of tensor a (", x.size(d),
                 ") must match the size of tensor b (", source.size(d), ") at non-singleton dimension ",
                 d > dim ? d - 1 : d);
  const Tensor i = (index.scalar_type() == kLong ? index : index.to(kLong)).contiguous();
  const int64_t size = x.dim() ? x.size(dim) : 1;
  FACULA_CHECK_AS(IndexError, !kernels::index_check(i, {size, 1, false}).found, "index out of range in self");
  if (x.dim() == 0) return i.reshape({});
  DimVector shape(static_cast<size_t>(x.dim()), 1);
  shape[static_cast<size_t>(dim)] = n;
  return i.view(shape).expand(source.sizes());
}

}  // namespace

Tensor index_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                    std::string_view reduce, bool include_self) {
  const Tensor i = slices_index(x, dim, index, source, reduce);
  return scatter_reduce(x, dim, i, source, reduce, include_self);
}
Tensor Tensor::index_reduce(int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
                            bool include_self) const {
  return facula::index_reduce(*this, dim, index, source, reduce, include_self);
}
Tensor& Tensor::index_reduce_(int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
                              bool include_self) const {
  const Tensor i = slices_index(*this, dim, index, source, reduce);
  return scatter_reduce_(dim, i, source, reduce, include_self);
}

// ---- put

Tensor& Tensor::put_(const Tensor& index, const Tensor& source, bool accumulate) const {
  const Tensor& x = *this;
  check_inplace(x);
  FACULA_CHECK(index.scalar_type() == kLong, "put_(): Expected a long tensor for index, but got ",
               index.scalar_type());
  FACULA_CHECK(x.scalar_type() == source.scalar_type(),
               "put_(): self and source expected to have the same dtype, but got self.dtype = ",
               x.scalar_type(), " and source.dtype = ", source.scalar_type());
  FACULA_CHECK(x.device() == source.device() && x.device() == index.device(),
               "put_(): self, index and source expected to be in the same device, but got self.device = ",
               x.device(), ", index.device = ", index.device(), ", and source.device = ", source.device());
  FACULA_CHECK_AS(IndexError, source.numel() == index.numel(),
                  "put_(): Expected source and index to have the same number of elements, but got "
                  "source.numel() = ",
                  source.numel(), ", index.numel() = ", index.numel());
  FACULA_CHECK_AS(IndexError, x.numel() || !index.numel(),
                  "put_(): Tried to put elements into an empty tensor");
  assert_no_internal_overlap(x);
  {
    const AutoGradMode off(false);
    const Tensor flat = x.contiguous(), i = index.contiguous(),
                 v = source.reshape(index.sizes()).contiguous();
    const kernels::IndexRange range{x.numel(), x.element_size(), true};
    const kernels::BadIndex bad = kernels::index_check(i, range);
    FACULA_CHECK_AS(IndexError, !bad.found, "out of range: tried to access index ", bad.value,
                    " on a tensor of ", x.numel(), " elements.");
    const DimVector still(i.sizes().size());
    if (i.numel())
      kernels::index_scatter(index_iter(i.sizes(), flat, still, i, i.strides(), v, v.strides()), range,
                             accumulate ? kernels::ScatterMode::Add : kernels::ScatterMode::Assign);
    if (flat.is_same(x))
      x.unsafeGetTensorImpl()->bump_version();
    else
      x.copy_(flat);
  }
  record_inplace(
      "PutBackward0", x,
      grad_of(x,
              [accumulate, index = save(index)](const Tensor& g) {
                return accumulate ? g : g.put(index(), zeros(index().sizes(), g.options()));
              }),
      grad_of(source, [index = save(index), shape = DimVector(source.sizes().begin(), source.sizes().end())](
                          const Tensor& g) { return g.take(index()).reshape(shape); }));
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::put(const Tensor& index, const Tensor& source, bool accumulate) const {
  Tensor y = clone(MemoryFormat::Preserve);
  y.put_(index, source, accumulate);
  return y;
}
Tensor put(const Tensor& x, const Tensor& index, const Tensor& source, bool accumulate) {
  return x.put(index, source, accumulate);
}

}  // namespace facula
