#include "facula/ops/loss.h"
#include "facula/ops/pad.h"
#include "facula/ops/pool.h"
#include "facula/ops/similarity.h"
#include "facula/ops/upsample.h"
#include "facula/ops/vision.h"
#include "optable/add_row.h"

namespace facula::optable {

namespace {

void add_resizing(std::vector<Row>& rows) {
  const std::vector<Sample> line = {{Input({2, 3, 5})}}, plane = {{Input({1, 2, 3, 4})}},
                            volume = {{Input({1, 2, 2, 3, 4})}};
  add(rows, "upsample_nearest1d", "F.interpolate(x[0], size=(8,))",
      FACULA_ROW_CALL(upsample_nearest1d(x[0], {8})), line);
  add(rows, "upsample_nearest2d", "F.interpolate(x[0], size=(6, 3))",
      FACULA_ROW_CALL(upsample_nearest2d(x[0], {6, 3})), plane);
  add(rows, "upsample_nearest3d", "F.interpolate(x[0], size=(4, 3, 6))",
      FACULA_ROW_CALL(upsample_nearest3d(x[0], {4, 3, 6})), volume);
  add(rows, "upsample_nearest_exact2d", "F.interpolate(x[0], size=(5, 7), mode='nearest-exact')",
      FACULA_ROW_CALL(_upsample_nearest_exact2d(x[0], {5, 7})), plane);
  add(rows, "upsample_linear1d", "F.interpolate(x[0], size=(8,), mode='linear')",
      FACULA_ROW_CALL(upsample_linear1d(x[0], {8}, false)), line);
  add(rows, "upsample_bilinear2d", "F.interpolate(x[0], size=(5, 7), mode='bilinear')",
      FACULA_ROW_CALL(upsample_bilinear2d(x[0], {5, 7}, false)), plane);
  rows.back().tolerance32 = 3e-5;  // four terms of both signs cancel: 1e-7 of their size is 2e-5 of the sum
  add(rows, "upsample_bilinear2d_aligned",
      "F.interpolate(x[0], size=(5, 3), mode='bilinear', align_corners=True)",
      FACULA_ROW_CALL(upsample_bilinear2d(x[0], {5, 3}, true)), plane);
  add(rows, "upsample_bicubic2d", "F.interpolate(x[0], size=(5, 7), mode='bicubic')",
      FACULA_ROW_CALL(upsample_bicubic2d(x[0], {5, 7}, false)), plane);
  add(rows, "upsample_trilinear3d", "F.interpolate(x[0], size=(3, 5, 2), mode='trilinear')",
      FACULA_ROW_CALL(upsample_trilinear3d(x[0], {3, 5, 2}, false)), volume);
  add(rows, "upsample_bilinear2d_aa", "F.interpolate(x[0], size=(2, 3), mode='bilinear', antialias=True)",
      FACULA_ROW_CALL(_upsample_bilinear2d_aa(x[0], {2, 3}, false)), plane);
}

void add_sampling(std::vector<Row>& rows) {
  const std::vector<Sample> plane = {{Input({1, 2, 3, 4}), Input({1, 2, 3, 2}, -1.15, 1.15)}};
  add(rows, "grid_sampler", "F.grid_sample(x[0], x[1], align_corners=False)",
      FACULA_ROW_CALL(grid_sampler(x[0], x[1], 0, 0, false)), plane);
  add(rows, "grid_sampler_reflected",
      "F.grid_sample(x[0], x[1], padding_mode='reflection', align_corners=False)",
      FACULA_ROW_CALL(grid_sampler(x[0], x[1], 0, 2, false)), plane);
  add(rows, "grid_sampler_bicubic",
      "F.grid_sample(x[0], x[1], mode='bicubic', padding_mode='border', align_corners=False)",
      FACULA_ROW_CALL(grid_sampler(x[0], x[1], 2, 1, false)), plane);
  add(rows, "affine_grid_generator", "F.affine_grid(x[0], (2, 1, 3, 4), align_corners=False)",
      FACULA_ROW_CALL(affine_grid_generator(x[0], {2, 1, 3, 4}, false)), {{Input({2, 2, 3})}});
  add(rows, "pixel_shuffle", "F.pixel_shuffle(x[0], 2)", FACULA_ROW_CALL(pixel_shuffle(x[0], 2)),
      {{Input({2, 8, 2, 3})}, {Input({4, 2, 3})}});
  add(rows, "pixel_unshuffle", "F.pixel_unshuffle(x[0], 2)", FACULA_ROW_CALL(pixel_unshuffle(x[0], 2)),
      {{Input({2, 2, 4, 6})}});
  add(rows, "channel_shuffle", "torch.channel_shuffle(x[0], 2)", FACULA_ROW_CALL(channel_shuffle(x[0], 2)),
      {{Input({2, 4, 3})}});
  add(rows, "constant_pad_nd", "F.pad(x[0], (1, -1, 2, 0), value=0.5)",
      FACULA_ROW_CALL(constant_pad_nd(x[0], {1, -1, 2, 0}, 0.5)), {{Input({2, 3, 4})}});
  add(rows, "reflection_pad2d", "F.pad(x[0], (1, 2, 2, 0), mode='reflect')",
      FACULA_ROW_CALL(reflection_pad2d(x[0], {1, 2, 2, 0})), {{Input({1, 2, 3, 4})}});
  add(rows, "replication_pad1d", "F.pad(x[0], (3, 2), mode='replicate')",
      FACULA_ROW_CALL(replication_pad1d(x[0], {3, 2})), {{Input({2, 2, 3})}});
  add(rows, "im2col", "F.unfold(x[0], (2, 3), 1, 1, 2)",
      FACULA_ROW_CALL(im2col(x[0], {2, 3}, {1, 1}, {1, 1}, {2, 2})),
      {{Input({1, 2, 4, 5})}, {Input({2, 4, 5})}});
  add(rows, "col2im", "F.fold(x[0], (3, 4), (2, 2))",
      FACULA_ROW_CALL(col2im(x[0], {3, 4}, {2, 2}, {1, 1}, {0, 0}, {1, 1})), {{Input({2, 8, 6})}});
}

void add_pairs(std::vector<Row>& rows) {
  const std::vector<Sample> pair = {{Input({3, 4}), Input({3, 4})}};
  add(rows, "cosine_similarity", "F.cosine_similarity(x[0], x[1])",
      FACULA_ROW_CALL(cosine_similarity(x[0], x[1])),
      {{Input({3, 4}), Input({3, 4})}, {Input({2, 4}), Input({1, 4})}});
  add(rows, "pairwise_distance", "F.pairwise_distance(x[0], x[1], 3)",
      FACULA_ROW_CALL(pairwise_distance(x[0], x[1], 3)), pair);
  add(rows, "soft_margin_loss", "F.soft_margin_loss(x[0], x[1])",
      FACULA_ROW_CALL(soft_margin_loss(x[0], x[1])), pair);
  add(rows, "margin_ranking_loss", "F.margin_ranking_loss(x[0], x[1], torch.ones_like(x[0]), 0.3)",
      FACULA_ROW_CALL(margin_ranking_loss(x[0], x[1], x[0].detach() * 0 + 1, 0.3)), pair);
  add(rows, "triplet_margin_loss", "F.triplet_margin_loss(x[0], x[1], x[2], swap=True)",
      FACULA_ROW_CALL(triplet_margin_loss(x[0], x[1], x[2], 1.0, 2, 1e-6, true)),
      {{Input({3, 4}), Input({3, 4}), Input({3, 4})}});
  add(rows, "cosine_embedding_loss", "F.cosine_embedding_loss(x[0], x[1], x[2] * 2 - 1)",
      FACULA_ROW_CALL(cosine_embedding_loss(x[0], x[1], x[2] * 2 - 1)),
      {{Input({4, 3}), Input({4, 3}), Input::index({4}, 2)}});
  add(rows, "multi_margin_loss", "F.multi_margin_loss(x[0], x[1], p=2)",
      FACULA_ROW_CALL(multi_margin_loss(x[0], x[1], 2)), {{Input({3, 4}), Input::index({3}, 4)}});
  add(rows, "multilabel_margin_loss", "F.multilabel_margin_loss(x[0], x[1])",
      FACULA_ROW_CALL(multilabel_margin_loss(x[0], x[1])), {{Input({3, 4}), Input::index({3, 4}, 4)}});
  add(rows, "poisson_nll_loss", "F.poisson_nll_loss(x[0], x[1], full=True)",
      FACULA_ROW_CALL(poisson_nll_loss(x[0], x[1], true, true, 1e-8, Reduction::Mean)),
      {{Input({3, 4}), Input::index({3, 4}, 5)}});
}

}  // namespace

void add_vision_rows(std::vector<Row>& rows) {
  add_resizing(rows);
  add_sampling(rows);
  add_pairs(rows);
}

}  // namespace facula::optable
