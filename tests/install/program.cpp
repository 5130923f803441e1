#include <facula/facula.h>
#include <facula/version.h>

#include <cstdio>
#include <cstring>

int main() {
  facula::Tensor x = facula::ones({2, 3}, facula::requires_grad());
  facula::Tensor y = facula::matmul(x, x.t()).sum();  // goes through BLAS
  y.backward();
  std::printf("%s %.1f %.1f\n", facula::version(), y.item<double>(), x.grad()[1][2].item<double>());
  const bool right = y.item<double>() == 12 && x.grad()[1][2].item<double>() == 4;
  return right && std::strcmp(facula::version(), FACULA_VERSION) == 0 ? 0 : 1;
}
