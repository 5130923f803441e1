#pragma once
// Modules that hold modules or parameters.
#include "facula/nn/modules/container/functional.h"
#include "facula/nn/modules/container/module_dict.h"
#include "facula/nn/modules/container/module_list.h"
#include "facula/nn/modules/container/parameter_dict.h"
#include "facula/nn/modules/container/parameter_list.h"
#include "facula/nn/modules/container/sequential.h"
