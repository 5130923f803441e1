// Packing of sequences: steps are gathered from, and put back into, the rows of a padded batch.
#include "facula/nn/utils/rnn.h"

#include <vector>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/sort.h"

namespace facula {
namespace nn {
namespace utils {
namespace rnn {

static Tensor as_tensor(const std::vector<int64_t>& v) {
  Tensor t = empty({static_cast<int64_t>(v.size())}, TensorOptions(kLong));
  std::copy(v.begin(), v.end(), t.data_ptr<int64_t>());
  return t;
}

static std::vector<int64_t> as_list(const Tensor& t) {
  const Tensor c = t.to(TensorOptions(kLong).device(kCPU)).contiguous();
  return std::vector<int64_t>(c.data_ptr<int64_t>(), c.data_ptr<int64_t>() + c.numel());
}

static Tensor inverse(const Tensor& order) {
  if (!order.defined()) return {};
  return empty_like(order).scatter_(0, order, arange(order.numel(), order.options()));
}

PackedSequence::PackedSequence(Tensor data, Tensor batch_sizes, Tensor sorted_indices,
                               Tensor unsorted_indices)
    : data_(std::move(data)),
      batch_sizes_(std::move(batch_sizes)),
      sorted_indices_(std::move(sorted_indices)) {
  unsorted_indices_ = unsorted_indices.defined() ? std::move(unsorted_indices) : inverse(sorted_indices_);
  FACULA_CHECK(batch_sizes_.device().type() == kCPU,
               "batch_sizes should always be on CPU. Instances of PackedSequence should never be created "
               "manually. They should be instantiated by functions like pack_sequence and "
               "pack_padded_sequences in nn::utils::rnn. "
               "https://pytorch.org/docs/stable/nn.html#torch.nn.utils.rnn.pack_sequence");
}

PackedSequence PackedSequence::pin_memory() const {
  const auto pin = [](const Tensor& t) { return t.defined() ? t.pin_memory() : Tensor(); };
  return PackedSequence(pin(data_), batch_sizes_, pin(sorted_indices_), pin(unsorted_indices_));
}
bool PackedSequence::is_pinned() const { return data_.is_pinned(); }

PackedSequence PackedSequence::to(TensorOptions options) const {
  const Tensor data = data_.to(options);
  if (data.is_same(data_)) return *this;
  const auto move = [&](const Tensor& t) { return t.defined() ? t.to(data.device()) : Tensor(); };
  return PackedSequence(data, batch_sizes_, move(sorted_indices_), move(unsorted_indices_));
}

// Where step t of sequence b is among the rows of (T, N, *), in packed order; and how many have each step.
struct Steps {
  std::vector<int64_t> rows, batch_sizes;
};

static Steps steps_of(const std::vector<int64_t>& lengths) {
  Steps s;
  const auto n = static_cast<int64_t>(lengths.size());
  int64_t active = n;
  for (int64_t t = 0; t < lengths.front(); ++t) {
    while (lengths[static_cast<size_t>(active - 1)] <= t) --active;
    for (int64_t b = 0; b < active; ++b) s.rows.push_back(t * n + b);
    s.batch_sizes.push_back(active);
  }
  return s;
}

PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first, bool enforce_sorted) {
  FACULA_CHECK(lengths.dim() == 1 && lengths.device().type() == kCPU,
               "'lengths' argument should be a 1D CPU int64 tensor, but got ", lengths.dim(), "D ",
               lengths.device(), " ", lengths.scalar_type(), " tensor");
  FACULA_CHECK(input.numel() > 0, "Cannot pack empty tensors.");
  lengths = lengths.to(kLong);
  Tensor order;
  if (!enforce_sorted) {
    auto [sorted, indices] = lengths.sort(-1, true);
    lengths = sorted;
    order = indices.to(input.device());
    input = input.index_select(batch_first ? 0 : 1, order);
  }
  if (batch_first) input = input.transpose(0, 1);
  const std::vector<int64_t> list = as_list(lengths);
  FACULA_CHECK(static_cast<int64_t>(list.size()) == input.size(1),
               "Expected `len(lengths)` to be equal to batch_size, but got ", list.size(),
               " (batch_size=", input.size(1), ")");
  for (size_t i = 1; i < list.size(); ++i)
    FACULA_CHECK(list[i] <= list[i - 1],
                 "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can "
                 "pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this "
                 "requirement if you do not need ONNX exportability.");
  FACULA_CHECK(list.back() > 0,
               "Length of all samples has to be greater than 0, but found an element in "
               "'lengths' that is <= 0");
  FACULA_CHECK(list.front() <= input.size(0), "Expected lengths of at most ", input.size(0),
               ", the input's number of steps, but got ", list.front());
  const Steps s = steps_of(list);
  const Tensor data = input.flatten(0, 1).index_select(0, as_tensor(s.rows).to(input.device()));
  return PackedSequence(data, as_tensor(s.batch_sizes), order);
}

std::tuple<Tensor, Tensor> pad_packed_sequence(const PackedSequence& sequence, bool batch_first,
                                               double padding_value, std::optional<int64_t> total_length) {
  const std::vector<int64_t> sizes = as_list(sequence.batch_sizes());
  const auto longest = static_cast<int64_t>(sizes.size());
  const int64_t steps = total_length.value_or(longest), n = sizes.front();
  FACULA_CHECK(steps >= longest,
               "Expected total_length to be at least the length of the longest sequence in input, but got "
               "total_length=",
               steps, " and max sequence length being ", longest);
  std::vector<int64_t> rows, lengths(static_cast<size_t>(n), 0);
  for (int64_t t = 0; t < longest; ++t)
    for (int64_t b = 0; b < sizes[static_cast<size_t>(t)]; ++b) {
      rows.push_back(t * n + b);
      ++lengths[static_cast<size_t>(b)];
    }
  const Tensor& data = sequence.data();
  DimVector flat(data.sizes().begin(), data.sizes().end()), shape{steps, n};
  flat[0] = steps * n;
  for (size_t d = 1; d < flat.size(); ++d) shape.push_back(flat[d]);
  Tensor y = full(flat, padding_value, data.options().requires_grad(false))
                 .index_copy(0, as_tensor(rows).to(data.device()), data)
                 .view(shape);
  if (batch_first) y = y.transpose(0, 1);
  Tensor all_lengths = as_tensor(lengths);
  const Tensor& back = sequence.unsorted_indices();
  if (!back.defined()) return {y, all_lengths};
  return {y.index_select(batch_first ? 0 : 1, back), all_lengths.index_select(0, back.to(kCPU))};
}

Tensor pad_sequence(ArrayRef<Tensor> sequences, bool batch_first, double padding_value) {
  FACULA_CHECK(sequences.size() > 0, "received an empty list of sequences");
  int64_t longest = 0;
  for (const Tensor& s : sequences) {
    FACULA_CHECK(s.dim() > 0 && s.sizes().slice(1) == sequences[0].sizes().slice(1),
                 "pad_sequence: sequences may differ in their first dimension only, but got ",
                 sequences[0].sizes(), " and ", s.sizes());
    longest = std::max(longest, s.size(0));
  }
  std::vector<Tensor> padded;
  for (const Tensor& s : sequences) {
    DimVector rest(s.sizes().begin(), s.sizes().end());
    rest[0] = longest - s.size(0);
    padded.push_back(rest[0] == 0 ? s
                                  : cat({s, full(rest, padding_value, s.options().requires_grad(false))}, 0));
  }
  return stack(padded, batch_first ? 0 : 1);
}

PackedSequence pack_sequence(ArrayRef<Tensor> sequences, bool enforce_sorted) {
  std::vector<int64_t> lengths;
  for (const Tensor& s : sequences) lengths.push_back(s.size(0));
  return pack_padded_sequence(pad_sequence(sequences), as_tensor(lengths), false, enforce_sorted);
}

}  // namespace rnn
}  // namespace utils
}  // namespace nn
}  // namespace facula
