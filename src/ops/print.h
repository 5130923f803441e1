#pragma once
// Reading single elements of a tensor of any dtype and layout, for the two printed forms.
#include "facula/core/tensor.h"

namespace facula::printing {

/// One number of a tensor; integers and bool keep all 64 bits.
struct Value {
  double re = 0, im = 0;
  int64_t integer = 0;
};

/// A CPU tensor's elements by offset. Parts of a tensor are named by an offset and a dimension, so nothing is
/// copied however large it is.
class Elements {
 public:
  explicit Elements(const Tensor& t);
  Value at(int64_t offset) const;
  ScalarType dtype() const { return t_.scalar_type(); }
  int64_t dim() const { return t_.dim(); }
  int64_t size(int64_t d) const { return t_.sizes()[static_cast<size_t>(d)]; }
  int64_t stride(int64_t d) const { return t_.strides()[static_cast<size_t>(d)]; }
  int64_t numel() const { return t_.numel(); }

 private:
  Tensor t_;
};

}  // namespace facula::printing
