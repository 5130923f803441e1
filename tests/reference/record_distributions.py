#!/usr/bin/python3
"""Records torch.distributions: tests/reference/distributions.txt, a name and the values a line.

Samples start from torch.manual_seed(11). NAME.message lines are the texts of errors, with newlines as \\n.
"""
import torch
from torch import distributions as D

t = torch.tensor
dbl = torch.double
loc, scale = t([0.5, -1.0, 3.0], dtype=dbl), t([0.7, 2.0, 1.5], dtype=dbl)
matrix = t([[2.0, 0.3], [0.3, 1.0]], dtype=dbl)
other = t([[1.0, -0.2], [-0.2, 0.5]], dtype=dbl)

# name: (distribution, values, another of its kind)
CASES = {
    "normal": (D.Normal(loc, scale), t([0.1, 0.2, 7.0], dtype=dbl), D.Normal(scale, scale + 1)),
    "uniform": (D.Uniform(loc, loc + scale), loc + scale * 0.25, D.Uniform(loc - 1, loc + scale + 1)),
    "exponential": (D.Exponential(scale), t([0.0, 0.2, 7.0], dtype=dbl), D.Exponential(scale + 1)),
    "gamma": (D.Gamma(t([0.3, 1.0, 8.0], dtype=dbl), scale), t([0.1, 0.2, 7.0], dtype=dbl), D.Gamma(scale, scale + 1)),
    "beta": (D.Beta(t([0.3, 1.0, 8.0], dtype=dbl), scale), t([0.1, 0.2, 0.7], dtype=dbl), D.Beta(scale, scale + 1)),
    "dirichlet": (D.Dirichlet(t([0.3, 1.0, 8.0], dtype=dbl)), t([0.1, 0.2, 0.7], dtype=dbl), D.Dirichlet(scale)),
    "bernoulli": (D.Bernoulli(t([0.2, 0.5, 0.9], dtype=dbl)), t([0.0, 1.0, 1.0], dtype=dbl), D.Bernoulli(t([0.3, 0.3, 0.3], dtype=dbl))),
    "bernoulli_logits": (D.Bernoulli(logits=loc), t([0.0, 1.0, 1.0], dtype=dbl), D.Bernoulli(logits=scale)),
    "categorical": (D.Categorical(t([[1.0, 2.0, 3.0], [0.2, 0.2, 0.1]], dtype=dbl)), t([2, 0]), D.Categorical(t([0.1, 0.1, 0.8], dtype=dbl))),
    "categorical_logits": (D.Categorical(logits=loc), t([2]), D.Categorical(logits=scale)),
    "mvn": (D.MultivariateNormal(loc[:2], matrix), t([[0.1, 0.2], [3.0, -1.0]], dtype=dbl), D.MultivariateNormal(scale[:2], other)),
    "mvn_precision": (D.MultivariateNormal(loc[:2], precision_matrix=matrix), t([[0.1, 0.2], [3.0, -1.0]], dtype=dbl), D.MultivariateNormal(scale[:2], other)),
}

PAIRS = {
    "exponential_gamma": (D.Exponential(scale), D.Gamma(scale, scale + 1)),
    "gamma_exponential": (D.Gamma(scale, scale + 1), D.Exponential(scale)),
    "uniform_normal": (D.Uniform(loc, loc + scale), D.Normal(loc, scale)),
    "exponential_normal": (D.Exponential(scale), D.Normal(loc, scale)),
    "gamma_normal": (D.Gamma(scale, scale + 1), D.Normal(loc, scale)),
}

