// Names of the libtorch C++ API for what Facula has no use of itself: they exist, and answer or refuse truly.
#include <gtest/gtest.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <sstream>

#include "errors.h"

namespace {

using torch::Tensor;

struct Methods : torch::Tensor {
  using torch::Tensor::align_as, torch::Tensor::align_to, torch::Tensor::expect_contiguous,
      torch::Tensor::generic_packed_accessor, torch::Tensor::getIntrusivePtr,
      torch::Tensor::get_named_tensor_meta, torch::Tensor::has_names, torch::Tensor::is_hip,
      torch::Tensor::is_hpu, torch::Tensor::is_ipu, torch::Tensor::is_lazy, torch::Tensor::is_metal,
      torch::Tensor::is_mkldnn, torch::Tensor::is_mps, torch::Tensor::is_nested, torch::Tensor::is_ort,
      torch::Tensor::is_pinned, torch::Tensor::is_quantized, torch::Tensor::is_variable, torch::Tensor::is_ve,
      torch::Tensor::is_vulkan, torch::Tensor::is_xla, torch::Tensor::is_xpu, torch::Tensor::key_set,
      torch::Tensor::meta, torch::Tensor::name, torch::Tensor::names, torch::Tensor::packed_accessor,
      torch::Tensor::packed_accessor32, torch::Tensor::packed_accessor64, torch::Tensor::record_stream,
      torch::Tensor::refine_names, torch::Tensor::rename, torch::Tensor::rename_, torch::Tensor::toBackend,
      torch::Tensor::type, torch::Tensor::unsafeReleaseIntrusivePtr;
};
static_assert(sizeof(Methods) == sizeof(Tensor));

template <class T>
std::string text(const T& v) {
  std::ostringstream s;
  s << v;
  return s.str();
}

TEST(ApiNames, AnswersAboutWhatThereIsNot) {
  const Tensor x = torch::ones({2});
  EXPECT_FALSE(x.is_hip() || x.is_hpu() || x.is_ipu() || x.is_lazy() || x.is_meta() || x.is_metal());
  EXPECT_FALSE(x.is_mkldnn() || x.is_mps() || x.is_nested() || x.is_ort() || x.is_quantized());
  EXPECT_FALSE(x.is_ve() || x.is_vulkan() || x.is_xla() || x.is_xpu() || x.is_distributed());
  EXPECT_FALSE(x.is_pinned());
  EXPECT_THROWN("Error: is_pinned: memory is pinned for cuda, not for cpu", x.is_pinned(torch::kCPU));
  EXPECT_TRUE(x.is_variable());
  EXPECT_EQ(x.name(), "");
  EXPECT_THROWN(
      "NotImplementedError: meta(): tensors without data are not supported. Run the shapes through a "
      "small tensor on the CPU instead",
      x.meta());
}

TEST(ApiNames, DimensionsHaveNoNames) {
  const Tensor x = torch::ones({2, 3});
  EXPECT_FALSE(x.has_names());
  EXPECT_EQ(x.get_named_tensor_meta(), nullptr);
  ASSERT_EQ(x.names().size(), 2U);
  EXPECT_TRUE(x.names()[1].isWildcard());
  const std::vector<torch::Dimname> names = {torch::Dimname::fromSymbol(torch::Symbol::dimname("N")),
                                             torch::Dimname::wildcard()};
  EXPECT_TRUE(names[0].isBasic());
  EXPECT_STREQ(names[0].symbol().toUnqualString(), "N");
  const auto refused = [](const char* op) {
    return "NotImplementedError: " + std::string(op) +
           ": named tensors are not supported. Dimensions go by their numbers: use movedim, permute or unsqueeze";
  };
  EXPECT_THROWN(refused("refine_names"), x.refine_names(names));
  EXPECT_THROWN(refused("rename"), x.rename(torch::nullopt));
  EXPECT_THROWN(refused("rename_"), x.rename_(torch::nullopt));
  EXPECT_THROWN(refused("align_to"), x.align_to(names));
  EXPECT_THROWN(refused("align_as"), x.align_as(x));
}

TEST(ApiNames, IntrusivePointers) {
  Tensor x = torch::ones({2});
  c10::intrusive_ptr<c10::TensorImpl> p = x.getIntrusivePtr();
  EXPECT_EQ(p.get(), x.unsafeGetTensorImpl());
  EXPECT_EQ(p.use_count(), 2U);
  EXPECT_EQ(x.use_count(), 2U);
  EXPECT_FALSE(p.unique());
  EXPECT_EQ(p.weak_use_count(), 1U);
  p.reset();
  EXPECT_EQ(p.use_count(), 0U);
  p = x.unsafeReleaseIntrusivePtr();
  EXPECT_FALSE(x.defined());
  EXPECT_TRUE(p.unique());
  const Tensor y(std::move(p));
  EXPECT_EQ(y.use_count(), 1U);
  EXPECT_EQ(y.sum().item<float>(), 2);
  struct Counted : c10::intrusive_ptr_target {};
  const auto a = c10::make_intrusive<Counted>(), b = a;
  EXPECT_EQ(b.use_count(), 2U);
}

TEST(ApiNames, KeysAndBackends) {
  const Tensor x = torch::ones({2});
  EXPECT_EQ(text(x.key_set()), "DispatchKeySet(CPU, ADInplaceOrView, AutogradCPU, AutocastCPU)");
  EXPECT_TRUE(x.key_set().has(c10::DispatchKey::CPU));
  EXPECT_FALSE(x.key_set().has(c10::DispatchKey::CUDA));
  EXPECT_EQ(text(x.key_set() - c10::DispatchKeySet({c10::DispatchKey::CPU, c10::DispatchKey::AutocastCPU})),
            "DispatchKeySet(ADInplaceOrView, AutogradCPU)");
  {
    const c10::InferenceMode guard;
    EXPECT_EQ(text(torch::ones({2}).key_set()), "DispatchKeySet(CPU, AutocastCPU)");
  }
  const torch::TensorOptions sparse = torch::TensorOptions(torch::kSparse);
  EXPECT_EQ(sparse.backend(), c10::Backend::SparseCPU);
  EXPECT_EQ(sparse.computeDispatchKey(), c10::DispatchKey::SparseCPU);
  EXPECT_EQ(torch::TensorOptions(torch::kCUDA).backend(), c10::Backend::CUDA);
  EXPECT_EQ(torch::TensorOptions(torch::kHIP).computeDispatchKey(), c10::DispatchKey::Undefined);
  const auto format = torch::TensorOptions().merge_memory_format(torch::MemoryFormat::ChannelsLast);
  EXPECT_EQ(format.memory_format(), torch::MemoryFormat::ChannelsLast);
  EXPECT_FALSE(torch::TensorOptions().merge_memory_format(torch::nullopt).has_memory_format());
  EXPECT_TRUE(x.toBackend(c10::Backend::CPU).is_same(x));
  EXPECT_TRUE(x.toBackend(c10::Backend::SparseCPU).is_sparse());
  EXPECT_TRUE(x.toBackend(c10::Backend::SparseCPU).toBackend(c10::Backend::CPU).equal(x));
  EXPECT_THROWN("Error: Undefined backend is not a valid device type", x.toBackend(c10::Backend::Undefined));
}

TEST(ApiNames, Type) {
  const Tensor x = torch::ones({2}, torch::kDouble);
  const auto& type = x.type();
  EXPECT_EQ(text(type), "CPUDoubleType");
  EXPECT_EQ(&type, &torch::rand({3}, torch::kDouble).type());
  EXPECT_EQ(type.scalarType(), torch::kDouble);
  EXPECT_EQ(type.device_type(), torch::kCPU);
  EXPECT_FALSE(type.is_cuda() || type.is_sparse() || type.is_sparse_csr());
  EXPECT_EQ(type.toScalarType(torch::kFloat).cuda().toString(), "CUDAFloatType");
  EXPECT_EQ(torch::zeros({2}, x.type()).scalar_type(), torch::kDouble);
  EXPECT_EQ(torch::ones({2}).to(x.type()).scalar_type(), torch::kDouble);
  const size_t bytes = AT_DISPATCH_FLOATING_TYPES(x.type(), "bytes", [] { return sizeof(scalar_t); });
  EXPECT_EQ(bytes, 8U);
}

TEST(ApiNames, ExpectContiguous) {
  const Tensor x = torch::arange(6).view({2, 3}), y = x.t();
  EXPECT_TRUE(x.expect_contiguous().unsafeIsBorrowed());
  EXPECT_TRUE(x.expect_contiguous()->is_same(x));
  const c10::MaybeOwned<Tensor> z = y.expect_contiguous();
  EXPECT_FALSE(z.unsafeIsBorrowed());
  EXPECT_TRUE(z->is_contiguous());
  EXPECT_TRUE(z->equal(y));
}

TEST(ApiNames, PackedAccessors) {
  const Tensor x = torch::arange(6, torch::kFloat).view({2, 3}).t();
  const auto a = x.packed_accessor32<float, 2>();
  const auto b = x.packed_accessor64<float, 2, torch::RestrictPtrTraits>();
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 2; ++j) {
      EXPECT_EQ(a[i][j], x[i][j].item<float>());
      EXPECT_EQ(&b[i][j], &a[i][j]);
    }
  a[2][1] = 9;
  EXPECT_EQ(x[2][1].item<float>(), 9);
  EXPECT_EQ(a.size(0), 3);
  EXPECT_EQ(a.stride(1), 3);
  EXPECT_EQ(a[1].size(0), 2);
  EXPECT_THROWN("Error: TensorAccessor expected 1 dims but tensor has 2", x.packed_accessor32<float, 1>());
}

