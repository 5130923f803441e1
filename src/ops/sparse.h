#pragma once
// What a sparse tensor is, and the sparse cases of dense ops.
//
// The parts of a sparse tensor live in its storage: one block that starts with a single NaN and is shown with
// strides of 0, so that code which does not know of layouts reads that NaN at worst, never foreign memory.
#include <iosfwd>

#include "kernels/geometry.h"
#include "kernels/pointwise.h"

namespace facula::sparse {

struct Parts {
  alignas(16) unsigned char not_a_number[16];
  bool coalesced = false;  // COO
  Tensor rows;             // COO: indices (dims, nnz); CSR: crow_indices
  Tensor cols;             // CSR: col_indices
  Tensor values;           // without history
};

inline bool is(const Tensor& t) { return t.defined() && t.layout() != kStrided; }
inline bool any(const Tensor& a, const Tensor& b) { return is(a) || is(b); }
const Parts& parts(const Tensor& t);
/// Without checks and history.
Tensor make_coo(const Tensor& indices, const Tensor& values, IntArrayRef size, bool coalesced);
Tensor make_csr(const Tensor& crow, const Tensor& col, const Tensor& values, IntArrayRef size);
/// t's values as part of t's graph, and a tensor with t's indices around other values, which is part of
/// theirs.
Tensor values_of(const Tensor& t);
Tensor with_values(const Tensor& like, const Tensor& values);
/// Row indices of a CSR matrix.
Tensor expand_rows(const Tensor& crow, int64_t nnz);

// ---- the sparse cases of ops
Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha);
Tensor& add_inplace(const Tensor& self, const Tensor& b, const Scalar& alpha);
Tensor mul(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, const Scalar& b);
Tensor div(const Tensor& a, const Scalar& b);
/// A point-wise function that leaves 0 as it is; without history.
Tensor map(const Tensor& x, const kernels::PointwiseSlot& slot, ScalarType dtype);
Tensor mm(const Tensor& a, const Tensor& b);
Tensor mv(const Tensor& a, const Tensor& v);
Tensor transpose(const Tensor& x, int64_t dim0, int64_t dim1);
Tensor clone(const Tensor& x);
Tensor to(const Tensor& x, ScalarType dtype);
void print(std::ostream& os, const Tensor& t, int64_t linesize);

}  // namespace facula::sparse
