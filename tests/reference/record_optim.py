#!/usr/bin/python3
"""Records trajectories of PyTorch's optimizers: tests/reference/optim.txt.

Two parameters follow the gradient a * p - b for 50 steps; its zero is out of reach, for near it rounding decides. A line is: case, dtype, then all parameters after 1, 10
and 50 steps. `late` starts with the second parameter having no gradient for 5 steps.
"""
import torch
from torch import optim

CASES = {
    "sgd": lambda p: optim.SGD(p, lr=0.1),
    "sgd_decay": lambda p: optim.SGD(p, lr=0.1, weight_decay=0.05),
    "sgd_momentum": lambda p: optim.SGD(p, lr=0.05, momentum=0.9),
    "sgd_dampening": lambda p: optim.SGD(p, lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.01),
    "sgd_nesterov": lambda p: optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True, weight_decay=0.01),
    "sgd_maximize": lambda p: optim.SGD(p, lr=0.01, momentum=0.5, maximize=True),
    "adam": lambda p: optim.Adam(p, lr=0.05),
    "adam_decay": lambda p: optim.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1),
    "adam_amsgrad": lambda p: optim.Adam(p, lr=0.05, amsgrad=True),
    "adam_maximize": lambda p: optim.Adam(p, lr=0.01, amsgrad=True, weight_decay=0.1, maximize=True),
    "adamw": lambda p: optim.AdamW(p, lr=0.05),
    "adamw_amsgrad": lambda p: optim.AdamW(p, lr=0.05, weight_decay=0.2, amsgrad=True),
    "rmsprop": lambda p: optim.RMSprop(p, lr=0.02),
    "rmsprop_momentum": lambda p: optim.RMSprop(p, lr=0.02, alpha=0.9, momentum=0.6, weight_decay=0.05),
    "rmsprop_centered": lambda p: optim.RMSprop(p, lr=0.02, centered=True, eps=1e-4),
    "rmsprop_all": lambda p: optim.RMSprop(p, lr=0.02, centered=True, momentum=0.5, maximize=True),
    "adagrad": lambda p: optim.Adagrad(p, lr=0.1),
    "adagrad_decay": lambda p: optim.Adagrad(
        p, lr=0.1, lr_decay=0.02, weight_decay=0.05, initial_accumulator_value=0.3, maximize=True),
    "late": lambda p: optim.Adam(p, lr=0.05),
    "step_lr": lambda p: optim.SGD(p, lr=0.2),
}


def ramp(n, dtype):
    return torch.arange(n, dtype=torch.float64).mul(0.25).sub(0.8).to(dtype)


with open("tests/reference/optim.txt", "w") as out:
    for name, make in CASES.items():
        for dtype in (torch.float32, torch.float64):
            params = [ramp(6, dtype).reshape(2, 3).requires_grad_(), ramp(4, dtype).neg().requires_grad_()]
            optimizer = make(params)
            schedule = optim.lr_scheduler.StepLR(optimizer, 7, 0.5) if name == "step_lr" else None
            values = []
            for step in range(1, 51):
                for k, p in enumerate(params):
                    p.grad = None
                    if not (name == "late" and k == 1 and step <= 5):
                        p.grad = (p.detach() * 0.5 - 3) * (1 + 0.5 * k)
                optimizer.step()
                if schedule:
                    schedule.step()
                if step in (1, 10, 50):
                    values += [v for p in params for v in p.detach().reshape(-1).tolist()]
            print(name, "float" if dtype == torch.float32 else "double", *map(repr, values), file=out)