TEST(ApiNames, OtherDevicesAndDtypesAreNames) {
  for (const char* name : {"mkldnn", "opengl", "opencl", "ideep", "hip"}) {
    const torch::Device d(std::string(name) + ":1");
    EXPECT_EQ(text(d), std::string(name) + ":1");
    EXPECT_EQ(d.index(), 1);
    const std::string wanted =
        "NotImplementedError: tensors on device " + text(d) + " are not supported: use cpu or cuda";
    EXPECT_THROWN(wanted, torch::empty({2}, d));
    EXPECT_THROWN(wanted, torch::ones({2}).to(d));
    float v[2] = {};
    EXPECT_THROWN(wanted, torch::from_blob(v, {2}, torch::TensorOptions(d)));
  }
  EXPECT_EQ(torch::Device("hip").type(), c10::DeviceType::HIP);
  EXPECT_TRUE(torch::Device("hip").is_hip());
  EXPECT_TRUE(torch::Device("cpu").supports_as_strided());
  EXPECT_EQ(text(torch::kQInt8), "QInt8");
  EXPECT_THROWN("NotImplementedError: empty: dtype QInt8 is not supported", torch::empty({2}, torch::kQInt8));
  EXPECT_THROWN(
      "NotImplementedError: tensors of dtype QUInt8 are not supported: keep integers, with scale and "
      "zero point beside them",
      torch::ones({2}).to(torch::kQUInt8));
  EXPECT_THROWN("NotImplementedError: view: dtype QInt32 is not supported",
                torch::ones({2}).view(torch::kQInt32));
}

