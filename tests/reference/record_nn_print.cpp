// Records the printed form of libtorch's modules: tests/reference/nn_print.txt.
// g++ -std=c++17 -D_GLIBCXX_USE_CXX11_ABI=1 -I/usr/include/torch/csrc/api/include record_nn_print.cpp -ltorch -ltorch_cpu -lc10
#include <torch/torch.h>

#include <iostream>

using namespace torch::nn;

static ParameterDict dictionary() {
  ParameterDict d;
  d->insert("A", torch::ones({1, 2}));
  d->insert("B", torch::ones({3}));
  return d;
}

template <class M>
static void print(const char* expression, const M& m) {
  std::cout << "# " << expression << "\n" << m << "\n";
}

int main() {
#define PRINTED(...) print(#__VA_ARGS__, __VA_ARGS__);
#include "../compat/printed_modules.h"
}
