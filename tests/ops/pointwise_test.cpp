// Point-wise ops: errors in PyTorch's wording, in-place and out forms, promotion, aliases.
#include "facula/ops/pointwise.h"

#include "facula/autograd/autograd.h"
#include "facula/core/warning.h"
#include "facula/facula.h"
#include "recorded.h"
#include "values.h"

namespace facula {
namespace {

using test::message_of;

constexpr const char* kNoOutGrad =
    "(): functions with out=... arguments don't support automatic differentiation, but one of the arguments "
    "requires grad.";

TEST(Pointwise, DtypesThatAnOpDoesNotTakeAreNamed) {
  const Tensor z = ones({2}, kComplexFloat), i = ones({2}, kLong), b = ones({2}, kBool), x = ones({2});
  const std::pair<std::function<void()>, const char*> kernels[] = {
      {[&] { z.erf(); }, "\"erf_cpu\" not implemented for 'ComplexFloat'"},
      {[&] { b.abs(); }, "\"abs_cpu\" not implemented for 'Bool'"},
      {[&] { i.frac(); }, "\"frac_cpu\" not implemented for 'Long'"},
      {[&] { x.bitwise_not(); }, "\"bitwise_not_cpu\" not implemented for 'Float'"},
      {[&] { x.bitwise_and(x); }, "\"bitwise_and_cpu\" not implemented for 'Float'"},
      {[&] { i.bitwise_and(1.5); }, "\"bitwise_and_cpu\" not implemented for 'Float'"},
      {[&] { x.gcd(x); }, "\"gcd_cpu\" not implemented for 'Float'"},
      {[&] { b.bitwise_left_shift(b); }, "\"lshift_cpu\" not implemented for 'Bool'"},
      {[&] { i.hypot(i); }, "\"hypot_cpu\" not implemented for 'Long'"},
      {[&] { i.logaddexp(i); }, "\"logaddexp_cpu\" not implemented for 'Long'"},
      {[&] { z.atan2(z); }, "\"atan2_cpu\" not implemented for 'ComplexFloat'"},
      {[&] { z.lt(z); }, "\"lt_cpu\" not implemented for 'ComplexFloat'"},
      {[&] { x.lt(Scalar(complex<double>(0, 1))); }, "\"lt_cpu\" not implemented for 'ComplexFloat'"},
      {[&] { b.pow(b); }, "\"pow_cpu\" not implemented for 'Bool'"},
      {[&] { b.remainder(b); }, "\"remainder_cpu\" not implemented for 'Bool'"},
      {[&] { i.round(1); }, "\"round_cpu\" not implemented for 'Long'"},
      {[&] { z.nan_to_num(); }, "\"nan_to_num\" not implemented for 'ComplexFloat'"},
      {[&] { b.clamp(b); }, "\"clamp_cpu\" not implemented for 'Bool'"},
      {[&] { x.to(kHalf).nextafter(x.to(kHalf)); }, "\"nextafter_cpu\" not implemented for 'Half'"},
  };
  for (const auto& [f, text] : kernels) EXPECT_EQ(message_of<NotImplementedError>(f), text);
}

TEST(Pointwise, ErrorsHavePyTorchsWording) {
  const Tensor z = ones({2}, kComplexFloat), i = ones({2}, kLong), b = ones({2}, kBool), x = ones({2});
  const std::pair<std::function<void()>, const char*> cases[] = {
      {[&] { -b; },
       "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, "
       "use "
       "the `~` or `logical_not()` operator instead."},
      {[&] { b - b; },
       "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
       "`logical_xor()` "
       "operator instead."},
      {[&] { z.sign(); },
       "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead."},
      {[&] { z.clone().abs_(); }, "In-place abs is not supported for complex tensors."},
      {[&] { z.floor(); }, "floor is not supported for complex inputs"},
      {[&] { z.ceil(); }, "ceil is not supported for complex inputs"},
      {[&] { z.trunc(); }, "trunc is not supported for complex inputs"},
      {[&] { z.deg2rad(); }, "deg2rad is not supported for complex tensors."},
      {[&] { z.rad2deg(); }, "rad2deg is not supported for complex tensors."},
      {[&] { z.signbit(); }, "signbit is not implemented for complex tensors."},
      {[&] { z.isposinf(); }, "isposinf does not support complex inputs."},
      {[&] { z.isneginf(); }, "isneginf does not support complex inputs."},
      {[&] { z.maximum(z); }, "maximum not implemented for complex tensors."},
      {[&] { z.fmin(z); }, "fmin not implemented for complex tensors."},
      {[&] { z.clamp(0, 1); }, "clamp is not supported for complex types"},
      {[&] { z.clamp(z); }, "clamp is not supported for complex types"},
      {[&] { x.clamp(std::optional<Scalar>()); },
       "torch.clamp: At least one of 'min' or 'max' must not be None"},
      {[&] { x.heaviside(i); }, "heaviside is not yet implemented for tensors with different dtypes."},
      {[&] { z.heaviside(z); }, "heaviside is not yet implemented for complex tensors."},
      {[&] { b.positive(); }, "The `+` operator, on a bool tensor is not supported."},
      {[&] { i.frexp(); }, "torch.frexp() only supports floating-point dtypes"},
      {[&] { i.pow(-1); }, "Integers to negative integer powers are not allowed."},
      {[&] { i.floor_divide(0); }, "ZeroDivisionError"},
      {[&] { i.remainder(0); }, "ZeroDivisionError"},
      {[&] { i.clone().fmod_(0); }, "ZeroDivisionError"},
      {[&] { x.div(x, "round"); },
       "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'round'"},
      {[&] { x.clone().float_power_(2); },
       "the base given to float_power_ has dtype Float but the operation's result requires dtype Double"},
      {[&] { i.add(1, 0.5); },
       "For integral input tensors, argument alpha must not be a floating point number."},
      {[&] { x.add(x, Scalar(complex<double>(0, 1))); },
       "For non-complex input tensors, argument alpha must not be a complex number."},
      {[&] { x.lerp(x.to(kDouble), 0.5); }, "expected dtype float for `end` but got dtype double"},
      {[&] { x.add(ones({3})); },
       "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"},
  };
  for (const auto& [f, text] : cases) EXPECT_EQ(message_of<Error>(f), text);
}

TEST(Pointwise, InPlaceResultsMustFit) {
  const Tensor i = ones({2}, kLong), x = ones({3});
  const char* const cast = "result type Float can't be cast to the desired output type Long";
  const std::function<void()> casts[] = {
      [&] { i.add_(1.5); },       [&] { i.div_(2); },        [&] { i.sin_(); },
      [&] { i.atan2_(i); },       [&] { i.clamp_(0.5, 1); }, [&] { i.deg2rad_(); },
      [&] { i.copysign_(1.0); },  [&] { i.xlogy_(2); },      [&] { i.pow_(0.5); },
      [&] { i.mul_(ones({2})); }, [&] { i.polygamma_(1); },  [&] { i.mvlgamma_(2); },
      [&] { i.pow_(ones({2})); }};
  for (const auto& f : casts) EXPECT_EQ(message_of<Error>(f), cast);
  EXPECT_TRUE(i.equal(ones({2}, kLong))) << "the operand is unchanged";
  EXPECT_EQ(message_of<Error>([&] {
              x.add_(ones({2, 3}));
            }),
            "output with shape [3] doesn't match the broadcast shape [2, 3]");
  EXPECT_EQ(message_of<Error>([&] { ones({1}).expand({3}).hypot_(x); }),
            "unsupported operation: more than one element of the written-to tensor refers to a single memory "
            "location. Please clone() the tensor before performing the operation.");
  // A comparison in place keeps the dtype.
  EXPECT_TRUE(tensor({1.0, 2.0, 3.0}).gt_(1.5).equal(tensor({0.0, 1.0, 1.0})));
  EXPECT_TRUE(tensor({2, 0}).logical_not_().equal(tensor({0, 1})));
}

TEST(Pointwise, LeavesAndSavedValuesAreGuarded) {
  const Tensor leaf = ones({2}).requires_grad_();
  const std::function<void()> ops[] = {[&] { leaf.hypot_(leaf); },       [&] { leaf.gt_(0); },
                                       [&] { leaf.clamp_(leaf); },       [&] { leaf.nan_to_num_(); },
                                       [&] { leaf.round_(2); },          [&] { leaf.logit_(); },
                                       [&] { leaf.div_(leaf, "floor"); }};
  for (const auto& f : ops)
    EXPECT_EQ(message_of<Error>(f),
              "a leaf Variable that requires grad is being used in an in-place operation.");
  const Tensor x = leaf * 2, y = x.hypot(leaf);
  x.add_(1);
  EXPECT_NE(message_of<Error>([&] { y.sum().backward(); }).find("modified by an inplace operation"),
            std::string::npos);
}

class Collect : public WarningHandler {
 public:
  void process(const SourceLocation&, const std::string& message, bool) override { text += message; }
  std::string text;
};

TEST(PointwiseOut, WritesIntoTheGivenMemory) {
  const Tensor a = tensor({1.0, 4.0, 9.0}), b = tensor({2.0, 2.0, 2.0});
  Tensor out = empty({3});
  const void* memory = out.data_ptr();
  EXPECT_TRUE(&add_out(out, a, b, 2) == &out && out.equal(tensor({5.0, 8.0, 13.0})));
  EXPECT_TRUE(sqrt_out(out, a).equal(tensor({1.0, 2.0, 3.0})));
  EXPECT_TRUE(pow_out(out, b, 3).equal(tensor({8.0, 8.0, 8.0})));
  EXPECT_TRUE(clamp_out(out, a, 2, 5).equal(tensor({2.0, 4.0, 5.0})));
  EXPECT_TRUE(gt_out(out, a, 3).equal(tensor({0.0, 1.0, 1.0})));
  EXPECT_EQ(out.data_ptr(), memory);
  Tensor wide = zeros({6}), every_second = wide.slice(0, 0, 6, 2);
  maximum_out(every_second, a, b);
  EXPECT_TRUE(wide.equal(tensor({2.0, 0.0, 4.0, 0.0, 9.0, 0.0})));
  Tensor whole = empty({3}, kDouble);
  EXPECT_TRUE(mul_out(whole, a, b).equal((a * b).to(kDouble)));
  Tensor none;
  EXPECT_TRUE(absolute_out(none, -a).equal(a));
}

TEST(PointwiseOut, ResizesWithAWarning) {
  Collect warnings;
  Warning::set_warning_handler(&warnings);
  Tensor empty_one = empty({0}), short_one = zeros({2});
  add_out(empty_one, ones({3}), ones({3}));
  EXPECT_EQ(warnings.text, "");
  ldexp_out(short_one, ones({3}), ones({3}));
  Warning::set_warning_handler(nullptr);
  EXPECT_EQ(empty_one.sizes(), IntArrayRef({3}));
  EXPECT_EQ(short_one.sizes(), IntArrayRef({3}));
  EXPECT_EQ(
      warnings.text,
      "An output with one or more elements was resized since it had shape [2], which does not match the "
      "required output shape [3]. This behavior is deprecated, and in a future PyTorch release outputs "
      "will not be resized unless they have zero elements. You can explicitly reuse an out tensor t by "
      "resizing it, inplace, to zero elements with t.resize_(0).");
}

TEST(PointwiseOut, RefusesGradientsAndNarrowDtypes) {
  const Tensor g = ones({2}).requires_grad_(), x = ones({2});
  Tensor out = zeros({2}), whole = zeros({2}, kLong), z = zeros({2}, kComplexFloat);
  EXPECT_EQ(message_of<Error>([&] { add_out(out, g, x); }), std::string("add") + kNoOutGrad);
  EXPECT_EQ(message_of<Error>([&] { ldexp_out(out, g, x); }), std::string("ldexp") + kNoOutGrad);
  EXPECT_EQ(message_of<Error>([&] { gelu_out(out, g); }), std::string("gelu") + kNoOutGrad);
  Tensor leaf = zeros({2}).requires_grad_();
  EXPECT_EQ(message_of<Error>([&] { exp_out(leaf, x); }), std::string("exp") + kNoOutGrad);
  EXPECT_EQ(message_of<Error>([&] { clamp_out(out, x, std::optional<Tensor>(g)); }),
            std::string("clamp") + kNoOutGrad);
  {
    NoGradGuard off;
    EXPECT_TRUE(add_out(out, g, x).equal(full({2}, 2.0)));
  }
  const char* const cast = "result type Float can't be cast to the desired output type Long";
  EXPECT_EQ(message_of<Error>([&] { exp_out(whole, x); }), cast);
  EXPECT_EQ(message_of<Error>([&] { div_out(whole, whole, whole); }), cast);
  EXPECT_EQ(message_of<Error>([&] { ldexp_out(whole, x, x); }), cast);
  EXPECT_EQ(message_of<Error>([&] { mul_out(out, z, z); }),
            "result type ComplexFloat can't be cast to the desired output type Float");
}

TEST(PointwiseOut, SharedMemoryIsRefused) {
  const Tensor x = arange(6, kFloat);
  Tensor tail = x.slice(0, 1, 6);
  EXPECT_EQ(message_of<Error>([&] { neg_out(tail, x.slice(0, 0, 5)); }),
            "unsupported operation: some elements of the input tensor and the written-to tensor refer to a "
            "single memory location. Please clone() the tensor before performing the operation.");
}

TEST(Pointwise, AliasesAreTheSameFunctions) {
  const Tensor x = tensor({-0.5, 0.25}), y = tensor({2.0, 3.0});
  EXPECT_TRUE(absolute(x).equal(abs(x)) && negative(x).equal(neg(x)) && fix(y).equal(trunc(y)));
  EXPECT_TRUE(arcsin(x).equal(asin(x)) && arccos(x).equal(acos(x)) && arctan(x).equal(atan(x)));
  EXPECT_TRUE(arcsinh(x).equal(asinh(x)) && arctanh(x).equal(atanh(x)) && arccosh(y).equal(acosh(y)));
  EXPECT_TRUE(multiply(x, y).equal(x * y) && divide(x, y).equal(x / y) && true_divide(x, 2).equal(x / 2));
  EXPECT_TRUE(subtract(x, y, 2).equal(x - y * 2) && divide(y, x, "floor").equal(y.div(x, "floor")));
  EXPECT_TRUE(greater(x, y).equal(x > y) && less_equal(x, 0.25).equal(x <= 0.25) &&
              not_equal(x, y).all().item<bool>());
  EXPECT_TRUE(arctan2(x, y).equal(atan2(x, y)) && clip(y, 0, 2.5).equal(clamp(y, 0, 2.5)));
  EXPECT_TRUE(y.clip(std::nullopt, tensor({2.5, 2.5})).equal(tensor({2.0, 2.5})));
  Tensor z = x.clone();
  EXPECT_TRUE(absolute_(z).equal(abs(x)) && clip_(z, 0.3).equal(tensor({0.5, 0.3})));
  Tensor bits = tensor({6, 3});
  bits &= 5;
  EXPECT_TRUE(bits.equal(tensor({4, 1})));
  bits |= tensor({2, 2});
  EXPECT_TRUE(bits.equal(tensor({6, 3})) && (bits ^ 1).equal(tensor({7, 2})) &&
              (7 % bits).equal(tensor({1, 1})));
}

TEST(Pointwise, ShiftsPushBitsOut) {
  const Tensor s = tensor({int64_t{1}, int64_t{64}, int64_t{-1}});
  EXPECT_TRUE(facula::bitwise_left_shift(3, s).equal(tensor({int64_t{6}, int64_t{0}, int64_t{0}})));
  EXPECT_TRUE(facula::bitwise_right_shift(-8, s).equal(tensor({int64_t{-4}, int64_t{-1}, int64_t{-1}})));
  EXPECT_TRUE(full({1}, 128, kByte).bitwise_left_shift(1).equal(zeros({1}, kByte)));
}

TEST(Pointwise, PromotionCanBeAskedFor) {
  const Tensor i = ones({2}, kInt), h = ones({2}, kHalf), zero = ones({}, kDouble);
  EXPECT_EQ(result_type(i, h), kHalf);
  EXPECT_EQ(result_type(h, zero), kHalf);
  EXPECT_EQ(result_type(i, zero), kDouble);
  EXPECT_EQ(result_type(i, 1.5), kFloat);
  EXPECT_EQ(result_type(Scalar(2), h), kHalf);
  EXPECT_EQ(result_type(Scalar(2), Scalar(1.5)), kFloat);
  EXPECT_EQ(result_type(i, Scalar(complex<double>(0, 1))), kComplexFloat);
  EXPECT_TRUE(can_cast(kInt, kFloat) && !can_cast(kFloat, kInt) && !can_cast(kComplexFloat, kFloat));
  EXPECT_EQ(promote_types(kByte, kChar), kShort);
  EXPECT_TRUE(is_floating_point(h) && !is_complex(h) && is_signed(i) && is_same_size(i, h) && !is_conj(h));
}

TEST(Pointwise, NodesHavePyTorchsNames) {
  const Tensor x = full({2}, 0.5).requires_grad_(), y = full({2}, 0.25).requires_grad_();
  const std::pair<Tensor, const char*> all[] = {
      {x.hypot(y), "HypotBackward0"},          {x.fmax(y), "FmaxBackward0"},
      {x.remainder(y), "RemainderBackward1"},  {x.remainder(2), "RemainderBackward0"},
      {x.copysign(-1), "CopysignBackward1"},   {facula::xlogy(2, x), "XlogyBackward1"},
      {x.clamp(0, 1), "ClampBackward1"},       {x.clamp(y, y), "ClampBackward0"},
      {x.clamp_min(0), "ClampMinBackward0"},   {x.clamp_max(y), "ClampMaxBackward1"},
      {x.round(2), "RoundBackward1"},          {x.deg2rad(), "Deg2RadBackward0"},
      {x.angle(), "AngleBackward0"},           {x.i0(), "I0Backward0"},
      {special_i0e(x), "SpecialI0EBackward0"}, {std::get<0>(x.frexp()), "FrexpBackward0"},
      {(x * 1).gt_(0), "GtBackward0"}};
  for (const auto& [t, name] : all) EXPECT_EQ(t.grad_fn()->name(), name);
}

}  // namespace
}  // namespace facula