TEST(ApiNames, Scalars) {
  const torch::Scalar s(2.5);
  EXPECT_FALSE(s.isSymInt() || s.isSymFloat() || s.isSymbolic());
  EXPECT_EQ(torch::Scalar(7).toSymInt(), 7);
  EXPECT_EQ(s.toSymFloat(), 2.5);
  EXPECT_EQ(*static_cast<const double*>(s.data_ptr()), 2.5);
  EXPECT_EQ(*static_cast<const int64_t*>(torch::Scalar(7).data_ptr()), 7);
  EXPECT_DOUBLE_EQ(s.log().toDouble(), std::log(2.5));
  const auto z = torch::Scalar(c10::complex<double>(0, 1)).log().toComplexDouble();
  EXPECT_NEAR(z.imag(), 1.5707963267948966, 1e-15);
  const auto h = torch::Scalar(c10::complex<double>(1.5, -2)).toComplexHalf();
  EXPECT_EQ(static_cast<float>(h.re), 1.5F);
  EXPECT_EQ(static_cast<float>(h.im), -2.F);
  EXPECT_THROW(torch::Scalar(1e6).toComplexHalf(), c10::Error);
}

TEST(ApiNames, StorageTellsItsContext) {
  const Tensor x = torch::ones({2});
  const auto p = x.storage().data_ptr();
  EXPECT_EQ(p.get(), x.data_ptr());
  EXPECT_EQ(p.device(), torch::Device(torch::kCPU));
  float v[2] = {};
  const Tensor y = torch::from_blob(v, {2});
  EXPECT_EQ(y.storage().data_ptr().get_context(), nullptr);
  EXPECT_FALSE(y.storage().unique());
}

