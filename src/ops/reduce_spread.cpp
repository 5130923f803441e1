// Variance and standard deviation; norms; logsumexp.
#include <cmath>

#include "facula/ops/reduce.h"
#include "ops/pointwise.h"
#include "ops/reduce.h"

namespace facula {

using namespace reduction;

namespace {

struct Spread {
  Tensor y, mean;
};

struct Axes {
  uint64_t mask;
  bool keepdim;
  double correction;
};

Tensor mean_over(const Tensor& x, uint64_t mask) {
  if (mask == kAll) return x.mean();
  DimVector dims;
  for (int64_t d = 0; d < x.dim(); ++d)
    if (has(mask, d)) dims.push_back(d);
  return x.mean(IntArrayRef(dims), true);
}

Tensor var_gradient(const Tensor& g, const Tensor& x, const Axes& a) {
  const double n = static_cast<double>(count(x, a.mask)) - a.correction;
  return restore_dims(g, x.dim(), a.mask, a.keepdim) * (2 / n) * (x - mean_over(x, a.mask));
}
Tensor std_gradient(const Tensor& g, const Tensor& x, const Tensor& y, const Axes& a) {
  return var_gradient((g / (y * 2)).masked_fill(y.eq(0), 0), x, a);
}

Spread compute(const Tensor& x, const Axes& a, bool root, bool want_mean) {
  const ScalarType t = x.scalar_type(), work = compute_type(t);
  FACULA_CHECK(isFloatingType(t) || isComplexType(t),
               "std and var only support floating point and complex dtypes");
  const Tensor in = converted(x, work);
  Tensor y = output(x, a.mask, a.keepdim, toRealValueType(work)), mean;
  if (want_mean) mean = output(x, a.mask, a.keepdim, work);
  ReducePlan plan;
  plan_reduction(plan, in, a.mask);
  kernels::var(y, mean, in, plan, a.correction, root);
  return {converted(y, toRealValueType(t)), want_mean ? converted(mean, t) : mean};
}

Tensor var_of(const Tensor& x, const Axes& a) {
  Tensor y = compute(x, a, false, false).y;
  if (!tracked(x)) return y;
  return record("VarBackward0", std::move(y),
                grad_of(x, [x = save(x), a](const Tensor& g) { return var_gradient(g, x(), a); }));
}
Tensor std_of(const Tensor& x, const Axes& a) {
  Tensor y = compute(x, a, true, false).y;
  if (!tracked(x)) return y;
  return record("StdBackward0", std::move(y), grad_of(x, [x = save(x), a](const Tensor& g, const Tensor& y) {
                  return std_gradient(g, x(), y, a);
                }));
}
std::tuple<Tensor, Tensor> with_mean(const Tensor& x, const Axes& a, bool root) {
  Spread s = compute(x, a, root, true);
  if (tracked(x)) {
    Tensor* outputs[] = {&s.y, &s.mean};
    const Tensor* inputs[] = {&x};
    auto rule = [x = save(x), a, root](Gradients& g) {
      Tensor gx;
      if (g[0].defined()) gx = root ? std_gradient(g[0], x(), g.output(0), a) : var_gradient(g[0], x(), a);
      if (g[1].defined()) {
        const Tensor part =
            spread(g[1], x().sizes(), a.mask, a.keepdim) / static_cast<double>(count(x(), a.mask));
        gx = gx.defined() ? gx + part : part;
      }
      g.set(0, gx);
    };
    record_joint(root ? "StdMeanBackward0" : "VarMeanBackward0", outputs, inputs, std::move(rule), root);
  }
  return {s.y, s.mean};
}

Axes axes(const Tensor& x, OptionalIntArrayRef dim, double correction, bool keepdim) {
  return {dim_mask(x, dim), keepdim, correction};
}
double degrees(std::optional<int64_t> correction) { return static_cast<double>(correction.value_or(1)); }

// ---- norms

Tensor norm_gradient(const Tensor& g0, const Tensor& x, const Tensor& y0, double p, uint64_t mask,
                     bool keepdim) {
  const Tensor g = restore_dims(g0, x.dim(), mask, keepdim), y = restore_dims(y0, x.dim(), mask, keepdim);
  if (p == 0) return (x * 0.0).detach();
  if (p == 1) return x.sgn() * g;
  if (p == 2) return g * (x / y).masked_fill(y.eq(0), 0);
  if (std::isinf(p)) {
    const Tensor size = x.abs(),
                 where = size.eq(y).logical_or(size.isnan()).to(toRealValueType(x.scalar_type()));
    DimVector dims;
    for (int64_t d = 0; d < x.dim(); ++d)
      if (has(mask, d)) dims.push_back(d);
    return x.sgn() * (g / (dims.empty() ? where : where.sum(IntArrayRef(dims), true)) * where);
  }
  if (p < 1) return x.sgn() * x.abs().pow(p - 1).masked_fill(x.eq(0), 0) * g * y.pow(1 - p);
  const Tensor scale = (g / y.pow(p - 1)).masked_fill(y.eq(0), 0);
  if (p < 2) return x.sgn() * x.abs().pow(p - 1) * scale;
  return x * x.abs().pow(p - 2) * scale;
}

Tensor norm_value(const Tensor& x, double p, uint64_t mask, bool keepdim) {
  const ScalarType real = toRealValueType(x.scalar_type());
  if (p == 2) return run(kernels::norm2, x, mask, keepdim, real);
  if (p == 1) return run(kernels::norm1, x, mask, keepdim, real);
  NoGradGuard no_grad;
  if (p == 0) return run(kernels::sum, x.ne(0), mask, keepdim, kLong).to(real);
  if (std::isinf(p)) {
    if (count(x, mask) == 0) {
      FACULA_CHECK(p > 0 || x.numel(), "linalg.vector_norm cannot compute the ", p,
                   " norm on an empty tensor because the operation does not have an identity");
      return output(x, mask, keepdim, real).zero_();
    }
    return run(p > 0 ? kernels::amax : kernels::amin, x.abs(), mask, keepdim, real);
  }
  return run(kernels::sum, x.abs().pow(p), mask, keepdim, real).pow(1 / p);
}

Tensor norm_of(const char* node, const Tensor& x, double p, uint64_t mask, bool keepdim, ScalarType dtype) {
  const ScalarType work = compute_type(dtype);
  Tensor y = converted(norm_value(converted(x, work), p, mask, keepdim), toRealValueType(dtype));
  if (!tracked(x)) return y;
  return record(node, std::move(y),
                grad_of(x, [x = save(x), p, mask, keepdim](const Tensor& g, const Tensor& y) {
                  const Tensor& v = x();
                  return norm_gradient(g, v, y, p, mask, keepdim);
                }));
}

double order(const std::optional<Scalar>& p) { return p ? p->toDouble() : 2.0; }

ScalarType norm_type(const Tensor& x, std::optional<ScalarType> dtype) {
  const ScalarType t = dtype.value_or(x.scalar_type());
  FACULA_CHECK(isFloatingType(t) || isComplexType(t), "norm(): ", dtype ? "the desired output" : "input",
               " dtype should be either floating point or complex. Got ", t, " instead.");
  return t;
}

}  // namespace

Tensor var(const Tensor& x, bool unbiased) { return var_of(x, axes(x, std::nullopt, unbiased, false)); }
Tensor var(const Tensor& x, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  return var_of(x, axes(x, dim, unbiased, keepdim));
}
Tensor var(const Tensor& x, OptionalIntArrayRef dim, std::optional<int64_t> correction, bool keepdim) {
  return var_of(x, axes(x, dim, degrees(correction), keepdim));
}
Tensor std(const Tensor& x, bool unbiased) { return std_of(x, axes(x, std::nullopt, unbiased, false)); }
Tensor std(const Tensor& x, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  return std_of(x, axes(x, dim, unbiased, keepdim));
}
Tensor std(const Tensor& x, OptionalIntArrayRef dim, std::optional<int64_t> correction, bool keepdim) {
  return std_of(x, axes(x, dim, degrees(correction), keepdim));
}
std::tuple<Tensor, Tensor> var_mean(const Tensor& x, bool unbiased) {
  return with_mean(x, axes(x, std::nullopt, unbiased, false), false);
}
std::tuple<Tensor, Tensor> var_mean(const Tensor& x, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  return with_mean(x, axes(x, dim, unbiased, keepdim), false);
}
std::tuple<Tensor, Tensor> var_mean(const Tensor& x, OptionalIntArrayRef dim,
                                    std::optional<int64_t> correction, bool keepdim) {
  return with_mean(x, axes(x, dim, degrees(correction), keepdim), false);
}
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, bool unbiased) {
  return with_mean(x, axes(x, std::nullopt, unbiased, false), true);
}
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  return with_mean(x, axes(x, dim, unbiased, keepdim), true);
}
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, OptionalIntArrayRef dim,
                                    std::optional<int64_t> correction, bool keepdim) {
  return with_mean(x, axes(x, dim, degrees(correction), keepdim), true);
}

