#include "io/pt_file.h"

#include <complex>

#include "io/helpers.h"
#include "io/pickle.h"
#include "io/tensors.h"
#include "io/zip.h"

namespace facula::io {
namespace {

using Ints = std::vector<int64_t>;
using Floats = std::vector<float>;
using Doubles = std::vector<double>;

IValue read(const Bytes& file) { return read_pt(file, "f.pt", std::nullopt).root; }

Bytes write(const IValue& root, const ModuleNames& modules = {}) {
  Bytes out;
  write_pt(
      root, "f",
      [&](const void* data, size_t size) {
        const auto* p = static_cast<const uint8_t*>(data);
        out.insert(out.end(), p, p + size);
      },
      modules);
  return out;
}

// An archive of a pickle made by hand, with one record "0" of 16 bytes: the floats 0 to 3.
Bytes file_of(const Bytes& pickle, const std::string& version = "3\n",
              const std::string& byteorder = "little") {
  Bytes out;
  ZipWriter zip([&](const void* data, size_t size) {
    const auto* p = static_cast<const uint8_t*>(data);
    out.insert(out.end(), p, p + size);
  });
  const Floats floats = {0, 1, 2, 3};
  zip.add("f/data.pkl", pickle);
  zip.add("f/data/0", {reinterpret_cast<const uint8_t*>(floats.data()), 16});
  zip.add("f/byteorder", as_bytes(byteorder));
  zip.add("f/version", as_bytes(version));
  zip.finish();
  return out;
}

struct TensorPickle {
  const char* rebuild = "torch._utils._rebuild_tensor_v2";
  const char* storage_class = "torch.FloatStorage";
  const char* key = "0";
  const char* location = "cpu";
  const char* dtype = nullptr;  // of _rebuild_tensor_v3
  int64_t numel = 4;
  int64_t offset = 0;
  Ints sizes = {4};
  Ints strides = {1};

