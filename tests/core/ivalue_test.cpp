#include "facula/core/ivalue.h"

#include <gtest/gtest.h>

namespace facula {
namespace {

std::string message_of(void (*f)()) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(IValue, KeepsKindAndValue) {
  EXPECT_TRUE(IValue().isNone());
  EXPECT_EQ(IValue(3).toInt(), 3);
  EXPECT_EQ(IValue(int64_t{1} << 40).toInt(), int64_t{1} << 40);
  EXPECT_EQ(IValue(0.5).toDouble(), 0.5);
  EXPECT_TRUE(IValue(true).isBool());
  EXPECT_TRUE(IValue(true).toBool());
  EXPECT_EQ(IValue("text").toStringRef(), "text");
  EXPECT_TRUE(IValue(Tensor()).isTensor());
  EXPECT_FALSE(IValue(Tensor()).toTensor().defined());
  EXPECT_EQ(IValue(3).toScalar().to<int64_t>(), 3);
  EXPECT_EQ(IValue(2.5).toScalar().to<double>(), 2.5);
}

TEST(IValue, Containers) {
  EXPECT_EQ(IValue(std::vector<int64_t>{1, 2}).toIntVector(), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(IValue(std::vector<double>{1, 2}).toDoubleVector(), (std::vector<double>{1, 2}));
  EXPECT_TRUE(IValue(std::vector<bool>{true}).toListRef()[0].toBool());
  EXPECT_EQ(IValue(std::vector<std::string>{"a"}).toListRef()[0].toStringRef(), "a");
  EXPECT_EQ(IValue(std::vector<Tensor>(2)).toTensorVector().size(), 2u);
  EXPECT_TRUE(IValue::tuple({1, "a"}).isTuple());
  IValue dict = IValue::dict({{"a", 1}, {5, "five"}});
  dict.insert("b", 2.5);
  EXPECT_EQ(dict.find("a")->toInt(), 1);
  EXPECT_EQ(dict.find("b")->toDouble(), 2.5);
  EXPECT_EQ(dict.find("c"), nullptr);
  EXPECT_EQ(dict.dict_items().size(), 6u);
  EXPECT_FALSE(dict.is_ordered());
}

TEST(IValue, WrongKindsThrow) {
  EXPECT_EQ(message_of([] { (void)IValue("x").toInt(); }), "Expected Int but got String");
  EXPECT_EQ(message_of([] { (void)IValue(1).toDouble(); }), "Expected Double but got Int");
  EXPECT_EQ(message_of([] { (void)IValue().toTensor(); }), "Expected Tensor but got None");
  EXPECT_EQ(message_of([] { (void)IValue(1).toBool(); }), "Expected Bool but got Int");
  EXPECT_EQ(message_of([] { (void)IValue(1.5).toListRef(); }), "Expected List but got Double");
  EXPECT_EQ(message_of([] { (void)IValue(1.5).dict_items(); }), "Expected GenericDict but got Double");
  EXPECT_EQ(message_of([] { (void)IValue("x").toScalar(); }), "Expected Scalar but got String");
}

}  // namespace
}  // namespace facula
