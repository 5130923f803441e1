#pragma once
// Options of dropout.
#include "facula/nn/arg.h"

namespace facula {
namespace nn {

/// Options of Dropout, Dropout1d, Dropout2d and Dropout3d.
struct DropoutOptions {
  DropoutOptions(double p = 0.5);
  FACULA_ARG(double, p) = 0.5;
  FACULA_ARG(bool, inplace) = false;
};
using Dropout1dOptions = DropoutOptions;
using Dropout2dOptions = DropoutOptions;
using Dropout3dOptions = DropoutOptions;
using AlphaDropoutOptions = DropoutOptions;
using FeatureAlphaDropoutOptions = DropoutOptions;

namespace functional {
/// Options of dropout, dropout2d and dropout3d.
struct DropoutFuncOptions {
  FACULA_ARG(double, p) = 0.5;
  FACULA_ARG(bool, training) = true;
  FACULA_ARG(bool, inplace) = false;
};
using Dropout1dFuncOptions = DropoutFuncOptions;
using Dropout2dFuncOptions = DropoutFuncOptions;
using Dropout3dFuncOptions = DropoutFuncOptions;

/// Options of alpha_dropout.
struct AlphaDropoutFuncOptions {
  FACULA_ARG(double, p) = 0.5;
  FACULA_ARG(bool, training) = false;
  FACULA_ARG(bool, inplace) = false;
};
/// Options of feature_alpha_dropout.
struct FeatureAlphaDropoutFuncOptions {
  FACULA_ARG(double, p) = 0.5;
  FACULA_ARG(bool, training) = false;
  FACULA_ARG(bool, inplace) = false;
};
}  // namespace functional

}  // namespace nn
}  // namespace facula
