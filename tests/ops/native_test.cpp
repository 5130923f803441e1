// ATen's functions beneath the usual ones: what the op table does not say of them.
#include <gtest/gtest.h>

#include <limits>

#include "errors.h"
#include "facula/facula.h"
#include "facula/ops/native.h"
#include "facula/ops/native_out.h"

namespace facula {
namespace {

TEST(Native, RreluWithNoiseDrawsAsPyTorch) {
  manual_seed(1);
  const Tensor x = tensor({1.F, -1.F, -2.F, 3.F}).requires_grad_(), noise = zeros({4});
  const Tensor y = rrelu_with_noise(x, noise, 0.1, 0.3, true);
  EXPECT_TRUE(noise.equal(tensor({1.F, 0.112210654F, 0.144910902F, 1.F}))) << noise;
  EXPECT_TRUE(y.equal(tensor({1.F, -0.112210654F, -0.289821804F, 3.F}))) << y;
  y.sum().backward();
  EXPECT_TRUE(x.grad().equal(noise));
  manual_seed(1);
  Tensor z = x.detach().clone();
  const Tensor again = zeros({4});
  EXPECT_TRUE(rrelu_with_noise_(z, again, 0.1, 0.3, true).equal(y));
  EXPECT_TRUE(again.equal(noise));
  EXPECT_THROWN("Error: rrelu_with_noise: expected noise of shape [4], but got [2]",
                rrelu_with_noise(x, zeros({2}), 0.1, 0.3, true));
}
TEST(Native, DropoutDrawsAsPyTorch) {
  manual_seed(3);
  const Tensor x = arange(1, 7, kFloat).requires_grad_();
  const auto [y, mask] = native_dropout(x, 0.4, true);
  EXPECT_TRUE(mask.equal(tensor({true, true, false, true, false, false}))) << mask;
  EXPECT_TRUE(y.allclose(tensor({1.666666627F, 3.333333254F, 0.F, 6.666666508F, 0.F, 0.F}))) << y;
  y.sum().backward();
  EXPECT_TRUE(x.grad().allclose(mask.to(kFloat) / 0.6F));
  EXPECT_TRUE(std::get<0>(native_dropout(x, 1, std::nullopt)).equal(zeros({6})));
  EXPECT_TRUE(std::get<1>(native_dropout(x, 0.4, false)).all().item<bool>());
  EXPECT_THROWN("Error: dropout probability has to be between 0 and 1, but got 2",
                native_dropout(x, 2, true));
}
TEST(Native, LayersRefuseWrongShapes) {
  EXPECT_THROWN("Error: Input must have 3 dims: time, batch, in_channel",
                conv_tbc(ones({5, 2}), ones({3, 3, 4}), ones({4})));
  EXPECT_THROWN("Error: Weight tensor must have 3 dims: kernel_width, in_channels, out_channels.",
                conv_tbc(ones({5, 2, 3}), ones({3, 3}), ones({4})));
  EXPECT_THROWN("Error: Bias must be 1-D", conv_tbc(ones({5, 2, 3}), ones({3, 3, 4}), ones({4, 1})));
  EXPECT_THROWN("Error: Input dim 2 (input channels) is not == dim 1 in the weight tensor",
                conv_tbc(ones({5, 2, 4}), ones({3, 3, 4}), ones({4})));
  EXPECT_THROWN("Error: Bias size must equal dim 2 in the weight tensor (output channels).",
                conv_tbc(ones({5, 2, 3}), ones({3, 3, 4}), ones({5})));
  EXPECT_THROWN(
      "Error: grid_sampler(): expected 4D input and grid with same number of dimensions, but got input "
      "with sizes [1, 1, 2, 2, 2] and grid with sizes [1, 2, 2, 2, 3]",
      grid_sampler_2d(ones({1, 1, 2, 2, 2}), ones({1, 2, 2, 2, 3}), 0, 0, true));
  EXPECT_THROWN("Error: Expected X.numel() == N * C * HxW to be true, but got 24 and 2 * 4 * 4",
                native_group_norm(ones({2, 4, 3}), {}, {}, 2, 4, 4, 2, 1e-5));
  EXPECT_THROWN(
      "Error: glu_jvp: expected x and dx of twice the size 2 of the result in dimension 0, but got [3] and "
      "[4]",
      glu_jvp(ones({2}), ones({3}), ones({4}), 0));
}

TEST(Native, NormOfSparseAndDense) {
  const Tensor x = arange(6, kFloat);
  EXPECT_FLOAT_EQ(native_norm(x.to_sparse()).item<float>(), 7.4161983F);
  EXPECT_FLOAT_EQ(native_norm(x).item<float>(), 7.4161983F);
  EXPECT_FLOAT_EQ(native_norm(x.to_sparse(), 1).item<float>(), 15);
  EXPECT_EQ(native_norm(x.to_sparse(), 1, {}, false, kDouble).scalar_type(), kDouble);
  EXPECT_TRUE(native_norm(x.view({2, 3}), 1, {1}, true, std::nullopt).equal(tensor({{3.F}, {12.F}})));
  EXPECT_THROW(native_norm(x.view({2, 3}).to_sparse(), 1, {1}, false, std::nullopt), Error);
  Tensor out;
  EXPECT_FLOAT_EQ(native_norm_out(out, x).item<float>(), 7.4161983F);
}

TEST(Native, SegmentsRefuseWhatDoesNotFit) {
  const Tensor x = arange(6, kFloat);
  const auto call = [&](const Tensor& lengths, int64_t axis = 0, bool unsafe = false) {
    return segment_reduce(x, "sum", lengths, std::nullopt, std::nullopt, axis, unsafe);
  };
  EXPECT_THROWN("Error: unsupported reduction given! amax", segment_reduce(x, "amax", tensor({6})));
  EXPECT_THROWN("Error: segment_reduce(): Either lengths or offsets must be defined.",
                segment_reduce(x, "sum"));
  EXPECT_THROWN("NotImplementedError: segment_reduce(): indices based reduction is not supported yet.",
                segment_reduce(x, "sum", tensor({6}), tensor({1})));
  EXPECT_THROWN("Error: lengths contains negative value!", call(tensor({2, -1, 5})));
  const char* uneven =
      "Error: segment_reduce(): Expected all rows of lengths along axis to sum to data.size(lengths.dim()-1) when "
      "!unsafe.";
  EXPECT_THROWN(uneven, call(tensor({2, 0, 3})));
  EXPECT_TRUE(call(tensor({2, 0, 3}), 0, true).equal(tensor({1.F, 0.F, 9.F}))) << "the rest is left out";
  EXPECT_THROWN(uneven, call(tensor({2, 0, 9}), 0, true)) << "but nothing is read past the end";
  EXPECT_THROWN("Error: segment_reduce(): Expected axis to be the last dimension of lengths but got 0.",
                call(ones({1, 1}, kLong)));
  EXPECT_THROWN("NotImplementedError: \"_segment_reduce_lengths_cpu_kernel1\" not implemented for 'Float'",
                call(tensor({6.F})));
  EXPECT_THROWN("NotImplementedError: \"_segment_reduce_cpu\" not implemented for 'Long'",
                segment_reduce(x.to(kLong), "sum", tensor({6})));
  EXPECT_EQ(call(tensor({6}, kInt)).item<float>(), 15);
  EXPECT_EQ(
      segment_reduce(x.view({6, 1}), "max", empty({0}, kLong), std::nullopt, std::nullopt, 0, true).sizes(),
      IntArrayRef({0, 1}));
}
TEST(Native, SegmentsOfNoElements) {
  const Tensor x = arange(2, kFloat), lengths = tensor({0, 2});
  const auto first = [&](const char* how) { return segment_reduce(x, how, lengths)[0].item<float>(); };
  constexpr float kInf = std::numeric_limits<float>::infinity();
  EXPECT_EQ(first("sum"), 0);
  EXPECT_EQ(first("prod"), 1);
  EXPECT_EQ(first("max"), -kInf);
  EXPECT_EQ(first("min"), kInf);
  EXPECT_NE(first("mean"), first("mean")) << "NaN";
}
TEST(Native, SegmentsThatTieShareTheGradient) {
  const Tensor x = tensor({3.F, 3.F, 1.F}).requires_grad_();
  segment_reduce(x, "max", tensor({3}), std::nullopt, std::nullopt, 0, false, 3).sum().backward();
  EXPECT_TRUE(x.grad().equal(tensor({0.5F, 0.5F, 0.F}))) << "also where the first value is as large";
  const Tensor y = tensor({3.F, 0.F, 2.F}).requires_grad_();
  segment_reduce(y, "prod", tensor({3})).sum().backward();
  EXPECT_TRUE(y.grad().equal(tensor({0.F, 6.F, 0.F})));
}

TEST(Native, InPlaceMethodsAsFunctions) {
  const Tensor x = arange(4, kFloat);
  EXPECT_EQ(resize(x, {2, 2}).sizes(), IntArrayRef({2, 2}));
  EXPECT_EQ(resize_as(x, ones({1, 2})).sizes(), IntArrayRef({1, 2}));
  EXPECT_EQ(x.sizes(), IntArrayRef({4}));
  EXPECT_THROWN("Error: resize: cannot resize variables that require grad",
                resize(ones({2}).requires_grad_(), {1}));
  const Tensor source = ones({3});
  EXPECT_TRUE(set(x, source).is_alias_of(source));
  EXPECT_EQ(set(x).numel(), 0);
  EXPECT_EQ(set(x, source.storage()).numel(), 3);
  EXPECT_TRUE(set(x, source.storage(), 1, {2}).equal(ones({2})));
  EXPECT_TRUE(lift(x).is_same(x));
  EXPECT_TRUE(lift_fresh(x).is_same(x));
  EXPECT_FALSE(lift_fresh_copy(x).is_alias_of(x));
  EXPECT_TRUE(as_strided_(x.clone(), {2}, {2}).equal(tensor({0.F, 2.F})));
  EXPECT_FALSE(is_distributed(x) || is_vulkan_available());
  EXPECT_TRUE(view_copy(tensor({1.F}), kInt).equal(tensor({0x3f800000}, kInt)));
  EXPECT_EQ(squeeze_copy(ones({1, 1, 2}), 0).sizes(), IntArrayRef({1, 2}));
}
TEST(Native, CopiesOfSparseParts) {
  const Tensor x = eye(3).to_sparse().coalesce();
  EXPECT_TRUE(values_copy(x).equal(ones({3})));
  EXPECT_FALSE(values_copy(x).is_alias_of(x.values()));
  EXPECT_TRUE(indices_copy(x).equal(x.indices()));
  const Tensor y = eye(3).to_sparse_csr();
  EXPECT_TRUE(crow_indices_copy(y).equal(y.crow_indices()));
  EXPECT_TRUE(col_indices_copy(y).equal(y.col_indices()));
  Tensor out;
  EXPECT_TRUE(crow_indices_copy_out(out, y).equal(y.crow_indices()));
}
TEST(Native, PartsIntoGivenTensors) {
  const Tensor x = arange(5, kFloat), a = zeros({3}), b = zeros({2});
  const Tensor parts[] = {a, b};
  split_copy_out(parts, x, 3);
  EXPECT_TRUE(a.equal(tensor({0.F, 1.F, 2.F})));
  EXPECT_TRUE(b.equal(tensor({3.F, 4.F})));
  unsafe_split_with_sizes_out(parts, x.flip({0}), {3, 2});
  EXPECT_TRUE(a.equal(tensor({4.F, 3.F, 2.F})));
  EXPECT_THROWN("Error: split_copy_out() expected an out= argument of size 5, got size 2",
                split_copy_out(parts, x, 1));
  const Tensor scalars[] = {zeros({}), zeros({})};
  unbind_copy_out(scalars, tensor({7.F, 8.F}));
  EXPECT_EQ(scalars[1].item<float>(), 8);
}
TEST(Native, OutFormsOfOtherFamilies) {
  Tensor out = empty({0}), mask = empty({0}, kBool), third = empty({0});
  const Tensor x = tensor({-1.F, 0.5F, 2.F, 4.F});
  const auto fresh = [](Tensor& t) -> Tensor& { return t = empty({0}, t.options()); };
  EXPECT_TRUE(fft_fftfreq_out(fresh(out), 4).equal(fft::fftfreq(4)));
  EXPECT_TRUE(fft_rfftfreq_out(fresh(out), 4, 0.5).equal(fft::rfftfreq(4, 0.5)));
  EXPECT_EQ(linalg_matmul_out(fresh(out), x, x).item<float>(), 21.25F);
  EXPECT_TRUE(sigmoid_backward_out(fresh(out), x, x).equal(sigmoid_backward(x, x)));
  EXPECT_TRUE(tanh_backward_out(fresh(out), x, x).equal(tanh_backward(x, x)));
  EXPECT_EQ(empty_strided_out(fresh(out), {2, 3}, {3, 1}).sizes(), IntArrayRef({2, 3}));
  EXPECT_EQ(new_empty_strided_out(fresh(out), x, {2}, {1}).sizes(), IntArrayRef({2}));
  native_dropout_out(fresh(out), fresh(mask), x, 0.5, false);
  EXPECT_TRUE(out.equal(x));
  EXPECT_TRUE(mask.all().item<bool>());
  Tensor y = empty({0});
  log_sigmoid_forward_out(fresh(y), fresh(out), x);
  EXPECT_TRUE(out.allclose((-x.abs()).exp()));
  native_layer_norm_out(fresh(y), fresh(out), fresh(third), x, {4}, {}, {}, 1e-5);
  EXPECT_TRUE(y.equal(layer_norm(x, {4})));
  EXPECT_NEAR(out.item<float>(), 1.375F, 1e-6);
  native_batch_norm_out(fresh(y), fresh(out), fresh(third), x.view({2, 2}), {}, {}, {}, {}, true, 0.1, 1e-5);
  EXPECT_TRUE(y.equal(batch_norm(x.view({2, 2}), {}, {}, {}, {}, true, 0.1, 1e-5)));
  const Tensor scores = x.view({2, 2}).log_softmax(1), target = tensor({0, 1});
  nll_loss_forward_out(fresh(y), fresh(out), scores, target, {}, Reduction::Mean, -100);
  EXPECT_EQ(out.item<float>(), 2);
  EXPECT_TRUE(y.equal(nll_loss(scores, target)));
  EXPECT_TRUE(embedding_dense_backward_out(fresh(out), ones({1, 2}), tensor({1}), 3, -1, false)
                  .equal(tensor({{0.F, 0.F}, {1.F, 1.F}, {0.F, 0.F}})));
  EXPECT_THROW(zero_out(out, x.clone().requires_grad_()), Error) << "no gradient through out forms";
}

TEST(Native, ForBlobTakesOptionsOneByOne) {
  float v[6] = {0, 1, 2, 3, 4, 5};
  const Tensor x = for_blob(v, {2, 2}).strides(IntArrayRef({3, 1})).options(kFloat).make_tensor();
  EXPECT_TRUE(x.equal(tensor({{0.F, 1.F}, {3.F, 4.F}})));
  EXPECT_EQ(x.data_ptr(), static_cast<void*>(v));
  static int released = 0;
  {
    const Tensor y = for_blob(v, {6}).deleter([](void*) { ++released; }).target_device(kCPU).make_tensor();
  }
  EXPECT_EQ(released, 1);
  int context = 0;
  {
    const Tensor y =
        for_blob(v, {6}).context(&context, [](void* c) { ++*static_cast<int*>(c); }).make_tensor();
  }
  EXPECT_EQ(context, 1);
}

}  // namespace
}  // namespace facula
