#pragma once
// What the options of a recurrent layer come to.
#include "facula/nn/options/rnn.h"

namespace facula {
namespace nn {
namespace detail {

inline int64_t gate_count(const RNNOptionsBase& o) {
  return enumtype::is<enumtype::kLSTM>(o.mode()) ? 4 : enumtype::is<enumtype::kGRU>(o.mode()) ? 3 : 1;
}
inline int64_t state_size(const RNNOptionsBase& o) {
  return o.proj_size() > 0 ? o.proj_size() : o.hidden_size();
}
inline int64_t directions(const RNNOptionsBase& o) { return o.bidirectional() ? 2 : 1; }

}  // namespace detail
}  // namespace nn
}  // namespace facula
