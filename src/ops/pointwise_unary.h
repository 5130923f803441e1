#pragma once
// What makes a point-wise function of one tensor a single line: its slot, its dtypes, its rule.
#include "ops/inplace.h"
#include "ops/pointwise.h"

namespace facula {

/// How the dtype of the result follows from the input's.
enum class UnaryKind {
  Same,      // the input's
  Floating,  // integers become the default dtype
  Number,    // the input's, but bool becomes int64
};

/// y = f(x)
ScalarType unary_dtype(const Tensor& x, UnaryKind kind);
Tensor map_unary(const kernels::PointwiseSlot& slot, const Tensor& x, UnaryKind kind);
void map_unary_inplace(const kernels::PointwiseSlot& slot, const Tensor& x, UnaryKind kind);
void map_unary_out(const kernels::PointwiseSlot& slot, Tensor& out, const Tensor& x, UnaryKind kind);

/// For a rule that needs what an in-place op is about to overwrite: a copy, if the rule will exist.
inline SavedTensor save_old(const Tensor& x, bool needed) {
  return needed && graph::recording() ? save(x.clone()) : SavedTensor();
}

/// What a rule keeps of the argument of an op that is about to overwrite it.
inline SavedTensor save_overwritten(const Tensor& x) { return save_old(x, x.requires_grad()); }
inline void no_check(const Tensor&, bool) {}

}  // namespace facula

/// Rules: RULE_Y sees the gradient g and the result y, RULE_X the gradient and the argument x.
#define FACULA_RULE_Y(...) [](const Tensor& g, [[maybe_unused]] const Tensor& y) { return __VA_ARGS__; }
#define FACULA_RULE_X(...)                      \
  [saved = keep(x)](const Tensor& g) {          \
    [[maybe_unused]] const Tensor& x = saved(); \
    [[maybe_unused]] const Tensor& unused = g;  \
    return __VA_ARGS__;                         \
  }
/// The function and the out form of one op, whose slot is `name`.
#define FACULA_UNARY_FREE(op, name, node, kind, rule)                                    \
  Tensor op(const Tensor& x) {                                                           \
    [[maybe_unused]] const auto keep = save;                                             \
    return record(node, map_unary(kernels::name, x, UnaryKind::kind), grad_of(x, rule)); \
  }                                                                                      \
  Tensor& op##_out(Tensor& out, const Tensor& x) {                                       \
    map_unary_out(kernels::name, out, x, UnaryKind::kind);                               \
    return out;                                                                          \
  }
/// The same, and the in-place function and the methods. check(x, in_place) throws for what the op does not take. The
/// rule is made in one function, so that both forms share its node.
#define FACULA_UNARY_CHECKED(op, node, kind, rule, check)                                       \
  static auto op##_rule(const Tensor& x, [[maybe_unused]] SavedTensor (*keep)(const Tensor&)) { \
    return grad_of(x, rule);                                                                    \
  }                                                                                             \
  Tensor op(const Tensor& x) {                                                                  \
    check(x, false);                                                                            \
    return record(node, map_unary(kernels::op, x, UnaryKind::kind), op##_rule(x, save));        \
  }                                                                                             \
  Tensor& op##_out(Tensor& out, const Tensor& x) {                                              \
    check(x, false);                                                                            \
    map_unary_out(kernels::op, out, x, UnaryKind::kind);                                        \
    return out;                                                                                 \
  }                                                                                             \
  Tensor& op##_(const Tensor& x) {                                                              \
    check(x, true);                                                                             \
    check_inplace(x);                                                                           \
    auto rules = op##_rule(x, save_overwritten);                                                \
    map_unary_inplace(kernels::op, x, UnaryKind::kind);                                         \
    record_inplace(node, x, std::move(rules));                                                  \
    return const_cast<Tensor&>(x);                                                              \
  }                                                                                             \
  Tensor Tensor::op() const { return facula::op(*this); }                                       \
  Tensor& Tensor::op##_() const { return facula::op##_(*this); }
#define FACULA_UNARY(op, node, kind, rule) FACULA_UNARY_CHECKED(op, node, kind, rule, no_check)
