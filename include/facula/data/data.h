#pragma once
// Datasets, samplers, transforms and the loader.
#include "facula/data/dataloader.h"
#include "facula/data/datasets.h"
#include "facula/data/samplers.h"
#include "facula/data/transforms.h"
