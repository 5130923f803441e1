#pragma once
// Everything in facula::nn.
#include "facula/nn/functional.h"
#include "facula/nn/init.h"
#include "facula/nn/modules.h"
#include "facula/nn/summary.h"
#include "facula/nn/utils.h"
