// AnyValue, AnyModule, Sequential and the other containers.
#include <gtest/gtest.h>

#include <sstream>

#include "errors.h"
#include "facula/nn/nn.h"
#include "facula/ops/activation.h"
#include "facula/ops/creation.h"

namespace {

using namespace facula;
using facula::test::message_of;

struct Adder : nn::Module {
  explicit Adder(int v) : value(v) {}
  int forward(int x) { return x + value; }
  int value;
};
struct Pair : nn::Module {
  std::string forward(int a, float b) { return std::to_string(a) + "/" + std::to_string(b); }
};
struct Defaults : nn::Module {
  double forward(int a, int b = 2, double c = 3.0) { return a + b + c; }

 protected:
  FACULA_FORWARD_DEFAULTS({1, nn::AnyValue(2)}, {2, nn::AnyValue(3.0)})
};
struct NoMacro : nn::Module {
  double forward(int a, int b = 2) { return a + b; }
};

TEST(AnyValue, HoldsAnything) {
  nn::AnyValue v(5);
  EXPECT_EQ(v.get<int>(), 5);
  EXPECT_EQ(v.try_get<float>(), nullptr);
  EXPECT_EQ(message_of([&] { v.get<float>(); }),
            "Attempted to cast AnyValue to float, but its actual type is int");
  nn::AnyValue copy = v;
  v = nn::AnyValue(std::string("x"));
  EXPECT_EQ(copy.get<int>(), 5);
  EXPECT_EQ(v.get<std::string>(), "x");
  EXPECT_EQ(v.type_info(), typeid(std::string));
}

TEST(AnyModule, CallsForward) {
  nn::AnyModule any(Adder(3));
  EXPECT_EQ(any.forward<int>(4), 7);
  EXPECT_EQ(any.get<Adder>().value, 3);
  EXPECT_EQ(any.ptr<Adder>()->value, 3);
  EXPECT_EQ(any.type_info(), typeid(Adder));
  nn::AnyModule pair(std::make_shared<Pair>());
  EXPECT_EQ(pair.forward<std::string>(1, 2.5f), "1/2.500000");
  nn::AnyModule linear(nn::Linear(2, 3));
  EXPECT_EQ(linear.forward(ones({4, 2})).size(1), 3);
  EXPECT_EQ(linear.get<nn::Linear>()->options.in_features(), 2);
  nn::AnyModule copy = linear.clone();
  EXPECT_NE(copy.ptr(), linear.ptr());
  EXPECT_TRUE(copy.forward(ones({1, 2})).equal(linear.forward(ones({1, 2}))));
}

TEST(AnyModule, Errors) {
  nn::AnyModule any(Adder(3));
  EXPECT_ERROR(any.forward<int>(5.0),
               "Expected argument #0 to be of type int, but received value of type double");
  EXPECT_ERROR(any.forward<float>(5), "Attempted to cast AnyValue to float, but its actual type is int");
  EXPECT_ERROR(any.get<Pair>(), "Attempted to cast module");
  nn::AnyModule pair{Pair()};
  EXPECT_ERROR(
      pair.forward<std::string>(1),
      "Pair's forward() method expects 2 argument(s), but received 1. If (anonymous namespace)::Pair's "
      "forward() method has default arguments, please make sure the forward() method is declared with a "
      "corresponding `FORWARD_HAS_DEFAULT_ARGS` macro.");
  EXPECT_ERROR(pair.forward<std::string>(1, 2.f, 3), "expects 2 argument(s), but received 3.");
  nn::AnyModule none;
  EXPECT_TRUE(none.is_empty());
  EXPECT_ERROR(none.get<Pair>(), "Cannot call get() on an empty AnyModule");
  EXPECT_ERROR(none.ptr(), "Cannot call ptr() on an empty AnyModule");
  EXPECT_ERROR(none.ptr<Pair>(), "Cannot call ptr() on an empty AnyModule");
  EXPECT_ERROR(none.type_info(), "Cannot call type_info() on an empty AnyModule");
  EXPECT_ERROR(none.forward<int>(5), "Cannot call forward() on an empty AnyModule");
}

TEST(AnyModule, DefaultArguments) {
  nn::AnyModule any{Defaults()};
  EXPECT_EQ(any.forward<double>(1), 6.0);
  EXPECT_EQ(any.forward<double>(1, 5), 9.0);
  EXPECT_EQ(any.forward<double>(1, 5, 7.0), 13.0);
  EXPECT_ERROR(any.forward<double>(),
               "expects at least 1 argument(s) and at most 3 argument(s), but received 0.");
  EXPECT_ERROR(any.forward<double>(1, 2, 3.0, 4),
               "expects at least 1 argument(s) and at most 3 argument(s), but received 4.");
  nn::AnyModule plain{NoMacro()};
  EXPECT_ERROR(plain.forward<double>(1), "expects 2 argument(s), but received 1. If");
}

TEST(Sequential, RunsInOrder) {
  nn::Sequential chain(Adder(1), Adder(2), std::make_shared<Adder>(3));
  EXPECT_EQ(chain->forward<int>(1), 7);
  EXPECT_EQ(chain->at<Adder>(2).value, 3);
  EXPECT_EQ(message_of([&] { chain->forward<float>(1); }),
            "The type of the return value is int, but you asked for type float");
  EXPECT_EQ(message_of([&] { chain->ptr(9); }), "Index out of range");
  EXPECT_EQ(message_of([&] { nn::Sequential()->forward<int>(1); }),
            "Cannot call forward() on an empty Sequential");
  nn::Sequential net(nn::Linear(2, 3), nn::ReLU(),
                     nn::Sequential(nn::Linear(3, 4), nn::Functional(facula::relu)));
  EXPECT_EQ(net->forward(ones({5, 2})).sizes(), IntArrayRef({5, 4}));
  EXPECT_EQ(net->named_parameters().keys(),
            (std::vector<std::string>{"0.weight", "0.bias", "2.0.weight", "2.0.bias"}));
  auto copy = std::dynamic_pointer_cast<nn::SequentialImpl>(net->clone());
  EXPECT_TRUE(copy->forward(ones({1, 2})).equal(net->forward(ones({1, 2}))));
  EXPECT_FALSE(copy->parameters()[0].is_same(net->parameters()[0]));
}

TEST(Sequential, NamedModules) {
  nn::Sequential net({{"in", nn::Linear(2, 3)}, {"act", nn::ReLU()}});
  EXPECT_EQ(net->named_children().keys(), (std::vector<std::string>{"in", "act"}));
  net->push_back("out", nn::Linear(3, 1));
  EXPECT_EQ(net->size(), 3u);
  std::ostringstream os;
  os << net;
  EXPECT_EQ(os.str(),
            "torch::nn::Sequential(\n"
            "  (in): torch::nn::Linear(in_features=2, out_features=3, bias=true)\n"
            "  (act): torch::nn::ReLU()\n"
            "  (out): torch::nn::Linear(in_features=3, out_features=1, bias=true)\n"
            ")");
}

TEST(Containers, ModuleList) {
  nn::ModuleList list(nn::Linear(1, 2), nn::Dropout(0.5));
  list->push_back(nn::ReLU());
  list->insert(1, nn::Tanh());
  EXPECT_EQ(list->size(), 4u);
  EXPECT_EQ(list->named_children().keys(), (std::vector<std::string>{"0", "1", "2", "3"}));
  EXPECT_NE(list[1]->as<nn::Tanh>(), nullptr);
  EXPECT_EQ(list->at<nn::DropoutImpl>(2).options.p(), 0.5);
  EXPECT_EQ(message_of([&] { list[4]; }), "Index out of range");
  EXPECT_EQ(std::dynamic_pointer_cast<nn::ModuleListImpl>(list->clone())->size(), 4u);
}

TEST(Containers, ModuleDict) {
  nn::ModuleDict dict(std::vector<std::pair<std::string, std::shared_ptr<nn::Module>>>{
      {"a", nn::Linear(1, 2).ptr()}, {"b", nn::ReLU().ptr()}});
  EXPECT_TRUE(dict->contains("a"));
  EXPECT_EQ(dict->keys(), (std::vector<std::string>{"a", "b"}));
  EXPECT_ERROR(dict["module_4"], " 'module_4' is not defined");
  dict->update(std::vector<std::pair<std::string, std::shared_ptr<nn::Module>>>{{"a", nn::Tanh().ptr()},
                                                                                {"c", nn::Tanh().ptr()}});
  EXPECT_NE(dict["a"]->as<nn::Tanh>(), nullptr);
  EXPECT_EQ(dict->pop("b")->as<nn::Tanh>(), nullptr);
  EXPECT_EQ(dict->size(), 2u);
  EXPECT_EQ(dict->children().size(), 2u);
  dict->clear();
  EXPECT_TRUE(dict->empty());
}

TEST(Containers, Parameters) {
  nn::ParameterList list(ones({1, 2}, requires_grad()), zeros({3}));
  EXPECT_EQ(list->size(), 2u);
  EXPECT_TRUE(list->at(0).requires_grad());
  EXPECT_FALSE(list->at(1).requires_grad());
  EXPECT_EQ(message_of([&] { list->at(2); }), "Index out of range");
  nn::ParameterDict dict;
  dict->insert("A", ones({1, 2}));
  EXPECT_ERROR(dict["B"], "Parameter 'B' is not defined");
  std::ostringstream os;
  os << dict << "\n" << list;
  EXPECT_EQ(os.str(),
            "torch::nn::ParameterDict(\n(A): Parameter containing: [Float of size [1, 2]]\n)\n"
            "torch::nn::ParameterList(\n(0): Parameter containing: [Float of size [1, 2]]\n"
            "(1): Parameter containing: [Float of size [3]]\n)");
  EXPECT_EQ(std::dynamic_pointer_cast<nn::ParameterListImpl>(list->clone())->size(), 2u);
}

}  // namespace
