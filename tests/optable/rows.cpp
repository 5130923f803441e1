#include "optable/rows.h"

namespace facula::optable {

std::vector<Row> all_rows() {
  struct Group {
    const char* name;
    void (*add)(std::vector<Row>&);
  };
  constexpr Group kGroups[] = {
      {"pointwise", add_pointwise_rows},
      {"arithmetic", add_arithmetic_rows},
      {"special", add_special_rows},
      {"activation", add_activation_rows},
      {"compare", add_compare_rows},
      {"view", add_view_rows},
      {"index", add_index_rows},
      {"reduce", add_reduce_rows},
      {"sort", add_sort_rows},
      {"shape", add_shape_rows},
      {"matmul", add_matmul_rows},
      {"nn", add_nn_rows},
      {"einsum", add_einsum_rows},
      {"linalg", add_linalg_rows},
      {"fft", add_fft_rows},
      {"vision", add_vision_rows},
      {"layers", add_layers_rows},
      {"native", add_native_rows},
      {"backward", add_backward_rows},
  };
  std::vector<Row> rows;
  for (const Group& group : kGroups) {
    const size_t before = rows.size();
    group.add(rows);
    for (size_t i = before; i < rows.size(); ++i) rows[i].group = group.name;
  }
  return rows;
}

}  // namespace facula::optable
