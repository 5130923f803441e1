#include "kernels/optim.h"

namespace facula::kernels {

constinit KernelSlot<void(const Parameter&, const AdamStep&)> adam("adam");
constinit KernelSlot<void(const Parameter&, const SGDStep&)> sgd("sgd");
constinit KernelSlot<void(const Parameter&, const RMSpropStep&)> rmsprop("rmsprop");
constinit KernelSlot<void(const Parameter&, const AdagradStep&)> adagrad("adagrad");

}  // namespace facula::kernels
