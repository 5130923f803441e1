// Views that cannot be: messages as PyTorch words them.
#include <gtest/gtest.h>

#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "ops/reference_cases.h"

namespace {

using namespace facula;
using test::expect_error;

Tensor leaf(IntArrayRef shape) { return zeros(shape).requires_grad_(); }

TEST(ViewErrors, Shapes) {
  const Tensor x = leaf({2, 3});
  expect_error([&] { x.view({-1, 4}); }, "shape '[-1, 4]' is invalid for input of size 6");
  expect_error([&] { x.view({4, 2}); }, "shape '[4, 2]' is invalid for input of size 6");
  expect_error([&] { x.view({-1, -1}); }, "only one dimension can be inferred");
  expect_error([&] { x.view({-2, 3}); }, "invalid shape dimension -2");
  expect_error(
      [&] {
        zeros({0, 3}).view({-1, 0});
      },
      "cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 "
      "can be any value and is ambiguous");
  expect_error(
      [&] { x.t().view(6); },
      "view size is not compatible with input tensor's size and stride (at least one dimension spans "
      "across two contiguous subspaces). Use .reshape(...) instead.");
  expect_error([&] { x.flatten(1, 0); }, "flatten() has invalid args: start_dim cannot come after end_dim");
  expect_error(
      [&] {
        x.unflatten(1, {2, 1});
      },
      "unflatten: Provided sizes [2, 1] don't multiply up to the size of dim 1 (3) in the input tensor");
  expect_error(
      [&] {
        x.expand({2, 4});
      },
      "The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1. "
      " Target sizes: [2, 4].  Tensor sizes: [2, 3]");
  expect_error([&] { x.expand(3); },
               "expand(CPUFloatType{[2, 3]}, size=[3]): the number of sizes provided (1) must "
               "be greater or equal to the number of dimensions in the tensor (2)");
  expect_error(
      [&] {
        x.expand({-1, 2, 3});
      },
      "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0");
  expect_error([&] { x.as_strided({2, 2}, 1); }, "mismatch in length of strides and shape");
  expect_error(
      [&] {
        x.as_strided({2, 2}, {-1, 1});
      },
      "as_strided: Negative strides are not supported at the moment, got strides: [-1, 1]");
  expect_error(
      [&] {
        x.as_strided({20, 2}, {1, 1});
      },
      "setStorage: sizes [20, 2], strides [1, 1], storage offset 0, and itemsize 4 requiring a storage size "
      "of 84 are out of bounds for storage of size 24");
  expect_error([&] { x.as_strided({2, 2}, {1, 1}, -1); }, "Tensor: invalid storage offset -1");
}

TEST(ViewErrors, Dimensions) {
  const Tensor x = leaf({2, 3});
  const std::string range = "Dimension out of range (expected to be in range of [-2, 1], but got 2)";
  expect_error([&] { zeros({2, 3, 4}).t(); }, "t() expects a tensor with <= 2 dimensions, but self is 3D");
  expect_error<IndexError>([&] { x.transpose(0, 2); }, range);
  expect_error<IndexError>([&] { x.permute({1, 2}); }, range);
  expect_error<IndexError>([&] { x.squeeze(2); }, range);
  expect_error<IndexError>([&] { x.unsqueeze(3); },
                           "Dimension out of range (expected to be in range of [-3, 2], but got 3)");
  expect_error([&] { x.permute({0, 0}); }, "permute(): duplicate dims are not allowed.");
  expect_error(
      [&] { x.permute(0); },
      "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
      "desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = 1");
}

TEST(ViewErrors, Parts) {
  const Tensor x = leaf({2, 3});
  expect_error<IndexError>([&] { x.select(0, 2); },
                           "select(): index 2 out of range for tensor of size [2, 3] at dimension 0");
  expect_error<IndexError>([&] { zeros({})[0]; }, "select() cannot be applied to a 0-dim tensor.");
  expect_error([&] { x.slice(0, 0, 1, 0); }, "slice step must be positive");
  expect_error([&] { x.narrow(0, 1, 2); }, "start (1) + length (2) exceeds dimension size (2).");
  expect_error([&] { x.narrow(0, 1, -1); }, "start (1) + length (-1) exceeds dimension size (2).");
  expect_error([&] { zeros({}).narrow(0, 0, 1); }, "narrow() cannot be applied to a 0-dim tensor.");
  expect_error([&] { x.diagonal(0, 1, 1); }, "diagonal dimensions cannot be identical 1, 1");
  expect_error([&] { x.unfold(1, 4, 1); }, "maximum size for tensor at dimension 1 is 3 but size is 4");
  expect_error([&] { x.unfold(1, 2, 0); }, "step is 0 but must be > 0");
  expect_error([&] { x.chunk(0); }, "chunk expects `chunks` to be greater than 0, got: 0");
  expect_error([&] { x.split(-1); }, "split expects split_size be non-negative, but got split_size=-1");
  expect_error([&] { x.split(0); },
               "split_size can only be 0 if dimension size is 0, but got dimension size of 2");
  expect_error(
      [&] {
        x.split({1, 1}, 1);
      },
      "split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's size at dimension 1), but "
      "got split_sizes=[1, 1]");
  expect_error(
      [&] {
        x.split({-1, 4}, 1);
      },
      "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=[-1, 4]");
  expect_error<IndexError>([&] { zeros({}).unbind(); },
                           "Dimension specified as 0 but tensor has no dimensions");
}

TEST(ViewErrors, Dtypes) {
  const Tensor x = leaf({2, 3});
  expect_error([&] { imag(x); }, "imag is not implemented for tensors with non-complex dtypes.");
  expect_error([&] { view_as_real(x); }, "view_as_real is only supported for complex tensors");
  expect_error([&] { view_as_complex(x); }, "Tensor must have a last dimension of size 2");
  expect_error([&] { view_as_complex(zeros({})); }, "Input tensor must have one or more dimensions");
  expect_error(
      [&] {
        view_as_complex(zeros({3, 2}, kInt));
      },
      "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar "
      "type: Int");
  expect_error(
      [&] {
        view_as_complex(zeros({3, 3}).slice(1, 0, 2));
      },
      "Tensor must have a stride divisible by 2 for all but last dimension");
  expect_error([&] { view_as_complex(zeros(8).slice(0, 1, 3)); },
               "Tensor must have a storage_offset divisible by 2");
  expect_error(
      [&] { x.view(kDouble); },
      "self.size(-1) must be divisible by 2 to view Float as Double (different element sizes), but got 3");
  expect_error(
      [&] {
        zeros({4, 5}).slice(1, 0, 2).view(kDouble);
      },
      "self.stride(0) must be divisible by 2 to view Float as Double (different element sizes), but got 5");
  expect_error([&] { zeros({}).view(kDouble); },
               "self.dim() cannot be 0 to view Float as Double (different element sizes)");
}

}  // namespace
