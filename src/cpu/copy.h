#pragma once
// The copy loops that are compiled for each instruction set.
#include <cstdint>

namespace facula::cpu {

/// dst[i][j] = src[j][i] for i < rows, j < columns. Rows of dst and columns of src are contiguous; dst_row
/// and src_column are the steps from one to the next, in bytes.
using TransposeLoop = void (*)(char* dst, int64_t dst_row, const char* src, int64_t src_column, int64_t rows,
                               int64_t columns);
/// For elements of 1, 2, 4, 8 and 16 bytes.
extern constinit TransposeLoop transpose_loops[5];

/// dst[i] = src[-i] for n elements; [k]: elements of 2^k bytes.
using ReverseLoop = void (*)(char* dst, const char* src, int64_t n);
extern constinit ReverseLoop reverse_loops[4];
/// Writes n copies of the element of `size` bytes (1, 2, 4, 8 or 16) at `value`.
using FillLoop = void (*)(char* dst, const char* value, int64_t size, int64_t n);
extern constinit FillLoop fill_loop;

/// Copies a run of bytes: a row of a larger copy.
using CopyLoop = void (*)(char* dst, const char* src, int64_t bytes);
extern constinit CopyLoop copy_loop;

}  // namespace facula::cpu
