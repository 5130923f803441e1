// What wrong calls throw, against PyTorch's exceptions (error_cases.inc).
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "errors.h"
#include "facula/facula.h"

namespace facula {
namespace {

// The exception is of the recorded class, or of a more special one than PyTorch's RuntimeError.
void expect_error(const std::string& call, const std::string& got, const std::string& kind,
                  const std::string& message) {
  const size_t colon = got.find(": ");
  ASSERT_NE(colon, std::string::npos) << call << ": " << got;
  EXPECT_EQ(got.substr(colon + 2), message) << call;
  if (kind != "Error") {
    EXPECT_EQ(got.substr(0, colon), kind) << call;
  }
}

TEST(Errors, AreThoseOfPyTorch) {
#define UNWRAP(...) __VA_ARGS__
#define CASE(code, kind, message) \
  expect_error(#code, test::thrown([&] { (void)(UNWRAP code); }), kind, message);
#include "error_cases.inc"
#undef CASE
}

}  // namespace
}  // namespace facula
