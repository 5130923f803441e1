// Custom functions.
#include "facula/autograd/function.h"

#include "autograd/common.h"
#include "facula/autograd/gradcheck.h"

namespace facula {
namespace {

using autograd::AutogradContext;
using autograd::Function;
using autograd::grad;
using autograd::gradcheck;
using autograd::gradgradcheck;

// y = n * a * b + a
struct Scaled : Function<Scaled> {
  static Tensor forward(AutogradContext* ctx, Tensor a, double n, Tensor b) {
    ctx->saved_data["n"] = n;
    ctx->save_for_backward({a, b});
    return a * b * n + a;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    const auto saved = ctx->get_saved_variables();
    const double n = ctx->saved_data["n"].toDouble();
    return {g[0] * saved[1] * n + g[0], Tensor(), g[0] * saved[0] * n};
  }
};

TEST(CustomFunction, GradientsOfAnyOrder) {
  Tensor a = leaf({1, 2}), b = leaf({3, 4});
  Tensor y = Scaled::apply(a, 2.0, b);
  EXPECT_EQ(numbers(y), (std::vector<double>{7, 18}));
  EXPECT_TRUE(has(y.grad_fn()->name(), "Scaled")) << y.grad_fn()->name();
  EXPECT_TRUE(has(y.grad_fn()->name(), "torch::autograd::CppNode<"));
  y.sum().backward();
  EXPECT_EQ(numbers(a.grad()), (std::vector<double>{7, 9}));
  EXPECT_EQ(numbers(b.grad()), (std::vector<double>{2, 4}));
  const auto f = [](const variable_list& v) { return variable_list{Scaled::apply(v[0], 2.0, v[1])}; };
  EXPECT_TRUE(gradcheck(f, {a, b}));
  EXPECT_TRUE(gradgradcheck(f, {a, b}));
  EXPECT_MESSAGE(y.sum().backward(), "Trying to backward through the graph a second time");
}

TEST(CustomFunction, RespectsNoGradAndPlainInputs) {
  const Tensor a = tensor({1.0}, kDouble), b = leaf({2});
  EXPECT_FALSE(Scaled::apply(a, 1.0, a).requires_grad());
  NoGradGuard off;
  EXPECT_FALSE(Scaled::apply(a, 1.0, b).requires_grad());
}

TEST(CustomFunction, ForwardRunsWithoutGradAndRestores) {
  struct Probe : Function<Probe> {
    static Tensor forward(AutogradContext*, const Tensor& x) {
      EXPECT_FALSE(GradMode::is_enabled());
      return x * 2;
    }
    static variable_list backward(AutogradContext*, variable_list g) {
      EXPECT_FALSE(GradMode::is_enabled());
      return {g[0] * 2};
    }
  };
  Tensor x = leaf({1});
  Probe::apply(x).sum().backward();
  EXPECT_TRUE(GradMode::is_enabled());
  EXPECT_EQ(at(x.grad()), 2);
}

struct SumAll : Function<SumAll> {
  static Tensor forward(AutogradContext* ctx, TensorList list, std::vector<int64_t> weights,
                        std::optional<Tensor> extra) {
    ctx->saved_data["w"] = weights;
    ctx->saved_data["n"] = static_cast<int64_t>(list.size());
    Tensor y = zeros_like(list[0]);
    for (size_t i = 0; i < list.size(); ++i) y = y + list[i] * static_cast<double>(weights[i]);
    return extra ? y + *extra : y;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    variable_list out;
    for (const int64_t w : ctx->saved_data["w"].toIntVector()) out.push_back(g[0] * static_cast<double>(w));
    out.push_back(Tensor());  // the weights
    out.push_back(g[0]);      // the optional tensor
    return out;
  }
};

TEST(CustomFunction, ListsAndOtherArguments) {
  Tensor x = leaf({1}), y = leaf({2}), z = leaf({3});
  const variable_list list{x, y};
  Tensor s = SumAll::apply(list, std::vector<int64_t>{2, 3}, std::optional<Tensor>(z));
  EXPECT_EQ(at(s), 11);
  s.backward();
  EXPECT_EQ(at(x.grad()), 2);
  EXPECT_EQ(at(y.grad()), 3);
  EXPECT_EQ(at(z.grad()), 1);
  EXPECT_EQ(at(SumAll::apply(TensorList(list), std::vector<int64_t>{1, 1}, std::optional<Tensor>())), 3);
}

TEST(CustomFunction, TuplesAndSeveralOutputs) {
  struct Split : Function<Split> {
    static std::tuple<Tensor, Tensor> forward(AutogradContext*, const Tensor& x) { return {x * 2, x * 3}; }
    static variable_list backward(AutogradContext*, variable_list g) {
      EXPECT_TRUE(g[0].defined() && g[1].defined());
      return {g[0] * 2 + g[1] * 3};
    }
  };
  Tensor x = leaf({1});
  auto [a, b] = Split::apply(x);
  EXPECT_EQ(b.output_nr(), 1);
  a.backward();
  EXPECT_EQ(at(x.grad()), 2);
}

struct Materialize : Function<Materialize> {
  static variable_list forward(AutogradContext* ctx, const Tensor& x, bool zeros_wanted) {
    ctx->set_materialize_grads(zeros_wanted);
    ctx->saved_data["zeros"] = zeros_wanted;
    return {x * 2, x * 3};
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    EXPECT_EQ(g[1].defined(), ctx->saved_data["zeros"].toBool());
    return {g[0] * 2, Tensor()};
  }
};

TEST(CustomFunction, MaterializedGradients) {
  Tensor x = leaf({1, 2});
  Materialize::apply(x, true)[0].sum().backward();
  Materialize::apply(x, false)[0].sum().backward();
  EXPECT_EQ(at(x.grad(), 1), 4);
}

TEST(CustomFunction, NonDifferentiableOutputs) {
  struct WithIndex : Function<WithIndex> {
    static variable_list forward(AutogradContext* ctx, const Tensor& x) {
      Tensor mask = x.gt(0), sign = x.sign();
      ctx->mark_non_differentiable({sign});
      return {x * 2, sign, mask};
    }
    static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 2}; }
  };
  Tensor x = leaf({1, -2});
  const auto out = WithIndex::apply(x);
  EXPECT_TRUE(out[0].requires_grad());
  EXPECT_FALSE(out[1].requires_grad() || out[2].requires_grad());
  out[0].sum().backward();
  EXPECT_EQ(at(x.grad()), 2);
}

