// torch/script.h as the header of everything, c10's types, and what TorchScript answers.
#include <gtest/gtest.h>
#include <torch/script.h>

#include <sstream>

namespace {

TEST(Script, TheHeaderServesEverything) {
  torch::manual_seed(0);
  torch::nn::Sequential net(torch::nn::Linear(2, 3), torch::nn::ReLU(), torch::nn::Linear(3, 1));
  torch::optim::Adam optimizer(net->parameters(), 1e-2);
  const auto loss = net->forward(torch::ones({4, 2})).pow(2).mean();
  loss.backward();
  optimizer.step();
  EXPECT_TRUE(net->parameters()[0].grad().defined());
  auto loader =
      torch::data::make_data_loader(torch::data::datasets::TensorDataset(torch::arange(6))
                                        .map(torch::data::transforms::Stack<torch::data::TensorExample>()),
                                    2);
  int64_t seen = 0;
  for (auto& batch : *loader) seen += batch.data.numel();
  EXPECT_EQ(seen, 6);
  std::stringstream file;
  torch::save(loss, file);
  at::Tensor back;
  torch::load(back, file);
  EXPECT_TRUE(back.equal(loss));
}

TEST(Script, TypesOfC10) {
  const c10::optional<int64_t> none = c10::nullopt;
  EXPECT_FALSE(none.has_value());
  const std::vector<int64_t> sizes{2, 3};
  const c10::ArrayRef<int64_t> view(sizes);
  const c10::IntArrayRef same = view;
  EXPECT_EQ(torch::zeros(same).sizes(), at::IntArrayRef({2, 3}));
  const c10::complex<float> z(1, -2);
  EXPECT_EQ(z.imag(), -2);
  struct Counted : c10::intrusive_ptr_target {
    explicit Counted(int& alive) : n(alive) { ++n; }
    Counted(const Counted& o) : c10::intrusive_ptr_target(o), n(o.n) { ++n; }
    ~Counted() override { --n; }
    int& n;
  };
  int alive = 0;
  {
    c10::intrusive_ptr<Counted> p = c10::make_intrusive<Counted>(alive);
    const auto q = p;
    const auto copy = c10::make_intrusive<Counted>(*q);
    p.reset();
    EXPECT_EQ(q->n, 2);
  }
  EXPECT_EQ(alive, 0);
  const c10::Device device(c10::kCPU);
  EXPECT_TRUE(device.is_cpu());
  const c10::Scalar s(1.5);
  EXPECT_EQ(s.to<double>(), 1.5);
  EXPECT_EQ(c10::toString(c10::ScalarType::Half), std::string("Half"));
  EXPECT_THROW(torch::zeros({2}).view({3}), c10::Error);
  int64_t sum = 0;
  for (const auto i : c10::irange(4)) sum += i;
  EXPECT_EQ(sum, 6);
}

template <class F>
std::string text(F f) {
  try {
    f();
  } catch (const c10::Error& e) {
    return e.what_without_backtrace();
  }
  return "no error";
}

TEST(Script, TorchScriptSaysWhatToDoInstead) {
  torch::jit::script::Module module;
  const std::string advice =
      ": Facula does not run TorchScript. Save the state_dict in Python with torch.save(model.state_dict(), path) and "
      "load it into a C++ module with torch::load or load_state_dict.";
  EXPECT_EQ(text([&] { module = torch::jit::load("model.pt"); }), "torch::jit::load(\"model.pt\")" + advice);
  EXPECT_EQ(text([&] { module = torch::jit::load("model.pt", torch::kCPU); }),
            "torch::jit::load(\"model.pt\")" + advice);
  std::istringstream stream("x");
  EXPECT_EQ(text([&] { module = torch::jit::load(stream); }), "torch::jit::load(stream)" + advice);
  std::vector<torch::jit::IValue> inputs;
  inputs.push_back(torch::ones({1, 3}));
  at::Tensor output;
  EXPECT_EQ(text([&] { output = module.forward(inputs).toTensor(); }),
            "torch::jit::Module::forward" + advice);
  EXPECT_EQ(text([&] { module.eval(); }), "torch::jit::Module::eval" + advice);
  EXPECT_EQ(text([&] { module.to(at::kCPU); }), "torch::jit::Module::to" + advice);
}

}  // namespace
