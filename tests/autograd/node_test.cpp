// Nodes as programs see them: names, edges, own nodes, the graph as text.
#include <cmath>

#include "autograd/common.h"
#include "facula/autograd/basic_ops.h"
#include "facula/autograd/saved_variable.h"
#include "facula/ops/matmul.h"

namespace facula {
namespace {

using autograd::grad;

// exp(x) x, written with what libtorch's own nodes are written with.
struct ExpTimes : Node {
  autograd::SavedVariable input, result;
  autograd::variable_list apply(autograd::variable_list&& g) override {
    const Tensor x = input.unpack(), y = result.unpack(getptr());
    return {g[0] * (y + y / x)};
  }
};

TEST(Nodes, SavedVariables) {
  Tensor x = leaf({1, 2});
  const auto run = [&](intrusive_ptr<ExpTimes>& node) {
    Tensor y;
    {
      NoGradGuard off;
      y = x.exp() * x;
    }
    node = intrusive_ptr<ExpTimes>::steal(new ExpTimes);
    node->set_next_edges(autograd::collect_next_edges({x}));
    autograd::create_gradient_edge(y, node);
    node->input = autograd::SavedVariable(x, false);
    node->result = autograd::SavedVariable(y, true);
    return y;
  };
  intrusive_ptr<ExpTimes> node;
  Tensor y = run(node);
  const Tensor g = grad({y.sum()}, {x}, {}, true, true)[0];
  for (int i = 0; i < 2; ++i)
    EXPECT_NEAR(g[i].item<double>(), std::exp(i + 1.0) * (i + 2), 1e-6 * std::exp(i + 1.0));
  EXPECT_EQ(node->result.unpack(node).grad_fn().get(), node.get());
  EXPECT_MESSAGE(node->result.unpack(), "No grad_fn for non-leaf saved tensor");
  EXPECT_FALSE(autograd::SavedVariable().unpack().defined());
  node->result.reset_data();
  EXPECT_MESSAGE(node->result.unpack(node), "Trying to backward through the graph a second time");
  Tensor changed = run(node);
  {
    NoGradGuard off;
    x.mul_(2);
  }
  EXPECT_MESSAGE(node->input.unpack(), "modified by an inplace operation");
}

// AG-06
TEST(Nodes, HeldBySharedPtr) {
  std::shared_ptr<Node> node, none = ones({1}).grad_fn();
  EXPECT_EQ(none, nullptr);
  {
    Tensor x = leaf({1, 2});
    node = x.exp().grad_fn();
  }
  EXPECT_EQ(node->name(), "ExpBackward0");
  const autograd::variable_list grads = (*node)({ones({2}, kDouble)});
  EXPECT_NEAR(grads[0][1].item<double>(), std::exp(2.0), 1e-15 * 8);
}

TEST(Nodes, NamesAndEdges) {
  Tensor x = leaf({1, 2}), w = leaf({3, 4});
  Tensor y = (x * w + 1).pow(2).mean();
  const auto mean = y.grad_fn();
  EXPECT_EQ(mean->name(), "MeanBackward0");
  const auto pow = mean->next_edges()[0].function;
  EXPECT_EQ(pow->name(), "PowBackward0");
  const auto add = pow->next_functions()[0].function;
  EXPECT_EQ(add->name(), "AddBackward1");  // a number was added
  const auto mul = add->next_edge(0).function;
  EXPECT_EQ(mul->name(), "MulBackward0");
  EXPECT_EQ(mul->num_outputs(), 2u);
  EXPECT_EQ(mul->num_inputs(), 1u);
  EXPECT_EQ(mul->next_edge(1).function->name(), "torch::autograd::AccumulateGrad");
  EXPECT_TRUE(mul->next_edge(1) == autograd::gradient_edge(w));
  EXPECT_TRUE(mul->next_edge(0) != mul->next_edge(1));
  EXPECT_GT(pow->sequence_nr(), mul->sequence_nr());
  EXPECT_EQ(mean->topological_nr(), 4u);
  EXPECT_EQ(mul->input_metadata(0).sizes, DimVector({2}));
  Tensor a = ones({2, 2}).requires_grad_(), v = ones({2});
  EXPECT_EQ(a.matmul(a).grad_fn()->name(), "MmBackward0");
  EXPECT_EQ(a.matmul(v).grad_fn()->name(), "MvBackward0");
  EXPECT_EQ(a[0].matmul(v).grad_fn()->name(), "DotBackward0");
}

TEST(Nodes, CalledByHand) {
  Tensor x = leaf({2, 3}), w = leaf({4});
  Tensor y = x * w;
  const variable_list g = (*y.grad_fn())({tensor({1.0, 10.0}, kDouble)});
  EXPECT_EQ(numbers(g[0]), (std::vector<double>{4, 40}));
  EXPECT_EQ(numbers(g[1]), (std::vector<double>{32}));  // broadcasting undone
  EXPECT_MESSAGE((*y.grad_fn())({}), "MulBackward0 expects 1 gradients, but got 0");
}

struct TimesTen : Node {
  using Node::Node;
  variable_list apply(variable_list&& grads) override {
    ++runs;
    EXPECT_TRUE(task_should_compute_output(0));
    return {grads[0] * 10};
  }
  void release_variables() override { released = true; }
  int runs = 0;
  bool released = false;
};

TEST(Nodes, OfPrograms) {
  Tensor x = leaf({1, 2});
  const auto node = make_intrusive<TimesTen>(autograd::collect_next_edges({x}));
  EXPECT_TRUE(has(node->name(), "TimesTen"));
  Tensor y = x.detach() * 10;
  autograd::create_gradient_edge(y, node);
  EXPECT_EQ(y.output_nr(), 0);
  (y * y).sum().backward({}, true);
  EXPECT_FALSE(node->released);
  EXPECT_EQ(numbers(x.grad()), (std::vector<double>{200, 400}));
  (y * 1).sum().backward();
  EXPECT_TRUE(node->released);
  EXPECT_EQ(node->runs, 2);

  struct Short : Node {
    variable_list apply(variable_list&&) override { return {}; }
  };
  const auto bad = make_intrusive<Short>();
  bad->add_next_edge(autograd::gradient_edge(x));
  Tensor z = x.detach();
  autograd::set_history(z, bad);
  EXPECT_MESSAGE(z.sum().backward(), "returned an invalid number of gradients - expected 1, but got 0");
  EXPECT_TRUE(bad->should_compute_output(0));
  EXPECT_MESSAGE(bad->should_compute_output(1), "Index out of range");
}

TEST(Nodes, WellKnownOnes) {
  Tensor x = leaf({1});
  const variable_list cut = autograd::UndefinedGrad()({x * 2});
  EXPECT_EQ(at(cut[0]), 2);
  EXPECT_TRUE(cut[0].requires_grad());
  (cut[0] * 3).backward();
  EXPECT_FALSE(x.grad().defined());
  const variable_list late = autograd::DelayedError("not twice", 1)({x * 2});
  EXPECT_EQ(message([&] { late[0].backward(); }), "not twice");
  Tensor y = x.detach();
  autograd::set_history(y,
                        make_intrusive<autograd::NotImplemented>("foo", autograd::collect_next_edges({x})));
  EXPECT_EQ(message([&] { y.backward(); }), "derivative for foo is not implemented");
}

TEST(Nodes, MakeVariable) {
  Tensor x = leaf({1}) * 2;
  Tensor v = autograd::make_variable(x, true);
  EXPECT_TRUE(v.is_leaf() && v.requires_grad() && v.is_alias_of(x));
  EXPECT_FALSE(autograd::make_variable(x).requires_grad());
  EXPECT_FALSE(autograd::make_variable(Tensor()).defined());
  const Tensor w = autograd::make_variable(x, autograd::gradient_edge(x));
  EXPECT_TRUE(w.grad_fn() == x.grad_fn());
  EXPECT_EQ(autograd::impl::grad_accumulator(v)->name(), "torch::autograd::AccumulateGrad");
  EXPECT_MESSAGE(autograd::impl::grad_accumulator(x),
                 "grad_accumulator() should be only called on leaf Variables");
}

TEST(Nodes, MetaOfViews) {
  Tensor x = leaf({1, 2}), y = x * 1, v = y.view({2, 1}), n;
  {
    const NoGradGuard off;
    n = y.view({1, 2});
  }
  auto* meta = static_cast<autograd::DifferentiableViewMeta*>(n.unsafeGetTensorImpl()->autograd_meta());
  EXPECT_TRUE(meta->has_bw_view());
  EXPECT_EQ(meta->get_creation_meta(), autograd::CreationMeta::NO_GRAD_MODE);
  EXPECT_EQ(autograd::impl::get_view_autograd_meta(v)->get_creation_meta(), autograd::CreationMeta::DEFAULT);
  EXPECT_EQ(y.unbind()[0].unsafeGetTensorImpl()->get_creation_meta(),
            autograd::CreationMeta::MULTI_OUTPUT_NODE);
  EXPECT_EQ(autograd::impl::get_view_autograd_meta(x), nullptr);
  EXPECT_EQ(ones({1}).unsafeGetTensorImpl()->autograd_meta(), nullptr);
  EXPECT_EQ(y.unsafeGetTensorImpl()->version_counter().current_version(), 0u);
  y.add_(1);
  EXPECT_EQ(v.unsafeGetTensorImpl()->version_counter().current_version(), 1u);
}

TEST(Nodes, GraphAsText) {
  Tensor x = leaf({1, 2}), w = leaf({3});
  Tensor y = (x * w).sum();
  const std::string dot = autograd::graph_dot({y}, {{"x", x}, {"say \"w\"", w}});
  EXPECT_EQ(dot,
            "digraph {\n"
            "  node [shape=ellipse];\n"
            "  out0 [shape=box, style=filled, label=\"[]\"];\n"
            "  n0 [label=\"SumBackward0\"];\n"
            "  n0 -> out0;\n"
            "  n1 [label=\"MulBackward0\"];\n"
            "  n1 -> n0;\n"
            "  n2 [shape=box, label=\"x [2]\"];\n"
            "  n2 -> n1;\n"
            "  n3 [shape=box, label=\"say \\\"w\\\" [1]\"];\n"
            "  n3 -> n1;\n"
            "}\n");
  EXPECT_EQ(autograd::graph_dot({x}),
            "digraph {\n  node [shape=ellipse];\n  out0 [shape=box, style=filled, "
            "label=\"[2]\"];\n  n0 [shape=box, label=\"[2]\"];\n  n0 -> out0;\n}\n");
}

}  // namespace
}  // namespace facula
