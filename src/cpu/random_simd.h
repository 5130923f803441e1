#pragma once

#include <cstddef>
#include <cstdint>

/// The vectorised inner loops of the float fills. `plain` forces the version without AVX2, whose bits are
/// the same; tests compare the two.
namespace facula::random::simd {

/// out[i] = (low 24 bits of draws[i]) / 2^24 * width + low, fused; n a multiple of 8.
void uniform_block(float* out, const std::uint32_t* draws, std::size_t n, float low, float width,
                   bool plain = false);

/// Box-Muller in place on blocks of 16 uniforms; n a multiple of 16.
void normal_blocks(float* p, std::size_t n, float mean, float std, bool plain = false);

}  // namespace facula::random::simd
