// Recurrent layers and cells against PyTorch: values, first and second derivatives, errors.
#include "facula/ops/rnn.h"

#include "facula/core/generator.h"
#include "facula/ops/creation.h"
#include "recorded.h"

namespace facula {
namespace {

using test::message_of;
using test::Tensors;

using Padded = std::tuple<Tensor, Tensor> (*)(const Tensor&, const Tensor&, TensorList, bool, int64_t, double,
                                              bool, bool, bool);
using Packed = std::tuple<Tensor, Tensor> (*)(const Tensor&, const Tensor&, const Tensor&, TensorList, bool,
                                              int64_t, double, bool, bool);
using Cell = Tensor (*)(const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                        const Tensor&);

TensorList rest(const Tensors& in, size_t from) { return TensorList(in.data() + from, in.size() - from); }
Tensors pair(std::tuple<Tensor, Tensor> r) { return {std::get<0>(r), std::get<1>(r)}; }
Tensors triple(std::tuple<Tensor, Tensor, Tensor> r) {
  return {std::get<0>(r), std::get<1>(r), std::get<2>(r)};
}
Tensor packed_sizes() { return test::make({4}, {3, 2, 2, 1}, kLong); }

TEST(Rnn, LstmIsPyTorchs) {
  const test::Recorded r("rnn");
  const auto run = [](const Tensors& in, bool bias, int64_t layers, bool both, bool first) {
    return triple(lstm(in[0], rest(in, 1).slice(0, 2), rest(in, 3), bias, layers, 0, true, both, first));
  };
  r.check("lstm_plain", [&](const Tensors& in) { return run(in, true, 1, false, false); });
  r.check("lstm_deep", [&](const Tensors& in) { return run(in, true, 2, true, true); });
  r.check("lstm_nobias", [&](const Tensors& in) { return run(in, false, 1, true, false); });
  r.check("lstm_projected", [&](const Tensors& in) { return run(in, true, 2, true, false); });
  r.check("lstm_packed", [&](const Tensors& in) {
    return triple(lstm(in[0], packed_sizes(), rest(in, 1).slice(0, 2), rest(in, 3), true, 1, 0, true, true));
  });
  r.check("lstm_cell", [&](const Tensors& in) {
    return pair(lstm_cell(in[0], rest(in, 1).slice(0, 2), in[3], in[4], in[5], in[6]));
  });
}

void check_mode(const std::string& mode, Padded padded, Packed packed, Cell cell) {
  const test::Recorded r("rnn");
  r.check(mode + "_plain", [&](const Tensors& in) {
    return pair(padded(in[0], in[1], rest(in, 2), true, 1, 0, true, false, false));
  });
  r.check(mode + "_deep", [&](const Tensors& in) {
    return pair(padded(in[0], in[1], rest(in, 2), true, 2, 0, true, true, true));
  });
  r.check(mode + "_nobias", [&](const Tensors& in) {
    return pair(padded(in[0], in[1], rest(in, 2), false, 1, 0, true, true, false));
  });
  r.check(mode + "_packed", [&](const Tensors& in) {
    return pair(packed(in[0], packed_sizes(), in[1], rest(in, 2), true, 1, 0, true, true));
  });
  r.check(mode + "_cell",
          [&](const Tensors& in) { return Tensors{cell(in[0], in[1], in[2], in[3], in[4], in[5])}; });
}

TEST(Rnn, GruIsPyTorchs) { check_mode("gru", gru, gru, gru_cell); }
TEST(Rnn, TanhIsPyTorchs) { check_mode("rnn_tanh", rnn_tanh, rnn_tanh, rnn_tanh_cell); }
TEST(Rnn, ReluIsPyTorchs) { check_mode("rnn_relu", rnn_relu, rnn_relu, rnn_relu_cell); }

TEST(Rnn, DropoutBetweenLayersDrawsPyTorchsMask) {
  const test::Recorded r("rnn");
  Tensors in;
  for (int i = 0; i < 11; ++i) in.push_back(r["dropped.in" + std::to_string(i)]);
  detail::manual_seed_cpu(5);
  const auto out = lstm(in[0], rest(in, 1).slice(0, 2), rest(in, 3), true, 2, 0.5, true, false, false);
  test::expect_near(std::get<0>(out), r["dropped.out"], 1e-10, "dropout");
}

TEST(Rnn, HalfTypesTakeTheComposedPath) {
  const test::Recorded r("rnn");
  Tensors in, half;
  for (int i = 0; i < 7; ++i) {
    in.push_back(r["lstm_plain.in" + std::to_string(i)]);
    half.push_back(in.back().to(kBFloat16));
  }
  const auto a = lstm(in[0], rest(in, 1).slice(0, 2), rest(in, 3), true, 1, 0, true, false, false);
  const auto b = lstm(half[0], rest(half, 1).slice(0, 2), rest(half, 3), true, 1, 0, true, false, false);
  EXPECT_EQ(std::get<0>(b).scalar_type(), kBFloat16);
  test::expect_near(std::get<0>(b), std::get<0>(a), 0.05, "bfloat16");
}

TEST(Rnn, Errors) {
  const Tensor x = zeros({3, 2, 4}), h = zeros({1, 2, 5});
  const Tensors params{zeros({20, 4}), zeros({20, 5}), zeros({20}), zeros({20})};
  EXPECT_EQ(message_of<Error>([&] { lstm(x, h, params, true, 1, 0, true, false, false); }),
            "lstm expects two hidden states");
  const Tensors states{h, h}, wrong{zeros({1, 3, 5}), zeros({1, 3, 5})};
  EXPECT_EQ(message_of<Error>([&] { lstm(x, states, params, true, 2, 0, true, false, false); }),
            "rnn: expected 8 parameters, but got 4");
  EXPECT_EQ(message_of<Error>([&] { lstm(x, wrong, params, true, 1, 0, true, false, false); }),
            "rnn: Expected hidden states of a batch of 2, but got [1, 3, 5]");
  EXPECT_EQ(message_of<Error>([&] {
              lstm(zeros({3, 2, 7}), states, params, true, 1, 0, true, false, false);
            }),
            "rnn: expected weight_ih to be of size [20, 7], but got [20, 4]");
  EXPECT_EQ(message_of<Error>([&] {
              lstm(zeros({4, 4}), test::make({2}, {1, 3}, kLong), states, params, true, 1, 0, true, false);
            }),
            "rnn: batch_sizes must be positive and must not grow, but got [1, 3] for a batch of 2");
  EXPECT_EQ(message_of<Error>([&] {
              gru_cell(zeros({2, 4}), zeros({3, 5}), params[0], params[1]);
            }),
            "rnn cell: Expected a batch of inputs and hidden states of one size, but got [2, 4] and [3, 5]");
}

}  // namespace
}  // namespace facula
