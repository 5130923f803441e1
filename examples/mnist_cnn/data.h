#pragma once
#include <facula/facula.h>

#include <string>

using facula::data::datasets::MNIST;

/// Training and test set, and where they came from.
struct Digits {
  MNIST train, test;
  std::string source;
};

/// The real MNIST from `folder`, or, when that is empty, from $FACULA_DATA, ./data or the user's cache; if it
/// is in none of them, digits drawn by the built-in generator. errors  facula::Error when `folder` is given
/// and has no readable MNIST
Digits load_digits(const std::string& folder, uint64_t seed);