ERRORS = {
    "normal_scale": lambda: D.Normal(0.0, -1.0),
    "normal_vector": lambda: D.Normal(t([0.0, 1.0]), t([1.0, 0.0])),
    "normal_value": lambda: D.Normal(0.0, 1.0).log_prob(t(float("nan"))),
    "normal_shape": lambda: D.Normal(torch.zeros(3), 1.0).log_prob(torch.zeros(2)),
    "uniform": lambda: D.Uniform(1.0, 1.0),
    "exponential_value": lambda: D.Exponential(2.5).log_prob(t([1.0, -1.0])),
    "beta": lambda: D.Beta(1.0, -2.0),
    "dirichlet": lambda: D.Dirichlet(t(1.0)),
    "dirichlet_value": lambda: D.Dirichlet(torch.ones(2)).log_prob(t([0.5, 0.6])),
    "bernoulli": lambda: D.Bernoulli(),
    "bernoulli_probs": lambda: D.Bernoulli(1.5),
    "bernoulli_value": lambda: D.Bernoulli(0.5).log_prob(t(0.5)),
    "categorical_value": lambda: D.Categorical(torch.ones(3)).log_prob(t(3)),
    "categorical_scalar": lambda: D.Categorical(t(1.0)),
    "mvn_none": lambda: D.MultivariateNormal(torch.zeros(2)),
    "mvn_matrix": lambda: D.MultivariateNormal(torch.zeros(2), t([[1.0, 2.0], [2.0, 1.0]])),
    "mvn_shape": lambda: D.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(torch.zeros(3)),
}


def implicit_gradients():
    a = t([0.05, 0.3, 1.0, 1.0, 8.0, 8.0, 50.0, 900.0], dtype=dbl)
    x = t([0.01, 0.4, 0.2, 4.0, 5.0, 14.0, 45.0, 950.0], dtype=dbl)
    yield "gamma_grad", torch._standard_gamma_grad(a, x)
    x, a, b = t([[0.1, 0.3, 0.9, 0.5, 0.02], [0.4, 2.0, 3.0, 10.0, 0.7], [0.6, 1.5, 0.5, 12.0, 4.0]], dtype=dbl)
    yield "dirichlet_grad", torch._dirichlet_grad(x, a, a + b)


def main():
    with open(__file__.rsplit("/", 1)[0] + "/distributions.txt", "w") as out:
        def put(name, value):
            out.write(" ".join([name] + [f"{v:.17g}" for v in value.double().flatten().tolist()]) + "\n")

        for name, (d, value, q) in CASES.items():
            torch.manual_seed(11)
            put(name + ".sample", d.sample((5,)))
            put(name + ".next", torch.rand(1))
            for what in ("mean", "variance", "stddev"):
                if "categorical" not in name:
                    put(f"{name}.{what}", getattr(d, what))
            put(name + ".entropy", d.entropy())
            put(name + ".log_prob", d.log_prob(value))
            put(name + ".kl", D.kl_divergence(d, q))
            for what in ("cdf", "icdf"):
                try:
                    put(f"{name}.{what}", getattr(d, what)(value if what == "cdf" else t([0.1, 0.5, 0.95], dtype=dbl)))
                except NotImplementedError:
                    pass
            if d.has_rsample:
                torch.manual_seed(11)
                put(name + ".rsample", d.rsample((2,)))
            if d.has_enumerate_support:
                put(name + ".support", d.enumerate_support())
        put("gamma.cdf", torch.special.gammainc(t([0.3, 1.0, 8.0], dtype=dbl), scale * t([0.1, 0.2, 7.0], dtype=dbl)))
        for name, (p, q) in PAIRS.items():
            put(f"kl.{name}", D.kl_divergence(p, q))
        for a, name in ((0.3, "small"), (1.0, "one"), (20.0, "large")):
            torch.manual_seed(11)
            put(f"float.gamma_{name}", D.Gamma(torch.full((6,), a), 2.0).sample())
            torch.manual_seed(11)
            put(f"float.beta_{name}", D.Beta(torch.full((6,), a), 2.0).sample())
        for name, value in implicit_gradients():
            put(name, value)
        for name, make in ERRORS.items():
            try:
                make()
                raise SystemExit(name + " did not fail")
            except ValueError as e:
                out.write(f"{name}.message " + str(e).replace("\n", "\\n") + "\n")


main()
