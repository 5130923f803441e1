#pragma once
// Everything in facula::nn::utils.
#include "facula/nn/utils/clip_grad.h"
#include "facula/nn/utils/convert_parameters.h"
#include "facula/nn/utils/functional_call.h"
#include "facula/nn/utils/parametrizations.h"
#include "facula/nn/utils/parametrize.h"
#include "facula/nn/utils/rnn.h"
#include "facula/nn/utils/weight_norm.h"
