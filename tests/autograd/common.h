#pragma once
// What the autograd tests share.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "facula/autograd/autograd.h"
#include "facula/autograd/hooks.h"
#include "facula/core/warning.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"

namespace facula {

inline Tensor leaf(std::vector<double> v) { return tensor(v, kDouble).requires_grad_(); }
inline double at(const Tensor& t, int64_t i = 0) { return t.detach().reshape({-1})[i].item<double>(); }
inline std::vector<double> numbers(const Tensor& t) {
  std::vector<double> v;
  for (int64_t i = 0; i < t.numel(); ++i) v.push_back(at(t.to(kDouble), i));
  return v;
}

/// The message of what `f` throws.
template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const std::exception& e) {
    return e.what();
  }
  return "nothing was thrown";
}
inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
#define EXPECT_MESSAGE(expr, part)                  \
  do {                                              \
    const std::string got = message([&] { expr; }); \
    EXPECT_TRUE(has(got, part)) << got;             \
  } while (0)

/// Collects the warnings of its scope.
class Warnings : public WarningHandler {
 public:
  Warnings() { Warning::set_warning_handler(this); }
  ~Warnings() override { Warning::set_warning_handler(nullptr); }
  void process(const SourceLocation&, const std::string& m, bool) override { messages.push_back(m); }
  std::string text() const {
    std::string s;
    for (const auto& m : messages) s += m + "\n";
    return s;
  }
  std::vector<std::string> messages;
};

}  // namespace facula
