// A generator's state as a tensor of bytes.
#include "facula/core/generator_state.h"
#include "facula/core/tensor.h"
#include "facula/ops/random.h"
#include "kernels/geometry.h"

namespace facula {

namespace {

CPUGeneratorState& cpu_part(const Generator& g) {
  CPUGeneratorState* state = g.defined() ? cpu_state(g) : nullptr;
  FACULA_CHECK(state, "get_state() and set_state() need a defined CPU generator");
  return *state;
}

}  // namespace

Tensor Generator::get_state() const {
  const CPUGeneratorState& state = cpu_part(*this);
  const Tensor bytes = make_contiguous({static_cast<int64_t>(CPUGeneratorState::byte_size)}, kByte);
  const std::lock_guard<std::mutex> lock(mutex());
  state.save(bytes.data_ptr<uint8_t>());
  return bytes;
}

void Generator::set_state(const Tensor& bytes) {
  CPUGeneratorState& state = cpu_part(*this);
  FACULA_CHECK_AS(TypeError, bytes.is_cpu() && bytes.scalar_type() == kByte,
                  "RNG state must be a torch.ByteTensor");
  const int64_t n = bytes.numel();
  FACULA_CHECK(
      n == 5048 || n == static_cast<int64_t>(CPUGeneratorState::byte_size),
      "Expected either a CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size 5056 "
      "but found the input RNG state size to be ",
      n);
  const Tensor dense = bytes.contiguous();
  const std::lock_guard<std::mutex> lock(mutex());
  FACULA_CHECK(state.load(dense.data_ptr<uint8_t>(), static_cast<size_t>(n)), "Invalid mt19937 state");
}

}  // namespace facula
