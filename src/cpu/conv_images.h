#pragma once
// Images on either side of a float32 convolution, taken a group at a time with their channels innermost:
// where they lie so, or transposed in the cache.
#include <algorithm>

#include "cpu/layout.h"
#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

inline float* floats_of(const Tensor& t) { return static_cast<float*>(t.data_ptr()); }
inline Tensor make_floats(int64_t n) { return make_contiguous({n}, kFloat); }

struct ImageSide {
  float* data;
  bool last;  // channels
  int64_t channels, height, width;
  explicit ImageSide(const Tensor& t)
      : data(floats_of(t)),
        last(is_channels_last(t)),
        channels(t.size(1)),
        height(t.size(2)),
        width(t.size(3)) {}
  int64_t size() const { return channels * height * width; }
  int64_t positions() const { return height * width; }
};

/// Images [first, first + count) of a side, at most `most` at a time.
class ImageGroup {
 public:
  ImageGroup(const ImageSide& side, int64_t most) : side_(side) {
    if (!side.last) space_ = make_floats(most * side.size());
  }
  void move(int64_t first, int64_t count) {
    first_ = first;
    count_ = count;
    data_ = side_.last ? side_.data + first * side_.size() : floats_of(space_);
  }
  void load() const {
    for (int64_t i = 0; i < count_ && !side_.last; ++i)
      transpose_32(data_ + i * side_.size(), side_.data + (first_ + i) * side_.size(), side_.channels,
                   side_.positions());
  }
  void store() const {
    for (int64_t i = 0; i < count_ && !side_.last; ++i)
      transpose_32(side_.data + (first_ + i) * side_.size(), data_ + i * side_.size(), side_.positions(),
                   side_.channels);
  }
  /// Row y of image i, or null outside.
  float* row(int64_t i, int64_t y) const {
    if (y < 0 || y >= side_.height) return nullptr;
    return data_ + (i * side_.height + y) * side_.width * side_.channels;
  }

 private:
  const ImageSide& side_;
  Tensor space_;
  float* data_ = nullptr;
  int64_t first_ = 0, count_ = 0;
};

/// Calls f(first image, end) for runs of whole groups of `images`, shared out to threads.
template <class F>
void for_image_groups(int64_t batch, int64_t images, const F& f) {
  parallel_for(0, (batch + images - 1) / images, 1,
               [&](int64_t begin, int64_t end) { f(begin * images, std::min(end * images, batch)); });
}

}  // namespace facula::cpu
