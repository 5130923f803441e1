#include "facula/nn/ordered_dict.h"
#include "errors.h"

#include <gtest/gtest.h>

namespace {

using Dict = facula::OrderedDict<std::string, int>;

TEST(OrderedDict, KeepsOrder) {
  Dict d = {{"b", 1}, {"a", 2}};
  d.insert("c", 3);
  EXPECT_EQ(d.keys(), (std::vector<std::string>{"b", "a", "c"}));
  EXPECT_EQ(d.values(), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(d.front().key(), "b");
  EXPECT_EQ(*d.back(), 3);
  EXPECT_EQ(d[1].value(), 2);
  EXPECT_EQ(d["a"], 2);
  d["a"] = 5;
  EXPECT_EQ(*d.find("a"), 5);
  EXPECT_EQ(d.find("x"), nullptr);
  d.erase("b");
  EXPECT_EQ(d.pairs(), (std::vector<std::pair<std::string, int>>{{"a", 5}, {"c", 3}}));
  Dict other = {{"z", 9}};
  d.update(other);
  EXPECT_EQ(d.size(), 3u);
  d.clear();
  EXPECT_TRUE(d.is_empty());
}

TEST(OrderedDict, FindsAmongMany) {
  Dict d;
  for (int i = 0; i < 1000; ++i) d.insert("key" + std::to_string(i), int(i));
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(d["key" + std::to_string(i)], i);
  d.erase("key500");
  EXPECT_FALSE(d.contains("key500"));
  EXPECT_EQ(d["key501"], 501);
  EXPECT_EQ(d[500].key(), "key501");
}

TEST(OrderedDict, Errors) {
  Dict d = {{"a", 1}, {"b", 2}};
  EXPECT_EQ(facula::test::message_of([&] { d["foo"]; }), "Key 'foo' is not defined");
  EXPECT_EQ(facula::test::message_of([&] { d[""]; }), "Key '' is not defined");
  EXPECT_EQ(facula::test::message_of([&] { d.insert("a", 1); }), "Key 'a' already defined");
  EXPECT_EQ(facula::test::message_of([&] { d.update(Dict(d)); }), "Key 'a' already defined");
  EXPECT_EQ(facula::test::message_of([&] { Dict().front(); }), "Called front() on an empty OrderedDict");
  EXPECT_EQ(facula::test::message_of([&] { Dict().back(); }), "Called back() on an empty OrderedDict");
  facula::OrderedDict<std::string, int> p("Penguin");
  EXPECT_EQ(facula::test::message_of([&] { p["b"]; }), "Penguin 'b' is not defined");
  p.insert("a", 1);
  EXPECT_EQ(facula::test::message_of([&] { p.insert("a", 1); }), "Penguin 'a' already defined");
}

}  // namespace
