// Linear layers: product and bias in one kernel of cuBLASLt. The algorithm that cuBLASLt proposes is kept per
// case, since asking costs more than a small product.
#include <mutex>
#include <unordered_map>

#include "cuda/allocator.h"
#include "cuda/device.h"
#include "cuda/error.h"
#include "cuda/handles.h"
#include "cuda/matmul.h"

namespace facula::gpu {

namespace {

struct Case {
  BiasProduct product;
  int device;
  unsigned alignment;  // of all pointers
  bool operator==(const Case&) const = default;
};
struct CaseHash {
  size_t operator()(const Case& c) const {
    const BiasProduct& p = c.product;
    size_t h = 1469598103934665603u;
    for (int64_t v : {p.m, p.n, p.k, p.ldb, p.lda, int64_t{p.b_transposed} * 2 + p.a_transposed,
                      static_cast<int64_t>(p.type) * 256 + p.compute, int64_t{c.device} * 64 + c.alignment})
      h = (h ^ static_cast<size_t>(v)) * 1099511628211u;
    return h;
  }
};
struct Choice {
  bool found = false;
  cublasLtMatmulAlgo_t algorithm;
  size_t workspace = 0;
};

// Owns a cuBLASLt object for the time of a call.
template <class Handle, cublasStatus_t (*Destroy)(Handle)>
struct Owned {
  Handle handle = nullptr;
  Owned() = default;
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (handle) Destroy(handle);
  }
};
using Description = Owned<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy>;
using Layout = Owned<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy>;
using Preference = Owned<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy>;

constexpr size_t kWorkspace = 32 << 20;

unsigned alignment_of(std::initializer_list<const void*> pointers) {
  uintptr_t bits = 256;
  for (const void* p : pointers) bits |= reinterpret_cast<uintptr_t>(p);
  return static_cast<unsigned>(bits & -bits);
}

Choice& choice_for(const Case& c, std::unique_lock<std::mutex>& lock, bool& fresh) {
  static std::mutex mutex;
  static auto* choices = new std::unordered_map<Case, Choice, CaseHash>;
  lock = std::unique_lock<std::mutex>(mutex);
  const auto [it, inserted] = choices->try_emplace(c);
  fresh = inserted;
  return it->second;
}

void make_layout(Layout& l, cudaDataType type, int64_t rows, int64_t cols, int64_t ld) {
  FACULA_CUBLAS(cublasLtMatrixLayoutCreate(&l.handle, type, static_cast<uint64_t>(rows),
                                           static_cast<uint64_t>(cols), ld));
}

}  // namespace

bool matmul_bias(const BiasProduct& p, float alpha, const void* b, const void* a, const void* bias, void* y) {
  Description description;
  FACULA_CUBLAS(cublasLtMatmulDescCreate(&description.handle, p.compute, CUDA_R_32F));
  auto set = [&](cublasLtMatmulDescAttributes_t what, const auto& value) {
    FACULA_CUBLAS(cublasLtMatmulDescSetAttribute(description.handle, what, &value, sizeof value));
  };
  set(CUBLASLT_MATMUL_DESC_TRANSA, p.b_transposed ? CUBLAS_OP_T : CUBLAS_OP_N);
  set(CUBLASLT_MATMUL_DESC_TRANSB, p.a_transposed ? CUBLAS_OP_T : CUBLAS_OP_N);
  set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
  set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias);
  Layout left, right, out;
  make_layout(left, p.type, p.b_transposed ? p.k : p.n, p.b_transposed ? p.n : p.k, p.ldb);
  make_layout(right, p.type, p.a_transposed ? p.m : p.k, p.a_transposed ? p.k : p.m, p.lda);
  make_layout(out, p.type, p.n, p.m, p.n);

  const unsigned alignment = alignment_of({a, b, bias, y});
  Choice choice;
  {
    std::unique_lock<std::mutex> lock;
    bool fresh = false;
    Choice& kept = choice_for({p, current_device(), alignment}, lock, fresh);
    if (fresh) {
      Preference preference;
      FACULA_CUBLAS(cublasLtMatmulPreferenceCreate(&preference.handle));
      auto prefer = [&](cublasLtMatmulPreferenceAttributes_t what, const auto& value) {
        FACULA_CUBLAS(cublasLtMatmulPreferenceSetAttribute(preference.handle, what, &value, sizeof value));
      };
      prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, kWorkspace);
      for (auto what :
           {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
            CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES})
        prefer(what, static_cast<uint32_t>(alignment));
      cublasLtMatmulHeuristicResult_t result{};
      int count = 0;
      const cublasStatus_t status =
          cublasLtMatmulAlgoGetHeuristic(cublas_lt(), description.handle, left.handle, right.handle,
                                         out.handle, out.handle, preference.handle, 1, &result, &count);
      kept.found = status == CUBLAS_STATUS_SUCCESS && count > 0;
      kept.algorithm = result.algo;
      kept.workspace = result.workspaceSize;
    }
    choice = kept;
  }
  if (!choice.found) return false;
  const Workspace workspace(choice.workspace);
  const float zero = 0;
  FACULA_CUBLAS(cublasLtMatmul(cublas_lt(), description.handle, &alpha, b, left.handle, a, right.handle,
                               &zero, y, out.handle, y, out.handle, &choice.algorithm, workspace.get(),
                               choice.workspace, current_stream()));
  return true;
}

}  // namespace facula::gpu
