#pragma once
#include <string>
#include <vector>

#include "data.h"
#include "model.h"

struct Settings {
  int epochs = 5;
  int64_t batch_size = 64;
  double lr = 1e-3;
  uint64_t seed = 0;
  int threads = 0;  // 0: all
  std::string device = "cpu";
  std::string data;
  std::string out = "out";
  size_t workers = 0;
};

/// Loss of every training step, and what the test set says at the end.
struct Result {
  std::vector<double> losses;
  double accuracy = 0;
  facula::Tensor confusion;    // (10, 10): true class by predicted class
  facula::Tensor predictions;  // (N): predicted class of each test image
};

/// Trains with Adam and cross entropy, then tests.
Result train(MyVgg& model, const Digits& digits, const Settings& settings);
