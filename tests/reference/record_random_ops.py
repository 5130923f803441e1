#!/usr/bin/python3
"""Records what PyTorch's random functions give: tests/reference/random_ops.txt, a name and the values a line.

Each case starts from torch.manual_seed(7). Values are in logical order; complex ones as their parts.
"""
import torch

ramp = torch.arange(1, 7).reshape(2, 3) / 7.0
weights = torch.tensor([[1.0, 0.0, 3.0, 4.0], [2.0, 2.0, 0.5, 0.25]])


def empty(*size, **options):
    return torch.empty(*size, **options)


def strided(dtype=torch.float):
    return torch.zeros(4, 10, dtype=dtype)[:, ::2]


CASES = {
    "rand": lambda: torch.rand(3, 5),
    "rand_double": lambda: torch.rand(4, dtype=torch.double),
    "rand_half": lambda: torch.rand(4, dtype=torch.half),
    "rand_complex": lambda: torch.rand(3, dtype=torch.cfloat),
    "rand_like": lambda: torch.rand_like(ramp.t()),
    "uniform_transposed": lambda: empty(3, 4).t().uniform_(-1, 2),
    "uniform_channels_last": lambda: empty(2, 3, 2, 2).to(memory_format=torch.channels_last).uniform_(),
    "uniform_strided": lambda: strided().uniform_(),
    "uniform_strided_transposed": lambda: strided().t().uniform_(),
    "randn_small": lambda: torch.randn(5),
    "randn_blocks": lambda: torch.randn(20),
    "randn_double": lambda: torch.randn(17, dtype=torch.double),
    "randn_complex": lambda: torch.randn(9, dtype=torch.cfloat),
    "normal_transposed": lambda: empty(5, 4).t().normal_(1, 2),
    "normal_strided": lambda: strided().normal_(),
    "normal_strided_double": lambda: strided(torch.double).normal_(),
    "randint": lambda: torch.randint(10, (8,)),
    "randint_range": lambda: torch.randint(-5, 100, (2, 4), dtype=torch.int8),
    "randint_float": lambda: torch.randint(0, 50, (4,), dtype=torch.float),
    "randint_wide": lambda: torch.randint(0, 2**40, (4,)),
    "random_to": lambda: empty(6, dtype=torch.uint8).random_(17),
    "random_from_none": lambda: empty(6, dtype=torch.uint8).random_(5, None),
    "random_full_short": lambda: empty(6, dtype=torch.short).random_(),
    "random_full_float": lambda: empty(6).random_(),
    "random_full_bool": lambda: empty(9, dtype=torch.bool).random_(),
    "random_rounded": lambda: empty(4).random_(2**24 + 1, 2**24 + 99),
    "randperm": lambda: torch.randperm(9),
    "randperm_float": lambda: torch.randperm(9, dtype=torch.float),
    "normal_scalars": lambda: torch.normal(1.0, 2.0, (3, 3)),
    "normal_mean": lambda: torch.normal(ramp, 0.5),
    "normal_std": lambda: torch.normal(1.5, ramp.t()),
    "normal_both": lambda: torch.normal(ramp, ramp[0]),
    "bernoulli": lambda: torch.bernoulli(ramp),
    "bernoulli_double": lambda: torch.bernoulli(ramp.double()),
    "bernoulli_p": lambda: torch.bernoulli(ramp, 0.3),
    "bernoulli_inplace": lambda: empty(4, 5, dtype=torch.long).bernoulli_(0.4),
    "bernoulli_tensor": lambda: empty(2, 3, dtype=torch.long).bernoulli_(ramp),
    "bernoulli_expanded": lambda: empty(4, 3).bernoulli_(ramp[0]),
    "bernoulli_transposed": lambda: empty(3, 2).t().bernoulli_(ramp),
    "exponential": lambda: empty(6).exponential_(1.5),
    "exponential_bfloat16": lambda: empty(3, dtype=torch.bfloat16).exponential_(),
    "geometric": lambda: empty(6).geometric_(0.2),
    "geometric_long": lambda: empty(6, dtype=torch.long).geometric_(0.2),
    "log_normal": lambda: empty(5).log_normal_(),
    "cauchy": lambda: empty(5).cauchy_(1, 3),
    "multinomial": lambda: torch.multinomial(weights, 2),
    "multinomial_one": lambda: torch.multinomial(weights, 1, True),
    "multinomial_replacement": lambda: torch.multinomial(weights[0], 7, True),
    "multinomial_double": lambda: torch.multinomial(weights.double(), 2),
    "poisson": lambda: torch.poisson(ramp * 20),
    "poisson_transposed": lambda: torch.poisson((ramp * 20).t()),
}

with open("tests/reference/random_ops.txt", "w") as out:
    for name, case in CASES.items():
        torch.manual_seed(7)
        value = case()
        if value.is_complex():
            value = torch.view_as_real(value)
        print(name, *(repr(float(v)) for v in value.reshape(-1)), file=out)
