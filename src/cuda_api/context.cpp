#include "facula/cuda/context.h"

#include "facula/core/error.h"
#include "facula/cuda/cuda.h"

namespace facula {

bool GlobalContext::deterministicCuDNN() const { return cuda::cudnn_deterministic(); }
void GlobalContext::setDeterministicCuDNN(bool on) { cuda::set_cudnn_deterministic(on); }
bool GlobalContext::benchmarkCuDNN() const { return cuda::cudnn_benchmark(); }
void GlobalContext::setBenchmarkCuDNN(bool on) { cuda::set_cudnn_benchmark(on); }
bool GlobalContext::allowTF32CuDNN() const { return cuda::allow_tf32_cudnn(); }
void GlobalContext::setAllowTF32CuDNN(bool on) { cuda::set_allow_tf32_cudnn(on); }
bool GlobalContext::allowTF32CuBLAS() const { return cuda::allow_tf32_matmul(); }
void GlobalContext::setAllowTF32CuBLAS(bool on) { cuda::set_allow_tf32_matmul(on); }
bool GlobalContext::deterministicAlgorithms() const { return cuda::deterministic_algorithms(); }
void GlobalContext::setDeterministicAlgorithms(bool on, bool warn_only) {
  FACULA_CHECK_AS(NotImplementedError, !warn_only, "setDeterministicAlgorithms: warn_only is not supported");
  cuda::set_deterministic_algorithms(on);
}
bool GlobalContext::hasCUDA() { return cuda::is_available(); }

GlobalContext& globalContext() {
  static GlobalContext context;
  return context;
}

}  // namespace facula
