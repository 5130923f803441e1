#include "cuda/pointwise.h"
#include "cuda/register.h"

namespace facula::gpu {

void register_pointwise_transcendental() {
  FACULA_TRANSCENDENTAL_OPS(FACULA_CUDA_ENTER, FACULA_CUDA_ENTER_SCALED)
}

}  // namespace facula::gpu
