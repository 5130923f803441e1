#include "optable/rows.h"

namespace facula::optable {

std::vector<Row> all_rows() {
  std::vector<Row> rows;
  add_pointwise_rows(rows);
  add_compare_rows(rows);
  add_view_rows(rows);
  add_index_rows(rows);
  add_reduce_rows(rows);
  add_matmul_rows(rows);
  add_nn_rows(rows);
  return rows;
}

}  // namespace facula::optable