Tensor norm(const Tensor& x, const Scalar& p) {
  return norm_of("NormBackward0", x, p.toDouble(), kAll, false, norm_type(x, std::nullopt));
}
Tensor norm(const Tensor& x, const std::optional<Scalar>& p, ScalarType dtype) {
  return norm_of("NormBackward2", x, order(p), kAll, false, norm_type(x, dtype));
}
Tensor norm(const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim) {
  return norm_of("NormBackward1", x, order(p), dim_mask(x, dim), keepdim, norm_type(x, std::nullopt));
}
Tensor norm(const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim,
            ScalarType dtype) {
  return norm_of("NormBackward3", x, order(p), dim_mask(x, dim), keepdim, norm_type(x, dtype));
}
Tensor vector_norm(const Tensor& x, const Scalar& ord, OptionalIntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  const ScalarType t = dtype.value_or(x.scalar_type());
  FACULA_CHECK(x.is_floating_point() || x.is_complex(),
               "linalg.vector_norm: Expected a floating point or complex tensor as input. Got ",
               x.scalar_type());
  return norm_of("LinalgVectorNormBackward0", x, ord.toDouble(), dim_mask(x, dim), keepdim, norm_type(x, t));
}

Tensor logsumexp(const Tensor& x, IntArrayRef dim, bool keepdim) {
  FACULA_CHECK(!x.is_complex(),
               "logsumexp(): Expected floating point type for result tensor, but got: ", x.scalar_type());
  const uint64_t mask = dim_mask(x, dim);
  const ScalarType t = x.is_floating_point() ? x.scalar_type() : get_default_dtype_scalar();
  Tensor y;
  {
    NoGradGuard no_grad;
    const Tensor in = converted(x, compute_type(t));
    if (count(x, mask) == 0 || x.numel() == 0) {
      y = run(kernels::sum, in, mask, keepdim, in.scalar_type()).log();
    } else {
      Tensor top = run(kernels::amax, in, mask, true, in.scalar_type());
      top.masked_fill_(top.abs().eq(HUGE_VAL), 0);
      const Tensor total = run(kernels::sum, (in - top).exp(), mask, true, in.scalar_type());
      y = total.log().add(top).view(shape(x, mask, keepdim));
    }
    y = converted(y, t);
  }
  if (!tracked(x)) return y;
  return record("LogsumexpBackward0", std::move(y),
                grad_of(x, [x = save(x), mask, keepdim](const Tensor& g, const Tensor& y) {
                  const int64_t n = x().dim();
                  return restore_dims(g, n, mask, keepdim) * (x() - restore_dims(y, n, mask, keepdim)).exp();
                }));
}

