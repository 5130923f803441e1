// Weights that are computed: weight norm, spectral norm, parametrizations, functional_call. Numbers from
// tests/reference/record_nn_reparam.py.
#include "errors.h"
#include "facula/autograd/autograd.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/random.h"
#include "facula/ops/view.h"
#include "facula/optim/optim.h"
#include "nn/recorded.h"

namespace {

using namespace facula;
using Names = std::vector<std::string>;
namespace utils = nn::utils;
namespace parametrize = nn::utils::parametrize;
namespace parametrizations = nn::utils::parametrizations;

// Two calls before one backward pass, as a GAN's discriminator has it.
template <class Make>
auto expect_sums(const std::string& name, const Make& make, std::vector<int64_t> shape) {
  SCOPED_TRACE(name);
  manual_seed(11);
  auto m = make();
  const Tensor a = randn(shape), b = randn(shape);
  const Tensor y = m(a), z = m(b);
  ((y * y * y + y).sum() + (z * z * z + z).sum()).backward();
  std::vector<double> got{facula::testing::sum_abs(y) + facula::testing::sum_abs(z)};
  for (const Tensor& p : m->parameters()) got.push_back(facula::testing::sum_abs(p.grad()));
  const auto want = facula::testing::recorded("nn_reparam.txt", name);
  EXPECT_EQ(got.size(), want.size());
  for (size_t i = 0; i < std::min(got.size(), want.size()); ++i)
    EXPECT_NEAR(got[i], want[i], 1e-4 * want[i]) << name << " value " << i;
  return m;
}

TEST(WeightNorm, AsRecorded) {
  const auto m = expect_sums("wn_linear", [] { return utils::weight_norm(nn::Linear(5, 3)); }, {4, 5});
  EXPECT_EQ(m->state_dict().keys(), (Names{"bias", "weight_g", "weight_v"}));
  expect_sums("wn_all", [] { return utils::weight_norm(nn::Linear(5, 3), "weight", std::nullopt); }, {4, 5});
  expect_sums("wn_conv", [] { return utils::weight_norm(nn::Conv2d(2, 3, 3), "weight", 1); }, {2, 2, 5, 5});
}

TEST(WeightNorm, TrainsAndIsRemoved) {
  nn::Linear m = utils::weight_norm(nn::Linear(3, 2));
  EXPECT_EQ(m->named_parameters()["weight_g"].sizes(), IntArrayRef({2, 1}));
  optim::SGD sgd(m->parameters(), 0.1);
  const Tensor x = randn({4, 3}), before = m(x).detach();
  for (int i = 0; i < 3; ++i) {
    sgd.zero_grad();
    m(x).pow(2).sum().backward();
    sgd.step();
  }
  const Tensor after = m(x).detach();
  EXPECT_LT(after.pow(2).sum().item<float>(), before.pow(2).sum().item<float>());
  EXPECT_ERROR(utils::weight_norm(m), "Cannot register two weight_norm hooks on the same parameter weight");
  utils::remove_weight_norm(m);
  EXPECT_EQ(m->state_dict().keys(), (Names{"bias", "weight"}));
  EXPECT_TRUE(m(x).allclose(after, 1e-6, 1e-6));
  EXPECT_TRUE(m->weight.requires_grad() && m->weight.is_leaf());
  EXPECT_FALSE(m->has_hooks());
  EXPECT_ERROR(utils::remove_weight_norm(m), "weight_norm of 'weight' not found in torch::nn::Linear(");
}

TEST(WeightNorm, ClonesComputeTheirOwn) {
  nn::Sequential s(utils::weight_norm(nn::Linear(3, 2)), nn::Tanh());
  const auto copy = std::dynamic_pointer_cast<nn::SequentialImpl>(s->clone());
  const Tensor x = randn({4, 3}), y = s(x).detach();
  EXPECT_TRUE(copy->forward(x).allclose(y));
  EXPECT_EQ(copy->state_dict().keys(), s->state_dict().keys());
  {
    NoGradGuard off;
    for (Tensor p : copy->parameters()) p.zero_();
  }
  EXPECT_TRUE(s(x).allclose(y));
  EXPECT_FALSE(copy->forward(x).allclose(y));
}

TEST(SpectralNorm, AsRecorded) {
  auto m = expect_sums("sn_linear", [] { return utils::spectral_norm(nn::Linear(5, 3)); }, {4, 5});
  EXPECT_EQ(m->state_dict().keys(), (Names{"bias", "weight_orig", "weight_u", "weight_v"}));
  expect_sums("sn_transpose", [] { return utils::spectral_norm(nn::ConvTranspose2d(2, 3, 3), "weight", 2); },
              {2, 2, 5, 5});
  m->eval();
  const Tensor x = randn({2, 5}), y = m(x), u = m->named_buffers()["weight_u"].clone();
  EXPECT_TRUE(m(x).equal(y));
  EXPECT_TRUE(m->named_buffers()["weight_u"].equal(u));
  utils::remove_spectral_norm(m);
  EXPECT_TRUE(m->forward(x).allclose(y));
  EXPECT_EQ(m->state_dict().keys(), (Names{"bias", "weight"}));
  EXPECT_ERROR(utils::spectral_norm(nn::Linear(2, 2), "weight", 0),
               "Expected n_power_iterations to be positive, but got n_power_iterations=0");
  EXPECT_ERROR(utils::remove_spectral_norm(m), "spectral_norm of 'weight' not found in");
}

TEST(Parametrizations, AsRecorded) {
  using namespace parametrizations;
  const auto m =
      expect_sums("p_sn", [] { return parametrizations::spectral_norm(nn::Linear(5, 3)); }, {4, 5});
  EXPECT_EQ(m->state_dict().keys(), (Names{"bias", "parametrizations.weight.original",
                                           "parametrizations.weight.0._u", "parametrizations.weight.0._v"}));
  const auto q = expect_sums("p_square", [] { return orthogonal(nn::Linear(4, 4)); }, {4, 4});
  EXPECT_TRUE(q->weight.matmul(q->weight.t()).allclose(eye(4), 1e-4, 1e-5));
  EXPECT_EQ(q->state_dict().keys(),
            (Names{"bias", "parametrizations.weight.original", "parametrizations.weight.0.base"}));
  expect_sums("p_tall", [] { return orthogonal(nn::Linear(3, 5)); }, {4, 3});
  expect_sums("p_wide", [] { return orthogonal(nn::Linear(5, 3)); }, {4, 5});
  expect_sums("p_cayley", [] { return orthogonal(nn::Linear(5, 3), "weight", "cayley"); }, {4, 5});
  expect_sums("p_plain", [] { return orthogonal(nn::Linear(5, 3), "weight", "householder", false); }, {4, 5});
  EXPECT_ERROR(orthogonal(nn::Linear(5, 3), "weight", "foo"),
               "orthogonal_map has to be one of \"matrix_exp\", \"cayley\", \"householder\". Got: foo");
}

// The recorded numbers of the older function: the parameters are the same under other names.
TEST(Parametrizations, WeightNorm) {
  const auto m =
      expect_sums("wn_linear", [] { return parametrizations::weight_norm(nn::Linear(5, 3)); }, {4, 5});
  EXPECT_EQ(m->state_dict().keys(),
            (Names{"bias", "parametrizations.weight.original0", "parametrizations.weight.original1"}));
}

struct SymmetricImpl : nn::Cloneable<SymmetricImpl> {
  void reset() override {}
  Tensor forward(const Tensor& x) { return x.triu() + x.triu(1).transpose(-1, -2); }
  Tensor right_inverse(const Tensor& a) { return a.triu(); }
};
FACULA_MODULE(Symmetric);
struct HalfImpl : nn::Module {
  Tensor forward(const Tensor& x) { return x * 0.5; }
};
FACULA_MODULE(Half);
struct ShorterImpl : nn::Module {
  Tensor forward(const Tensor& x) { return x.narrow(0, 0, 1); }
};
FACULA_MODULE(Shorter);

TEST(Parametrize, OwnModule) {
  const auto make = [] {
    nn::Linear m(4, 4);
    parametrize::register_parametrization(m, "weight", Symmetric());
    return m;
  };
  nn::Linear m = expect_sums("symmetric", make, {4, 4});
  EXPECT_EQ(m->state_dict().keys(), (Names{"bias", "parametrizations.weight.original"}));
  EXPECT_TRUE(m->weight.equal(m->weight.t()));
  EXPECT_TRUE(parametrize::is_parametrized(*m) && parametrize::is_parametrized(*m, "weight"));
  EXPECT_FALSE(parametrize::is_parametrized(*m, "bias") || parametrize::is_parametrized(*nn::Linear(1, 1)));
  std::ostringstream text;
  text << m;
  EXPECT_NE(text.str().find("(weight): ParametrizationList(\n      (0): "), std::string::npos) << text.str();

  const auto copy = std::dynamic_pointer_cast<nn::LinearImpl>(m->clone());
  const Tensor x = randn({2, 4});
  EXPECT_TRUE(nn::Linear(copy)(x).allclose(m(x)));

  const Tensor wanted = ones({4, 4});
  parametrize::set_value(*m, "weight", wanted);
  EXPECT_TRUE(m->weight.equal(wanted));
  EXPECT_TRUE(
      parametrize::parametrization_of(*m, "weight")->named_parameters()["original"].equal(wanted.triu()));
  EXPECT_FALSE(nn::Linear(copy)(x).allclose(m(x)));

  parametrize::register_parametrization(m, "weight", Half());
  EXPECT_TRUE(m->weight.equal(wanted * 0.5));
  EXPECT_ERROR(parametrize::set_value(*m, "weight", wanted), "does not implement right_inverse");
  const Tensor y = m(x).detach();
  parametrize::remove_parametrizations(*m, "weight");
  EXPECT_EQ(m->state_dict().keys(), (Names{"bias", "weight"}));
  EXPECT_TRUE(m->forward(x).allclose(y));
  EXPECT_TRUE(m->weight.is_leaf() && m->weight.requires_grad());
}

TEST(Parametrize, TransferSharesParametrizationsAndOriginals) {
  nn::Linear from(4, 4), to(4, 4), wide(4, 2);
  parametrize::transfer_parametrizations_and_params(from, to);
  EXPECT_FALSE(parametrize::is_parametrized(*to)) << "there was nothing to transfer";
  parametrize::register_parametrization(from, "weight", Symmetric());
  parametrize::register_parametrization(from, "weight", Half());
  parametrize::transfer_parametrizations_and_params(from, to);
  EXPECT_TRUE(to->weight.equal(from->weight));
  EXPECT_EQ(parametrize::parametrization_of(*to, "weight")->size(), 2u);
  EXPECT_TRUE(to->parameters()[1].is_same(from->parameters()[1])) << "one original";
  {
    const NoGradGuard off;
    Tensor(from->named_parameters()["parametrizations.weight.original"]).mul_(2);
  }
  const Tensor x = randn({2, 4});
  EXPECT_TRUE((to(x) - to->bias).allclose(from(x) - from->bias));

  nn::Linear norm(4, 2);  // several originals, and a tensor that the other module lacks
  parametrizations::weight_norm(norm);
  nn::ReLU empty;
  parametrize::transfer_parametrizations_and_params(norm, empty, std::string("weight"));
  EXPECT_EQ(empty->state_dict().keys(),
            (Names{"parametrizations.weight.original0", "parametrizations.weight.original1"}));
  EXPECT_TRUE(parametrize::value(*empty, "weight").equal(parametrize::value(*norm, "weight")));
  EXPECT_ERROR(parametrize::transfer_parametrizations_and_params(norm, wide, std::string("bias")),
               "does not have a parametrization on bias");
}

TEST(Parametrize, Errors) {
  nn::Linear m(3, 2);
  EXPECT_ERROR(parametrize::register_parametrization(m, "foo", Half()),
               "does not have a parameter, a buffer, or a parametrized element with name 'foo'");
  EXPECT_ERROR(
      parametrize::register_parametrization(m, "weight", Shorter()),
      "Registering a parametrization may not change the shape of the tensor, unless `unsafe` flag is "
      "enabled.");
  EXPECT_EQ(m->state_dict().keys(), (Names{"weight", "bias"})) << "as it was";
  EXPECT_ERROR(parametrize::remove_parametrizations(*m, "weight"),
               "does not have a parametrization on weight");
  parametrizations::weight_norm(m);
  EXPECT_ERROR(parametrize::remove_parametrizations(*m, "weight", false), "Cannot leave unparametrized");
  parametrize::register_parametrization(m, "bias", Shorter(), true);
  EXPECT_EQ(m->bias.sizes(), IntArrayRef({1}));
  parametrize::remove_parametrizations(*m, "bias", false);
  EXPECT_EQ(m->bias.sizes(), IntArrayRef({2}));
}

struct CountImpl : nn::Module {
  Tensor forward(const Tensor& x) {
    ++calls;
    return x * 2;
  }
  int calls = 0;
};
FACULA_MODULE(Count);

TEST(Parametrize, CachedGuard) {
  nn::Linear m(2, 2);
  Count count;
  parametrize::register_parametrization(m, "weight", count);
  const int before = count->calls;
  {
    const parametrize::CachedGuard cached;
    for (int i = 0; i < 3; ++i) m(ones({1, 2}));
    EXPECT_EQ(count->calls, before + 1);
  }
  m(ones({1, 2}));
  m(ones({1, 2}));
  EXPECT_EQ(count->calls, before + 3);
}

TEST(FunctionalCall, GradientsFlowToTheGivenTensors) {
  nn::Linear m(2, 1);
  const Tensor w = tensor({3.f, 4.f}).view({1, 2}).requires_grad_(true), b = (2 * w.sum()).view({1});
  const Tensor own = m->weight.clone(), x = tensor({{1.f, 2.f}});
  const Tensor y = utils::functional_call(m, {{"weight", w}, {"bias", b}}, x);
  EXPECT_EQ(y.item<float>(), 3 + 8 + 14);
  EXPECT_TRUE(m->weight.equal(own));
  EXPECT_TRUE(m->weight.is_leaf() && m->weight.requires_grad());
  y.backward();
  EXPECT_TRUE(w.grad().equal(tensor({3.f, 4.f}).view({1, 2})));
  EXPECT_FALSE(m->weight.grad().defined());
  m(x).backward();
  EXPECT_TRUE(m->weight.grad().equal(x));
}

// What the graph saved is what was there when it was saved.
TEST(FunctionalCall, ManyBeforeOneBackward) {
  nn::Sequential m(nn::Linear(2, 2), nn::Tanh(), nn::Linear(2, 1));
  const Tensor x = randn({3, 2}).requires_grad_(true);
  Tensor total, want;
  std::vector<Tensor> scales;
  for (int i = 1; i < 4; ++i) {
    OrderedDict<std::string, Tensor> scaled;
    scales.push_back(tensor(static_cast<float>(i)).requires_grad_(true));
    for (const auto& p : m->named_parameters()) scaled.insert(p.key(), p->detach() * scales.back());
    const Tensor y = utils::functional_call(m, scaled, x).sum();
    const auto& f = scaled;
    const Tensor z =
        matmul(tanh(matmul(x, f["0.weight"].t()) + f["0.bias"]), f["2.weight"].t()) + f["2.bias"];
    total = total.defined() ? total + y : y;
    want = want.defined() ? want + z.sum() : z.sum();
  }
  scales.push_back(x);
  const auto a = autograd::grad({total}, scales, {}, true), b = autograd::grad({want}, scales);
  for (size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(a[i].allclose(b[i], 1e-4, 1e-5)) << i;
}

TEST(FunctionalCall, BuffersErrorsAndExceptions) {
  nn::BatchNorm1d bn(2);
  const Tensor mean = zeros({2});
  utils::functional_call(bn, {{"running_mean", mean}}, ones({4, 2}));
  EXPECT_NEAR(mean[0].item<float>(), 0.1, 1e-6) << "the given buffer was updated";
  EXPECT_EQ(bn->running_mean.sum().item<float>(), 0);
  EXPECT_ERROR(utils::functional_call(bn, {{"foo", mean}}, ones({4, 2})), "Unexpected key(s): 'foo'.");
  EXPECT_ERROR(utils::functional_call(bn, utils::FunctionalCallOptions().strict(true), {{"weight", mean}},
                                      ones({4, 2})),
               "Missing key(s): 'bias', 'running_mean', 'running_var', 'num_batches_tracked'.");
  const Tensor before = bn->weight.clone();
  EXPECT_THROW(utils::functional_call(bn, {{"weight", ones({2})}}, ones({3})), Error);
  EXPECT_TRUE(bn->weight.equal(before));
  nn::Linear a(2, 2);
  nn::Module tied("tied");
  tied.register_module("a", a);
  tied.register_parameter("b", a->weight);
  EXPECT_ERROR((nn::detail::Substitution(tied, {{"b", mean}, {"a.weight", mean}}, false)),
               "functional_call got values for both 'b' and 'a.weight', which are tied");
}

TEST(FunctionalCall, OwnParametersAndOtherShapes) {
  nn::Linear m(2, 2);
  const Tensor x = randn({3, 2});
  utils::functional_call(m, m->named_parameters(), x).sum().backward();
  EXPECT_TRUE(m->bias.grad().equal(full({2}, 3.f)));
  EXPECT_EQ(utils::functional_call(
                m, {{"weight", ones({5, 2}, kDouble)}, {"bias", Tensor(ones({5}, kDouble))}}, x.to(kDouble))
                .sizes(),
            IntArrayRef({3, 5}));
  EXPECT_EQ(m->weight.scalar_type(), kFloat);
  EXPECT_EQ(m(x).sizes(), IntArrayRef({3, 2}));
}

}  // namespace
