// The texts that programs look for in exceptions, each raised by the situation it belongs to. Those of
// autograd,
// inference mode, in-place changes, hooks and data loaders are tested beside what they are about.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <sstream>

#include "errors.h"
#include "warnings.h"

namespace {

namespace F = torch::nn::functional;
using namespace torch::nn;

struct M_default_arg_with_macro : Module {
  double forward(int a, int b = 2, double c = 3.0) { return a + b + c; }

 protected:
  FORWARD_HAS_DEFAULT_ARGS({1, AnyValue(2)}, {2, AnyValue(3.0)})
};
struct M_default_arg_without_macro : Module {
  double forward(int a, int b = 2, double c = 3.0) { return a + b + c; }
};
struct M_float : Module {
  float forward(float x) { return x; }
};

TEST(ErrorTexts, AnyModule) {
  AnyModule any(M_float{});
  EXPECT_ERROR(any.forward(5.0),
               "Expected argument #0 to be of type float, but received value of type double");
  EXPECT_ERROR(any.get<LinearImpl>(), "Attempted to cast module");
  AnyModule two{M_default_arg_without_macro()};
  const std::string hint =
      ". If M_default_arg_without_macro's forward() method has default arguments, please make sure the "
      "forward() method is declared with a corresponding `FORWARD_HAS_DEFAULT_ARGS` macro.";
  const std::string all = facula::test::message_of([&] { two.forward<double>(1); });
  EXPECT_NE(all.find("'s forward() method expects 3 argument(s), but received 1. If "), std::string::npos)
      << all;
  EXPECT_NE(all.find("`FORWARD_HAS_DEFAULT_ARGS` macro."), std::string::npos) << all;
  EXPECT_ERROR(two.forward<double>(1, 2, 3.0, 4), "expects 3 argument(s), but received 4.");
  AnyModule some{M_default_arg_with_macro()};
  EXPECT_EQ(some.forward<double>(1), 6.0);
  EXPECT_ERROR(some.forward<double>(),
               "M_default_arg_with_macro's forward() method expects at least 1 argument(s) and at most 3 "
               "argument(s), but received 0.");
  EXPECT_ERROR(some.forward<double>(1, 2, 3.0, 4), "at most 3 argument(s), but received 4.");
  AnyModule empty;
  EXPECT_ERROR(empty.get<LinearImpl>(), "Cannot call get() on an empty AnyModule");
  EXPECT_ERROR(empty.ptr(), "Cannot call ptr() on an empty AnyModule");
  EXPECT_ERROR(empty.type_info(), "Cannot call type_info() on an empty AnyModule");
  EXPECT_ERROR(empty.forward<int>(5), "Cannot call forward() on an empty AnyModule");
  EXPECT_ERROR(AnyValue(5).get<float>(), "Attempted to cast AnyValue to float, but its actual type is int");
  EXPECT_ERROR(AnyValue(5).get<long>(), "Attempted to cast AnyValue to long, but its actual type is int");
}

TEST(ErrorTexts, ExpandingArrays) {
  EXPECT_ERROR(torch::ExpandingArray<5>({1, 2, 3, 4, 5, 6, 7}), "Expected 5 values, but instead got 7");
}

TEST(ErrorTexts, AffineGrid) {
  const auto grid = [](std::vector<int64_t> theta, std::vector<int64_t> size) {
    return facula::test::message_of([&] { F::affine_grid(torch::empty(theta), size); });
  };
  const auto expect = [&](std::vector<int64_t> theta, std::vector<int64_t> size, const std::string& text) {
    EXPECT_NE(grid(theta, size).find(text), std::string::npos) << grid(theta, size);
  };
  for (const auto& [theta, got] : {std::pair<std::vector<int64_t>, std::string>{{2, 3}, "[2, 3]"},
                                   {{1, 1, 2, 3}, "[1, 1, 2, 3]"},
                                   {{1, 4, 3}, "[1, 4, 3]"},
                                   {{1, 2, 6}, "[1, 2, 6]"}})
    expect(theta, {1, 1, 2, 2},
           "Expected a batch of 2D affine matrices of shape Nx2x3 for size [1, 1, 2, 2]. Got " + got + ".");
  for (const auto& [theta, got] : {std::pair<std::vector<int64_t>, std::string>{{3, 4}, "[3, 4]"},
                                   {{1, 1, 3, 4}, "[1, 1, 3, 4]"},
                                   {{1, 6, 4}, "[1, 6, 4]"},
                                   {{1, 3, 8}, "[1, 3, 8]"}})
    expect(
        theta, {1, 1, 2, 2, 3},
        "Expected a batch of 3D affine matrices of shape Nx3x4 for size [1, 1, 2, 2, 3]. Got " + got + ".");
  expect({1, 2, 3}, {1, 1, 1, 2, 2, 3},
         "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size "
         "[1, 1, 1, 2, 2, 3]");
  expect({1, 2, 3}, {1, 1}, "Got size [1, 1]");
  expect({1, 2, 3}, {-1, 1, 2, 2}, "Expected non-zero, positive output size. Got [-1, 1, 2, 2]");
  EXPECT_ERROR(F::affine_grid(torch::ones({1, 2, 3}, torch::kInt), {1, 1, 2, 2}),
               "Expected theta to have floating point type, but got int");
}

TEST(ErrorTexts, Interpolate) {
  using O = F::InterpolateFuncOptions;
  const std::vector<int64_t> size = {4, 4};
  const std::string modes =
      "D) for the modes: nearest | linear | bilinear | bicubic | trilinear (got kNearest)";
  const std::string head = "Input Error: Only 3D, 4D and 5D input Tensors supported (got ";
  EXPECT_ERROR(F::interpolate(torch::randn({3, 2}), O().size(size)), head + "2" + modes);
  EXPECT_ERROR(F::interpolate(torch::randn({3, 2, 2, 2, 2, 2}), O().size(size)), head + "6" + modes);
  const torch::Tensor x = torch::randn({2, 3, 4, 4});
  EXPECT_ERROR(F::interpolate(x), "either size or scale_factor should be defined");
  EXPECT_ERROR(F::interpolate(x, O().size(size).scale_factor(std::vector<double>{2, 2})),
               "only one of size or scale_factor should be defined");
  EXPECT_ERROR(F::interpolate(torch::randn({2, 3, 4}), O().scale_factor(std::vector<double>{3, 2})),
               "scale_factor shape must match input shape. Input is 1D, scale_factor size is [3, 2]");
  EXPECT_ERROR(F::interpolate(x, O().size(size).align_corners(true)),
               "align_corners option can only be set with the interpolating modes: linear | bilinear | "
               "bicubic | trilinear");
}

TEST(ErrorTexts, Losses) {
  const torch::Tensor log_probs = torch::randn({50, 3, 15}).log_softmax(2);
  const torch::Tensor targets = torch::randint(1, 15, {3, 20}, torch::kLong);
  const torch::Tensor in = torch::full({3}, 50, torch::kLong),
                      out = torch::tensor({20, 15, 10}, torch::kLong);
  EXPECT_ERROR(F::ctc_loss(log_probs, targets, in.to(torch::kFloat), out), "input_lengths must be integral");
  EXPECT_ERROR(F::ctc_loss(log_probs, targets, in, out.to(torch::kFloat)), "target_lengths must be integral");
  EXPECT_ERROR(F::ctc_loss(log_probs, targets, in, torch::tensor({30, 15, 10}, torch::kLong)),
               "Expected tensor to have size at least 30 at dimension");
  const torch::Tensor a = torch::rand({2, 3}), b = torch::rand({3, 2});
  EXPECT_ERROR(F::binary_cross_entropy_with_logits(a, b), "must be the same as input size");
  EXPECT_ERROR(BCEWithLogitsLoss()(a, b), "must be the same as input size");
}

TEST(ErrorTexts, Modules) {
  struct Holder : Module {
    using Module::register_buffer, Module::register_module, Module::register_parameter;
  } m;
  EXPECT_ERROR(m.register_module("name.with.dot", Linear(1, 1)),
               "Submodule name must not contain a dot (got 'name.with.dot')");
  EXPECT_ERROR(m.register_module("", Linear(1, 1)), "Submodule name must not be empty");
  EXPECT_ERROR(m.register_parameter("name.with.dot", torch::ones(5)),
               "Parameter name must not contain a dot (got 'name.with.dot')");
  EXPECT_ERROR(m.register_parameter("", torch::ones(5)), "Parameter name must not be empty");
  EXPECT_ERROR(m.register_buffer("name.with.dot", torch::ones(5)),
               "Buffer name must not contain a dot (got 'name.with.dot')");
  EXPECT_ERROR(m.register_buffer("", torch::ones(5)), "Buffer name must not be empty");
  m.register_module("linear", Linear(1, 1));
  m.register_parameter("p", torch::ones(5));
  m.register_buffer("p", torch::ones(5));
  EXPECT_ERROR(m.register_module("linear", Linear(1, 1)), "Submodule 'linear' already defined");
  EXPECT_ERROR(m.register_parameter("p", torch::ones(5)), "Parameter 'p' already defined");
  EXPECT_ERROR(m.register_buffer("p", torch::ones(5)), "Buffer 'p' already defined");
  m.unregister_module("linear");
  EXPECT_ERROR(m.unregister_module("linear"), "No Module with name `linear` is registered");
  EXPECT_ERROR(m.replace_module("linear", Linear(1, 1)), "Submodule 'linear' is not defined");
  EXPECT_ERROR(m.clone(), "clone() has not been implemented");
  EXPECT_ERROR(m.modules(), "It looks like you attempted to retrieve your top-level module as a shared_ptr");
  Linear empty = nullptr;
  EXPECT_ERROR(empty->weight, "Accessing empty ModuleHolder");
}

TEST(ErrorTexts, Containers) {
  ModuleDict dict(torch::OrderedDict<std::string, std::shared_ptr<Module>>{{"one", Linear(1, 1).ptr()}});
  EXPECT_ERROR(dict["batch"], " 'batch' is not defined");
  EXPECT_ERROR(dict->pop("module_4"), " 'module_4' is not defined");
  ModuleList list(Linear(1, 1));
  EXPECT_ERROR(list[1], "Index out of range");
  ParameterDict parameters;
  parameters->insert("A", torch::ones(1));
  EXPECT_ERROR(parameters->get("B"), "Parameter 'B' is not defined");
  EXPECT_ERROR(parameters->pop("D"), "Parameter 'D' is not defined");
  ParameterList tensors(torch::ones(1));
  EXPECT_ERROR(tensors->at(1), "Index out of range");
  struct Five : Module {
    int forward(int) { return 5; }
  };
  Sequential sequence(Five{});
  EXPECT_ERROR(sequence->at<Five>(1), "Index out of range");
  EXPECT_ERROR(sequence->forward<float>(1),
               "The type of the return value is int, but you asked for type float");
  EXPECT_ERROR(Sequential()->forward<int>(), "Cannot call forward() on an empty Sequential");
  torch::OrderedDict<std::string, int> d = {{"a", 1}, {"b", 2}}, penguins("Penguin");
  EXPECT_ERROR(d["foo"], "Key 'foo' is not defined");
  EXPECT_ERROR(d[""], "Key '' is not defined");
  EXPECT_ERROR(d.insert("a", 1), "Key 'a' already defined");
  EXPECT_ERROR(d.insert("b", 1), "Key 'b' already defined");
  penguins.insert("a", 1);
  EXPECT_ERROR(penguins["b"], "Penguin 'b' is not defined");
  EXPECT_ERROR(penguins.insert("a", 2), "Penguin 'a' already defined");
  torch::OrderedDict<std::string, int> none;
  EXPECT_ERROR(none.front(), "Called front() on an empty OrderedDict");
  EXPECT_ERROR(none.back(), "Called back() on an empty OrderedDict");
}

TEST(ErrorTexts, Layers) {
  EXPECT_ERROR(Conv1d(Conv1dOptions(1, 1, 3).stride(2).padding(torch::kSame)),
               "padding='same' is not supported for strided convolutions");
  EXPECT_ERROR(Fold(FoldOptions({3, 2}, {2, 2}))(torch::ones({2, 2, 2, 2})),
               "Input Error: Only unbatched (2D) or batched (3D) input Tensors are supported (got 4D)");
  EXPECT_ERROR(Unfold(UnfoldOptions({2, 4}))(torch::ones({2, 2, 2})),
               "Input Error: Only 4D input Tensors are supported (got 3D)");
  EXPECT_ERROR(Unfold(UnfoldOptions({2, 3}))(torch::ones({1, 2, 2, 2})),
               "Given input with spatial size (2, 2), kernel_size=(2, 3), dilation=(1, 1), padding=(0, 0), "
               "calculated shape of the array of sliding blocks as (1, 0), but its components must be at "
               "least one.");
  EXPECT_ERROR(Hardtanh(HardtanhOptions().min_val(0.42).max_val(-0.42)),
               "max_val must be greater than min_val");
  const torch::Tensor q = torch::rand({2, 1, 4}), weight = torch::rand({12, 4}), bias = torch::rand({12});
  EXPECT_ERROR(
      F::multi_head_attention_forward(q, q, q,
                                      F::MultiheadAttentionForwardFuncOptions(
                                          4, 2, weight, bias, torch::rand({1, 1, 4}), torch::rand({1, 1, 4}),
                                          false, 0.0, torch::rand({4, 4}), torch::rand({4}))
                                          .static_k(torch::rand({2, 2, 2}))
                                          .static_v(torch::rand({2, 2, 2}))),
      "bias cannot be added to static key");
  Transformer model(TransformerOptions(4, 2, 1, 1));
  EXPECT_ERROR(model(torch::rand({2, 3, 4}), torch::rand({2, 2, 4})),
               "src and tgt should have equal batch size");
  EXPECT_ERROR(model(torch::rand({2, 2, 3}), torch::rand({2, 2, 4})),
               "src and tgt should have same feature size as d_model");
  EXPECT_ERROR(model(torch::rand({2, 4}), torch::rand({2, 4})), "src and tgt should have 3 dimensions");
}

TEST(ErrorTexts, Utilities) {
  namespace rnn = torch::nn::utils::rnn;
  const auto packed = rnn::pack_sequence({torch::tensor({1., 2.}), torch::tensor({3.})});
  EXPECT_ERROR(rnn::pad_packed_sequence(packed, false, 0, 1),
               "Expected total_length to be at least the length of the longest sequence in input");
  const std::vector<torch::Tensor> wrong = {torch::tensor({1.}), torch::tensor({3., 4.})};
  EXPECT_ERROR(rnn::pack_sequence(wrong), "must be sorted in decreasing order");
  EXPECT_ERROR(rnn::pack_sequence(wrong), "You can pass `enforce_sorted=False`");
  EXPECT_ERROR(rnn::pack_padded_sequence(torch::randn({0, 0}), torch::tensor({1})), "empty tensor");
  const torch::Tensor p = torch::ones({1}, torch::requires_grad());
  torch::optim::SGD optimizer({p}, 0.1);
  EXPECT_ERROR(optimizer.add_param_group(torch::optim::OptimizerParamGroup({p})),
               "some parameters appear in more than one parameter group");
  torch::Tensor leaf = torch::ones({2}, torch::requires_grad());
  EXPECT_ERROR(leaf.fill_(1), "a leaf Variable that requires grad is being used in an in-place operation");
}

TEST(ErrorTexts, Archives) {
  torch::serialize::OutputArchive out, a, b;
  b.write("y", torch::ones(1));
  a.write("b", b);
  out.write("a", a);
  out.write("number", c10::IValue(1));
  std::stringstream file;
  out.save_to(file);
  torch::serialize::InputArchive in, sub, deep;
  in.load_from(file);
  in.read("a", sub);
  sub.read("b", deep);
  torch::Tensor t;
  c10::IValue value;
  EXPECT_ERROR(deep.read("x", t), "No such serialized tensor 'a.b.x'");
  EXPECT_ERROR(sub.read("x", deep), "No such serialized submodule: 'a.x'");
  EXPECT_ERROR(in.read("bad_key", value), "does not have a field with name");
}

TEST(ErrorTexts, TensorData) {
  using Data = torch::detail::TensorDataContainer;
  EXPECT_ERROR(torch::tensor({{5, 6}, {7}}),
               "Expected all sub-lists to have sizes: 2 (e.g. {5, 6}), but got sub-list {7} with sizes: 1");
  EXPECT_ERROR(torch::tensor({{1, 2.0}}),
               "Expected all elements of the tensor to have the same scalar type: Int, but got element of "
               "scalar type: Double");
  EXPECT_ERROR(torch::tensor({{true, 2.0, 3}}),
               "Expected all elements of the tensor to have the same scalar type: Bool, but got element of "
               "scalar type: Double");
  EXPECT_ERROR(torch::tensor({true, 2}),
               "Expected all elements of the tensor to have the same scalar type: Bool, but got element of "
               "scalar type: Int");
  EXPECT_ERROR(torch::tensor({c10::complex<float>(1, 2)}, torch::kFloat),
               "can not do torch::tensor(complex, dtype=non-complex) because complex can not be casted to "
               "real number without loss of information");
  EXPECT_ERROR(at::tensor({c10::complex<float>(1, 2)}, at::kFloat),
               "\"tensor_cpu\" not implemented for 'Float'");
  EXPECT_ERROR(Data(1.1).init_list(),
               "Can only call `init_list()` on a TensorDataContainer that has `is_init_list() == true`");
  EXPECT_ERROR(Data(1.1).tensor(),
               "Can only call `tensor()` on a TensorDataContainer that has `is_tensor() == true`");
  EXPECT_ERROR(Data({1.1}).scalar(),
               "Can only call `scalar()` on a TensorDataContainer that has `is_scalar() == true`");
  EXPECT_ERROR(torch::tensor({1e300}), "value cannot be converted to type float without overflow");
  EXPECT_ERROR(torch::ones({2, 2}, torch::requires_grad()).backward(),
               "grad can be implicitly created only for scalar outputs");
  EXPECT_ERROR((torch::ones({2}, torch::requires_grad()) * 2).requires_grad_(false),
               "you can only change requires_grad flags of leaf variables.");
  EXPECT_ERROR(torch::ones({2}, torch::kInt).requires_grad_(),
               "Only Tensors of floating point and complex dtype can require gradients");
}

TEST(ErrorTexts, Indexing) {
  using namespace torch::indexing;
  const torch::Tensor x = torch::zeros({5, 5, 5});
  EXPECT_ERROR(x.index({".."}), "Expected \"...\" to represent an ellipsis index, but got \"..\"");
  EXPECT_ERROR(torch::Tensor(x).index({}),
               "Passing an empty index list to Tensor::index() is not valid syntax");
  EXPECT_ERROR(torch::Tensor(x).index_put_({}, 1),
               "Passing an empty index list to Tensor::index_put_() is not valid syntax");
  const torch::Tensor y = torch::zeros({3, 10, 10});
  EXPECT_ERROR(y.index({Slice(), Slice(), 15}), "index 15 is out of bounds for dimension 2 with size 10");
  EXPECT_ERROR(y.index({0, 0, 12}), "out of bounds for dimension");
  const torch::Tensor far = torch::tensor({12});
  EXPECT_ERROR(y.index({Slice(), Slice(), far}), "index 12 is out of bounds for dimension 2 with size 10");
  EXPECT_ERROR(torch::zeros({4, 3}).index({torch::tensor({4})}),
               "index 4 is out of bounds for dimension 0 with size");
  EXPECT_ERROR(torch::zeros({4, 3}).index({Slice(), torch::tensor({5})}),
               "index 5 is out of bounds for dimension 1 with size");
  EXPECT_ERROR(y.index({torch::ones({2}, torch::kBool)}), "mask");
  EXPECT_ERROR(torch::Tensor(y).index_put_({torch::tensor({0, 1})}, torch::ones({7})), "shape mismatch");
}

TEST(WarningTexts, OfMacros) {
  const facula::test::WarningCapture warnings;
  for (int i = 0; i < 3; ++i) {
    TORCH_WARN_ONCE("warn once");
    TORCH_WARN_ONCE("warn something else once");
    TORCH_WARN("warn multiple times");
  }
  EXPECT_EQ(warnings.count("warn once"), 1);
  EXPECT_EQ(warnings.count("warn something else once"), 1);
  EXPECT_EQ(warnings.count("warn multiple times"), 3);
  const c10::Warning::WarnAlways always(true);
  for (int i = 0; i < 2; ++i) TORCH_WARN_ONCE("warn always");
  EXPECT_EQ(warnings.count("warn always"), 2);
}

TEST(WarningTexts, OfParametersThatAreNot) {
  Module m;
  const facula::test::WarningCapture warnings;
  m.register_parameter("a", torch::Tensor(), false);
  EXPECT_EQ(warnings.messages.size(), 0u);
  m.register_parameter("b", torch::Tensor());
  EXPECT_EQ(warnings.count("Ignoring the `requires_grad=true` function parameter"), 1);
  EXPECT_TRUE(m.parameters().empty());
  const torch::Tensor x = torch::ones({3});
  x.index({torch::ones({3}, torch::kByte)});
  EXPECT_EQ(warnings.count("indexing with dtype torch.uint8 is now deprecated"), 1);
  // The library's own modules do not warn.
  const auto before = warnings.messages.size();
  Linear(LinearOptions(2, 2).bias(false));
  BatchNorm1d(BatchNorm1dOptions(2).affine(false));
  MultiheadAttention(MultiheadAttentionOptions(4, 2).bias(false));
  RNNCell(RNNCellOptions(2, 2).bias(false));
  EXPECT_EQ(warnings.messages.size(), before);
}

}  // namespace
