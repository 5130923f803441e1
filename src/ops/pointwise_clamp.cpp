// clamp, with numbers or tensors as bounds.
#include <limits>

#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "ops/out.h"
#include "ops/pointwise_unary.h"

namespace facula {

namespace {
struct Bounds {
  Scalar low, high;
};
template <class T>
Bounds widest(const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  using L = std::numeric_limits<T>;
  const Scalar low = L::has_infinity ? Scalar(-L::infinity()) : Scalar(L::lowest());
  const Scalar high = L::has_infinity ? Scalar(L::infinity()) : Scalar(L::max());
  return {min.value_or(low), max.value_or(high)};
}
Bounds bounds(ScalarType t, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  FACULA_CHECK(min || max, "torch.clamp: At least one of 'min' or 'max' must not be None");
  switch (t) {
    case kByte:
      return widest<uint8_t>(min, max);
    case kChar:
      return widest<int8_t>(min, max);
    case kShort:
      return widest<int16_t>(min, max);
    case kInt:
      return widest<int32_t>(min, max);
    case kLong:
      return widest<int64_t>(min, max);
    default:
      return widest<double>(min, max);
  }
}
ScalarType clamp_type(const Tensor& x, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  FACULA_CHECK(!x.is_complex(), "clamp is not supported for complex types");
  ScalarType t = x.scalar_type();
  for (const auto* s : {&min, &max})
    if (*s) t = promoteTypes(t, result_type(x, **s));
  return t;
}
auto clamp_rule(SavedTensor x, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  return [x = std::move(x), min, max](const Tensor& g) {
    Tensor inside = min ? x().ge(*min) : x().le(*max);
    if (min && max) inside = inside.logical_and(x().le(*max));
    return g.where(inside, zeros_like(g));
  };
}
using Number = std::optional<Scalar>;
using Bound = std::optional<Tensor>;

Tensor clamp_named(const char* node, const Tensor& x, const Number& min, const Number& max) {
  const ScalarType t = clamp_type(x, min, max);
  const Bounds b = bounds(t, min, max);
  return record(node, pointwise(kernels::clamp, {&x}, t, ScalarType::Undefined, {b.low, b.high}),
                grad_of(x, clamp_rule(save(x), min, max)));
}
Tensor& clamp_named_(const char* node, const Tensor& x, const Number& min, const Number& max) {
  check_inplace(x);
  const ScalarType t = clamp_type(x, min, max);
  const Bounds b = bounds(t, min, max);
  auto rule = grad_of(x, clamp_rule(save_old(x, x.requires_grad()), min, max));
  pointwise_inplace(kernels::clamp, const_cast<Tensor&>(x), {}, t, {b.low, b.high});
  record_inplace(node, x, std::move(rule));
  return const_cast<Tensor&>(x);
}
Tensor& clamp_named_out(Tensor& out, const Tensor& x, const Number& min, const Number& max) {
  const ScalarType t = clamp_type(x, min, max);
  const Bounds b = bounds(t, min, max);
  pointwise_out(kernels::clamp, out, {&x}, t, {b.low, b.high});
  return out;
}

// ---- bounds that are tensors; an absent one is undefined here

Tensor or_none(const Bound& t) { return t ? *t : Tensor(); }

ScalarType tensor_clamp_type(const Tensor& x, const Tensor& min, const Tensor& max) {
  FACULA_CHECK(min.defined() || max.defined(),
               "torch.clamp: At least one of 'min' or 'max' must not be None");
  for (const Tensor* t : {&x, &min, &max})
    FACULA_CHECK(!t->defined() || !t->is_complex(), "clamp is not supported for complex types");
  const ScalarType t = !max.defined()   ? result_type({&x, &min})
                       : !min.defined() ? result_type({&x, &max})
                                        : result_type({&x, &min, &max});
  FACULA_CHECK_AS(NotImplementedError, t != kBool, "\"clamp_cpu\" not implemented for 'Bool'");
  return t;
}

// Three tensors, each of which every rule needs.
struct ClampRule {
  SavedTensor x, min, max;
  bool has_min, has_max;
  ClampRule(const Tensor& x_, const Tensor& min_, const Tensor& max_)
      : x(x_.defined() ? save(x_) : SavedTensor()),
        min(min_.defined() ? save(min_) : SavedTensor()),
        max(max_.defined() ? save(max_) : SavedTensor()),
        has_min(min_.defined()),
        has_max(max_.defined()) {}
};
Tensor masked(const Tensor& g, const Tensor& keep) { return g.where(keep, zeros_like(g)); }

auto x_rule(ClampRule r) {
  return [r = std::move(r)](const Tensor& g) {
    if (!r.has_max) return masked(g, r.x().ge(r.min()));
    const Tensor below = r.x().le(r.max());
    return masked(g, r.has_min ? below.logical_and(r.x().ge(r.min())) : below);
  };
}
auto min_rule(ClampRule r) {
  return [r = std::move(r)](const Tensor& g) {
    const Tensor under = r.x().lt(r.min());
    return masked(g, r.has_max ? under.logical_and(r.min().lt(r.max())) : under);
  };
}
auto max_rule(ClampRule r) {
  return [r = std::move(r)](const Tensor& g) {
    const Tensor over = r.x().gt(r.max());
    return masked(g, r.has_min ? over.logical_or(r.max().lt(r.min())) : over);
  };
}

Tensor clamp_value(const Tensor& x, const Tensor& min, const Tensor& max, ScalarType t) {
  if (!max.defined()) return pointwise(kernels::maximum, {&x, &min}, t);
  if (!min.defined()) return pointwise(kernels::minimum, {&x, &max}, t);
  const Tensor y = pointwise(kernels::maximum, {&x, &min}, t);
  return pointwise(kernels::minimum, {&y, &max}, t);
}
const char* clamp_node(const Tensor& min, const Tensor& max) {
  return !max.defined() ? "ClampMinBackward1" : !min.defined() ? "ClampMaxBackward1" : "ClampBackward0";
}
Tensor clamp_tensor(const Tensor& x, const Tensor& min, const Tensor& max) {
  const ScalarType t = tensor_clamp_type(x, min, max);
  return record(clamp_node(min, max), clamp_value(x, min, max, t), grad_of(x, x_rule({x, min, max})),
                grad_of(min, min_rule({x, min, max})), grad_of(max, max_rule({x, min, max})));
}
Tensor& clamp_tensor_(const Tensor& x, const Tensor& min, const Tensor& max) {
  const ScalarType t = tensor_clamp_type(x, min, max);
  check_inplace(x);
  const bool recording =
      graph::recording() && (x.requires_grad() || graph::wants_grad(min) || graph::wants_grad(max));
  const Tensor old = recording ? x.clone() : Tensor();
  auto dx = grad_of(x, x_rule({old, min, max}));
  auto dmin = grad_of(min, min_rule({old, min, max}));
  auto dmax = grad_of(max, max_rule({old, min, max}));
  Tensor& self = const_cast<Tensor&>(x);
  if (min.defined()) pointwise_inplace(kernels::maximum, self, {&min}, t);
  if (max.defined()) pointwise_inplace(kernels::minimum, self, {&max}, t);
  record_inplace(clamp_node(min, max), x, std::move(dx), std::move(dmin), std::move(dmax));
  return self;
}

}  // namespace

Tensor clamp(const Tensor& x, const Number& min, const Number& max) {
  return clamp_named("ClampBackward1", x, min, max);
}
Tensor clamp_min(const Tensor& x, const Scalar& min) {
  return clamp_named("ClampMinBackward0", x, min, std::nullopt);
}
Tensor clamp_max(const Tensor& x, const Scalar& max) {
  return clamp_named("ClampMaxBackward0", x, std::nullopt, max);
}
Tensor& clamp_(Tensor& self, const Number& min, const Number& max) { return self.clamp_(min, max); }
Tensor& clamp_min_(Tensor& self, const Scalar& min) { return self.clamp_min_(min); }
Tensor& clamp_max_(Tensor& self, const Scalar& max) { return self.clamp_max_(max); }
Tensor& clamp_out(Tensor& out, const Tensor& x, const Number& min, const Number& max) {
  return clamp_named_out(out, x, min, max);
}
Tensor& clamp_min_out(Tensor& out, const Tensor& x, const Scalar& min) {
  return clamp_named_out(out, x, min, std::nullopt);
}
Tensor& clamp_max_out(Tensor& out, const Tensor& x, const Scalar& max) {
  return clamp_named_out(out, x, std::nullopt, max);
}

Tensor clamp(const Tensor& x, const Bound& min, const Bound& max) {
  return clamp_tensor(x, or_none(min), or_none(max));
}
Tensor clamp_min(const Tensor& x, const Tensor& min) { return clamp_tensor(x, min, Tensor()); }
Tensor clamp_max(const Tensor& x, const Tensor& max) { return clamp_tensor(x, Tensor(), max); }
Tensor& clamp_(Tensor& self, const Bound& min, const Bound& max) { return self.clamp_(min, max); }
Tensor& clamp_out(Tensor& out, const Tensor& x, const Bound& min, const Bound& max) {
  return write_out(
      "clamp", out, [&] { return clamp(x, min, max); }, x, min, max);
}

Tensor Tensor::clamp(const Number& min, const Number& max) const { return facula::clamp(*this, min, max); }
Tensor& Tensor::clamp_(const Number& min, const Number& max) const {
  return clamp_named_("ClampBackward1", *this, min, max);
}
Tensor Tensor::clamp_min(const Scalar& min) const { return facula::clamp_min(*this, min); }
Tensor Tensor::clamp_max(const Scalar& max) const { return facula::clamp_max(*this, max); }
Tensor& Tensor::clamp_min_(const Scalar& min) const {
  return clamp_named_("ClampMinBackward0", *this, min, std::nullopt);
}
Tensor& Tensor::clamp_max_(const Scalar& max) const {
  return clamp_named_("ClampMaxBackward0", *this, std::nullopt, max);
}
Tensor Tensor::clamp(const Bound& min, const Bound& max) const { return facula::clamp(*this, min, max); }
Tensor& Tensor::clamp_(const Bound& min, const Bound& max) const {
  return clamp_tensor_(*this, or_none(min), or_none(max));
}

}  // namespace facula
