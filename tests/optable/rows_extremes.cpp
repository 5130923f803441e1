// Values at zeros of both signs, infinities, NaN, the largest and the smallest numbers.
#include "facula/facula.h"
#include "optable/rows_unary.h"

namespace facula::optable {

namespace {
constexpr const char* kWhy = "extreme values: difference quotients do not exist there";

Row extreme(const char* name, const std::string& python, Function f, size_t inputs) {
  Sample sample(inputs, Input::extremes());
  if (inputs == 2) sample = {Input::extremes({12, 1}), Input::extremes({12})};
  return Row{std::string(name) + "_extreme", python, std::move(f), {sample}}.no_gradient(kWhy);
}
}  // namespace

void add_extremes(std::vector<Row>& rows) {
#define FACULA_EXTREME(op) \
  rows.push_back(extreme(#op, "torch." #op "(x[0])", FACULA_ROW_CALL(facula::op(x[0])), 1));
  FACULA_EXTREME(neg)
  FACULA_EXTREME(abs)
  FACULA_EXTREME(sign)
  FACULA_EXTREME(sgn)
  FACULA_EXTREME(reciprocal)
  FACULA_EXTREME(square)
  FACULA_EXTREME(sqrt)
  FACULA_EXTREME(rsqrt)
  FACULA_EXTREME(exp)
  FACULA_EXTREME(exp2)
  FACULA_EXTREME(expm1)
  FACULA_EXTREME(log)
  FACULA_EXTREME(log1p)
  FACULA_EXTREME(log2)
  FACULA_EXTREME(log10)
  FACULA_EXTREME(sin)
  FACULA_EXTREME(cos)
  FACULA_EXTREME(tan)
  FACULA_EXTREME(asin)
  FACULA_EXTREME(acos)
  FACULA_EXTREME(atan)
  FACULA_EXTREME(sinh)
  FACULA_EXTREME(cosh)
  FACULA_EXTREME(tanh)
  FACULA_EXTREME(asinh)
  FACULA_EXTREME(acosh)
  FACULA_EXTREME(atanh)
  FACULA_EXTREME(sigmoid)
  FACULA_EXTREME(relu)
  FACULA_EXTREME(erf)
  FACULA_EXTREME(erfc)
  FACULA_EXTREME(erfinv)
  FACULA_EXTREME(floor)
  FACULA_EXTREME(ceil)
  FACULA_EXTREME(round)
  FACULA_EXTREME(trunc)
  FACULA_EXTREME(frac)
  FACULA_EXTREME(lgamma)
  FACULA_EXTREME(digamma)
  FACULA_EXTREME(angle)
  FACULA_EXTREME(signbit)
  FACULA_EXTREME(isnan)
  FACULA_EXTREME(isinf)
  FACULA_EXTREME(isfinite)
  FACULA_EXTREME(isposinf)
  FACULA_EXTREME(isneginf)
  FACULA_EXTREME(isreal)
  FACULA_EXTREME(logit)
#undef FACULA_EXTREME
#define FACULA_EXTREME_SPECIAL(op) \
  rows.push_back(extreme(#op, "torch.special." #op "(x[0])", FACULA_ROW_CALL(facula::special::op(x[0])), 1));
  FACULA_EXTREME_SPECIAL(i0e)
  FACULA_EXTREME_SPECIAL(i1e)
  FACULA_EXTREME_SPECIAL(erfcx)
  FACULA_EXTREME_SPECIAL(ndtr)
  FACULA_EXTREME_SPECIAL(ndtri)
  FACULA_EXTREME_SPECIAL(log_ndtr)
  FACULA_EXTREME_SPECIAL(entr)
  FACULA_EXTREME_SPECIAL(modified_bessel_k0)
  FACULA_EXTREME_SPECIAL(modified_bessel_k1)
#undef FACULA_EXTREME_SPECIAL
#define FACULA_EXTREME_BINARY(op) \
  rows.push_back(extreme(#op, "torch." #op "(x[0], x[1])", FACULA_ROW_CALL(facula::op(x[0], x[1])), 2));
  FACULA_EXTREME_BINARY(add)
  FACULA_EXTREME_BINARY(sub)
  FACULA_EXTREME_BINARY(mul)
  FACULA_EXTREME_BINARY(div)
  FACULA_EXTREME_BINARY(fmod)
  FACULA_EXTREME_BINARY(pow)
  FACULA_EXTREME_BINARY(maximum)
  FACULA_EXTREME_BINARY(minimum)
  FACULA_EXTREME_BINARY(fmax)
  FACULA_EXTREME_BINARY(fmin)
  FACULA_EXTREME_BINARY(atan2)
  FACULA_EXTREME_BINARY(hypot)
  FACULA_EXTREME_BINARY(copysign)
  FACULA_EXTREME_BINARY(nextafter)
  FACULA_EXTREME_BINARY(heaviside)
  FACULA_EXTREME_BINARY(logaddexp)
  FACULA_EXTREME_BINARY(logaddexp2)
  FACULA_EXTREME_BINARY(xlogy)
  FACULA_EXTREME_BINARY(eq)
  FACULA_EXTREME_BINARY(ne)
  FACULA_EXTREME_BINARY(lt)
  FACULA_EXTREME_BINARY(le)
  FACULA_EXTREME_BINARY(gt)
  FACULA_EXTREME_BINARY(ge)
  FACULA_EXTREME_BINARY(logical_and)
  FACULA_EXTREME_BINARY(isclose)
#undef FACULA_EXTREME_BINARY
}

}  // namespace facula::optable
