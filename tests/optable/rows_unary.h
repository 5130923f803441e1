#pragma once
// Rows of functions of one tensor in all their forms, and rows of two tensors likewise.
#include "optable/rows.h"

namespace facula::optable {

/// A function of one tensor: out of place, in place, out. In place may be null.
struct UnaryForms {
  const char* name;
  Tensor (*f)(const Tensor&);
  Tensor& (*in_place)(const Tensor&);
  Tensor& (*out)(Tensor&, const Tensor&);
};
#define FACULA_FORMS(op) \
  { #op, facula::op, facula::op##_, facula::op##_out }
#define FACULA_SPECIAL_FORMS(op) \
  { #op, facula::special::op, nullptr, facula::special::op##_out }

inline Row unary(const UnaryForms& u, double low, double high, std::vector<ScalarType> types,
                 const char* space = "torch.") {
  Row row = Row{u.name, std::string(space) + u.name + "(x[0])", one(u.f), unary_samples(low, high)}
                .types(std::move(types))
                .out_form([out = u.out](variable_list& o, const variable_list& x) { out(o[0], x[0]); });
  if (u.in_place) row.inplace([f = u.in_place](const variable_list& x) { return variable_list{f(x[0])}; });
  return row;
}

/// A function of two tensors: in place may be null.
struct BinaryForms {
  const char* name;
  Tensor (*f)(const Tensor&, const Tensor&);
  Tensor& (Tensor::*in_place)(const Tensor&) const;
  Tensor& (*out)(Tensor&, const Tensor&, const Tensor&);
};
#define FACULA_BINARY_FORMS(op) \
  { #op, facula::op, &Tensor::op##_, facula::op##_out }
#define FACULA_BINARY_PURE(op) \
  { #op, facula::op, nullptr, facula::op##_out }
#define FACULA_BINARY_SPECIAL(op) \
  { #op, facula::special::op, nullptr, facula::special::op##_out }

inline Row binary_row(const BinaryForms& b, std::vector<Sample> samples, std::vector<ScalarType> types,
                      const char* space = "torch.") {
  Row row = Row{b.name, std::string(space) + b.name + "(x[0], x[1])", two(b.f), std::move(samples)}
                .types(std::move(types))
                .out_form([out = b.out](variable_list& o, const variable_list& x) { out(o[0], x[0], x[1]); });
  if (b.in_place)
    row.inplace([f = b.in_place](const variable_list& x) { return variable_list{(x[0].*f)(x[1])}; });
  return row;
}

/// Zeros of both signs, infinities, NaN and the ends of the range, for every function that has a value there.
void add_extremes(std::vector<Row>& rows);

}  // namespace facula::optable