struct Doubler : Function<Doubler> {
  static variable_list forward(AutogradContext* ctx, Tensor x) {
    x.mul_(2);
    ctx->mark_dirty({x});
    return {x};
  }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 2}; }
};

TEST(CustomFunction, DirtyInputs) {
  Tensor x = leaf({1, 2});
  EXPECT_MESSAGE(Doubler::apply(leaf({1})),
                 "a leaf Variable that requires grad has been used in an in-place operation.");
  Tensor y = x * 1, saved = y * y;
  Tensor out = Doubler::apply(y)[0];
  EXPECT_TRUE(out.is_same(y));
  EXPECT_TRUE(has(y.grad_fn()->name(), "Doubler"));
  EXPECT_MESSAGE(saved.sum().backward(), "modified by an inplace operation");
  (y * y).sum().backward();
  EXPECT_EQ(numbers(x.grad()), (std::vector<double>{8, 16}));
}

TEST(CustomFunction, DirtyViews) {
  Tensor x = leaf({1, 2, 3, 4});
  Tensor base = x * 1;
  Tensor view = base.slice(0, 1, 3);
  Doubler::apply(view);
  EXPECT_EQ(base.grad_fn()->name(), "CopySlices");
  (base * base).sum().backward();
  EXPECT_EQ(numbers(x.grad()), (std::vector<double>{2, 16, 24, 8}));
  struct Two : Function<Two> {
    static variable_list forward(AutogradContext* ctx, Tensor a) {
      a.mul_(2);
      ctx->mark_dirty({a});
      return {a, a * 1};
    }
    static variable_list backward(AutogradContext*, variable_list g) { return {g[0]}; }
  };
  EXPECT_MESSAGE(Two::apply((x * 1)[0]), "your Function cannot return more than one Tensor");
}

