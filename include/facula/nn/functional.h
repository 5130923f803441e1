#pragma once
// Everything in facula::nn::functional.
#include "facula/nn/functional/activation.h"
#include "facula/nn/functional/conv.h"
#include "facula/nn/functional/dropout.h"
#include "facula/nn/functional/embedding.h"
#include "facula/nn/functional/linear.h"
#include "facula/nn/functional/loss.h"
#include "facula/nn/functional/normalization.h"
#include "facula/nn/functional/padding.h"
#include "facula/nn/functional/pooling.h"
