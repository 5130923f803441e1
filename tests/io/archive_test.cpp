#include "facula/io/archive.h"

#include <functional>
#include <sstream>

#include "facula/io/serialize.h"
#include "io/helpers.h"
#include "io/tensors.h"

namespace facula::io {
namespace {

using serialize::InputArchive;
using serialize::OutputArchive;
using Floats = std::vector<float>;
using Names = std::vector<std::string>;

Tensor floats(const Floats& values) { return tensor_of(values, {static_cast<int64_t>(values.size())}); }

InputArchive reread(OutputArchive& out) {
  std::stringstream stream;
  out.save_to(stream);
  InputArchive in;
  in.load_from(stream);
  return in;
}

// A module as programs write them: parameters of its own and children.
struct Leaf {
  Tensor weight = floats({0, 0});
  void save(OutputArchive& archive) const { archive.write("weight", weight); }
  void load(InputArchive& archive) { archive.read("weight", weight); }
};
struct Empty {
  void save(OutputArchive&) const {}
  void load(InputArchive&) {}
};
struct Net {
  Leaf a, b;
  Empty act;
  int64_t steps = 0;
  void save(OutputArchive& archive) const {
    OutputArchive first(archive.compilation_unit()), second, third;
    a.save(first);
    b.save(second);
    act.save(third);
    archive.write("a", first);
    archive.write("b", second);
    archive.write("act", third);
    archive.write("steps", IValue(steps));
  }
  void load(InputArchive& archive) {
    InputArchive child;
    archive.read("a", child);
    a.load(child);
    archive.read("b", child);
    b.load(child);
    archive.read("act", child);
    act.load(child);
    IValue value;
    archive.read("steps", value);
    steps = value.toInt();
  }
};

TEST(Archive, ModulesRoundTrip) {
  const TempDir dir;
  Net net;
  net.a.weight = floats({1, 2});
  net.b.weight = floats({3, 4});
  net.steps = 7;
  save(net, dir.file("net.pt"));
  Net other;
  const Tensor kept = other.a.weight;
  load(other, dir.file("net.pt"));
  EXPECT_EQ(values_of<float>(other.a.weight), (Floats{1, 2}));
  EXPECT_EQ(values_of<float>(other.b.weight), (Floats{3, 4}));
  EXPECT_EQ(other.steps, 7);
  EXPECT_TRUE(kept.is_same(other.a.weight)) << "a defined tensor must stay the same object";
}

TEST(Archive, ModulesAreStateDicts) {
  std::stringstream stream;
  save(Net(), stream);
  const IValue root = load_value(stream);
  Names names;
  for (size_t i = 0; i < root.dict_items().size(); i += 2)
    names.push_back(root.dict_items()[i].toStringRef());
  EXPECT_EQ(names, (Names{"a.weight", "b.weight", "steps"}));
  EXPECT_TRUE(root.is_ordered());
}

TEST(Archive, PointersAndHolders) {
  std::stringstream stream;
  auto pointer = std::make_shared<Leaf>();
  pointer->weight = floats({5, 6});
  save(pointer, stream);
  const auto other = std::make_unique<Leaf>();
  load(*other, stream);
  EXPECT_EQ(values_of<float>(other->weight), (Floats{5, 6}));
  stream.clear();
  stream.seekg(0);
  auto third = std::make_shared<Leaf>();
  load(third, stream);
  EXPECT_EQ(values_of<float>(third->weight), (Floats{5, 6}));
  const std::shared_ptr<Leaf> empty;
  EXPECT_ERROR(save(empty, stream), "Cannot serialize empty module");
}

TEST(Archive, ValuesOfEveryKind) {
  OutputArchive out;
  out.write("int", IValue(3));
  out.write("double", IValue(0.5));
  out.write("bool", IValue(true));
  out.write("text", IValue("text"));
  out.write("list", IValue(std::vector<int64_t>{1, 2}));
  out.write("tensor", floats({1}), /*is_buffer=*/true);
  out.write("undefined", Tensor());
  InputArchive in = reread(out);
  IValue value;
  in.read("int", value);
  EXPECT_EQ(value.toInt(), 3);
  in("double", value);
  EXPECT_EQ(value.toDouble(), 0.5);
  in.read("bool", value);
  EXPECT_TRUE(value.toBool());
  in.read("text", value);
  EXPECT_EQ(value.toStringRef(), "text");
  in.read("list", value);
  EXPECT_EQ(value.toIntVector(), (std::vector<int64_t>{1, 2}));
  Tensor tensor;
  in.read("tensor", tensor, /*is_buffer=*/true);
  EXPECT_EQ(values_of<float>(tensor), (Floats{1}));
  in.read("undefined", tensor);
  EXPECT_FALSE(tensor.defined());
  EXPECT_EQ(in.keys(), (Names{"int", "double", "bool", "text", "list", "tensor", "undefined"}));
}

TEST(Archive, ErrorsNameThePath) {
  OutputArchive out, a, b;
  b.write("x", floats({1}));
  a.write("b", b);
  out.write("a", a);
  InputArchive in = reread(out), child, grandchild;
  Tensor tensor;
  IValue value;
  in.read("a", child);
  child.read("b", grandchild);
  EXPECT_EQ(message_of([&] { grandchild.read("y", tensor); }), "No such serialized tensor 'a.b.y'");
  EXPECT_EQ(message_of([&] { child.read("x", grandchild); }), "No such serialized submodule: 'a.x'");
  EXPECT_EQ(message_of([&] { in.read("z", value); }), "No such serialized value 'z': the archive does not have a field with name 'z'");
  EXPECT_FALSE(in.try_read("y", tensor));
  EXPECT_FALSE(in.try_read("y", value));
  EXPECT_FALSE(in.try_read("y", child));
  in.read("a.b.x", tensor);
  EXPECT_EQ(values_of<float>(tensor), (Floats{1}));
}

TEST(Archive, NestedArchivesWithoutEntriesExist) {
  OutputArchive out, nested, inner;
  nested.write("inner", inner);
  out.write("nested", nested);
  InputArchive in = reread(out), child;
  EXPECT_TRUE(in.try_read("nested", child));
  EXPECT_TRUE(child.try_read("inner", child));
  EXPECT_EQ(in.keys(), Names{"nested"});
}

TEST(Archive, RefusesMisuse) {
  OutputArchive out, nested;
  out.write("x", IValue(1));
  EXPECT_ERROR(out.write("x", IValue(2)), "the archive has the key 'x' already");
  EXPECT_ERROR(out.write("x", nested), "the archive has the key 'x' already");
  EXPECT_ERROR(out.write("y", out), "an archive cannot be written into itself");
  EXPECT_ERROR(out.write_root(IValue(1)), "the archive is not empty");
  OutputArchive root;
  root.write_root(IValue(1));
  EXPECT_ERROR(root.write("x", IValue(1)), "the archive is one value already, and 'x' cannot be added");
  OutputArchive dotted, a;
  a.write("b", IValue(1));
  dotted.write("a", a);
  dotted.write("a.b", IValue(2));
  EXPECT_ERROR(reread(dotted), "has the key 'a.b' twice");
  OutputArchive deep;
  deep.write(std::string(1000, '.'), IValue(1));
  EXPECT_ERROR(reread(deep), "nested deeper than 200 levels");
}

TEST(Archive, RootValues) {
  OutputArchive out, nested;
  nested.write_root(IValue::dict({{"lr", 0.5}, {"list", std::vector<int64_t>{1, 2}}}));
  out.write("optimizer", nested);
  InputArchive in = reread(out), child;
  in.read("optimizer", child);
  EXPECT_EQ(child.read_root().find("lr")->toDouble(), 0.5);
  IValue value;
  child.read("list.1", value);
  EXPECT_EQ(value.toInt(), 2);
  EXPECT_EQ(in.read_root().find("optimizer")->find("lr")->toDouble(), 0.5);
}

TEST(Archive, FunctionsAndMemory) {
  OutputArchive out;
  out.write("x", floats({1, 2, 3}));
  std::string bytes;
  const std::function<size_t(const void*, size_t)> sink = [&](const void* data, size_t size) {
    bytes.append(static_cast<const char*>(data), size);
    return size;
  };
  out.save_to(sink);
  EXPECT_ERROR(out.save_to([](const void*, size_t) -> size_t { return 0; }), "took 0 of");
  const std::function<size_t(uint64_t, void*, size_t)> read = [&](uint64_t at, void* buffer, size_t size) {
    const size_t part = std::min<size_t>(size, 10);  // in pieces
    std::memcpy(buffer, bytes.data() + at, part);
    return part;
  };
  InputArchive in;
  in.load_from(read, [&] { return bytes.size(); });
  Tensor x;
  in.read("x", x);
  EXPECT_EQ(values_of<float>(x), (Floats{1, 2, 3}));
  InputArchive again;
  again.load_from(bytes.data(), bytes.size(), Device(kCPU));
  EXPECT_EQ(again.keys(), Names{"x"});
  EXPECT_ERROR(again.load_from([](uint64_t, void*, size_t) { return 0; }, [] { return 10; }),
               "read 0 of 10 bytes at position 0");
}

TEST(Archive, ReadsFilesOfPythonAndLibtorch) {
  InputArchive python, libtorch, child;
  python.load_from(fixture("nested.pt"));
  Tensor tensor;
  python.read("nested.deep.tensor", tensor);
  EXPECT_EQ(tensor.scalar_type(), kBool);
  libtorch.load_from(fixture("libtorch.pt"));
  libtorch.read("fc", child);
  tensor = Tensor();
  child.read("weight", tensor);
  EXPECT_EQ(values_of<float>(tensor), (Floats{0, 1, 2, 3, 4, 5}));
  EXPECT_TRUE(libtorch.try_read("act", child));
}

TEST(Serialize, TensorsAndVectors) {
  const TempDir dir;
  const Tensor x = floats({1, 2, 3});
  save(x, dir.file("x.pt"));
  EXPECT_TRUE(load_value(dir.file("x.pt")).isTensor());
  Tensor y;
  load(y, dir.file("x.pt"));
  EXPECT_EQ(values_of<float>(y), values_of<float>(x));

  std::stringstream stream;
  save(std::vector<Tensor>{x, floats({4})}, stream);
  std::vector<Tensor> list = {y};
  load(list, stream);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(values_of<float>(list[2]), (Floats{4}));
}

TEST(Serialize, PlainValues) {
  std::stringstream stream;
  save(IValue::dict({{"epoch", 3}}), stream);
  EXPECT_EQ(load_value(stream).find("epoch")->toInt(), 3);
  EXPECT_EQ(pickle_load(pickle_save(IValue(2.5))).toDouble(), 2.5);
}

TEST(Serialize, StateDicts) {
  const TempDir dir;
  const Tensor w = floats({1, 2, 3, 4});
  save_state_dict(dir.file("a.pt"), {{"fc.weight", w}, {"tied", view_of(w, {2}, {1}, 2)}});
  const StateDict out = load_state_dict(dir.file("a.pt"));
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].first, "fc.weight");
  EXPECT_EQ(values_of<float>(out[1].second), (Floats{3, 4}));
  EXPECT_TRUE(out[0].second.is_alias_of(out[1].second));
  EXPECT_EQ(load_state_dict(fixture("linear.pt")).size(), 2u);

  EXPECT_ERROR(save_state_dict(dir.file("a.pt"), {{"x", w}, {"x", w}}), "two tensors are named 'x'");
  EXPECT_ERROR(save_state_dict(dir.file("a.pt"), {{"x", Tensor()}}), "the tensor 'x' is undefined");
  EXPECT_EQ(load_state_dict(dir.file("a.pt")).size(), 2u) << "a failed save must leave the old file";
  EXPECT_EQ(dir.count(), 1u);
  EXPECT_ERROR(load_state_dict(fixture("nested.pt")), "'step' of");
  EXPECT_ERROR(load_state_dict(fixture("parameter.pt")), "has a value of kind Tensor and not a dict");
  EXPECT_ERROR(load_state_dict(dir.file("none.pt")), "No such file or directory");
}

TEST(Serialize, FailedStreams) {
  std::stringstream stream;
  stream.setstate(std::ios::badbit);
  EXPECT_ERROR(save(floats({1}), stream), "the stream has failed");
  Tensor x;
  EXPECT_ERROR(load(x, stream), "the stream has failed");
}

}  // namespace
}  // namespace facula::io
