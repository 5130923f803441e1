// The printed form of every module is libtorch's: tests/reference/nn_print.txt.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <fstream>
#include <map>
#include <sstream>

namespace {

using namespace torch::nn;

// Expression -> text.
const std::map<std::string, std::string>& recorded() {
  static const std::map<std::string, std::string> all = [] {
    std::map<std::string, std::string> texts;
    std::ifstream in(FACULA_SOURCE_DIR "/tests/reference/nn_print.txt");
    std::string* text = nullptr;
    for (std::string line; std::getline(in, line);) {
      if (line.rfind("# ", 0) == 0)
        text = &texts[line.substr(2)];
      else if (text)
        *text += line + "\n";
    }
    return texts;
  }();
  return all;
}

ParameterDict dictionary() {
  ParameterDict d;
  d->insert("A", torch::ones({1, 2}));
  d->insert("B", torch::ones({3}));
  return d;
}

template <class M>
void check(const char* expression, const M& m) {
  std::ostringstream text;
  text << m << "\n";
  const auto found = recorded().find(expression);
  ASSERT_NE(found, recorded().end()) << expression << " is not recorded";
  EXPECT_EQ(text.str(), found->second) << expression;
}

TEST(PrintedModules, AreLibtorchs) {
  EXPECT_GT(recorded().size(), 150u);
#define PRINTED(...) check(#__VA_ARGS__, __VA_ARGS__);
#include "compat/printed_modules.h"
}

}  // namespace
