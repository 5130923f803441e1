#pragma once
// MyVGG: three blocks of convolution, batch norm, ReLU and pooling, and a linear classifier; 104,650
// parameters.
#include <facula/facula.h>

struct MyVggImpl : facula::nn::Module {
  MyVggImpl() {
    using namespace facula::nn;
    auto conv = [](int64_t in, int64_t out) { return Conv2d(Conv2dOptions(in, out, 3).padding(1)); };
    features = register_module(
        "features", Sequential(conv(1, 32), BatchNorm2d(32), ReLU(), MaxPool2d(2),       // 28 x 28 -> 14 x 14
                               conv(32, 64), BatchNorm2d(64), ReLU(), MaxPool2d(2),      // -> 7 x 7
                               conv(64, 128), BatchNorm2d(128), ReLU(), MaxPool2d(2)));  // -> 3 x 3
    head = register_module("head", Linear(128 * 3 * 3, 10));
  }

  /// x: (N, 1, 28, 28) -> class scores (N, 10)
  facula::Tensor forward(const facula::Tensor& x) { return head->forward(features->forward(x).flatten(1)); }

  facula::nn::Sequential features{nullptr};
  facula::nn::Linear head{nullptr};
};
using MyVgg = facula::nn::ModuleHolder<MyVggImpl>;
