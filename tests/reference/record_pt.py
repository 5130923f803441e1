#!/usr/bin/python3
"""Records the small .pt files of tests/io/data with PyTorch.

Run it by hand (PyTorch 1.13 made the files in the repository): tests/reference/record_pt.py
"""
import collections
import os

import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "io", "data")


def save(value, name, **options):
    torch.save(value, os.path.join(FOLDER, name), **options)


def arange(n, dtype=torch.float32):
    return torch.arange(n).to(dtype)


def linear_state():
    layer = torch.nn.Linear(3, 2)
    with torch.no_grad():
        layer.weight.copy_(arange(6).reshape(2, 3))
        layer.bias.copy_(torch.tensor([-1.0, 0.5]))
    return layer.state_dict()


def nested():
    base = arange(12, torch.float64)
    return {
        "step": 7,
        "big": 1 << 40,
        "negative": -70000,
        "lr": 0.1,
        "name": "Schrödinger",
        "flags": [True, False, None],
        "betas": (0.9, 0.999),
        5: "five",
        "matrix": base.view(3, 4),
        "transposed": base.view(3, 4).t(),
        "row": base.view(3, 4)[1],
        "scalar": torch.tensor(3, dtype=torch.int64),
        "empty": torch.empty(0, 4),
        "nested": {"deep": {"tensor": torch.tensor([True, False])}},
    }


def dtypes():
    named = ["float32", "float64", "float16", "bfloat16", "complex64", "complex128", "uint8", "int8", "int16",
             "int32", "int64", "bool"]
    return collections.OrderedDict((n, torch.tensor([0, 1, 2]).to(getattr(torch, n))) for n in named)


def adam():
    layer = torch.nn.Linear(2, 1)
    with torch.no_grad():
        for p in layer.parameters():
            p.fill_(0.5)
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.01)
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    return optimizer.state_dict()


if __name__ == "__main__":
    torch.manual_seed(0)
    save(linear_state(), "linear.pt")
    save(nested(), "nested.pt")
    save(dtypes(), "dtypes.pt")
    save(adam(), "adam.pt")
    save(torch.nn.Parameter(arange(3)), "parameter.pt")
    save(linear_state(), "legacy.pt", _use_new_zipfile_serialization=False)
