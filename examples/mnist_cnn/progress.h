#pragma once
#include <chrono>
#include <cstdint>
#include <string>

/// One line that grows during an epoch on a terminal, and is printed once, at the end, elsewhere.
class Progress {
 public:
  Progress(std::string title, int64_t images);
  /// After `images` more, with the means since the start of the epoch.
  void update(int64_t images, double loss, double accuracy);
  void finish();

 private:
  void print(bool last);
  std::string title_;
  int64_t total_, done_ = 0;
  double loss_ = 0, accuracy_ = 0;
  bool terminal_;
  std::chrono::steady_clock::time_point start_, shown_;
};
