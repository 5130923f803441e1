#pragma once
// Sequences of different lengths in one batch.
#include <vector>

#include "facula/core/tensor.h"

namespace facula {
namespace nn {
namespace utils {
namespace rnn {

/// A batch of sequences, longest first, as one list of steps: the first step of all, the second of those that
/// have one, … batch_sizes says how many have each step. sorted_indices is the order in which the sequences
/// were taken, unsorted_indices the way back; both undefined when they came sorted.
class PackedSequence {
 public:
  /// errors  Error if batch_sizes is not on the CPU
  explicit PackedSequence(Tensor data, Tensor batch_sizes, Tensor sorted_indices = {},
                          Tensor unsorted_indices = {});

  const Tensor& data() const { return data_; }
  const Tensor& batch_sizes() const { return batch_sizes_; }
  const Tensor& sorted_indices() const { return sorted_indices_; }
  const Tensor& unsorted_indices() const { return unsorted_indices_; }

  /// errors  NotImplementedError: host memory is not pinned
  PackedSequence pin_memory() const;
  PackedSequence to(TensorOptions options) const;
  PackedSequence cuda() const { return to(kCUDA); }
  PackedSequence cpu() const { return to(kCPU); }
  bool is_cuda() const { return data_.is_cuda(); }
  bool is_pinned() const;

 private:
  Tensor data_, batch_sizes_, sorted_indices_, unsorted_indices_;
};

/// Packs padded sequences; lengths on the CPU.
/// shape   input: (T, N, *), or (N, T, *) with batch_first; lengths: (N)
/// grad    of input; any order
/// errors  Error: "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. …"
PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false,
                                    bool enforce_sorted = true);
/// Pads packed sequences again; gives them and their lengths.
/// errors  Error: "Expected total_length to be at least the length of the longest sequence in input, …"
std::tuple<Tensor, Tensor> pad_packed_sequence(const PackedSequence& sequence, bool batch_first = false,
                                               double padding_value = 0.0,
                                               std::optional<int64_t> total_length = std::nullopt);
/// Stacks sequences (L_i, *) into (T, N, *), or (N, T, *) with batch_first.
/// errors  Error: "received an empty list of sequences"
Tensor pad_sequence(ArrayRef<Tensor> sequences, bool batch_first = false, double padding_value = 0);
/// Packs a list of sequences (L_i, *).
PackedSequence pack_sequence(ArrayRef<Tensor> sequences, bool enforce_sorted = true);

}  // namespace rnn
}  // namespace utils
}  // namespace nn
using nn::utils::rnn::pad_sequence;
}  // namespace facula
