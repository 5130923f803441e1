#pragma once

#include <cstdint>
#include <vector>

namespace facula::data {

/// Draws `n` images of handwritten-like digits, a stand-in for MNIST where there is no network: strokes of
/// a pen with random shape, slant, size, thickness and ink, on 28 x 28 pixels, background 0, ink up to 255,
/// in a 20 x 20 box about the centre as MNIST has it.
///
/// `images` gets n * 784 bytes, row by row; `labels` gets n bytes of 0 to 9, drawn uniformly.
/// Image i depends on `seed` and i alone: the first m of n images are those that n = m gives.
///
/// errors  Error if n is negative
void generate_digits(uint64_t seed, int64_t n, std::vector<uint8_t>& images, std::vector<uint8_t>& labels);

}  // namespace facula::data