TEST(ApiNames, Arrays) {
  const std::vector<int64_t> v = {1, 2, 3};
  const torch::IntArrayRef a(v);
  EXPECT_EQ(std::vector<int64_t>(a.rbegin(), a.rend()), (std::vector<int64_t>{3, 2, 1}));
  const c10::OptionalArrayRef<double> none;
  EXPECT_FALSE(none.has_value());
  const std::vector<double> d = {0.5};
  const c10::OptionalArrayRef<double> some(d);
  EXPECT_EQ(some->size(), 1U);
  EXPECT_EQ((*some)[0], 0.5);
}

TEST(ApiNames, Lists) {
  const c10::List<int64_t> a({1, 2});
  const c10::List<int64_t> b = a, c = a.copy();
  b.push_back(3);
  a[0] = 5;
  EXPECT_EQ(a.vec(), (std::vector<int64_t>{5, 2, 3}));
  EXPECT_EQ(c.vec(), (std::vector<int64_t>{1, 2}));
  EXPECT_TRUE(a.is(b));
  EXPECT_FALSE(a.is(c));
  EXPECT_NE(a, c);
  a.append(a);
  EXPECT_EQ(a.size(), 6U);
  a.erase(a.begin(), a.begin() + 4);
  EXPECT_EQ(a.vec(), (std::vector<int64_t>{2, 3}));
  EXPECT_THROWN("IndexError: list index out of range: index 2, size 2", a.get(2));
  a.clear();
  EXPECT_THROWN("IndexError: pop from empty list", a.pop_back());
  const torch::List<Tensor> tensors({torch::ones({1}), torch::zeros({2})});
  const c10::IListRef<Tensor> ref(tensors);
  EXPECT_EQ(torch::cat(ref).size(0), 3);
  EXPECT_EQ(ref.front().size(0), 1);
}

TEST(ApiNames, Dicts) {
  const torch::Dict<std::string, int64_t> d;
  EXPECT_TRUE(d.insert("b", 1).second);
  EXPECT_FALSE(d.insert("b", 2).second);
  EXPECT_FALSE(d.insert_or_assign("b", 3).second);
  d.insert("a", 4);
  d.insert("c", 5);
  const auto e = d;
  EXPECT_EQ(e.at("b"), 3);
  EXPECT_EQ(e.erase("b"), 1U);
  EXPECT_EQ(e.erase("b"), 0U);
  EXPECT_FALSE(d.contains("b"));
  std::string keys;
  for (const auto& entry : d) keys += entry.key() + std::to_string(entry.value());
  EXPECT_EQ(keys, "a4c5") << "in the order of insertion";
  EXPECT_EQ(d.find("c")->value(), 5);
  EXPECT_THROWN("IndexError: Dict: argument of at() is not a key", d.at("b"));
  const auto copy = d.copy();
  d.clear();
  EXPECT_EQ(copy.size(), 2U);
  EXPECT_TRUE(d.empty());
}

TEST(ApiNames, NoTorchScriptModuleInAValue) {
  EXPECT_THROW(c10::IValue(1).toModule(), c10::NotImplementedError);
}

TEST(ApiNames, ContextTellsWhatForwardMarked) {
  struct Double : torch::autograd::Function<Double> {
    static Tensor forward(torch::autograd::AutogradContext* ctx, Tensor x) {
      const auto version = x._version();
      ctx->mark_dirty({x});
      EXPECT_EQ(ctx->get_and_bump_dirty(), std::vector<c10::TensorImpl*>{x.unsafeGetTensorImpl()});
      EXPECT_EQ(x._version(), version + 1);
      EXPECT_TRUE(ctx->get_non_differentiable().empty());
      return x.mul_(2);
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                   torch::autograd::variable_list g) {
      return {g[0] * 2};
    }
  };
  const Tensor x = torch::ones({2}).requires_grad_();
  Double::apply(x.clone()).sum().backward();
  EXPECT_EQ(x.grad()[0].item<float>(), 2);
}

}  // namespace
