#!/usr/bin/python3
"""Records state_dicts of Python's optimizers after three steps: tests/optim/data/NAME.pt, and in
tests/reference/optimizer_state.txt the parameters after those and after two more steps.
"""
import pathlib
import torch

HERE = pathlib.Path(__file__).resolve().parent
KINDS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), amsgrad=True),
    "adamw": lambda p: torch.optim.AdamW([{"params": p[:1], "lr": 0.01}, {"params": p[1:]}], lr=0.02),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
    "adadelta": lambda p: torch.optim.Adadelta(p),
    "adamax": lambda p: torch.optim.Adamax(p, lr=0.02),
    "radam": lambda p: torch.optim.RAdam(p, lr=0.02),
    "rprop": lambda p: torch.optim.Rprop(p, lr=0.02),
}


def step(optimizer, params):
    optimizer.zero_grad()
    sum(((p - 1.5) ** 3).sum() for p in params).backward()
    optimizer.step()


with open(HERE / "optimizer_state.txt", "w") as out:
    for name, make in KINDS.items():
        params = [torch.tensor([0.5, -1.0], dtype=torch.double, requires_grad=True),
                  torch.tensor([2.0], dtype=torch.double, requires_grad=True)]
        optimizer = make(params)
        for at in (3, 5):
            while getattr(optimizer, "steps", 0) < at:
                step(optimizer, params)
                optimizer.steps = getattr(optimizer, "steps", 0) + 1
            values = torch.cat([p.detach() for p in params]).tolist()
            out.write(f"{name}.{at} " + " ".join(f"{v:.17g}" for v in values) + "\n")
            if at == 3:
                torch.save(optimizer.state_dict(), HERE.parent / "optim/data" / f"{name}.pt")
