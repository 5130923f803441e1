// Optimizers with sparse gradients against PyTorch (tests/reference/optim_sparse.txt, record_optim.py).
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "errors.h"
#include "facula/ops/random.h"
#include "facula/graph/grad_mode.h"
#include "facula/io/serialize.h"
#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/embedding.h"
#include "facula/ops/sparse.h"
#include "facula/optim/optim.h"
#include "nn/recorded.h"

namespace facula {
namespace {

using namespace optim;
using Make = std::function<std::unique_ptr<Optimizer>(const Tensor&)>;

Make adam(SparseAdamOptions o) {
  return [o](const Tensor& p) { return std::make_unique<SparseAdam>(std::vector<Tensor>{p}, o); };
}
const std::vector<std::pair<std::string, Make>>& cases() {
  static const std::vector<std::pair<std::string, Make>> all = {
      {"sparse_adam", adam({})},
      {"sparse_adam_all", adam(SparseAdamOptions(0.05).betas({0.8, 0.99}).eps(1e-6).maximize(true))},
      {"sparse_sgd", [](const Tensor& p) {
         return std::make_unique<SGD>(std::vector<Tensor>{p}, SGDOptions(0.1).momentum(0.9));
       }}};
  return all;
}

Tensor start() { return (arange(10, kDouble) * 0.25 - 0.8).view({5, 2}).detach().requires_grad_(); }

void step(Optimizer& optimizer, const Tensor& p, int64_t t) {
  std::vector<int64_t> at = {t % 5, (3 * t + 1) % 5};
  if (t % 3 == 0) at.push_back(t % 5);
  const Tensor rows = tensor(IntArrayRef(at), TensorOptions(kLong));
  p.mutable_grad() = sparse_coo_tensor(rows.unsqueeze(0), p.detach().index_select(0, rows) * 0.5 - 3, {5, 2});
  optimizer.step();
}
void expect_values(const Tensor& p, const std::vector<double>& want, size_t from, const std::string& name) {
  const Tensor flat = p.detach().flatten();
  for (int64_t i = 0; i < 10; ++i)
    EXPECT_NEAR(flat[i].item<double>(), want.at(from + static_cast<size_t>(i)), 1e-12) << name << ' ' << i;
}

TEST(SparseGradients, FollowPyTorchFor50Steps) {
  for (const auto& [name, make] : cases()) {
    const auto want = testing::recorded("optim_sparse.txt", name);
    ASSERT_EQ(want.size(), 30u) << name;
    const Tensor p = start();
    const auto optimizer = make(p);
    size_t from = 0;
    for (int64_t t = 0; t < 50; ++t) {
      step(*optimizer, p, t);
      if (t != 0 && t != 9 && t != 49) continue;
      expect_values(p, want, from, name);
      from += 10;
    }
  }
}

TEST(SparseGradients, SaveAndLoadGoOn) {
  for (const auto& [name, make] : cases())
    for (bool as_python : {false, true}) {
      SCOPED_TRACE(name + (as_python ? ", state_dict" : ", archive"));
      const Tensor p = start(), q = start();
      auto a = make(p), b = make(q);
      for (int64_t t = 0; t < 25; ++t) step(*a, p, t);
      {
        const NoGradGuard off;
        Tensor(q).copy_(p);
      }
      std::stringstream file;
      if (as_python) {
        save(state_dict(*a), file);
        load_state_dict(*b, load_value(file));
      } else {
        save(*a, file);
        load(*b, file);
      }
      for (int64_t t = 25; t < 50; ++t) step(*b, q, t);
      expect_values(q, testing::recorded("optim_sparse.txt", name), 20, name);
    }
}

TEST(SparseGradients, OfAnEmbedding) {
  manual_seed(1);
  nn::Embedding table(nn::EmbeddingOptions(6, 3).sparse(true));
  const Tensor before = table->weight.detach().clone();
  SparseAdam optimizer(table->parameters(), SparseAdamOptions(0.1));
  table(tensor({4, 1, 4}, TensorOptions(kLong))).pow(2).sum().backward();
  optimizer.step();
  const Tensor moved = table->weight.detach().ne(before).any(1);
  EXPECT_TRUE(moved.equal(tensor({false, true, false, false, true, false})));
  EXPECT_NEAR((table->weight.detach() - before).abs().max().item<float>(), 0.1, 1e-4)
      << "the first step is lr";
}

TEST(SparseGradients, WhatSparseAdamRefuses) {
  const Tensor p = start();
  SparseAdam optimizer({p});
  p.mutable_grad() = ones({5, 2}, kDouble);
  const Tensor before = p.detach().clone();
  EXPECT_ERROR(optimizer.step(), "SparseAdam does not support dense gradients, please consider Adam instead");
  EXPECT_TRUE(p.detach().equal(before));
  EXPECT_ERROR(SparseAdam({p}, SparseAdamOptions(0)), "Invalid learning rate: 0");
  EXPECT_ERROR(SparseAdam({p}, SparseAdamOptions().eps(0)), "Invalid epsilon value: 0");
  EXPECT_ERROR(SparseAdam({p}, SparseAdamOptions().betas({0.9, 1.0})),
               "Invalid beta parameter at index 1: 1");
  EXPECT_ERROR(SparseAdam({ones({2, 2}).to_sparse()}),
               "Sparse params at indices [[0, 0]]: SparseAdam requires dense parameter tensors");
}

TEST(OptimizerStateDict, HasTheLearningRateThatSchedulersStartFrom) {
  const Tensor p = ones({2}, requires_grad());
  SGD optimizer({p}, 0.4);
  EXPECT_EQ(state_dict(optimizer).find("param_groups")->toListRef()[0].find("initial_lr"), nullptr);
  ExponentialLR scheduler(optimizer, 0.5);
  optimizer.step();
  scheduler.step();
  const IValue dict = state_dict(optimizer);
  const IValue& group = dict.find("param_groups")->toListRef()[0];
  ASSERT_NE(group.find("initial_lr"), nullptr);
  EXPECT_EQ(group.find("initial_lr")->toDouble(), 0.4);
  EXPECT_EQ(group.find("lr")->toDouble(), 0.2);
  SGD other({p}, 1.0);
  load_state_dict(other, dict);
  EXPECT_EQ(other.param_groups()[0].initial_lr(), 0.4);
}

}  // namespace
}  // namespace facula
