#pragma once
// Datasets, samplers, transforms and the loader.
#include "facula/data/chunk.h"
#include "facula/data/collate.h"
#include "facula/data/dataloader.h"
#include "facula/data/datasets.h"
#include "facula/data/digits.h"
#include "facula/data/distributed.h"
#include "facula/data/mnist.h"
#include "facula/data/queue.h"
#include "facula/data/samplers.h"
#include "facula/data/split.h"
#include "facula/data/transforms.h"
