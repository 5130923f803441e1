#pragma once
// The loop planner: broadcasts operands, lays out results, and merges dimensions, for every device.
#include "facula/core/tensor.h"

namespace facula {

/// A planned loop nest over operands. Operand 0 (and up to outputs() of them) are results. Dimension 0 is
/// innermost. Plain data: kernels of every instruction set and device read it.
struct Iter {
  static constexpr int kMaxOperands = 6;
  static constexpr int kMaxDims = 64;

  int operands = 0;
  int outputs = 0;
  int ndim = 0;
  int64_t numel = 0;
  int64_t shape[kMaxDims];
  int64_t strides[kMaxOperands][kMaxDims];  // bytes
  char* data[kMaxOperands];
  ScalarType dtype[kMaxOperands];
  bool host_scalar[kMaxOperands];  // a number in host memory that joins operands on another device
  Device where;
  Device device() const { return where; }
};

/// Fills an Iter. Add outputs first, then inputs, then build().
class IterBuilder {
 public:
  explicit IterBuilder(const char* op) : op_(op) {}
  /// A result; an undefined one is created by build() with `dtype`, laid out as the inputs are. A defined one
  /// is written to, and resized by build() if it has another shape.
  IterBuilder& output(Tensor& t, ScalarType dtype);
  /// A result that is also an input (in-place): its shape must be the broadcast shape.
  IterBuilder& inplace(Tensor& t);
  IterBuilder& input(const Tensor& t);
  /// Off for ops that may read what they write.
  IterBuilder& check_overlap(bool on) {
    check_overlap_ = on;
    return *this;
  }
  /// errors  Error if shapes do not broadcast or devices differ
  void build(Iter& it);

 private:
  void find_shape();
  void order_dims(Iter& it, DimVector& perm) const;
  void create_outputs(const DimVector& perm);

  const char* op_;
  int count_ = 0;
  int outputs_ = 0;
  bool inplace_ = false;
  bool check_overlap_ = true;
  Tensor* out_[2] = {};
  ScalarType out_dtype_[2] = {};
  bool fresh_[2] = {};                         // created by build()
  TensorImpl* impl_[Iter::kMaxOperands] = {};  // borrowed: the caller's tensors outlive the builder
  DimVector shape_;
  Device device_;
};

/// Merges adjacent dimensions that every operand walks through evenly.
void coalesce(Iter& it);
/// The shape to which two shapes broadcast.
/// errors  Error: "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"
DimVector infer_size(IntArrayRef a, IntArrayRef b);

}  // namespace facula
