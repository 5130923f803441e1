#pragma once
#include "train.h"

/// Prints the confusion matrix.
void print_confusion(const facula::Tensor& confusion);

/// Makes the folder, or shows that it can be written to.
/// errors  facula::Error
void prepare_folder(const std::string& out);

/// Writes loss.csv, predictions.csv, filters.csv, and, with gnuplot, a PNG of each, into `out`.
void write_pictures(const std::string& out, const MyVgg& model, const Digits& digits, const Result& result);