  Bytes file() const {
    Pickle p;
    const auto ints = [&p](const Ints& values) {
      PickleValue* out = p.make(PickleKind::tuple);
      for (const int64_t v : values) out->items.push_back(p.integer(v));
      return out;
    };
    PickleValue* id = p.persistent(p.tuple(
        {p.string("storage"), p.global(storage_class), p.string(key), p.string(location), p.integer(numel)}));
    PickleValue* args =
        p.tuple({id, p.integer(offset), ints(sizes), ints(strides), p.boolean(false), p.ordered_dict()});
    if (dtype) args->items.push_back(p.global(dtype));
    return file_of(Pickle::write(*p.object(p.global(rebuild), args)));
  }
};

TEST(PtFile, ReadsAStateDictOfPyTorch) {
  const PtContents contents = read_pt(slurp(fixture("linear.pt")), "linear.pt", std::nullopt);
  const Tensor weight = contents.root.find("weight")->toTensor();
  EXPECT_EQ(weight.sizes(), (Ints{2, 3}));
  EXPECT_EQ(weight.scalar_type(), kFloat);
  EXPECT_EQ(values_of<float>(weight), (Floats{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(values_of<float>(contents.root.find("bias")->toTensor()), (Floats{-1, 0.5}));
  EXPECT_TRUE(contents.root.is_ordered());
  EXPECT_EQ(contents.modules, ModuleNames{""});
}

TEST(PtFile, ReadsViewsOfOneStorage) {
  const IValue root = read(slurp(fixture("nested.pt")));
  const Tensor matrix = root.find("matrix")->toTensor();
  const Tensor transposed = root.find("transposed")->toTensor();
  const Tensor row = root.find("row")->toTensor();
  EXPECT_EQ(transposed.strides(), (Ints{1, 4}));
  EXPECT_EQ(values_of<double>(transposed), (Doubles{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}));
  EXPECT_EQ(values_of<double>(row), (Doubles{4, 5, 6, 7}));
  EXPECT_TRUE(matrix.is_alias_of(transposed));
  EXPECT_TRUE(matrix.is_alias_of(row));
  EXPECT_EQ(root.find("scalar")->toTensor().dim(), 0);
  EXPECT_EQ(values_of<int64_t>(root.find("scalar")->toTensor()), (Ints{3}));
  EXPECT_EQ(root.find("empty")->toTensor().sizes(), (Ints{0, 4}));
  EXPECT_EQ(root.find("lr")->toDouble(), 0.1);
  EXPECT_TRUE(root.find("flags")->toListRef()[2].isNone());
  EXPECT_TRUE(root.find("betas")->isTuple());
  EXPECT_TRUE(root.find("nested")->find("deep")->find("tensor")->isTensor());
}

TEST(PtFile, ReadsEveryDtypeOfPyTorch) {
  const IValue root = read(slurp(fixture("dtypes.pt")));
  const auto get = [&](const char* name) { return root.find(name)->toTensor(); };
  EXPECT_EQ(values_of<float>(get("float32")), (Floats{0, 1, 2}));
  EXPECT_EQ(values_of<double>(get("float64")), (Doubles{0, 1, 2}));
  EXPECT_EQ(values_of<uint8_t>(get("uint8")), (std::vector<uint8_t>{0, 1, 2}));
  EXPECT_EQ(values_of<int8_t>(get("int8")), (std::vector<int8_t>{0, 1, 2}));
  EXPECT_EQ(values_of<int16_t>(get("int16")), (std::vector<int16_t>{0, 1, 2}));
  EXPECT_EQ(values_of<int32_t>(get("int32")), (std::vector<int32_t>{0, 1, 2}));
  EXPECT_EQ(values_of<int64_t>(get("int64")), (Ints{0, 1, 2}));
  EXPECT_EQ(values_of<bool>(get("bool")), (std::vector<bool>{false, true, true}));
  EXPECT_EQ(static_cast<float>(get("float16").data_ptr<Half>()[2]), 2.0f);
  EXPECT_EQ(static_cast<float>(get("bfloat16").data_ptr<BFloat16>()[2]), 2.0f);
  EXPECT_EQ(get("complex64").data_ptr<complex<float>>()[2].re, 2.0f);
  EXPECT_EQ(get("complex128").data_ptr<complex<double>>()[2].re, 2.0);
}

TEST(PtFile, ReadsOptimizersAndParameters) {
  const IValue adam = read(slurp(fixture("adam.pt")));
  EXPECT_EQ(adam.find("param_groups")->toListRef()[0].find("lr")->toDouble(), 0.01);
  const IValue& first = adam.find("state")->dict_items()[1];
  EXPECT_EQ(values_of<float>(first.find("exp_avg")->toTensor()).size(), 2u);
  const Tensor parameter = read(slurp(fixture("parameter.pt"))).toTensor();
  EXPECT_EQ(values_of<float>(parameter), (Floats{0, 1, 2}));
  EXPECT_TRUE(parameter.requires_grad());
}

TEST(PtFile, ReadsModulesOfLibtorch) {
  const IValue root = read(slurp(fixture("libtorch.pt")));
  EXPECT_EQ(values_of<float>(root.find("fc")->find("weight")->toTensor()), (Floats{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(values_of<float>(root.find("bn")->find("running_var")->toTensor()), (Floats{1, 1}));
  EXPECT_TRUE(root.find("act")->isGenericDict());
}

TEST(PtFile, ValuesRoundTrip) {
  const Tensor base = tensor_of<float>({0, 1, 2, 3, 4, 5}, {2, 3});
  const Tensor column = view_of(base, {2}, {3}, 1);
  const IValue root = IValue::dict({{"base", base},
                                    {"column", column},
                                    {"again", base},
                                    {"long", tensor_of<int64_t>({7}, {})},
                                    {"bool", tensor_of<uint8_t>({1, 0}, {2})},
                                    {"empty", tensor_of<double>({}, {0, 2})},
                                    {"none", IValue()},
                                    {"text", "\xc3\xa4"},
                                    {5, IValue::tuple({1, 2.5, true})},
                                    {"list", Ints{1, 2}}});
  const IValue out = read(write(root));
  const Tensor base2 = out.find("base")->toTensor();
  EXPECT_EQ(values_of<float>(base2), values_of<float>(base));
  EXPECT_EQ(values_of<float>(out.find("column")->toTensor()), (Floats{1, 4}));
  EXPECT_TRUE(out.find("column")->toTensor().is_alias_of(base2));
  EXPECT_TRUE(out.find("again")->toTensor().is_same(base2));
  EXPECT_EQ(values_of<int64_t>(out.find("long")->toTensor()), (Ints{7}));
  EXPECT_EQ(out.find("empty")->toTensor().sizes(), (Ints{0, 2}));
  EXPECT_TRUE(out.find("none")->isNone());
  EXPECT_EQ(out.find("text")->toStringRef(), "\xc3\xa4");
  EXPECT_EQ(out.dict_items()[16].toInt(), 5);
  EXPECT_EQ(out.dict_items()[17].toListRef()[1].toDouble(), 2.5);
  EXPECT_EQ(out.find("list")->toIntVector(), (Ints{1, 2}));
}

TEST(PtFile, HasTheStructureThatPythonExpects) {
  const Tensor t = tensor_of<float>({1, 2}, {2});
  const Bytes file = write(IValue::dict({{"w", t}}, true), {"", "fc"});
  const ZipReader zip(file, "f.pt");
  std::vector<std::string> names;
  for (const ZipEntry& entry : zip.entries()) {
    names.push_back(entry.name);
    EXPECT_FALSE(entry.deflated);
    EXPECT_EQ(entry.data_offset % 64, 0u);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"f/data.pkl", "f/byteorder", "f/data/0", "f/version"}));
  const Buffer bytes = zip.read(*zip.find("f/data.pkl"));
  const Pickle pickle = Pickle::read(bytes, "data.pkl");
  const PickleValue* args = pickle.root->find("w")->items[1];
  ASSERT_EQ(args->items.size(), 6u);
  const auto& id = args->items[0]->items[0]->items;
  EXPECT_EQ(id[0]->text, "storage");
  EXPECT_TRUE(id[1]->is_global("torch.FloatStorage"));
  EXPECT_EQ(id[2]->text, "0");
  EXPECT_EQ(id[3]->text, "cpu");
  EXPECT_EQ(id[4]->integer, 2);
  EXPECT_TRUE(args->items[5]->ordered);
  EXPECT_EQ(read_pt(file, "f.pt", std::nullopt).modules, (ModuleNames{"", "fc"}));
}

TEST(PtFile, ReadsUntypedStorages) {
  TensorPickle t;
  t.rebuild = "torch._utils._rebuild_tensor_v3";
  t.storage_class = "torch.storage.UntypedStorage";
  t.dtype = "torch.float32";
  t.numel = 16;
  EXPECT_EQ(values_of<float>(read(t.file()).toTensor()), (Floats{0, 1, 2, 3}));
  t.dtype = "torch.float8_e4m3fn";
  EXPECT_ERROR(read(t.file()), "tensors of dtype 'torch.float8_e4m3fn' cannot be read");
}

TEST(PtFile, ReadsOtherByteOrders) {
  Pickle p;
  const Bytes little = TensorPickle().file();
  const ZipReader zip(little, "f");
  const Buffer pickle = zip.read(*zip.find("f/data.pkl"));
  const Bytes big = file_of(Bytes(pickle.data(), pickle.data() + pickle.size()), "3\n", "big");
  const Tensor t = read(big).toTensor();
  uint32_t bits;
  std::memcpy(&bits, t.data_ptr<float>() + 1, 4);
  EXPECT_EQ(bits, 0x0000803fu);
}

TEST(PtFile, RefusesTensorsBeyondTheirStorage) {
  const auto expect_refused = [](auto change) {
    TensorPickle t;
    change(t);
    EXPECT_ERROR(read(t.file()), "does not fit into its storage of 4 elements");
  };
  expect_refused([](TensorPickle& t) { t.sizes = {5}; });
  expect_refused([](TensorPickle& t) { t.offset = 1; });
  expect_refused([](TensorPickle& t) { t.offset = -1; });
  expect_refused([](TensorPickle& t) { t.offset = 5, t.sizes = {0}; });
  expect_refused([](TensorPickle& t) { t.strides = {2}; });
  expect_refused([](TensorPickle& t) { t.strides = {-1}; });
  expect_refused([](TensorPickle& t) { t.sizes = {-1}; });
  expect_refused([](TensorPickle& t) { t.strides = {1, 1}; });
  expect_refused([](TensorPickle& t) { t.sizes = {2, 2}, t.strides = {INT64_MAX, INT64_MAX}; });
  expect_refused([](TensorPickle& t) { t.sizes = {INT64_MAX, INT64_MAX}, t.strides = {0, 0}; });
  TensorPickle good;
  good.sizes = {2, 2}, good.strides = {2, 1};
  EXPECT_EQ(values_of<float>(read(good.file()).toTensor()), (Floats{0, 1, 2, 3}));
}

TEST(PtFile, RefusesBadStorages) {
  const auto expect_refused = [](auto change, const char* message) {
    TensorPickle t;
    change(t);
    EXPECT_ERROR(read(t.file()), message);
  };
  expect_refused([](TensorPickle& t) { t.numel = 5; },
                 "of 16 bytes is too small for 5 elements of type Float");
  expect_refused([](TensorPickle& t) { t.numel = -1; }, "is too small for -1 elements");
  expect_refused([](TensorPickle& t) { t.numel = INT64_MAX; },
                 "is too small for 9223372036854775807 elements");
  expect_refused([](TensorPickle& t) { t.key = "1"; }, "f.pt: it has no record 'data/1'");
  expect_refused([](TensorPickle& t) { t.key = "../version"; }, "it has no record 'data/../version'");
  expect_refused([](TensorPickle& t) { t.storage_class = "torch.QInt8Storage"; },
                 "storages of class 'torch.QInt8Storage' cannot be read");
  expect_refused([](TensorPickle& t) { t.location = "xpu:0"; }, "xpu");
}

TEST(PtFile, RefusesEverythingElse) {
  Pickle p;
  PickleValue* call = p.object(p.global("os.system"), p.tuple({p.string("echo")}));
  EXPECT_ERROR(read(file_of(Pickle::write(*call))), "f.pt: Unsupported global: 'os.system'");
  EXPECT_ERROR(read(file_of(Pickle::write(*p.global("numpy.ndarray")))),
               "Unsupported global: 'numpy.ndarray'");
  PickleValue* rebuild = p.object(p.global("torch._utils._rebuild_tensor_v2"), p.tuple({p.none()}));
  EXPECT_ERROR(read(file_of(Pickle::write(*rebuild))), "has wrong arguments");
  EXPECT_ERROR(read(file_of(Pickle::write(*p.none()), "11\n")),
               "its format version is '11'; 1 to 10 can be read");
  EXPECT_ERROR(read(slurp(fixture("legacy.pt"))), "this is the format of PyTorch before 1.6");
  EXPECT_ERROR(read(Bytes{'P', 'K'}), "not a valid zip archive");
}

TEST(PtFile, RefusesToWriteWhatCannotBeRead) {
  const Tensor t = tensor_of<int32_t>({1, 2}, {2});
  StorageImpl* storage = t.unsafeGetTensorImpl()->storage();
  storage->inc_ref();
  const Tensor other(new TensorImpl(storage, Ints{2}, kFloat, kCPU));
  EXPECT_ERROR(write(IValue(std::vector<Tensor>{t, other})),
               "Cannot save multiple tensors or storages that view the same data as different types");
}

TEST(PtFile, DamagedFilesAreSurvived) {
  const Bytes file = write(IValue::dict({{"w", tensor_of<float>({1, 2}, {2})}}, true), {""});
  expect_truncations_fail(file, read);
  expect_bit_flips_are_survived(file, read);
  // The pickle's own bits, past the check of the zip archive.
  const ZipReader zip(file, "f");
  const Buffer pickle = zip.read(*zip.find("f/data.pkl"));
  expect_bit_flips_are_survived(Bytes(pickle.data(), pickle.data() + pickle.size()),
                                [](const Bytes& changed) { read(file_of(changed)); });
}

}  // namespace
}  // namespace facula::io
