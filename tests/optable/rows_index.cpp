#include "facula/core/tensor_index.h"
#include "facula/ops/embedding.h"
#include "facula/ops/index.h"
#include "optable/rows.h"

namespace facula::optable {

void add_index_rows(std::vector<Row>& rows) {
  using indexing::None;
  using indexing::Slice;
  const std::vector<ScalarType> types = {kFloat, kDouble, kComplexDouble, kLong};
  auto add = [&](const char* name, const char* python, Function f, std::vector<Sample> samples) -> Row& {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.types(types));
    return rows.back();
  };
  add("index_slices", "x[0][1:, None, ..., -1]", FACULA_ROW_CALL(x[0].index({Slice(1), None, "...", -1})),
      {{Input({3, 2, 4})}});
  add("index_tensor", "x[0][x[1]]", FACULA_ROW_CALL(x[0].index({x[1]})),
      {{Input({4, 3}), Input::index({2, 5}, 4)}});
  add("index_tensors", "x[0][x[1], :, x[2]]", FACULA_ROW_CALL(x[0].index({x[1], Slice(), x[2]})),
      {{Input({4, 3, 5}), Input::index({2}, 4), Input::index({3, 1}, 5)}});
  add("index_mask", "x[0][x[1]]", FACULA_ROW_CALL(x[0].index({x[1]})),
      {{Input({4, 3}), Input::mask({4, 3})}, {Input({4, 3}), Input::mask({4})}});
  add("index_select", "x[0].index_select(1, x[1])", FACULA_ROW_CALL(x[0].index_select(1, x[1])),
      {{Input({3, 4}), Input::index({6}, 4)}});
  add("index_add", "x[0].index_add(0, x[1], x[2], alpha=2)",
      FACULA_ROW_CALL(x[0].index_add(0, x[1], x[2], 2)),
      {{Input({3, 4}), Input::index({5}, 3), Input({5, 4})}});
  add("gather", "x[0].gather(1, x[1])", FACULA_ROW_CALL(x[0].gather(1, x[1])),
      {{Input({3, 4}), Input::index({3, 6}, 4)}});
  add("scatter_add", "x[0].scatter_add(1, x[1], x[2])", FACULA_ROW_CALL(x[0].scatter_add(1, x[1], x[2])),
      {{Input({3, 4}), Input::index({3, 6}, 4), Input({3, 6})}});
  add("scatter_number", "x[0].scatter(1, x[1], 1.5)", FACULA_ROW_CALL(x[0].scatter(1, x[1], Scalar(1.5))),
      {{Input({3, 4}), Input::index({3, 2}, 4)}})
      .types(kFloats);
  add("masked_fill", "x[0].masked_fill(x[1], 1)", FACULA_ROW_CALL(x[0].masked_fill(x[1], 1)),
      {{Input({3, 4}), Input::mask({3, 4})}, {Input({3, 4}), Input::mask({4})}});
  add("masked_select", "x[0].masked_select(x[1])", FACULA_ROW_CALL(x[0].masked_select(x[1])),
      {{Input({3, 4}), Input::mask({3, 4})}});
  add("where", "torch.where(x[0], x[1], x[2])", FACULA_ROW_CALL(facula::where(x[0], x[1], x[2])),
      {{Input::mask({3, 4}), Input({3, 4}), Input({3, 4})}, {Input::mask({3, 1}), Input({4}), Input({})}});
  add("triu", "x[0].triu(1)", FACULA_ROW_CALL(x[0].triu(1)), {{Input({3, 4})}, {Input({2, 3, 3})}});
  add("tril", "x[0].tril(-1)", FACULA_ROW_CALL(x[0].tril(-1)), {{Input({3, 4})}});
  add("take", "x[0].take(x[1])", FACULA_ROW_CALL(facula::take(x[0], x[1])),
      {{Input({3, 4}), Input::index({2, 3}, 12)}});
  add("nonzero", "(x[0] > 0).nonzero()", FACULA_ROW_CALL((x[0] > 0).nonzero()), {{Input({3, 4})}})
      .types(kFloats)
      .no_gradient("positions have none");
  add("embedding", "F.embedding(x[1], x[0])", FACULA_ROW_CALL(facula::embedding(x[0], x[1])),
      {{Input({5, 3}), Input::index({2, 4}, 5)}})
      .types(kFloats);
}

}  // namespace facula::optable
