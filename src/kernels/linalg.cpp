#include "kernels/linalg.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, Tensor&, Tensor&)> lu_factor("lu_factor");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, char)> lu_solve("lu_solve");
constinit KernelSlot<void(Tensor&, Tensor&, bool)> cholesky("cholesky");
constinit KernelSlot<void(Tensor&, const Tensor&, const Triangle&)> triangular_solve("triangular_solve");
constinit KernelSlot<void(Tensor&, Tensor&)> geqrf("geqrf");
constinit KernelSlot<void(Tensor&, const Tensor&)> orgqr("orgqr");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, bool, bool)> ormqr("ormqr");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, bool, bool)> eigh("linalg_eigh");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, Tensor&)> eig("linalg_eig");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, Tensor&, Tensor&)> svd("linalg_svd");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, bool)> ldl_factor("ldl_factor");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, bool)> ldl_solve("ldl_solve");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, Tensor&, Tensor&, double, LstsqDriver)> lstsq("lstsq");

}  // namespace facula::kernels