Tensor Tensor::var(bool unbiased) const { return facula::var(*this, unbiased); }
Tensor Tensor::var(OptionalIntArrayRef dim, bool unbiased, bool keepdim) const {
  return facula::var(*this, dim, unbiased, keepdim);
}
Tensor Tensor::std(bool unbiased) const { return facula::std(*this, unbiased); }
Tensor Tensor::std(OptionalIntArrayRef dim, bool unbiased, bool keepdim) const {
  return facula::std(*this, dim, unbiased, keepdim);
}
Tensor Tensor::var(OptionalIntArrayRef dim, std::optional<int64_t> correction, bool keepdim) const {
  return facula::var(*this, dim, correction, keepdim);
}
Tensor Tensor::std(OptionalIntArrayRef dim, std::optional<int64_t> correction, bool keepdim) const {
  return facula::std(*this, dim, correction, keepdim);
}
Tensor Tensor::norm(const std::optional<Scalar>& p, ScalarType dtype) const {
  return facula::norm(*this, p, dtype);
}
Tensor Tensor::norm(const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim, ScalarType dtype) const {
  return facula::norm(*this, p, dim, keepdim, dtype);
}
Tensor Tensor::norm(const Scalar& p) const { return facula::norm(*this, p); }
Tensor Tensor::norm(const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim) const {
  return facula::norm(*this, p, dim, keepdim);
}
Tensor Tensor::logsumexp(IntArrayRef dim, bool keepdim) const {
  return facula::logsumexp(*this, dim, keepdim);
}

}  // namespace facula
