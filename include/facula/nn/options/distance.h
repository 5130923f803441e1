#pragma once
// Options of distances.
#include "facula/nn/arg.h"
#include "facula/nn/expanding_array.h"

namespace facula {
namespace nn {

struct CosineSimilarityOptions {
  FACULA_ARG(int64_t, dim) = 1;
  FACULA_ARG(double, eps) = 1e-8;
};
struct PairwiseDistanceOptions {
  FACULA_ARG(double, p) = 2.0;
  FACULA_ARG(double, eps) = 1e-6;
  FACULA_ARG(bool, keepdim) = false;
};

namespace functional {
using CosineSimilarityFuncOptions = CosineSimilarityOptions;
using PairwiseDistanceFuncOptions = PairwiseDistanceOptions;
}  // namespace functional

}  // namespace nn
}  // namespace facula
