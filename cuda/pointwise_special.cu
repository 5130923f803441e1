#include "cuda/pointwise.h"
#include "cuda/register.h"

namespace facula::gpu {

void register_pointwise_special() { FACULA_SPECIAL_OPS(FACULA_CUDA_ENTER, FACULA_CUDA_ENTER_SCALED) }

}  // namespace facula::gpu
