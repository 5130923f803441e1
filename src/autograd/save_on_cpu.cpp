#include "facula/graph/saved_hooks.h"
#include "facula/ops/copy.h"

namespace facula::autograd {

namespace {
struct OnCpu {
  Device device;
  Tensor copy;
};
}  // namespace

SaveOnCpu::SaveOnCpu(bool pin_memory)
    : hooks_(
          [pin_memory](const Tensor& t) {
            Tensor copy = t.cpu();
            return OnCpu{t.device(), pin_memory && t.is_cuda() ? copy.pin_memory() : copy};
          },
          [](const OnCpu& saved) { return saved.copy.to(TensorOptions(saved.device)); }) {}

}  // namespace facula::autograd
