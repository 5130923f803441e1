#pragma once
// Everything in facula::nn::utils.
#include "facula/nn/utils/clip_grad.h"
#include "facula/nn/utils/convert_parameters.h"
#include "facula/nn/utils/rnn.h"
