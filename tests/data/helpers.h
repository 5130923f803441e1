#pragma once
#include <string>

#include "facula/core/tensor.h"
#include "facula/data/data.h"
#include "facula/graph/grad_mode.h"
#include "facula/io/archive.h"
#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"

namespace facula::data {

/// The message of the Error that `f` throws; "" when it throws nothing.
template <class F>
std::string error_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

}  // namespace facula::data
