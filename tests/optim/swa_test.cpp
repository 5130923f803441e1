// Averaged models. Numbers: torch 1.13's swa_utils with the same seed, model, data and steps.
#include "facula/optim/swa.h"

#include <gtest/gtest.h>

#include "facula/core/generator.h"
#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/random.h"
#include "facula/optim/optim.h"

namespace {

using namespace facula;

void expect_sums(const std::vector<Tensor>& tensors, const std::vector<double>& want) {
  ASSERT_EQ(tensors.size(), want.size());
  for (size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(tensors[i].detach().to(kDouble).abs().sum().item<double>(), want[i], 2e-5 * (1 + want[i]))
        << i;
}

TEST(AveragedModel, AsPython) {
  manual_seed(11);
  nn::Sequential m;  // one after another: the order in which arguments are made is the compiler's
  m->push_back(nn::Linear(3, 4));
  m->push_back(nn::BatchNorm1d(4));
  m->push_back(nn::Linear(4, 1));
  optim::AveragedModel<nn::Sequential> average(m), ema(m, optim::get_ema_avg_fn(0.9));
  optim::SGD sgd(m->parameters(), 0.1);
  std::vector<std::pair<Tensor, int>> data;
  for (int i = 0; i < 4; ++i) data.emplace_back(randn({8, 3}), 0);
  for (const auto& batch : data) {
    sgd.zero_grad();
    m(batch.first).pow(2).sum().backward();
    sgd.step();
    average.update_parameters(m);
    ema.update_parameters(m);
  }
  expect_sums(average.parameters(), {4.818166, 0.6171152, 2.865943, 0.7623733, 0.495197, 0.1175138});
  expect_sums(ema.parameters(), {4.144179, 0.6171151, 3.408465, 0.6834012, 0.7610217, 0.0994363});
  EXPECT_EQ(average.n_averaged().item<int64_t>(), 4);
  EXPECT_TRUE(average.buffers()[1].equal(m->buffers()[0])) << "buffers follow";
  EXPECT_EQ(average.state_dict().keys()[0], "n_averaged");
  EXPECT_EQ(average.state_dict().keys()[1], "module.0.weight");
  average.eval();
  average.module->eval();
  optim::update_bn(data, average);
  expect_sums(average.module->buffers(), {0.8450176, 3.020151, 4});
  const auto* norm = average.module->ptr(1)->as<nn::BatchNorm1d>();
  EXPECT_EQ(norm->options.momentum(), 0.1);
  EXPECT_FALSE(average.is_training());
  EXPECT_FALSE(norm->is_training());
}

TEST(AveragedModel, BuffersAndErrors) {
  nn::BatchNorm1d m(2);
  optim::AveragedModel<nn::BatchNorm1d> average(m, optim::get_swa_avg_fn(), std::nullopt, true);
  average.update_parameters(m);
  m->running_mean.fill_(4);
  average.update_parameters(m);
  EXPECT_TRUE(average.module->running_mean.equal(full({2}, 2.f)));
  EXPECT_THROW(average.update_parameters(nn::Linear(2, 2)), Error);
  EXPECT_THROW(optim::get_ema_avg_fn(1.5), ValueError);
  EXPECT_EQ(average(ones({3, 2})).sizes(), IntArrayRef({3, 2}));
}

TEST(AveragedModel, AllParametersAtOnce) {
  manual_seed(3);
  nn::Linear m(3, 2);
  optim::AveragedModel<nn::Linear> swa(m), ema(m, optim::get_ema_avg_fn(0.9)),
      multi_swa(m, optim::get_swa_multi_avg_fn()),
      multi_ema(m, optim::get_ema_multi_avg_fn(0.9), std::nullopt, true);
  for (int i = 0; i < 5; ++i) {
    {
      const NoGradGuard off;
      for (Tensor p : m->parameters()) p.add_(randn_like(p));
    }
    for (optim::AveragedModelBase* a :
         std::initializer_list<optim::AveragedModelBase*>{&swa, &ema, &multi_swa, &multi_ema})
      a->update_parameters(m);
  }
  for (size_t k = 0; k < 2; ++k) {
    EXPECT_TRUE(multi_swa.parameters()[k].allclose(swa.parameters()[k], 1e-5, 1e-6)) << k;
    EXPECT_TRUE(multi_ema.parameters()[k].allclose(ema.parameters()[k], 1e-5, 1e-6)) << k;
    EXPECT_FALSE(multi_ema.parameters()[k].allclose(swa.parameters()[k])) << k;
  }
  EXPECT_EQ(multi_swa.n_averaged().item<int64_t>(), 5);
  EXPECT_THROW(optim::get_ema_multi_avg_fn(1.5), Error);
}

}  // namespace
