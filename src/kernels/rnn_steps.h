#pragma once
// The order of a recurrent layer's steps.
#include "kernels/rnn.h"

namespace facula {

// Calls f(first row, rows) for every step in the order of time, or against it.
template <class F>
void for_steps(const RnnSteps& s, bool backwards, F f) {
  int64_t at = 0;
  for (int64_t t = 0; t < s.steps; ++t) at += s.batch_sizes[t];
  if (s.reverse != backwards) {
    for (int64_t t = s.steps - 1; t >= 0; --t) f(at -= s.batch_sizes[t], s.batch_sizes[t]);
  } else {
    at = 0;
    for (int64_t t = 0; t < s.steps; at += s.batch_sizes[t++]) f(at, s.batch_sizes[t]);
  }
}

}  // namespace facula