TEST(CustomFunction, DirtyLeafWithoutGrad) {
  struct AddInto : Function<AddInto> {
    static variable_list forward(AutogradContext* ctx, Tensor a, Tensor b) {
      a.add_(b);
      ctx->mark_dirty({a});
      return {a, b + 2};
    }
    static variable_list backward(AutogradContext*, variable_list g) { return {g[0], g[0] + g[1]}; }
  };
  Tensor x = ones({2}, kDouble), y = leaf({1, 1});
  const auto out = AddInto::apply(x, y);
  EXPECT_TRUE(out[0].is_same(x) && x.requires_grad());
  out[0].sum().backward();
  EXPECT_EQ(at(y.grad()), 1);
}

TEST(CustomFunction, DirtyMustBeReturned) {
  struct Forgets : Function<Forgets> {
    static Tensor forward(AutogradContext* ctx, Tensor x) {
      x.add_(1);
      ctx->mark_dirty({x});
      return x * 2;
    }
    static variable_list backward(AutogradContext*, variable_list g) { return {g[0]}; }
  };
  EXPECT_MESSAGE(Forgets::apply(leaf({1}) * 1),
                 "Some elements marked as dirty during the forward method were not");
}

TEST(CustomFunction, ReturnsItsInput) {
  struct Same : Function<Same> {
    static Tensor forward(AutogradContext*, Tensor x) { return x; }
    static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 10}; }
  };
  Tensor x = leaf({1});
  Tensor y = Same::apply(x);
  EXPECT_FALSE(y.is_same(x));
  EXPECT_TRUE(y.is_view() && x.is_leaf());
  EXPECT_EQ(y.unsafeGetTensorImpl()->get_creation_meta(), CreationMeta::IN_CUSTOM_FUNCTION);
  y.backward();
  EXPECT_EQ(at(x.grad()), 10);
  EXPECT_MESSAGE(Same::apply(x * 1).add_(1), "This view was created inside a custom Function");
}

TEST(CustomFunction, SavedOutputsMakeNoCycle) {
  struct Exp : Function<Exp> {
    static Tensor forward(AutogradContext* ctx, const Tensor& x) {
      Tensor y = x.exp();
      ctx->save_for_backward({y, Tensor()});
      return y;
    }
    static variable_list backward(AutogradContext* ctx, variable_list g) {
      const auto saved = ctx->get_saved_variables();
      EXPECT_FALSE(saved[1].defined());
      return {g[0] * saved[0]};
    }
  };
  Tensor x = leaf({0.3, 0.7});
  const auto f = [](const variable_list& v) { return variable_list{Exp::apply(v[0])}; };
  EXPECT_TRUE(gradgradcheck(f, {x}));
  const int32_t before = x.unsafeGetTensorImpl()->use_count();
  { Tensor y = Exp::apply(x); }
  EXPECT_EQ(x.unsafeGetTensorImpl()->use_count(), before);
}

TEST(CustomFunction, SavedTensorsAreVersionChecked) {
  Tensor a = leaf({1}) * 1, y = Scaled::apply(a, 1.0, a);
  a.add_(1);
  EXPECT_MESSAGE(y.sum().backward(), "modified by an inplace operation");
}

