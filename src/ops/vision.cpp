// Shuffles between space and channels, and sliding blocks.
#include "facula/ops/vision.h"

#include "facula/ops/creation.h"
#include "graph/record.h"
#include "kernels/geometry.h"

namespace facula {

// ---- shuffles

static DimVector leading(const Tensor& x) { return DimVector(x.sizes().begin(), x.sizes().end() - 3); }

Tensor pixel_shuffle(const Tensor& x, int64_t r) {
  FACULA_CHECK(x.dim() >= 3, "pixel_shuffle expects input to have at least 3 dimensions, but got input with ",
               x.dim(), " dimension(s)");
  FACULA_CHECK(r > 0, "pixel_shuffle expects a positive upscale_factor, but got ", r);
  const int64_t c = x.size(-3), h = x.size(-2), w = x.size(-1);
  FACULA_CHECK(c % (r * r) == 0,
               "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
               "upscale_factor, but input.size(-3)=",
               c, " is not divisible by ", r * r);
  DimVector shape = leading(x);
  const int64_t n = static_cast<int64_t>(shape.size());
  DimVector order;
  for (int64_t d = 0; d < n; ++d) order.push_back(d);
  for (int64_t d : {n, n + 3, n + 1, n + 4, n + 2}) order.push_back(d);
  DimVector split = shape;
  for (int64_t s : {c / (r * r), r, r, h, w}) split.push_back(s);
  for (int64_t s : {c / (r * r), h * r, w * r}) shape.push_back(s);
  return x.reshape(split).permute(order).reshape(shape);
}

Tensor pixel_unshuffle(const Tensor& x, int64_t r) {
  FACULA_CHECK(x.dim() >= 3,
               "pixel_unshuffle expects input to have at least 3 dimensions, but got input with ", x.dim(),
               " dimension(s)");
  FACULA_CHECK(r > 0, "pixel_unshuffle expects a positive downscale_factor, but got ", r);
  const int64_t c = x.size(-3), h = x.size(-2), w = x.size(-1);
  FACULA_CHECK(h % r == 0,
               "pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=", h,
               " is not divisible by ", r);
  FACULA_CHECK(w % r == 0,
               "pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=", w,
               " is not divisible by ", r);
  DimVector shape = leading(x);
  const int64_t n = static_cast<int64_t>(shape.size());
  DimVector order;
  for (int64_t d = 0; d < n; ++d) order.push_back(d);
  for (int64_t d : {n, n + 2, n + 4, n + 1, n + 3}) order.push_back(d);
  DimVector split = shape;
  for (int64_t s : {c, h / r, r, w / r, r}) split.push_back(s);
  for (int64_t s : {c * r * r, h / r, w / r}) shape.push_back(s);
  return x.reshape(split).permute(order).reshape(shape);
}

Tensor channel_shuffle(const Tensor& x, int64_t groups) {
  FACULA_CHECK(x.dim() > 2, "channel_shuffle expects input with > 2 dims, but got input with sizes ",
               x.sizes());
  const int64_t c = x.size(1);
  FACULA_CHECK(groups > 0,
               "Number of groups to divide channels in must be positive. Value of groups:", groups);
  FACULA_CHECK(c % groups == 0, "Number of channels must be divisible by groups. Got ", c, " channels and ",
               groups, " groups.");
  return x.reshape({x.size(0), groups, c / groups, -1}).transpose(1, 2).reshape(x.sizes());
}

// ---- sliding blocks

namespace {

struct Blocks {
  int64_t size[2], kernel[2], dilation[2], padding[2], stride[2], out[2];
};

int64_t pick(const char* op, const char* what, IntArrayRef v, size_t i) {
  FACULA_CHECK(v.size() == 1 || v.size() == 2, op, ": It is expected ", what, " equals to 2, but got size ",
               v.size());
  return v[v.size() == 1 ? 0 : i];
}

Blocks make_blocks(const char* op, IntArrayRef size, IntArrayRef kernel, IntArrayRef dilation,
                   IntArrayRef padding, IntArrayRef stride) {
  Blocks b;
  bool positive = true;
  for (size_t i = 0; i < 2; ++i) {
    b.size[i] = size[i];
    b.kernel[i] = pick(op, "kernel_size", kernel, i);
    b.dilation[i] = pick(op, "dilation", dilation, i);
    b.padding[i] = pick(op, "padding", padding, i);
    b.stride[i] = pick(op, "stride", stride, i);
  }
  const auto check = [](const int64_t* v, int64_t least, const char* what, const char* word) {
    FACULA_CHECK(v[0] >= least && v[1] >= least, what, " should be ", word, ", but got ", what,
                 " height: ", v[0], " ", what, " width: ", v[1]);
  };
  check(b.kernel, 1, "kernel size", "greater than zero");
  check(b.dilation, 1, "dilation", "greater than zero");
  check(b.padding, 0, "padding", "non-negative");
  check(b.stride, 1, "stride", "greater than zero");
  for (size_t i = 0; i < 2; ++i) {
    const int64_t room = b.size[i] + 2 * b.padding[i] - b.dilation[i] * (b.kernel[i] - 1) - 1;
    b.out[i] = room < 0 ? -((-room + b.stride[i] - 1) / b.stride[i]) + 1 : room / b.stride[i] + 1;
    positive = positive && b.out[i] >= 1;
  }
  const auto pair = [](const int64_t* v) { return detail::concat("(", v[0], ", ", v[1], ")"); };
  FACULA_CHECK(positive, "Given input with spatial size ", pair(b.size), ", kernel_size=", pair(b.kernel),
               ", dilation=", pair(b.dilation), ", padding=", pair(b.padding),
               ", calculated shape of the array of sliding blocks as ", pair(b.out),
               ", but its components must be at least one.");
  return b;
}

// The elements of the padded picture (N, C, H, W) that kernel place (i, j) meets.
Tensor met_by(const Tensor& picture, const Blocks& b, int64_t i, int64_t j) {
  const int64_t top = i * b.dilation[0], left = j * b.dilation[1];
  return picture.slice(2, top, top + (b.out[0] - 1) * b.stride[0] + 1, b.stride[0])
      .slice(3, left, left + (b.out[1] - 1) * b.stride[1] + 1, b.stride[1]);
}

Tensor padded_zeros(const Tensor& like, int64_t n, int64_t c, const Blocks& b) {
  return zeros({n, c, b.size[0] + 2 * b.padding[0], b.size[1] + 2 * b.padding[1]}, like.options());
}
Tensor inside(const Tensor& picture, const Blocks& b) {
  return picture.narrow(2, b.padding[0], b.size[0]).narrow(3, b.padding[1], b.size[1]);
}

Tensor fold(const Tensor& columns, const Blocks& b);

Tensor unfold(const Tensor& x, const Blocks& b) {
  const int64_t n = x.size(0), c = x.size(1);
  Tensor y = empty({n, c, b.kernel[0], b.kernel[1], b.out[0], b.out[1]}, x.options());
  {
    NoGradGuard off;
    Tensor picture = x;
    if (b.padding[0] || b.padding[1]) {
      picture = padded_zeros(x, n, c, b);
      inside(picture, b).copy_(x);
    }
    for (int64_t i = 0; i < b.kernel[0]; ++i)
      for (int64_t j = 0; j < b.kernel[1]; ++j) y.select(2, i).select(2, j).copy_(met_by(picture, b, i, j));
    y = y.view({n, c * b.kernel[0] * b.kernel[1], b.out[0] * b.out[1]});
  }
  return record("Im2ColBackward0", y, grad_of(x, [b](const Tensor& g) { return fold(g, b); }));
}

Tensor fold(const Tensor& columns, const Blocks& b) {
  const int64_t n = columns.size(0), c = columns.size(1) / (b.kernel[0] * b.kernel[1]);
  Tensor y;
  {
    NoGradGuard off;
    const Tensor parts = columns.reshape({n, c, b.kernel[0], b.kernel[1], b.out[0], b.out[1]});
    Tensor picture = padded_zeros(columns, n, c, b);
    for (int64_t i = 0; i < b.kernel[0]; ++i)
      for (int64_t j = 0; j < b.kernel[1]; ++j)
        met_by(picture, b, i, j).add_(parts.select(2, i).select(2, j));
    y = inside(picture, b).contiguous();
  }
  return record("Col2ImBackward0", y, grad_of(columns, [b](const Tensor& g) { return unfold(g, b); }));
}

}  // namespace

Tensor im2col(const Tensor& x, IntArrayRef kernel_size, IntArrayRef dilation, IntArrayRef padding,
              IntArrayRef stride) {
  const int64_t n = x.dim();
  FACULA_CHECK((n == 3 && x.numel() > 0) || (n == 4 && x.size(1) > 0 && x.size(2) > 0 && x.size(3) > 0),
               "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero "
               "dimensions for input, but got: ",
               x.sizes());
  const Blocks b = make_blocks("im2col", x.sizes().slice(static_cast<size_t>(n - 2)), kernel_size, dilation,
                               padding, stride);
  return n == 3 ? unfold(x.unsqueeze(0), b).squeeze(0) : unfold(x, b);
}

Tensor col2im(const Tensor& x, IntArrayRef output_size, IntArrayRef kernel_size, IntArrayRef dilation,
              IntArrayRef padding, IntArrayRef stride) {
  const int64_t n = x.dim();
  FACULA_CHECK((n == 2 && x.numel() > 0) || (n == 3 && x.size(1) > 0 && x.size(2) > 0),
               "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero "
               "dimensions for input, but got: ",
               x.sizes());
  const int64_t size[] = {pick("col2im", "output_size", output_size, 0),
                          pick("col2im", "output_size", output_size, 1)};
  const Blocks b = make_blocks("col2im", size, kernel_size, dilation, padding, stride);
  const int64_t rows = x.size(-2), columns = x.size(-1), area = b.kernel[0] * b.kernel[1];
  FACULA_CHECK(rows % area == 0,
               "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
               "input.size(1)=",
               rows, " and kernel_size=(", b.kernel[0], ", ", b.kernel[1], ").");
  FACULA_CHECK(
      columns == b.out[0] * b.out[1], "Given output_size=(", size[0], ", ", size[1], "), kernel_size=(",
      b.kernel[0], ", ", b.kernel[1], "), dilation=(", b.dilation[0], ", ", b.dilation[1], "), padding=(",
      b.padding[0], ", ", b.padding[1], "), stride=(", b.stride[0], ", ", b.stride[1],
      "), expected size of input's dimension 2 to match the calculated number of ", "sliding blocks ",
      b.out[0], " * ", b.out[1], " = ", b.out[0] * b.out[1], ", but got input.size(2)=", columns, ".");
  return n == 2 ? fold(x.unsqueeze(0), b).squeeze(0) : fold(x, b);
}

}  // namespace facula
