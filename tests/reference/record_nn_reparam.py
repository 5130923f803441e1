"""Records modules with computed weights, and lazy modules, for tests/nn/reparam_test.cpp and lazy_test.cpp.

Each line: a name, the sum of |y| over two calls (one for lazy modules), then the sum of |gradient| of each
parameter for the loss sum(y^3 + y), all after torch.manual_seed(11). Run: record_nn_reparam.py > nn_reparam.txt
"""
import warnings

import torch
from torch import nn
from torch.nn import utils
from torch.nn.utils import parametrizations, parametrize

warnings.simplefilter("ignore")


class Symmetric(nn.Module):
    def forward(self, x):
        return x.triu() + x.triu(1).transpose(-1, -2)

    def right_inverse(self, a):
        return a.triu()


def symmetric():
    module = nn.Linear(4, 4)
    parametrize.register_parametrization(module, "weight", Symmetric())
    return module


def record(name, make, shape, calls=2):
    torch.manual_seed(11)
    module = make()
    inputs = [torch.randn(*shape) for _ in range(calls)]
    results = [module(x) for x in inputs]
    sum((y * y * y + y).sum() for y in results).backward()
    values = [sum(y.abs().sum().item() for y in results)]
    values += [p.grad.abs().sum().item() for p in module.parameters()]
    print(name, *[f"{v:.7g}" for v in values])


record("wn_linear", lambda: utils.weight_norm(nn.Linear(5, 3)), (4, 5))
record("wn_all", lambda: utils.weight_norm(nn.Linear(5, 3), dim=None), (4, 5))
record("wn_conv", lambda: utils.weight_norm(nn.Conv2d(2, 3, 3), dim=1), (2, 2, 5, 5))
record("sn_linear", lambda: utils.spectral_norm(nn.Linear(5, 3)), (4, 5))
record("sn_transpose", lambda: utils.spectral_norm(nn.ConvTranspose2d(2, 3, 3), n_power_iterations=2), (2, 2, 5, 5))
record("p_sn", lambda: parametrizations.spectral_norm(nn.Linear(5, 3)), (4, 5))
record("p_square", lambda: parametrizations.orthogonal(nn.Linear(4, 4)), (4, 4))
record("p_tall", lambda: parametrizations.orthogonal(nn.Linear(3, 5)), (4, 3))
record("p_wide", lambda: parametrizations.orthogonal(nn.Linear(5, 3)), (4, 5))
record("p_cayley", lambda: parametrizations.orthogonal(nn.Linear(5, 3), orthogonal_map="cayley"), (4, 5))
record("p_plain", lambda: parametrizations.orthogonal(
    nn.Linear(5, 3), orthogonal_map="householder", use_trivialization=False), (4, 5))
record("symmetric", symmetric, (4, 4))

record("LazyLinear", lambda: nn.LazyLinear(3), (2, 5), 1)
record("LazyConv1d", lambda: nn.LazyConv1d(4, 3, groups=2), (2, 4, 7), 1)
record("LazyConv2d", lambda: nn.LazyConv2d(4, 3, padding=1), (2, 3, 5, 6), 1)
record("LazyConv3d", lambda: nn.LazyConv3d(2, 2), (1, 3, 4, 4, 4), 1)
record("LazyConvTranspose1d", lambda: nn.LazyConvTranspose1d(4, 3), (2, 5, 7), 1)
record("LazyConvTranspose2d", lambda: nn.LazyConvTranspose2d(4, 3, stride=2), (2, 3, 5, 6), 1)
record("LazyConvTranspose3d", lambda: nn.LazyConvTranspose3d(2, 2), (1, 3, 3, 3, 3), 1)
record("LazyBatchNorm1d", lambda: nn.LazyBatchNorm1d(), (4, 3), 1)
record("LazyBatchNorm2d", lambda: nn.LazyBatchNorm2d(eps=1e-3), (4, 3, 2, 2), 1)
record("LazyBatchNorm3d", lambda: nn.LazyBatchNorm3d(momentum=None), (4, 3, 2, 2, 2), 1)
record("LazyInstanceNorm1d", lambda: nn.LazyInstanceNorm1d(), (2, 3, 5), 1)
record("LazyInstanceNorm2d", lambda: nn.LazyInstanceNorm2d(track_running_stats=False), (2, 3, 5, 4), 1)
record("LazyInstanceNorm3d", lambda: nn.LazyInstanceNorm3d(eps=1e-3), (2, 3, 5, 2, 2), 1)
