#!/usr/bin/python3
"""Records trajectories of PyTorch's optimizers: tests/reference/optim.txt.

Two parameters follow the gradient a * p - b for 50 steps; its zero is out of reach, for near it rounding decides. A line is: case, dtype, then all parameters after 1, 10
and 50 steps. `late` starts with the second parameter having no gradient for 5 steps.
"""
import torch
from torch import optim


class NAdam(optim.Optimizer):
    """NAdam as from PyTorch 2.0 on: 1.13 multiplies the product of the momenta by the current one once too often."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, momentum_decay=4e-3):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, decay=weight_decay, momentum=momentum_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                s = self.state[p]
                if not s:
                    s.update(t=0, product=torch.tensor(1.0), m=torch.zeros_like(p), v=torch.zeros_like(p))
                s["t"] += 1
                g = p.grad + group["decay"] * p
                mu, mu_next = (beta1 * (1 - 0.5 * 0.96 ** (t * group["momentum"])) for t in (s["t"], s["t"] + 1))
                s["product"] *= mu
                product = s["product"].item()
                s["m"].mul_(beta1).add_(g, alpha=1 - beta1)
                s["v"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
                root = (s["v"] / (1 - beta2 ** s["t"])).sqrt() + group["eps"]
                p.addcdiv_(g, root, value=-group["lr"] * (1 - mu) / (1 - product))
                p.addcdiv_(s["m"], root, value=-group["lr"] * mu_next / (1 - product * mu_next))


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
    "adadelta": lambda p: optim.Adadelta(p),
    "adadelta_all": lambda p: optim.Adadelta(p, lr=0.7, rho=0.8, eps=1e-5, weight_decay=0.05, maximize=True),
    "adamax": lambda p: optim.Adamax(p, lr=0.05),
    "adamax_all": lambda p: optim.Adamax(
        p, lr=0.05, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1, maximize=True),
    "nadam": lambda p: NAdam(p, lr=0.05),
    "nadam_decay": lambda p: NAdam(p, lr=0.05, betas=(0.8, 0.99), weight_decay=0.1, momentum_decay=1e-2),
    "radam": lambda p: optim.RAdam(p, lr=0.05),
    "radam_decay": lambda p: optim.RAdam(p, lr=0.05, betas=(0.8, 0.9), eps=1e-6, weight_decay=0.1),
    "asgd": lambda p: optim.ASGD(p, lr=0.05),
    "asgd_average": lambda p: optim.ASGD(
        p, lr=0.05, lambd=1e-2, alpha=0.5, t0=10, weight_decay=0.05, maximize=True),
    "rprop": lambda p: optim.Rprop(p),
    "rprop_turns": lambda p: optim.Rprop(p, lr=3.0, etas=(0.4, 1.3), step_sizes=(1e-3, 8.0)),
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

# LBFGS on the Rosenbrock function and on a quadratic one: the loss and the parameters after each of 8 steps.
LBFGS = {
    "fixed": dict(lr=0.3, max_iter=5, history_size=4),
    "wolfe": dict(line_search_fn="strong_wolfe"),
    "wolfe_short": dict(lr=0.8, max_iter=4, history_size=3, line_search_fn="strong_wolfe"),
}


def rosenbrock(p):
    x = p[0]
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def quadratic(p):
    weight = torch.arange(1, 6, dtype=torch.float64)
    return (weight * (p[0] - 1.5) ** 2).sum() + (p[0][1] * p[0][2])


with open("tests/reference/lbfgs.txt", "w") as out:
    for f in (rosenbrock, quadratic):
        for name, options in LBFGS.items():
            p = [torch.tensor([-1.2, 1.0, 0.5, -0.3, 0.8], dtype=torch.float64, requires_grad=True)]
            optimizer = optim.LBFGS(p, **options)

            def closure():
                optimizer.zero_grad()
                loss = f(p)
                loss.backward()
                return loss

            values = []
            for step in range(8 if name != "fixed" or f is quadratic else 4):
                values.append(optimizer.step(closure).item())
                values += p[0].tolist()
            state = optimizer.state[p[0]]
            print(f.__name__, name, state["func_evals"], state["n_iter"], *map(repr, values), file=out)

# Schedulers: the learning rate and the momentum before each of 50 steps, of a group at 0.5 and one at 0.2.
S = optim.lr_scheduler


def sequence(o):
    return S.SequentialLR(o, [S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.9), S.CosineAnnealingLR(o, 8),
                              S.MultiplicativeLR(o, lambda e: 0.8)], [4, 15, 30])


SCHEDULES = {
    "lambda": lambda o: S.LambdaLR(o, [lambda e: 0.95 ** e, lambda e: 1 / (1 + e)]),
    "multiplicative": lambda o: S.MultiplicativeLR(o, lambda e: 0.9 if e % 2 else 0.99),
    "multi_step": lambda o: S.MultiStepLR(o, [3, 8, 8, 20], 0.3),
    "constant": lambda o: S.ConstantLR(o),
    "linear": lambda o: S.LinearLR(o, 0.25, 0.75, 12),
    "exponential": lambda o: S.ExponentialLR(o, 0.93),
    "polynomial": lambda o: S.PolynomialLR(o, 20, 1.7),
    "cosine": lambda o: S.CosineAnnealingLR(o, 9, 0.01),
    "warm_restarts": lambda o: S.CosineAnnealingWarmRestarts(o, 5, 2, 0.01),
    "cyclic": lambda o: S.CyclicLR(o, 0.1, 0.9, 6, 4),
    "cyclic2": lambda o: S.CyclicLR(o, 0.1, 0.9, 4, mode="triangular2", base_momentum=0.6),
    "cyclic_exp": lambda o: S.CyclicLR(o, 0.1, 0.9, 4, mode="exp_range", gamma=0.98, cycle_momentum=False),
    "one_cycle": lambda o: S.OneCycleLR(o, 1.5, 50),
    "one_cycle3": lambda o: S.OneCycleLR(o, 1.5, 55, pct_start=0.2, anneal_strategy="linear", three_phase=True,
                                         div_factor=10, final_div_factor=100),
    "lambda2": lambda o: S.LambdaLR(o, lambda e: 1 - e / 100),
    "multiplicative2": lambda o: S.MultiplicativeLR(o, lambda e: 1.02),
    "step": lambda o: S.StepLR(o, 7),
    "step2": lambda o: S.StepLR(o, 10, 0.5),
    "multi_step2": lambda o: S.MultiStepLR(o, [10, 30]),
    "constant2": lambda o: S.ConstantLR(o, 0.25, 17),
    "linear2": lambda o: S.LinearLR(o),
    "exponential2": lambda o: S.ExponentialLR(o, 1.01),
    "polynomial2": lambda o: S.PolynomialLR(o),
    "cosine2": lambda o: S.CosineAnnealingLR(o, 50),
    "warm_restarts2": lambda o: S.CosineAnnealingWarmRestarts(o, 12),
    "swa": lambda o: optim.swa_utils.SWALR(o, 0.05, 12),
    "swa_linear": lambda o: optim.swa_utils.SWALR(o, 0.05, 7, "linear"),
    "chained": lambda o: S.ChainedScheduler([S.ConstantLR(o, 0.2, 6), S.ExponentialLR(o, 0.95),
                                             S.CosineAnnealingLR(o, 10)]),
    "sequential": sequence,
    "plateau": lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=2, cooldown=1, min_lr=0.02),
    "plateau_max": lambda o: S.ReduceLROnPlateau(o, "max", 0.3, 1, 0.05, "abs"),
}

with open("tests/reference/schedulers.txt", "w") as out:
    for name, make in SCHEDULES.items():
        a, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
        optimizer = optim.SGD([{"params": [a]}, {"params": [b], "lr": 0.2}], lr=0.5, momentum=0.7)
        schedule = make(optimizer)
        values = []
        for step in range(50):
            for group in optimizer.param_groups:
                values += [group["lr"], group["momentum"]]
            optimizer.step()
            schedule.step(*([abs(step - 12) * 0.1] if name.startswith("plateau") else []))
        print(name, *map(repr, values), file=out)


# Muon, which PyTorch 1.13 lacks: its published update, in float64 but for the bfloat16 iteration, each op of which
# is computed in float64 and rounded once. A line holds the matrix after each of 5 steps along p * 0.5 - ramp.
def orthogonal(g, steps=5):
    def rounded(t):
        return t.bfloat16().double()

    a, b, c = 3.4445, -4.7750, 2.0315
    x = rounded(g if g.size(0) <= g.size(1) else g.T)
    x = rounded(x / rounded(x.norm()).clamp(min=1e-7))
    for _ in range(steps):
        gram = rounded(x @ x.T)
        x = rounded(a * x + rounded(b * gram + c * gram @ gram) @ x)
    return x.T if g.size(0) > g.size(1) else x


with open("tests/reference/muon.txt", "w") as out:
    for rows, columns in ((2, 5), (6, 3)):
        for nesterov, match in ((True, False), (False, True)):
            n = rows * columns
            p = ramp(n, torch.float64).sin().reshape(rows, columns)
            buffer = torch.zeros_like(p)
            values = []
            for step in range(5):
                g = p * 0.5 - ramp(n, torch.float64).mul(1.7).cos().reshape(rows, columns)
                buffer = buffer.lerp(g, 0.05)
                update = orthogonal(g.lerp(buffer, 0.95) if nesterov else buffer)
                scale = 0.2 * max(rows, columns) ** 0.5 if match else max(1, rows / columns) ** 0.5
                p = p * (1 - 0.02 * 0.1) - 0.02 * scale * update
                values += p.reshape(-1).tolist()
            print(rows, columns, int(nesterov), int(match), *map(repr, values), file=out)

# SparseAdam: a 5 x 2 parameter whose gradient has two rows in each of 50 steps, one of them twice in every third.
SPARSE = {
    "sparse_adam": dict(),
    "sparse_adam_all": dict(lr=0.05, betas=(0.8, 0.99), eps=1e-6, maximize=True),
    "sparse_sgd": dict(lr=0.1, momentum=0.9),
}
with open("tests/reference/optim_sparse.txt", "w") as out:
    for name, options in SPARSE.items():
        p = ramp(10, torch.float64).reshape(5, 2).requires_grad_()
        optimizer = (optim.SGD if name == "sparse_sgd" else optim.SparseAdam)([p], **options)
        values = []
        for step in range(50):
            rows = torch.tensor([step % 5, (3 * step + 1) % 5] + ([step % 5] if step % 3 == 0 else []))
            p.grad = torch.sparse_coo_tensor(rows[None], p.detach()[rows] * 0.5 - 3, (5, 2))
            optimizer.step()
            if step in (0, 9, 49):
                values += p.detach().reshape(-1).tolist()
        print(name, *map(repr, values), file=out)
