// Every distribution against Python's torch.distributions (tests/reference/record_distributions.py).
#include "facula/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>

#include "facula/facula.h"

namespace facula {
namespace {

using namespace distributions;
using distributions::Bernoulli;
using distributions::Normal;
using distributions::Uniform;

const std::map<std::string, std::string>& lines() {
  static const auto* all = [] {
    auto* m = new std::map<std::string, std::string>;
    std::ifstream in(FACULA_SOURCE_DIR "/tests/reference/distributions.txt");
    for (std::string line; std::getline(in, line);) {
      const size_t space = line.find(' ');
      (*m)[line.substr(0, space)] = line.substr(space + 1);
    }
    return m;
  }();
  return *all;
}

std::vector<double> recorded(const std::string& name) {
  std::vector<double> out;
  const auto found = lines().find(name);
  if (found == lines().end()) return out;
  std::istringstream words(found->second);
  for (std::string w; words >> w;) out.push_back(std::stod(w));  // stod reads "inf" and "nan"
  return out;
}

void expect_recorded(const std::string& name, const Tensor& got, double tolerance = 1e-12) {
  const auto want = recorded(name);
  ASSERT_FALSE(want.empty()) << name;
  const Tensor flat = got.detach().to(kDouble).contiguous().view(-1);
  ASSERT_EQ(flat.numel(), static_cast<int64_t>(want.size())) << name;
  for (size_t i = 0; i < want.size(); ++i) {
    const double v = flat.data_ptr<double>()[i];
    if (tolerance == 0 || std::isinf(want[i]))
      EXPECT_EQ(v, want[i]) << name << " " << i;
    else
      EXPECT_NEAR(v, want[i], tolerance * std::max(1.0, std::fabs(want[i]))) << name << " " << i;
  }
}

Tensor vec(std::vector<double> v) { return tensor(v, kDouble); }
const Tensor loc = vec({0.5, -1, 3}), scale = vec({0.7, 2, 1.5});
Tensor matrix() { return vec({2, 0.3, 0.3, 1}).view({2, 2}); }
Tensor other() { return vec({1, -0.2, -0.2, 0.5}).view({2, 2}); }

struct Case {
  const char* name;
  std::shared_ptr<Distribution> p;
  Tensor value;
  std::shared_ptr<Distribution> q;
};
template <class D, class... Args>
std::shared_ptr<Distribution> make(Args&&... args) {
  return std::make_shared<D>(std::forward<Args>(args)...);
}

std::vector<Case> cases() {
  const Tensor a = vec({0.3, 1, 8}), points = vec({0.1, 0.2, 7}), inside = vec({0.1, 0.2, 0.7});
  const Tensor pairs = vec({0.1, 0.2, 3, -1}).view({2, 2}), bits = vec({0, 1, 1}), none;
  const Tensor start = loc.narrow(0, 0, 2), start2 = scale.narrow(0, 0, 2);
  return {
      {"normal", make<Normal>(loc, scale), points, make<Normal>(scale, scale + 1)},
      {"uniform", make<Uniform>(loc, loc + scale), loc + scale * 0.25,
       make<Uniform>(loc - 1, loc + scale + 1)},
      {"exponential", make<Exponential>(scale), vec({0, 0.2, 7}), make<Exponential>(scale + 1)},
      {"gamma", make<Gamma>(a, scale), points, make<Gamma>(scale, scale + 1)},
      {"beta", make<Beta>(a, scale), inside, make<Beta>(scale, scale + 1)},
      {"dirichlet", make<Dirichlet>(a), inside, make<Dirichlet>(scale)},
      {"bernoulli", make<Bernoulli>(vec({0.2, 0.5, 0.9})), bits, make<Bernoulli>(vec({0.3, 0.3, 0.3}))},
      {"bernoulli_logits", make<Bernoulli>(none, loc), bits, make<Bernoulli>(none, scale)},
      {"categorical", make<Categorical>(vec({1, 2, 3, 0.2, 0.2, 0.1}).view({2, 3})), tensor({2, 0}, kLong),
       make<Categorical>(vec({0.1, 0.1, 0.8}))},
      {"categorical_logits", make<Categorical>(none, loc), tensor({2}, kLong),
       make<Categorical>(none, scale)},
      {"mvn", make<MultivariateNormal>(start, matrix()), pairs, make<MultivariateNormal>(start2, other())},
      {"mvn_precision", make<MultivariateNormal>(start, none, matrix()), pairs,
       make<MultivariateNormal>(start2, other())},
  };
}

TEST(Distributions, Values) {
  for (const Case& c : cases()) {
    const std::string name = c.name;
    SCOPED_TRACE(name);
    if (name.rfind("categorical", 0) != 0) {
      expect_recorded(name + ".mean", c.p->mean());
      expect_recorded(name + ".variance", c.p->variance());
      expect_recorded(name + ".stddev", c.p->stddev());
    } else {
      EXPECT_TRUE(c.p->mean().isnan().all().item<bool>());
    }
    expect_recorded(name + ".entropy", c.p->entropy());
    expect_recorded(name + ".log_prob", c.p->log_prob(c.value));
    expect_recorded(name + ".kl", kl_divergence(*c.p, *c.q));
    if (lines().count(name + ".cdf"))
      expect_recorded(name + ".cdf", c.p->cdf(c.value));
    else
      EXPECT_THROW(c.p->cdf(c.value), NotImplementedError);
    if (lines().count(name + ".icdf"))
      expect_recorded(name + ".icdf", c.p->icdf(vec({0.1, 0.5, 0.95})));
    else
      EXPECT_THROW(c.p->icdf(c.value), NotImplementedError);
    if (lines().count(name + ".support"))
      expect_recorded(name + ".support", c.p->enumerate_support());
    else
      EXPECT_THROW(c.p->enumerate_support(), NotImplementedError);
    EXPECT_NEAR((c.p->perplexity() - c.p->entropy().exp()).abs().max().item<double>(), 0, 1e-15);
  }
}

TEST(Distributions, SamplesHavePythonsStreams) {
  for (const Case& c : cases()) {
    const std::string name = c.name;
    SCOPED_TRACE(name);
    manual_seed(11);
    const Tensor s = c.p->sample({5});
    // products and quotients round differently in vectorised loops
    expect_recorded(name + ".sample", s, name == "normal" || name.rfind("mvn", 0) == 0 ? 1e-14 : 1e-15);
    expect_recorded(name + ".next", rand({1}), 0);
    EXPECT_FALSE(s.requires_grad());
    EXPECT_EQ(c.p->has_rsample(), lines().count(name + ".rsample") == 1);
    if (c.p->has_rsample()) {
      manual_seed(11);
      expect_recorded(name + ".rsample", c.p->rsample({2}), 1e-14);
    } else {
      EXPECT_THROW(c.p->rsample(), NotImplementedError);
    }
  }
  for (const auto& [name, a] : std::map<std::string, double>{{"small", 0.3}, {"one", 1}, {"large", 20}}) {
    manual_seed(11);
    expect_recorded("float.gamma_" + name, Gamma(full({6}, a), 2.0).sample(), 0);
    manual_seed(11);
    expect_recorded("float.beta_" + name, Beta(full({6}, a), 2.0).sample(), 1e-7);
  }
}

TEST(Distributions, DivergencesOfPairs) {
  const Exponential e(scale);
  const Gamma g(scale, scale + 1);
  const Normal n(loc, scale);
  expect_recorded("kl.exponential_gamma", kl_divergence(e, g));
  expect_recorded("kl.gamma_exponential", kl_divergence(g, e));
  expect_recorded("kl.uniform_normal", kl_divergence(Uniform(loc, loc + scale), n));
  expect_recorded("kl.exponential_normal", kl_divergence(e, n));
  expect_recorded("kl.gamma_normal", kl_divergence(g, n));
  EXPECT_THROW(kl_divergence(n, e), NotImplementedError);
  EXPECT_EQ(kl_divergence(Uniform(0., 2.), Uniform(0., 1.)).item<double>(), INFINITY);
  EXPECT_EQ(kl_divergence(Bernoulli(0.5), Bernoulli(0.0)).item<double>(), INFINITY);
  EXPECT_EQ(kl_divergence(Bernoulli(0.0), Bernoulli(0.0)).item<double>(), 0);
}

TEST(Distributions, GammaDistributionFunction) {
  expect_recorded("gamma.cdf", Gamma(vec({0.3, 1, 8}), scale).cdf(vec({0.1, 0.2, 7})));  // 1.13 has none
}

TEST(Distributions, ImplicitGradients) {
  const Tensor a = vec({0.05, 0.3, 1, 1, 8, 8, 50, 900}), x = vec({0.01, 0.4, 0.2, 4, 5, 14, 45, 950});
  // -(dP/da) / density with 40 digits of mpmath
  const Tensor exact =
      vec({0.83115429872282015, 1.7790965504498276, 0.46112649939967211, 2.1698556759224793,
           0.79967396422158916, 1.3330939098203478, 0.95141019221162384, 1.0274674438076102});
  EXPECT_LT((_standard_gamma_grad(a, x) / exact - 1).abs().max().item<double>(), 1e-12);
  expect_recorded("gamma_grad", _standard_gamma_grad(a, x), 5e-4);  // PyTorch's is an approximation
  const Tensor u = vec({0.1, 0.3, 0.9, 0.5, 0.02}), p = vec({0.4, 2, 3, 10, 0.7}),
               q = vec({0.6, 1.5, 0.5, 12, 4});
  const Tensor beta = vec({0.7538236166530081, 0.2389548850678005, 0.34154646871335345, 0.049217983891817214,
                           0.081718904067408742});
  EXPECT_LT((_dirichlet_grad(u, p, p + q) / beta - 1).abs().max().item<double>(), 1e-12);
  expect_recorded("dirichlet_grad", _dirichlet_grad(u, p, p + q), 5e-4);
  // the forms for small and for huge a meet
  const Tensor near = _standard_gamma_grad(vec({99999, 100001}), vec({99999.0 + 300, 100001.0 + 300}));
  EXPECT_NEAR(near[0].item<double>(), near[1].item<double>(), 1e-7);
}

TEST(Distributions, GradientsOfSamples) {
  // d E[x] / d a of the mean of many samples: 1 / rate, b / (a + b)^2
  constexpr double kFour = 0.012;  // four standard errors: the derivatives of single samples spread by up to 0.45
  manual_seed(3);
  const Tensor a = vec({2.5}).requires_grad_(), rate = vec({4}).requires_grad_();
  Gamma(a, rate).rsample({20000}).mean().backward();
  EXPECT_NEAR(a.grad().item<double>(), 0.25, kFour);
  EXPECT_NEAR(rate.grad().item<double>(), -2.5 / 16, kFour);
  const Tensor c = vec({1.5}).requires_grad_(), d = vec({0.7}).requires_grad_();
  Beta(c, d).rsample({20000}).mean().backward();
  EXPECT_NEAR(c.grad().item<double>(), 0.7 / (2.2 * 2.2), kFour);
  EXPECT_NEAR(d.grad().item<double>(), -1.5 / (2.2 * 2.2), kFour);
  const Tensor alpha = vec({1, 2, 3}).requires_grad_();
  Dirichlet(alpha).rsample({20000}).select(-1, 0).mean().backward();
  const Tensor slope = alpha.grad();  // d (a0 / sum) / d a
  EXPECT_NEAR(slope[0].item<double>(), 5.0 / 36, kFour);
  EXPECT_NEAR(slope[1].item<double>(), -1.0 / 36, kFour);
}

TEST(Distributions, GradientsOfFormulas) {
  const Tensor value = vec({0.2, 0.3, 0.4});
  const auto positive = [](const std::vector<Tensor>& t) { return t[0].exp(); };
  const std::vector<Tensor> inputs{vec({0.3, -0.2, 0.5}).requires_grad_()};
  auto check = [&](auto f) {
    EXPECT_TRUE(
        autograd::gradcheck([&](const std::vector<Tensor>& t) { return std::vector<Tensor>{f(t)}; }, inputs));
  };
  check([&](const std::vector<Tensor>& t) { return Normal(t[0], positive(t)).log_prob(value); });
  check([&](const std::vector<Tensor>& t) { return Normal(t[0], positive(t)).icdf(value); });
  check([&](const std::vector<Tensor>& t) { return Exponential(positive(t)).log_prob(value); });
  check([&](const std::vector<Tensor>& t) { return Gamma(positive(t), positive(t) + 1).log_prob(value); });
  check([&](const std::vector<Tensor>& t) { return Beta(positive(t), positive(t) + 1).entropy(); });
  check([&](const std::vector<Tensor>& t) { return Bernoulli({}, t[0]).log_prob(vec({0, 1, 1})); });
  check([&](const std::vector<Tensor>& t) { return Bernoulli({}, t[0]).entropy(); });
  check([&](const std::vector<Tensor>& t) { return Categorical({}, t[0]).entropy(); });
  check([&](const std::vector<Tensor>& t) {
    return kl_divergence(MultivariateNormal(t[0], positive(t).diag()),
                         MultivariateNormal(vec({0, 0, 0}), eye(3, kDouble)));
  });
}

TEST(Distributions, ShapesAndExpansion) {
  const Normal n(zeros({3}), 1.0);
  EXPECT_EQ(n.batch_shape(), IntArrayRef({3}));
  EXPECT_TRUE(n.event_shape().empty());
  EXPECT_EQ(n.expand({4, 3}).sample({2}).sizes(), IntArrayRef({2, 4, 3}));
  EXPECT_EQ(n.scale().scalar_type(), kFloat);
  EXPECT_EQ(Normal(vec({0}), 1.0).scale().scalar_type(), kDouble);
  const MultivariateNormal m(zeros({5, 1, 2}), eye(2).expand({4, 2, 2}));
  EXPECT_EQ(m.batch_shape(), IntArrayRef({5, 4}));
  EXPECT_EQ(m.event_shape(), IntArrayRef({2}));
  EXPECT_EQ(m.expand({3, 5, 4}).sample({7}).sizes(), IntArrayRef({7, 3, 5, 4, 2}));
  EXPECT_EQ(m.log_prob(zeros({2})).sizes(), IntArrayRef({5, 4}));
  const Categorical c(ones({2, 3}));
  EXPECT_EQ(c.sample({4, 5}).sizes(), IntArrayRef({4, 5, 2}));
  EXPECT_EQ(c.sample().scalar_type(), kLong);
  EXPECT_EQ(c.expand({6, 2}).sample().sizes(), IntArrayRef({6, 2}));
  EXPECT_EQ(c.enumerate_support(false).sizes(), IntArrayRef({3, 1}));
  EXPECT_EQ(c.log_prob(zeros({7, 2})).sizes(), IntArrayRef({7, 2}));
  EXPECT_EQ(Bernoulli(zeros({3})).expand({2, 3}).enumerate_support().sizes(), IntArrayRef({2, 2, 3}));
  EXPECT_EQ(Beta(ones({3}), 2.0).expand({2, 3}).sample().sizes(), IntArrayRef({2, 3}));
  EXPECT_EQ(Dirichlet(ones({4, 3})).expand({2, 4}).sample({5}).sizes(), IntArrayRef({5, 2, 4, 3}));
  EXPECT_EQ(Gamma(ones({3}), 2.0).expand({2, 3}).rsample().sizes(), IntArrayRef({2, 3}));
  EXPECT_EQ(Uniform(0., 1.).expand({2}).sample().sizes(), IntArrayRef({2}));
  EXPECT_EQ(Exponential(1.).expand({2}).sample().sizes(), IntArrayRef({2}));
  EXPECT_EQ(m.scale_tril().sizes(), IntArrayRef({5, 4, 2, 2}));
  EXPECT_LT((m.covariance_matrix().matmul(m.precision_matrix()) - eye(2)).abs().max().item<double>(), 1e-6);
  EXPECT_EQ(Normal(0., 1.5).repr(), "Normal(loc: 0.0, scale: 1.5)");
}

TEST(Distributions, Errors) {
  const Tensor none;
  const std::map<std::string, std::function<void()>> wrong = {
      {"normal_scale", [] { Normal(0., -1.); }},
      {"normal_vector",
       [] {
         Normal(tensor({0.f, 1.f}), tensor({1.f, 0.f}));
       }},
      {"normal_value", [] { Normal(0., 1.).log_prob(full({}, NAN)); }},
      {"normal_shape", [] { Normal(zeros({3}), 1.).log_prob(zeros({2})); }},
      {"uniform", [] { Uniform(1., 1.); }},
      {"exponential_value",
       [] {
         Exponential(2.5).log_prob(tensor({1.f, -1.f}));
       }},
      {"beta", [] { Beta(1., -2.); }},
      {"dirichlet", [] { Dirichlet(full({}, 1.)); }},
      {"dirichlet_value",
       [] {
         Dirichlet(ones({2})).log_prob(tensor({0.5f, 0.6f}));
       }},
      {"bernoulli", [&] { Bernoulli(none, none); }},
      {"bernoulli_probs", [] { Bernoulli(1.5); }},
      {"bernoulli_value", [] { Bernoulli(0.5).log_prob(full({}, 0.5)); }},
      {"categorical_value", [] { Categorical(ones({3})).log_prob(full({}, 3, kLong)); }},
      {"categorical_scalar", [] { Categorical(full({}, 1.)); }},
      {"mvn_none", [] { MultivariateNormal(zeros({2})); }},
      {"mvn_matrix",
       [] {
         MultivariateNormal(zeros({2}), tensor({1.f, 2.f, 2.f, 1.f}).view({2, 2}));
       }},
      {"mvn_shape", [] { MultivariateNormal(zeros({2}), eye(2)).log_prob(zeros({3})); }},
  };
  for (const auto& [name, f] : wrong) {
    std::string want = lines().at(name + ".message"), got = "no error";
    for (size_t at; (at = want.find("\\n")) != std::string::npos;) want.replace(at, 2, "\n");
    try {
      f();
    } catch (const ValueError& e) {
      got = e.msg();
    }
    EXPECT_EQ(got, want) << name;
  }
  EXPECT_NO_THROW(Normal(0., -1., /*validate_args=*/false));
  EXPECT_THROW(_standard_gamma(zeros({2}, kLong)), NotImplementedError);
  EXPECT_THROW(_standard_gamma(full({2}, -1.)), Error);
  const Tensor a = vec({2}).requires_grad_();
  const Tensor g = autograd::grad({_standard_gamma(a)}, {a}, {}, {}, true)[0];
  EXPECT_THROW(g.backward(), NotImplementedError);
}

}  // namespace
}  // namespace facula
