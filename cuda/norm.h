#pragma once
// What the normalisations share.
#include "kernels/norm.h"

namespace facula::gpu {

/// Which mean and rstd belong to (outer index, channel).
struct StatsOf {
  int64_t per_outer, per_group;  // index = outer * per_outer + channel / per_group
  static StatsOf groups_of(const ChannelLayout& l, int64_t groups) { return {groups, l.channels / groups}; }
  static StatsOf channels() { return {0, 1}; }
};

/// Where sums over everything but channels go; null: not wanted.
struct ChannelSums {
  void *dot, *sum;  // sum g xhat, sum g
};
/// errors  NotImplementedError unless x is float or double
void channel_sums(const ChannelSums& to, const Tensor& g, const Tensor& x, const Tensor& mean,
                  const Tensor& rstd, const ChannelLayout& layout, const StatsOf& stats);

}  // namespace facula::gpu
