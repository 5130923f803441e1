#!/usr/bin/python3
"""Records what PyTorch draws on the CPU into random.txt; run with Debian's python3-torch 1.13.1.

A line is: case seed, the FNV-1a hash of the bytes for every size, then the leading values of the largest
size, as hexadecimal bits. Lines of the case `sequence` hold one hash per call of one uninterrupted stream.
`state` is the hash of torch.get_rng_state() after the last size (or the whole sequence).
"""
import os
import torch

SEEDS = (0, 42, 2**40 + 3)
SIZES = (1, 2, 7, 15, 16, 17, 31, 100, 1000)
DTYPES = {"f32": torch.float32, "f64": torch.float64, "f16": torch.float16, "bf16": torch.bfloat16,
          "u8": torch.uint8, "i8": torch.int8, "i16": torch.int16, "i32": torch.int32, "i64": torch.int64,
          "bool": torch.bool}
BITS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}


def raw(t):
    t = t.contiguous()
    return t.view(BITS[t.element_size()]).numpy().tobytes()


def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return "%016x" % h


def state():
    return fnv(torch.get_rng_state().numpy().tobytes())


def empty(n, d):
    return torch.empty(n, dtype=DTYPES[d])


def ramp(n, d, scale=1.0):
    """i / 1024 * scale for i mod 1024; exact in every dtype used."""
    return ((torch.arange(n) % 1024).to(torch.float64) / 1024 * scale).to(DTYPES[d])


def weights(n, d):
    """Three rows of positive integers."""
    return (torch.arange(3 * n) * 7919 % 101 + 1).to(DTYPES[d]).reshape(3, n)


def cases():
    floats = ("f32", "f64", "f16", "bf16")
    for d in floats:
        yield "uniform_0_1." + d, lambda n, d=d: empty(n, d).uniform_()
        yield "uniform_a_b." + d, lambda n, d=d: empty(n, d).uniform_(-0.3, 1.7)
        yield "normal_0_1." + d, lambda n, d=d: empty(n, d).normal_()
        yield "normal_a_b." + d, lambda n, d=d: empty(n, d).normal_(1.3, 0.7)
        yield "exponential." + d, lambda n, d=d: empty(n, d).exponential_(0.7)
        yield "geometric." + d, lambda n, d=d: empty(n, d).geometric_(0.1)
        yield "log_normal." + d, lambda n, d=d: empty(n, d).log_normal_(0.2, 0.5)
        yield "cauchy." + d, lambda n, d=d: empty(n, d).cauchy_(1.3, 0.7)
    yield "geometric_tiny.i64", lambda n: empty(n, "i64").geometric_(1e-12)
    for d in DTYPES:
        yield "random." + d, lambda n, d=d: empty(n, d).random_()
    yield "random_64.i64", lambda n: empty(n, "i64").random_(-2**63, None)
    for d in ("f32", "f64", "f16", "bf16", "i8", "i16", "i32", "i64"):
        yield "randint." + d, lambda n, d=d: torch.randint(-3, 100, (n,), dtype=DTYPES[d])
    yield "randint_32.i64", lambda n: torch.randint(0, 2**32 - 1, (n,))
    yield "randint_33.i64", lambda n: torch.randint(0, 2**32, (n,))
    yield "randint_63.i64", lambda n: torch.randint(-2**62, 2**62 - 5, (n,))
    yield "randperm.i64", lambda n: torch.randperm(n)
    for d in ("f32", "f64", "bf16", "u8", "i64", "bool"):
        yield "bernoulli." + d, lambda n, d=d: empty(n, d).bernoulli_(0.3)
    for d in ("f32", "f64", "bf16"):
        yield "bernoulli_tensor." + d, lambda n, d=d: torch.bernoulli(ramp(n, d))
        for rate in (4, 64, 2048):
            yield "poisson_%d.%s" % (rate, d), lambda n, d=d, r=rate: torch.poisson(ramp(n, d, r))
    yield "dropout.u8", lambda n: torch.nn.functional.dropout(torch.ones(n), 0.2).ne(0).to(torch.uint8)
    for d in ("f32", "f64"):
        yield "multinomial_with." + d, lambda n, d=d: torch.multinomial(weights(n, d), 20, True)
        yield "multinomial_without." + d, lambda n, d=d: torch.multinomial(weights(n, d), min(n, 20))


def sequence():
    """Calls that leave half a pair of normals behind, mixed with others."""
    yield torch.randn(3)
    yield torch.rand(5)
    yield torch.randn(20)
    yield torch.randint(0, 10, (7,))
    yield torch.randn(1, dtype=torch.float64)
    yield torch.randn(2)
    yield torch.randperm(9)
    yield torch.empty(3).log_normal_()
    yield torch.rand(700, dtype=torch.float64)
    yield torch.randn(17, dtype=torch.float64)
    yield torch.randn(5)
    yield torch.empty(11).bernoulli_(0.5)
    yield torch.empty(1).exponential_()
    yield torch.randn(1)


def main():
    with open(os.path.join(os.path.dirname(__file__), "random.txt"), "w") as out:
        for name, draw in cases():
            for seed in SEEDS:
                line = [name, str(seed)]
                for n in SIZES:
                    torch.manual_seed(seed)
                    values = draw(n)
                    line.append(fnv(raw(values)))
                data = raw(values)
                size = values.element_size()
                line += [data[i * size:(i + 1) * size][::-1].hex() for i in range(4)]
                print(*line, state(), file=out)
        for seed in SEEDS:
            torch.manual_seed(seed)
            hashes = [fnv(raw(values)) for values in sequence()]
            print("sequence", seed, *hashes, state(), file=out)


main()
