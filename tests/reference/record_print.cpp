// Records libtorch 1.13's printed forms: tests/reference/print.txt. Build and run from the root with
//   g++ -std=c++17 -Itests -I/usr/include/torch/csrc/api/include tests/reference/record_print.cpp
//       -ltorch -ltorch_cpu -lc10 -o /tmp/record_print && /tmp/record_print > tests/reference/print.txt
// and with Python's forms by record_repr.py.
#include <torch/torch.h>

#include <iostream>
#include <sstream>

namespace torch {
inline Tensor complex_pair(double a, double b, double c, double d) {
  return torch::complex(torch::tensor({a, c}, kFloat), torch::tensor({b, d}, kFloat));
}
}  // namespace torch
namespace lib = torch;
#include "ops/print_cases.h"

// name, number of lines, the lines
int main(int argc, char** argv) {
  for (const auto& [name, t] : print_cases()) {
    if (argc > 1) {
      if (t.defined()) torch::save(t.detach().clone(), std::string(argv[1]) + "/" + name + ".pt");
      continue;
    }
    std::ostringstream text;
    text << t;
    int lines = 1;
    for (char c : text.str()) lines += c == '\n';
    std::cout << name << ' ' << lines << '\n' << text.str() << '\n';
  }
}
