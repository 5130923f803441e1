// The printed forms of tensors against libtorch's (print.txt) and Python's (repr.txt).
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"

namespace facula {
namespace {
Tensor complex_pair(double a, double b, double c, double d) {
  return tensor({complex<float>(static_cast<float>(a), static_cast<float>(b)),
                 complex<float>(static_cast<float>(c), static_cast<float>(d))});
}
}  // namespace
}  // namespace facula
namespace lib = facula;
#include "ops/print_cases.h"

namespace facula {
namespace {

std::map<std::string, std::string> recorded(const std::string& path) {
  std::ifstream file(std::string(FACULA_SOURCE_DIR "/tests/reference/") + path);
  std::map<std::string, std::string> texts;
  std::string name, line;
  for (int count; file >> name >> count;) {
    std::getline(file, line);
    std::string& text = texts[name];
    for (int i = 0; i < count; ++i) {
      std::getline(file, line);
      text += (i ? "\n" : "") + line;
    }
  }
  return texts;
}

TEST(Print, StreamsAsLibtorch) {
  const auto want = recorded("print.txt");
  ASSERT_EQ(want.size(), print_cases().size());
  for (const auto& [name, t] : print_cases()) {
    std::ostringstream text;
    text << t;
    EXPECT_EQ(text.str(), want.at(name)) << name;
  }
}

TEST(Print, ReprAsPython) {
  const auto want = recorded("repr.txt");
  ASSERT_EQ(want.size(), print_cases().size() - 1);
  for (const auto& [name, t] : print_cases())
    if (t.defined()) EXPECT_EQ(t.repr(), want.at(name)) << name;
}

TEST(Print, LeavesTheStreamAsItWas) {
  std::ostringstream text;
  text << tensor({123456.5, 1.25});
  text.str("");
  text << 0.5;
  EXPECT_EQ(text.str(), "0.5");
}

TEST(Print, SummaryGoesToStandardError) {
  testing::internal::CaptureStderr();
  ones({2, 3}).print();
  Tensor().print();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "[CPUFloatType [2, 3]]\n[UndefinedTensor]\n");
}

}  // namespace
}  // namespace facula
