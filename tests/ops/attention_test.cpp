// Attention against the formula in PyTorch: values, first and second derivatives, masks, blocks, errors.
#include "facula/ops/attention.h"

#include "facula/core/generator.h"
#include "facula/ops/creation.h"
#include "recorded.h"

namespace facula {
namespace {

using test::message_of;
using test::Tensors;

TEST(Attention, ValuesAndDerivativesArePyTorchs) {
  const test::Recorded r("attention");
  const auto plain = [](const Tensors& in) {
    return Tensors{scaled_dot_product_attention(in[0], in[1], in[2])};
  };
  const auto causal = [](const Tensors& in) {
    return Tensors{scaled_dot_product_attention(in[0], in[1], in[2], {}, 0, true)};
  };
  const auto masked = [](const Tensors& in) {
    return Tensors{scaled_dot_product_attention(in[0], in[1], in[2], in[3])};
  };
  r.check("plain", plain);
  r.check("matrix", plain);
  r.check("causal", causal);
  r.check("blocks", causal);
  r.check("added", masked);
  r.check("added_grad", masked);
  r.check("chosen", masked);
  r.check("scaled", [](const Tensors& in) {
    return Tensors{scaled_dot_product_attention(in[0], in[1], in[2], {}, 0, false, 0.3)};
  });
}

TEST(Attention, StridedArguments) {
  const test::Recorded r("attention");
  Tensor q = r["plain.in0"], k = r["plain.in1"], v = r["plain.in2"];
  const auto strided = [](const Tensor& t) { return t.transpose(1, 2).contiguous().transpose(1, 2); };
  test::expect_near(scaled_dot_product_attention(strided(q), strided(k), strided(v)), r["plain.out0"], 1e-12,
                    "strided");
}

TEST(Attention, DropoutDropsWeights) {
  const Tensor q = zeros({1, 40, 4}), k = zeros({1, 50, 4}), v = ones({1, 50, 1});
  detail::manual_seed_cpu(3);
  const Tensor y = scaled_dot_product_attention(q, k, v, {}, 0.5);
  double sum = 0;
  for (double w : test::values(y)) sum += w;
  EXPECT_NEAR(sum / 40, 1, 0.1);
  EXPECT_NE(test::values(y)[0], test::values(y)[1]);
}

TEST(Attention, Errors) {
  const Tensor x = zeros({2, 3});
  EXPECT_EQ(message_of<Error>([&] {
              scaled_dot_product_attention(x, x, x, zeros({2, 2}), 0, true);
            }),
            "scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
  EXPECT_EQ(
      message_of<Error>([&] { scaled_dot_product_attention(x, x.to(kDouble), x); }),
      "Expected query, key, and value to have the same dtype, but got query.dtype: Float key.dtype: Double "
      "and value.dtype: Float instead.");
  EXPECT_EQ(
      message_of<Error>([&] {
        scaled_dot_product_attention(x, zeros({2, 4}), x);
      }),
      "scaled_dot_product_attention: expected query [..., L, E], key [..., S, E] and value [..., S, V], "
      "but got [2, 3], [2, 4] and [2, 3]");
}

}  // namespace
}  // namespace facula
