// Archives of optimizers from before libtorch 1.5, and the older interface of optimizers.
#include <gtest/gtest.h>

#include <memory>
#include <sstream>

#include "errors.h"
#include "facula/core/warning.h"
#include "facula/io/archive.h"
#include "facula/ops/creation.h"
#include "facula/optim/optim.h"
#include "warnings.h"

namespace facula {
namespace {

using namespace optim;

void write(serialize::OutputArchive& archive, const std::string& key, const std::vector<Tensor>& list) {
  archive.write(key + "/size", full({}, static_cast<int64_t>(list.size()), kLong));
  for (size_t i = 0; i < list.size(); ++i) archive.write(key + "/" + std::to_string(i), list[i], true);
}
serialize::InputArchive written(serialize::OutputArchive& out) {
  std::stringstream file;
  out.save_to(file);
  serialize::InputArchive in;
  in.load_from(file);
  return in;
}
const std::vector<Tensor>& parameters() {
  static const std::vector<Tensor> p = {ones({2}, requires_grad()), ones({3}, requires_grad())};
  return p;
}
const std::vector<Tensor> kFirst = {full({2}, 0.5), full({3}, 0.25)};
const std::vector<Tensor> kSecond = {full({2}, 3.0), full({3}, 4.0)};
const std::vector<Tensor> kSteps = {full({}, 7, kLong), full({}, 9, kLong)};

// Loads the lists and gives the states of both parameters, with the warning that it must have given.
template <class O, class State>
std::vector<State> loaded(const std::string& name,
                          const std::vector<std::pair<std::string, std::vector<Tensor>>>& lists) {
  serialize::OutputArchive out;
  for (const auto& [key, list] : lists) write(out, key, list);
  serialize::InputArchive in = written(out);
  O optimizer(parameters(), 0.1);
  const test::WarningCapture warnings;
  optimizer.load(in);
  EXPECT_EQ(
      warnings.count("Your serialized " + name + " optimizer is still using the old serialization format"),
      1);
  std::vector<State> states;
  for (const Tensor& p : parameters())
    states.push_back(static_cast<const State&>(*optimizer.state().at(state_key(p))));
  return states;
}

TEST(OldArchives, OfEveryOptimizerThatHadThem) {
  const auto sgd = loaded<SGD, SGDParamState>("SGD", {{"momentum_buffers", kFirst}});
  EXPECT_TRUE(sgd[1].momentum_buffer().equal(kFirst[1]));
  const auto adam = loaded<Adam, AdamParamState>("Adam", {{"step_buffers", kSteps},
                                                          {"exp_average_buffers", kFirst},
                                                          {"exp_average_sq_buffers", kSecond},
                                                          {"max_exp_average_sq_buffers", {kSecond[0]}}});
  EXPECT_EQ(adam[1].step(), 9);
  EXPECT_TRUE(adam[1].exp_avg().equal(kFirst[1]) && adam[1].exp_avg_sq().equal(kSecond[1]));
  EXPECT_TRUE(adam[0].max_exp_avg_sq().equal(kSecond[0]) && !adam[1].max_exp_avg_sq().defined());
  const auto adamw = loaded<AdamW, AdamWParamState>("AdamW", {{"step_buffers", kSteps},
                                                              {"exp_average_buffers", kFirst},
                                                              {"exp_average_sq_buffers", kSecond},
                                                              {"max_exp_average_sq_buffers", {}}});
  EXPECT_EQ(adamw[0].step(), 7);
  const auto rms = loaded<RMSprop, RMSpropParamState>(
      "RMSprop",
      {{"square_average_buffers", kFirst}, {"momentum_buffers", kSecond}, {"grad_average_buffers", {}}});
  EXPECT_TRUE(rms[0].square_avg().equal(kFirst[0]) && rms[0].momentum_buffer().equal(kSecond[0]));
  EXPECT_EQ(rms[0].step(), 0);
  const auto ada =
      loaded<Adagrad, AdagradParamState>("Adagrad", {{"sum_buffers", kFirst}, {"step_buffers", kSteps}});
  EXPECT_TRUE(ada[1].sum().equal(kFirst[1]) && ada[1].step() == 9);
}

TEST(OldArchives, OfLbfgs) {
  serialize::OutputArchive out;
  for (const char* name : {"d", "H_diag", "prev_flat_grad"}) out.write(name, full({5}, 0.5), true);
  out.write("t", full({}, 0.25), true);
  out.write("prev_loss", full({}, 2.5), true);
  write(out, "old_dirs", kFirst);
  write(out, "old_stps", kSecond);
  serialize::InputArchive in = written(out);
  LBFGS optimizer(parameters());
  const test::WarningCapture warnings;
  optimizer.load(in);
  EXPECT_EQ(warnings.count("old serialization"), 1);
  auto& state = static_cast<LBFGSParamState&>(*optimizer.state().at(state_key(parameters()[0])));
  EXPECT_TRUE(state.d().equal(full({5}, 0.5)) && state.t() == 0.25 && state.prev_loss() == 2.5);
  EXPECT_EQ(state.old_dirs().size(), 2u);
  EXPECT_TRUE(state.old_stps().at(1).equal(kSecond[1]));
  EXPECT_EQ(state.func_evals(), 0);
}

TEST(OldArchives, ThatDoNotFit) {
  serialize::OutputArchive out;
  write(out, "momentum_buffers", {ones({2}), ones({2}), ones({2})});
  serialize::InputArchive in = written(out);
  SGD optimizer(parameters(), 0.1);
  const test::WarningCapture warnings;
  EXPECT_ERROR(optimizer.load(in), "loaded state dict contains 3 momentum_buffers");
  EXPECT_TRUE(optimizer.state().empty());
  serialize::OutputArchive empty;
  empty.write("x", ones({1}));
  serialize::InputArchive nothing = written(empty);
  EXPECT_ERROR(optimizer.load(nothing), "No such serialized tensor 'momentum_buffers/size'");
}

TEST(OldInterface, WarnsAtEachCall) {
  SGD optimizer(std::vector<OptimizerParamGroup>{OptimizerParamGroup({})}, 0.1);
  const test::WarningCapture warnings;
  EXPECT_EQ(optimizer.size(), 0u);
  EXPECT_EQ(warnings.count("will be removed"), 1);
  optimizer.add_parameters(parameters());
  EXPECT_EQ(optimizer.size(), 2u);
  EXPECT_TRUE(optimizer.parameters()[1].is_same(parameters()[1]));
  EXPECT_EQ(warnings.count("will be removed"), 4);
}

}  // namespace
}  // namespace facula
