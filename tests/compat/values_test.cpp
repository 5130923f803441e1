// Macros and value types: names, and the expressions that programs write with them.
#include <ATen/ATen.h>
#include <c10/util/Exception.h>
#include <c10/util/flat_hash_map.h>
#include <c10/util/irange.h>
#include <c10/util/tempfile.h>
#include <gtest/gtest.h>
#include <torch/csrc/utils/variadic.h>
#include <torch/expanding_array.h>
#include <torch/script.h>

#include "compat/surface.h"

namespace {

using Strings = torch::OrderedDict<std::string, int>;
HAS_MEMBERS(Strings, operator=, key_description, front, back, operator[], find, contains, begin, end, size,
            is_empty, reserve, insert, update, erase, clear, items, keys, values, pairs);
HAS_MEMBERS(Strings::Item, key, value, operator->, operator*);
HAS_MEMBERS(c10::Scalar, toByte, toChar, toShort, toInt, toLong, toHalf, toFloat, toDouble, toComplexFloat,
            toComplexDouble, toBool, toBFloat16, to, isFloatingPoint, isIntegral, isComplex, isBoolean,
            isSymInt, isSymFloat, isSymbolic, operator=, operator-, conj, log, equal, type);
HAS_MEMBERS(c10::IntArrayRef, begin, end, cbegin, cend, rbegin, rend, empty, data, size, front, back, equals,
            slice, operator[], at, operator=, vec);
HAS_MEMBERS(c10::TensorOptions, device, device_index, dtype, layout, requires_grad, pinned_memory,
            memory_format, has_device, device_opt, has_dtype, dtype_opt, has_layout, layout_opt,
            has_requires_grad, requires_grad_opt, has_pinned_memory, is_sparse, is_sparse_csr, type_equal,
            pinned_memory_opt, has_memory_format, memory_format_opt, merge_in,
            merge_memory_format, operator=);
HAS_MEMBERS(c10::Device, set_index, type, index, has_index, is_cuda, is_mps, is_hip, is_ve, is_xpu, is_ipu,
            is_xla, is_hpu, is_lazy, is_vulkan, is_metal, is_ort, is_meta, is_cpu, supports_as_strided, str);
HAS_MEMBERS(c10::IValue, toTensor, operator=, toInt, toBool, toDouble, toModule);
HAS_MEMBERS(c10::Storage, data, data_ptr);
HAS_MEMBERS(c10::DataPtr, get_context);
HAS_MEMBERS(c10::Error, what, what_without_backtrace, msg);
HAS_MEMBERS(caffe2::TypeMeta, Make);
HAS_MEMBERS(torch::ExpandingArray<2>, size, operator*, operator->);
HAS_MEMBERS(torch::ExpandingArrayWithOptionalElem<2>, size, operator*);
HAS_MEMBERS(torch::detail::TensorDataContainer, init_list, scalar, tensor, is_init_list, is_scalar,
            is_tensor);
HAS_MEMBERS(c10::VariableVersion, current_version);
HAS_MEMBERS(c10::GradMode, is_enabled);
HAS_MEMBERS(c10::InferenceMode, is_enabled);
using Map = ska::flat_hash_map<std::string, int>;
HAS_MEMBERS(Map, operator[], at, size, end, find);
HAS_MEMBERS(c10::WarningHandler, process);
static_assert(std::is_base_of_v<c10::Error, c10::IndexError> &&
              std::is_base_of_v<c10::Error, c10::ValueError> &&
              std::is_base_of_v<c10::Error, c10::TypeError> &&
              std::is_base_of_v<c10::Error, c10::NotImplementedError>);

namespace types {
using at::IntArrayRef, torch::TensorList, torch::Tensor, torch::TensorOptions, torch::Device,
    torch::DeviceType, torch::Dtype, torch::ScalarType, torch::Scalar, torch::optional, torch::nullopt,
    torch::MemoryFormat, torch::Layout, torch::Error, torch::List, torch::Dict, torch::str,
    torch::autograd::Variable, c10::nullopt, c10::make_optional, c10::visit, c10::get, c10::get_if,
    c10::to_string, c10::irange, c10::Join, c10::string_view;
using c10::ArrayRef, c10::OptionalArrayRef, c10::IListRef, c10::ScalarType, c10::DeviceType, c10::Half,
    c10::NoGradGuard, c10::AutoGradMode, c10::List, c10::SourceLocation, torch::WarningHandler;
using torch::IntArrayRef, at::TensorList, c10::str, at::Tensor, c10::optional, c10::variant, c10::complex;
}  // namespace types
namespace constants {
using c10::kFloat, c10::kCUDA, c10::kCPU, c10::kLong, c10::kDouble, at::indexing::None, torch::kFloat32,
    c10::kStrided, c10::kInt, c10::kComplexDouble, torch::kInt64, torch::kFloat64, torch::kNone, c10::kBool,
    torch::kSum, torch::kUInt8, torch::kMean, torch::kInt32, at::indexing::INDEX_MAX, at::indexing::Ellipsis,
    c10::kByte, c10::kBFloat16, torch::kBilinear, torch::kReLU, torch::kNearest, torch::kCircular,
    torch::kInt16, torch::kInt8, torch::kTanh, c10::kComplexFloat, c10::kChar, c10::kSparse, torch::kF32,
    torch::kZeros, torch::kBicubic, torch::kFloat16, torch::kGELU, torch::kLinear, torch::kReflect,
    torch::kSame, torch::kTrilinear, at::indexing::INDEX_MIN, torch::kBorder, torch::kConstant,
    torch::kFanOut, torch::kLeakyReLU, torch::kReflection, torch::kReplicate, c10::kShort, torch::kArea,
    torch::kBatchMean, torch::kConv1D, torch::kConv2D, torch::kConv3D, torch::kConvTranspose1D,
    torch::kConvTranspose2D, torch::kConvTranspose3D, torch::kFanIn, torch::kGRU, torch::kLSTM, torch::kMax,
    torch::kNearestExact, torch::kRNN_RELU, torch::kRNN_TANH, torch::kSigmoid, torch::kValid, c10::kHalf,
    torch::kU8, torch::kI8, torch::kI16, torch::kI32, torch::kI64, torch::kF16, torch::kF64;
constexpr auto modes = {torch::data::datasets::MNIST::Mode::kTrain,
                        torch::data::datasets::MNIST::Mode::kTest};
constexpr auto devices = {c10::DeviceType::CUDA,  c10::DeviceType::CPU,    c10::DeviceType::HIP,
                          c10::DeviceType::IDEEP, c10::DeviceType::MKLDNN, c10::DeviceType::OPENCL,
                          c10::DeviceType::OPENGL};
constexpr auto metas = {torch::autograd::CreationMeta::INFERENCE_MODE,
                        torch::autograd::CreationMeta::NO_GRAD_MODE};
constexpr auto formats = {c10::MemoryFormat::Contiguous, c10::MemoryFormat::ChannelsLast,
                          c10::MemoryFormat::ChannelsLast3d, c10::MemoryFormat::Preserve};
constexpr auto reductions = {at::Reduction::Reduction::Sum, torch::Reduction::None, torch::Reduction::Mean};
}  // namespace constants

TEST(Surface, Macros) {
  static_assert(TORCH_VERSION_MAJOR >= 1 && TORCH_VERSION_MINOR >= 0 && TORCH_VERSION_PATCH >= 0);
  EXPECT_FALSE(std::string(TORCH_VERSION).empty());
  const auto message = [](auto f) -> std::string {
    try {
      f();
    } catch (const c10::Error& e) {
      return e.what_without_backtrace();
    }
    return "nothing";
  };
  EXPECT_EQ(message([] { TORCH_CHECK(1 > 2, "one is ", 1); }), "one is 1");
  EXPECT_EQ(message([] { AT_ERROR("two is ", 2); }), "two is 2");
  EXPECT_NE(message([] { TORCH_INTERNAL_ASSERT(1 > 2, "three"); }).find("1 > 2 INTERNAL ASSERT FAILED"),
            std::string::npos);
  EXPECT_NE(message([] { AT_ASSERT(1 > 2); }).find("INTERNAL ASSERT FAILED"), std::string::npos);
  const std::string name = AT_DISPATCH_ALL_TYPES(
      torch::kInt, "name", [] { return std::string(std::is_same_v<scalar_t, int> ? "int" : "other"); });
  EXPECT_EQ(name, "int");
}

TEST(Surface, WhatAnArrayRefAndDeviceTake) {
  const std::vector<int64_t> v = {1, 2};
  EXPECT_TRUE(v == c10::IntArrayRef({1, 2}) && c10::IntArrayRef({1, 2}) == v && c10::IntArrayRef(3)[0] == 3);
  EXPECT_EQ((*torch::ExpandingArray<2>(4))[1], 4);
  const auto sum = [](c10::OptionalIntArrayRef a) { return a.has_value() ? a->size() : size_t{0}; };
  EXPECT_EQ(sum(7) + sum({1, 2}) + sum(c10::nullopt), 3u);
  const auto index = [](torch::TensorOptions o) { return o.device_index(); };
  EXPECT_EQ(index({torch::kCUDA, 1}), 1);
  for (const char* text : {"cpu", "cuda", "cuda:1", "mkldnn", "opengl", "opencl", "ideep", "hip", "hip:1"})
    EXPECT_EQ(torch::Device(text).str(), text);
  for (const char* text : {"cud", "cuda:", "cpu:0:0", "cpu:", ":1", "3", "cuda :1", "tpu4:1"})
    EXPECT_THROW(torch::Device{text}, c10::Error) << text;
}

TEST(Surface, IndicesAndImplementation) {
  namespace I = at::indexing;
  const I::TensorIndex all[] = {I::None, "...", 3, true, I::Slice(1, 7, 2), torch::ones({2})};
  EXPECT_TRUE(all[0].is_none() && all[1].is_ellipsis() && all[2].is_integer() && all[3].is_boolean() &&
              all[4].is_slice() && all[5].is_tensor());
  EXPECT_TRUE(all[2].integer() == 3 && all[3].boolean() && all[5].tensor().numel() == 2);
  EXPECT_EQ(all[4].slice().start() + all[4].slice().stop() + all[4].slice().step(), 10);
  torch::Tensor t = torch::ones({2});
  const auto version = t.unsafeGetTensorImpl()->version_counter().current_version();
  t.unsafeGetTensorImpl()->bump_version();
  EXPECT_EQ(t._version(), static_cast<int64_t>(version) + 1);
  EXPECT_EQ(t.storage().data_ptr().get(), t.data_ptr());
  EXPECT_NE(t.storage().data_ptr().get_context(), nullptr);
  EXPECT_THROW(c10::IValue(1).toModule(), c10::NotImplementedError);
  EXPECT_THROW(torch::ones({2}, torch::Device("hip")), c10::NotImplementedError);
  EXPECT_NEAR(c10::Scalar(2.0).log().toDouble(), 0.6931471805599453, 1e-15);
  EXPECT_NEAR(c10::Scalar(c10::complex<double>(-1, 0)).log().toComplexDouble().imag(), 3.141592653589793,
              1e-15);
}

TEST(Surface, OneTypeHoldsMany) {
  c10::variant<int, std::string> v = std::string("text");
  EXPECT_EQ(c10::get<std::string>(v), "text");
  EXPECT_EQ(c10::get_if<int>(&v), nullptr);
  EXPECT_EQ(c10::visit([](const auto& x) { return sizeof(x); }, v), sizeof(std::string));
  EXPECT_EQ(c10::Join(", ", std::vector<int>{1, 2, 3}), "1, 2, 3");
  EXPECT_EQ(c10::str("a", 1, 'b'), "a1b");
  int64_t total = 0;
  for (const auto i : c10::irange(2, 5)) total += i;
  EXPECT_EQ(total, 9);
  EXPECT_EQ(c10::make_optional(3).value(), 3);
  const c10::List<int> list({1, 2});
  list.push_back(3);
  EXPECT_EQ(list.get(2) + c10::List<int>(list)[0], 4);
  EXPECT_TRUE(list == list.copy() && !list.is(list.copy()) && list.is(c10::List<int>(list)));
  EXPECT_THROW(list.get(3), c10::IndexError);
  const torch::Dict<std::string, int> dict;
  dict.insert("one", 1);
  dict.insert_or_assign("one", 10);
  dict.insert("two", 2);
  EXPECT_FALSE(dict.insert("two", 3).second);
  EXPECT_EQ(dict.erase("one"), 1u);
  EXPECT_TRUE(dict.contains("two") && !dict.contains("one") && dict.at("two") == 2 && dict.size() == 1);
  EXPECT_THROW(dict.at("one"), c10::IndexError);
  EXPECT_EQ(c10::IListRef<int>(list).materialize(), list.vec());
  EXPECT_EQ(c10::OptionalArrayRef<int>({4, 5})->size(), 2u);
}

}  // namespace