TEST(CustomFunction, NeedsInputGrad) {
  static std::vector<bool> seen;
  struct Ask : Function<Ask> {
    static Tensor forward(AutogradContext*, const Tensor& a, const Tensor& b) { return a * 2 + b * 3; }
    static variable_list backward(AutogradContext* ctx, variable_list g) {
      seen = {ctx->needs_input_grad(0), ctx->needs_input_grad(1),
              ctx->needs_input_grad({autograd::IndexRange(0, 2)})};
      return {g[0] * 2, g[0] * 3};
    }
  };
  Tensor a = leaf({1}), b = leaf({1});
  Tensor y = Ask::apply(a, b);
  grad({y}, {b}, {}, true);
  EXPECT_EQ(seen, (std::vector<bool>{false, true, true}));
  grad({y}, {a, b}, {}, true);
  EXPECT_EQ(seen, (std::vector<bool>{true, true, true}));
  grad({Ask::apply(tensor({1.0}, kDouble), b)}, {b});
  EXPECT_EQ(seen, (std::vector<bool>{false, true, true}));
}

template <int N>
struct Gives : Function<Gives<N>> {
  static Tensor forward(AutogradContext*, const Tensor& a, int) { return a * 2; }
  static variable_list backward(AutogradContext*, variable_list g) {
    if constexpr (N == 1) return {g[0]};
    if constexpr (N == 3) return {g[0], Tensor(), g[0]};
    if constexpr (N == 4) return {g[0], Tensor(), Tensor(), Tensor()};  // too many, but undefined
    if constexpr (N == 5) return {g[0], g[0]};
    if constexpr (N == 6) return {ones({3}, kDouble), Tensor()};
    return {};
  }
};

TEST(CustomFunction, WrongGradients) {
  Tensor x = leaf({1, 2});
  EXPECT_MESSAGE(Gives<1>::apply(x, 1).sum().backward(),
                 "returned an incorrect number of gradients (expected 2, got 1)");
  EXPECT_MESSAGE(Gives<3>::apply(x, 1).sum().backward(), "(expected 2, got 3)");
  EXPECT_NO_THROW(Gives<4>::apply(x, 1).sum().backward());
  EXPECT_MESSAGE(Gives<5>::apply(x, 1).sum().backward(),
                 "returned a gradient different that is defined at position 2, but the corresponding forward "
                 "input was not a Variable");
  EXPECT_MESSAGE(Gives<6>::apply(x, 1).sum().backward(),
                 "returned an invalid gradient at index 0 - got [3] but expected shape compatible with [2]");
}

TEST(CustomFunction, UndefinedGradientsAndResults) {
  struct Stop : Function<Stop> {
    static variable_list forward(AutogradContext*, const Tensor& x) { return {x * 2, Tensor()}; }
    static variable_list backward(AutogradContext*, variable_list g) {
      EXPECT_FALSE(g[1].defined());
      return {Tensor()};
    }
  };
  Tensor x = leaf({1});
  const auto out = Stop::apply(x);
  EXPECT_FALSE(out[1].defined());
  out[0].backward();
  EXPECT_FALSE(x.grad().defined());
  EXPECT_FALSE(grad({Stop::apply(x)[0]}, {x}, {}, false, false, true)[0].defined());
}

// backward() inside of backward(), far deeper than a stack holds.
struct Deep : Function<Deep> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    {
      const AutoGradMode on(true);
      ctx->saved_data["x"] = autograd::make_variable(x, true) - 1;
    }
    return ctx->saved_data["x"].toTensor().detach();
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    const Tensor x = ctx->saved_data["x"].toTensor();
    if (x.item<double>() <= 0) return {g[0]};
    {
      const AutoGradMode on(true);
      apply(x).sum().backward();
    }
    return {g[0]};
  }
};

TEST(CustomFunction, DeepReentrance) {
  Tensor x = leaf({8193});
  EXPECT_NO_THROW(Deep::apply(x).sum().backward());
  EXPECT_EQ(at(x.grad()), 1);
}

}  // namespace
}  // namespace facula
