#include "progress.h"

#include <unistd.h>

#include <cstdio>

Progress::Progress(std::string title, int64_t images)
    : title_(std::move(title)),
      total_(images),
      terminal_(isatty(STDOUT_FILENO)),
      start_(std::chrono::steady_clock::now()),
      shown_(start_) {}

void Progress::update(int64_t images, double loss, double accuracy) {
  done_ += images;
  loss_ = loss;
  accuracy_ = accuracy;
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - shown_ < std::chrono::milliseconds(100)) return;
  shown_ = now;
  print(false);
}

void Progress::finish() { print(true); }

void Progress::print(bool last) {
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
  const double rate = static_cast<double>(done_) / spent.count();
  if (terminal_) {
    constexpr int kWidth = 30;
    const int full = static_cast<int>(kWidth * done_ / total_);
    std::printf("\r%s [%s%s] ", title_.c_str(), std::string(static_cast<size_t>(full), '#').c_str(),
                std::string(static_cast<size_t>(kWidth - full), '.').c_str());
  } else {
    std::printf("%s  ", title_.c_str());
  }
  std::printf("loss %.4f  accuracy %.4f  %.0f images/s  ", loss_, accuracy_, rate);
  if (last)
    std::printf("%.1f s      \n", spent.count());
  else
    std::printf("ETA %.0f s    ", static_cast<double>(total_ - done_) / rate);
  std::fflush(stdout);
}
