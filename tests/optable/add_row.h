#pragma once
#include "optable/rows.h"

namespace facula::optable {

/// A row with the tolerance of sums of some hundred products.
inline Row& add(std::vector<Row>& rows, const char* name, const char* python, Function f,
                std::vector<Sample> samples) {
  Row row;
  row.name = name;
  row.python = python;
  row.function = std::move(f);
  row.samples = std::move(samples);
  rows.push_back(row.tolerance(8e-6, 1e-11));
  return rows.back();
}

}  // namespace facula::optable
